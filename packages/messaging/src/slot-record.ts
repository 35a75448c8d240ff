/** A slot this much too late is not made up for, if the step between slots is not longer. */
const LATE_MS = 50;
const WINDOW = 50;
/** From less than this a lane would need minutes of good slots to come back. */
const LEAST_SHARE = 1 / 8;

/** How well a lane meets the slots its claims were granted, on the process's monotonic clock (ms). */
export interface SlotRecord {
	/** Takes note of a claim's round trip; answers the moment its waits count from for `isMissed`. */
	claimed(sentMs: number, answeredMs: number): number;
	/**
	 * Whether a slot is too late to be used at `nowMs`; keeps count. `fromMs` is what `claimed` answered. What it waited for
	 * a permit (`permitMs`) says how slow the provider is, not this process, and is not counted against the share.
	 */
	isMissed(slot: { fromMs: number; waitMs: number; stepMs: number; permitMs?: number }, nowMs: number): boolean;
	/** Share of permits the lane should use, ⅛ ≤ share ≤ 1: halved while over a tenth of the slots is missed. */
	readonly share: number;
}

/**
 * A slot's lateness counts from when its claim was sent, the earliest moment at which the database may have granted it.
 * The usual round trip is taken off: where every statement is slow, all slots move alike, and giving them all up would
 * hand off nothing for ever.
 */
export function createSlotRecord(): SlotRecord {
	let usualMs = 0;
	let share = 1;
	let seen = 0;
	let missed = 0;
	return {
		claimed(sentMs, answeredMs) {
			const tripMs = answeredMs - sentMs;
			const fromMs = sentMs + Math.min(tripMs, usualMs);
			usualMs += (tripMs - usualMs) / 8;
			return fromMs;
		},
		isMissed({ fromMs, waitMs, stepMs, permitMs = 0 }, nowMs) {
			const lateMs = nowMs - fromMs - waitMs;
			const toleratedMs = Math.max(stepMs, LATE_MS);
			const isLate = lateMs > toleratedMs;
			seen += 1;
			if (lateMs - permitMs > toleratedMs) missed += 1;
			if (seen === WINDOW) {
				share = missed > WINDOW / 10 ? Math.max(LEAST_SHARE, share / 2) : Math.min(1, share * 1.25);
				seen = 0;
				missed = 0;
			}
			return isLate;
		},
		get share() {
			return share;
		},
	};
}
