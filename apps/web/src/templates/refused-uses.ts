import { ApiError, type Use } from '@volna/contract';

const codes: readonly string[] = ['thing-in-use', 'template-in-use', 'out-of-campaign'];

/** What a refusal lists as relying on a thing; null when it is another refusal. */
export function refusedUses(error: unknown): readonly Use[] | null {
	if (!(error instanceof ApiError) || !codes.includes(error.body.code)) return null;
	return Array.isArray(error.body.details) ? (error.body.details as Use[]) : [];
}
