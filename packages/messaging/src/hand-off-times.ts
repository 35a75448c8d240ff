import { HAND_OFF_MARGIN_MS } from './schedule.ts';

/** Spans of a hand-off, ms. */
export interface HandOffTimes {
	/** Claim to intent. Never renewed: a late message is claimed again. */
	readonly leaseMs: number;
	/** Intent to first byte, on the monotonic clock. */
	readonly startWithinMs: number;
	/** Intent to the end of the call; also the margin before closing and the end of relevance. */
	readonly deadlineMs: number;
	/** Intent to `unknown`, on the database's clock. */
	readonly unknownAfterMs: number;
	/** Intent to the earliest moment at which absence may be concluded: bytes outlive their process. */
	readonly quietMs: number;
	/** `unknown` to `unknown_final`. */
	readonly giveUpMs: number;
	readonly giveUpTestMs: number;
}

export const defaultHandOffTimes: HandOffTimes = {
	leaseMs: 10_000,
	startWithinMs: 3_000,
	deadlineMs: HAND_OFF_MARGIN_MS,
	unknownAfterMs: 15_000,
	quietMs: 240_000,
	giveUpMs: 72 * 3_600_000,
	giveUpTestMs: 3_600_000,
};

/** An orphaned socket is given up by the kernel after about 100 s. */
const ORPHANED_SOCKET_MS = 105_000;

/**
 * Checks the times against one another, for an account whose list lags by `listLagSeconds`.
 *
 * @throws RangeError naming the inequality that does not hold: hand-offs under such times could happen twice
 */
export function checkHandOffTimes(times: HandOffTimes, listLagSeconds: number): void {
	const quietAtLeast = times.deadlineMs + ORPHANED_SOCKET_MS + listLagSeconds * 1000;
	const rules: readonly [boolean, string][] = [
		[times.leaseMs > 0, 'lease > 0'],
		[times.startWithinMs > 0, 'startWithin > 0'],
		[times.startWithinMs < times.deadlineMs, 'startWithin < deadline'],
		[times.deadlineMs <= HAND_OFF_MARGIN_MS, `deadline ≤ ${HAND_OFF_MARGIN_MS} ms, the margin before closing`],
		[times.unknownAfterMs >= times.deadlineMs + 2_000, 'unknownAfter ≥ deadline + 2 s'],
		[times.quietMs >= quietAtLeast, `quiet ≥ deadline + 105 s + listLagSeconds (${quietAtLeast} ms)`],
		[times.giveUpMs > times.quietMs && times.giveUpTestMs > times.quietMs, 'giveUp > quiet'],
	];
	const broken = rules.filter(([holds]) => !holds).map(([, rule]) => rule);
	if (broken.length > 0) throw new RangeError(`The hand-off times break: ${broken.join('; ')}.`);
}
