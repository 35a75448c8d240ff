import type { HandOffOutcome } from './gateway.ts';
import { isNotStarted } from './record-answers.ts';

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long a process leaves a provider alone that it cannot reach. */
export interface BackOffFromProvider {
	/** Until it may be tried again, ms; 0 when it may. */
	pausedMs(nowMs: number): number;
	/** Takes note of an outcome and of when its call began. */
	note(outcome: HandOffOutcome, startedMs: number, nowMs: number): void;
}

/**
 * Doubles the pause with each round of calls that did not reach the provider; any answer ends it. Calls that were under
 * way when the pause began belong to its round, so twenty failures at once are one.
 */
export function createBackOff(): BackOffFromProvider {
	let rounds = 0;
	let pausedUntil = 0;
	let roundBegan = Number.NEGATIVE_INFINITY;
	return {
		pausedMs: (nowMs) => Math.max(0, pausedUntil - nowMs),
		note(outcome, startedMs, nowMs) {
			if (isNotStarted(outcome)) return;
			const unreached = outcome.class === 'not_sent' && !outcome.throttled;
			if (!unreached) {
				// An ambiguous outcome says nothing about the next call.
				if (outcome.class !== 'ambiguous') {
					rounds = 0;
					pausedUntil = 0;
				}
				return;
			}
			if (startedMs < roundBegan) return;
			rounds += 1;
			roundBegan = nowMs;
			pausedUntil = nowMs + Math.min(LONGEST_MS, FIRST_MS * 2 ** (rounds - 1));
		},
	};
}
