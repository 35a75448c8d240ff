export interface BenchResult {
	bench: string;
	metric: string;
	unit: string;
	value: number;
	/** The same question asked of something simpler, in the same run; null where there is nothing to compare with. */
	baseline: number | null;
	ratio: number | null;
	runs: number;
	details: Record<string, number | string>;
}

/** A table for people; with `json` one array on the last line besides. */
export function printResults(results: readonly BenchResult[], json: boolean): void {
	console.table(
		results.map((result) => ({
			metric: `${result.bench} ${result.metric}`,
			value: `${round(result.value)} ${result.unit}`,
			baseline: result.baseline === null ? '—' : `${round(result.baseline)} ${result.unit}`,
			ratio: result.ratio === null ? '—' : round(result.ratio),
			runs: result.runs,
			...result.details,
		})),
	);
	if (json) console.log(JSON.stringify(results));
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}

/** The value below which a share of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
	const sorted = [...samples].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
	return percentile(samples, 0.5);
}
