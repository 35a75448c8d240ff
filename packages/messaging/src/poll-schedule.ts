/** Readings of an accepted message after its acceptance, s; then every six hours. */
const FIRST_READS_S = [30, 120, 600, 1_800, 7_200] as const;
const LATER_MS = 6 * 3_600_000;
/** At 72 h tracking ends; a later receipt still counts. */
export const TRACKING_MS = 72 * 3_600_000;

/** When an accepted message's status is read next; null once tracking has ended. A final one is read once more, for its price. */
export function nextRead(acceptedAt: Date, isFinal: boolean, now: Date): Date | null {
	const age = now.getTime() - acceptedAt.getTime();
	if (age >= TRACKING_MS) return null;
	if (isFinal) return new Date(acceptedAt.getTime() + TRACKING_MS);
	const first = FIRST_READS_S.find((seconds) => seconds * 1000 > age);
	const offset = first ? first * 1000 : (Math.floor(age / LATER_MS) + 1) * LATER_MS;
	return new Date(acceptedAt.getTime() + Math.min(offset, TRACKING_MS));
}

/** List searches for an uncertain hand-off after its intent, s: dense until the quiet period is over. */
const SEARCHES_S = [20, 30, 60, 120, 180, 300, 600, 1_800, 7_200] as const;

/** When the provider's list is searched next for a hand-off of uncertain outcome. */
export function nextSearch(submitAt: Date, now: Date): Date {
	const age = now.getTime() - submitAt.getTime();
	const first = SEARCHES_S.find((seconds) => seconds * 1000 > age);
	return new Date(submitAt.getTime() + (first ? first * 1000 : (Math.floor(age / LATER_MS) + 1) * LATER_MS));
}
