import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { AnswerOf, CallOf, Route } from '@volna/contract';
import { useClient } from '../session/client-context.tsx';

type AnyRoute = Route<any, any, any, any>;

/**
 * Reads a route and, with `pollMs`, reads it again while the page is visible. What was read before stays while a new
 * question is on its way (`isPlaceholderData`: show it dimmed).
 */
export function useRead<T extends AnyRoute>(
	route: T,
	call: Omit<CallOf<T>, 'signal'>,
	options: { pollMs?: number; enabled?: boolean } = {},
): UseQueryResult<AnswerOf<T>, Error> {
	const client = useClient();
	return useQuery<AnswerOf<T>, Error>({
		queryKey: [route.id, call],
		queryFn: ({ signal }) => client(route, { ...call, signal } as unknown as CallOf<T>),
		placeholderData: keepPreviousData,
		enabled: options.enabled ?? true,
		refetchInterval: options.pollMs ?? false,
	});
}
