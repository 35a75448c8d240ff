import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type AnswerOf, type CustomerRow, routes } from '@volna/contract';
import { useClient } from '../../session/client-context.tsx';
import type { ListState } from './use-list-state.ts';

export interface CustomerPageRead {
	/** Undefined until the first came. */
	readonly rows: readonly CustomerRow[] | undefined;
	readonly next: string | null;
	readonly previous: string | null;
	readonly asOf: string | null;
	readonly error: Error | null;
	/** Old rows while new ones load. */
	readonly dimmed: boolean;
	/** The page is not full yet: the whole base is being asked. */
	readonly searching: boolean;
	readonly again: () => void;
}

/** The page shown. One answered before it was full is completed by what is behind its cursor `rest`. */
export function useCustomerPage(state: ListState): CustomerPageRead {
	const client = useClient();
	const { q, filter, sort, columns, selection } = state;
	const body = {
		search: q ?? null,
		filter: filter ?? null,
		sort,
		cursor: state.cursor,
		limit: state.pageSize,
		columns: [...columns],
		selection: selection ?? null,
	};
	const first = useQuery({
		queryKey: [routes.findCustomers.id, body],
		queryFn: ({ signal }) => client(routes.findCustomers, { body, signal }),
		placeholderData: keepPreviousData,
		enabled: state.ready,
		refetchInterval: 15_000,
	});
	const { data } = first;
	const missing = data?.rest ? state.pageSize - data.items.length : 0;
	const restBody = { ...body, cursor: data?.rest ?? null, limit: Math.max(1, missing) };
	const rest = useQuery({
		queryKey: [routes.findCustomers.id, restBody],
		queryFn: ({ signal }) => client(routes.findCustomers, { body: restBody, signal }),
		enabled: missing > 0 && !first.isPlaceholderData,
		retry: false,
	});
	const joined = join(data, missing > 0 ? rest.data : undefined);
	const searching = missing > 0 && rest.isFetching && !rest.data;
	return {
		// Nothing found so far is no answer yet.
		rows: searching && joined?.items.length === 0 ? undefined : joined?.items,
		next: joined?.next ?? null,
		previous: joined?.previous ?? null,
		asOf: data?.asOf ?? null,
		error: first.error ?? (missing > 0 ? rest.error : null),
		dimmed: first.isPlaceholderData,
		searching,
		again: () => void (first.isError || !rest.isError ? first.refetch() : rest.refetch()),
	};
}

type Answer = AnswerOf<typeof routes.findCustomers>;

function join(first: Answer | undefined, rest: Answer | undefined): Answer | undefined {
	if (!first || !rest) return first;
	return first.back
		? { ...first, items: [...rest.items, ...first.items], previous: rest.previous }
		: { ...first, items: [...first.items, ...rest.items], next: rest.next };
}
