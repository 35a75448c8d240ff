export type ReadLimiter = ReturnType<typeof createReadLimiter>;

/** Spaces reads out: `perSecond` on average, as many at once after a rest; null limits nothing. */
export function createReadLimiter(perSecond: number | null, now: () => number) {
	const gapMs = perSecond === null ? 0 : 1000 / perSecond;
	const burstMs = perSecond === null ? 0 : (perSecond - 1) * gapMs;
	let nextAt = Number.NEGATIVE_INFINITY;
	let pausedUntil = Number.NEGATIVE_INFINITY;

	return {
		/** Milliseconds to wait before the read, which has its place from now on; null when that is longer than `patienceMs`, and then no place is taken. */
		place(patienceMs: number): number | null {
			const at = now();
			const start = Math.max(nextAt, at - burstMs, pausedUntil - burstMs);
			const waitMs = Math.max(0, start - at, pausedUntil - at);
			if (waitMs > patienceMs) return null;
			nextAt = start + gapMs;
			return waitMs;
		},
		/** The provider asked for a rest. */
		pause(ms: number): void {
			pausedUntil = Math.max(pausedUntil, now() + ms);
		},
	};
}
