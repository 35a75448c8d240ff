import { type Decimal, printDecimal } from './decimal.ts';

const pictures: ReadonlyMap<string, { fraction: number; thousands: boolean }> = new Map([
	['0', { fraction: 0, thousands: false }],
	['0.00', { fraction: 2, thousands: false }],
	['#,##0', { fraction: 0, thousands: true }],
	['#,##0.00', { fraction: 2, thousands: true }],
	...[0, 1, 2, 3, 4].flatMap((fraction): [string, { fraction: number; thousands: boolean }][] => [
		[`N${fraction}`, { fraction, thousands: true }],
		[`F${fraction}`, { fraction, thousands: false }],
	]),
]);

/** Every format `formatDecimal` takes, as written. */
export const decimalFormats: readonly string[] = [...pictures.keys()];

export function isDecimalFormat(format: string): boolean {
	return pictures.has(format);
}

/**
 * `1234567.5`, `N2` → `1 234 567,50`: comma, ordinary space for thousands, half away from zero.
 * null when the format is not one of `decimalFormats`.
 */
export function formatDecimal(value: Decimal, format: string): string | null {
	const picture = pictures.get(format);
	return picture ? printDecimal(value, picture.fraction, picture.thousands ? ' ' : '') : null;
}
