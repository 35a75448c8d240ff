import type { Issue } from '@volna/flow';

/** Tells the problems of one list apart. */
export function issueKey({ code, at, values }: Issue): string {
	return JSON.stringify([code, at, values]);
}
