import type { Task } from '@volna/contract';

/** How much of a task is done, 0 to 1; null while nobody knows how much there is. An ended one is whole. */
export function taskShare({ state, done, total }: Pick<Task, 'state' | 'done' | 'total'>): number | null {
	// One that only asks has ended before it began.
	if (state === 'done' || state === 'done_with_errors') return done === 0 && total === null ? 0 : 1;
	if (total === null) return null;
	return total === 0 ? 0 : Math.min(1, done / total);
}

/** Worth saying only when it can be told: after this share, and after so long. */
const TOLD_FROM = 0.03;
const TOLD_AFTER_MS = 5_000;

/** How long it will still take at the speed so far, in ms; null when that cannot be told yet. */
export function msLeft(task: Pick<Task, 'state' | 'done' | 'total' | 'startedAt'>, now: number): number | null {
	const share = taskShare(task);
	if (task.state !== 'running' || task.startedAt === null || share === null || share < TOLD_FROM) return null;
	const tookMs = now - Date.parse(task.startedAt);
	if (tookMs < TOLD_AFTER_MS) return null;
	return Math.round((tookMs * (1 - share)) / share);
}
