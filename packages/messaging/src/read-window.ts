import type { ProviderReport, SmsGateway } from './gateway.ts';

export interface ListedWindow {
	readonly reports: readonly ProviderReport[];
	/** Every page was read and joined its neighbour; only then does it mean something that an item stands alone. */
	readonly complete: boolean;
	/** There are more pages than are read in one go. */
	readonly cut: boolean;
	readonly retryAfterMs: number | null;
}

const SPAN_MS = 30 * 60_000;
const PAGE = 500;
/** A window of more pages is not read in one go. */
const MOST_PAGES = 200;

/** Reads the provider's list of a window of creation times, its pages overlapping by one item. No page is begun once `ending`. */
export async function readWindow(
	gateway: SmsGateway,
	from: Date,
	until: Date,
	ending?: AbortSignal,
): Promise<ListedWindow> {
	const reports = new Map<string, ProviderReport>();
	for (let page = 0; page < MOST_PAGES && !ending?.aborted; page++) {
		const answer = await gateway.list({ from, until, offset: page * (PAGE - 1), limit: PAGE });
		if (answer.class === 'failed') {
			return { reports: [...reports.values()], complete: false, cut: false, retryAfterMs: answer.retryAfterMs ?? null };
		}
		const first = answer.reports[0];
		// A list that shifted between two pages may have lost an item between them.
		const joins = page === 0 || first === undefined || reports.has(first.providerId);
		for (const report of answer.reports) reports.set(report.providerId, report);
		if (!joins) return { reports: [...reports.values()], complete: false, cut: false, retryAfterMs: null };
		if (!answer.more) return { reports: [...reports.values()], complete: true, cut: false, retryAfterMs: null };
	}
	return { reports: [...reports.values()], complete: false, cut: !ending?.aborted, retryAfterMs: null };
}

/**
 * Groups rows whose hand-offs are close in time, so that one window of the list covers each group. A group spans half an
 * hour at most: a window of hours has more pages than are read in one go.
 */
export function clusterByTime<T>(rows: readonly T[], atOf: (row: T) => Date, gapMs: number): readonly (readonly T[])[] {
	const sorted = rows.toSorted((a, b) => atOf(a).getTime() - atOf(b).getTime());
	const clusters: T[][] = [];
	for (const row of sorted) {
		const last = clusters.at(-1);
		const at = atOf(row).getTime();
		if (last && at - atOf(last.at(-1)!).getTime() <= gapMs && at - atOf(last[0]!).getTime() <= SPAN_MS) last.push(row);
		else clusters.push([row]);
	}
	return clusters;
}
