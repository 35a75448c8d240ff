/** An ISO 8601 duration in whole numbers: `PT5S`, `P1D`, `P1DT2H`, `P2W`. No signs, no fractions. */
export const durationPattern =
	/^P(?!$)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?!$)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/;

const unitMs = [365 * 86_400_000, 30 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000] as const;

/**
 * Milliseconds of an ISO 8601 duration, a day taken as 24 hours, a month as 30 days, a year as 365. For bounds,
 * comparisons and exact waits; a calendar wait is computed by the engine in the customer's zone.
 *
 * @returns undefined when the text is no duration
 * @example durationMs('P1DT2H') // 93_600_000
 */
export function durationMs(duration: string): number | undefined {
	const match = durationPattern.exec(duration);
	if (!match) return undefined;
	return unitMs.reduce((sum, ms, index) => sum + Number(match[index + 1] ?? 0) * ms, 0);
}

/**
 * The duration of a number of milliseconds in hours, minutes and seconds; whole days as days when it is nothing else.
 *
 * @example durationOf(54_000_000) // 'PT15H'
 */
export function durationOf(ms: number): string {
	const seconds = Math.ceil(ms / 1_000);
	if (seconds > 0 && seconds % 86_400 === 0) return `P${seconds / 86_400}D`;
	const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
	const text = `${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
	return `PT${text || '0S'}`;
}
