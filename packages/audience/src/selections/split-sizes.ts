/** One decimal: 33.3 is 333. */
export function tenthsOf(percent: number): number {
	return Math.round(percent * 10);
}

/**
 * How many of `total` customers each part of a split gets (domain §1.7): the largest remainders, ties to the earlier
 * part. What the percents leave of 100 takes part in the rounding as a last part, and is not in the answer.
 *
 * `splitSizes(1001, [50, 50])` → `[501, 500]`; `splitSizes(3, [25, 25])` → `[1, 1]`.
 *
 * @param percents with one decimal, above 0, together 100 at most
 */
export function splitSizes(total: number, percents: readonly number[]): number[] {
	const tenths = percents.map(tenthsOf);
	const shares = [...tenths, 1000 - tenths.reduce((sum, share) => sum + share, 0)];
	const sizes = shares.map((share) => Math.floor((total * share) / 1000));
	const over = total - sizes.reduce((sum, size) => sum + size, 0);
	const byRemainder = shares
		.map((share, part) => ({ part, remainder: (total * share) % 1000 }))
		.sort((a, b) => b.remainder - a.remainder || a.part - b.part);
	for (const { part } of byRemainder.slice(0, over)) sizes[part]!++;
	return sizes.slice(0, percents.length);
}

/** How many a part of `percent` of `found` is (domain G-15): rounded half up, at least 1 of those there are. */
export function partSize(found: number, percent: number): number {
	return Math.min(found, Math.max(1, Math.floor((found * tenthsOf(percent) + 500) / 1000)));
}

/** Segments a split may have. */
export const splitLimits = { fewest: 2, most: 20 } as const;
