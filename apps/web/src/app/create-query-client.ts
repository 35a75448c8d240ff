import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '@volna/contract';

/** What was read stays fresh for two seconds; a refusal is not asked again, an unreachable api is, twice. */
export function createQueryClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				staleTime: 2_000,
				retry: (failures, error) => !(error instanceof ApiError && error.status < 500) && failures < 2,
			},
		},
	});
}
