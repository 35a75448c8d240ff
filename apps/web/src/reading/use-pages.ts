import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { AnswerOf, CallOf, Route } from '@volna/contract';
import { useClient } from '../session/client-context.tsx';

interface Page {
	items: readonly any[];
	next: string | null;
	asOf: string;
}

type PagedRoute = Route<any, any, any, any>;
type ItemOf<T> = AnswerOf<T> extends { items: (infer I)[] } ? I : never;

export interface Pages<I> {
	/** Undefined until the first page came. */
	readonly items: readonly I[] | undefined;
	readonly asOf: string | null;
	readonly error: Error | null;
	readonly dimmed: boolean;
	readonly hasMore: boolean;
	readonly loadingMore: boolean;
	readonly more: () => void;
	readonly again: () => void;
}

/** Reads a list page by page. The pages read are read again every `pollMs` while they are few and the tab is visible. */
export function usePages<T extends PagedRoute>(
	route: T,
	call: { params?: unknown; query?: Record<string, unknown> },
	options: { pollMs?: number; enabled?: boolean } = {},
): Pages<ItemOf<T>> {
	const client = useClient();
	const read = useInfiniteQuery({
		queryKey: [route.id, 'pages', call],
		queryFn: ({ signal, pageParam }) =>
			client(route, {
				...call,
				query: { ...call.query, cursor: pageParam },
				signal,
			} as unknown as CallOf<T>) as Promise<Page>,
		initialPageParam: undefined as string | undefined,
		getNextPageParam: (page) => page.next ?? undefined,
		placeholderData: keepPreviousData,
		enabled: options.enabled ?? true,
		refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 3 ? false : (options.pollMs ?? false)),
	});
	return {
		items: read.data?.pages.flatMap((page) => page.items),
		asOf: read.data?.pages.at(0)?.asOf ?? null,
		error: read.error,
		dimmed: read.isPlaceholderData,
		hasMore: read.hasNextPage,
		loadingMore: read.isFetchingNextPage,
		more: () => void read.fetchNextPage(),
		again: () => void read.refetch(),
	};
}
