import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { type Client, routes, type Session } from '@volna/contract';
import { useClient } from './client-context.tsx';

/** How the session is read: by the guard before a screen opens, then every 15 s for the balance and the hold. */
export function sessionQuery(client: Client) {
	return queryOptions({
		queryKey: ['readSession'],
		queryFn: ({ signal }): Promise<Session> => client(routes.readSession, { signal }),
		staleTime: 10_000,
		refetchInterval: 15_000,
	});
}

/** Who is signed in, the project, and where messages go. Only below the shell, whose guard has read it. */
export function useSession(): Session {
	return useSuspenseQuery(sessionQuery(useClient())).data;
}
