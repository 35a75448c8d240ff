import { useQuery } from '@tanstack/react-query';
import { routes } from '@volna/contract';
import { useClient } from '../session/client-context.tsx';

const BUSY_MS = 1_000;
const QUIET_MS = 5_000;

/** One's own tasks in short; read each second while some are under way. `stale: ['readBell']` has it read at once. */
export function useBell() {
	const client = useClient();
	return useQuery({
		queryKey: [routes.readBell.id],
		queryFn: ({ signal }) => client(routes.readBell, { signal }),
		refetchInterval: (query) => ((query.state.data?.running ?? 0) > 0 ? BUSY_MS : QUIET_MS),
	});
}
