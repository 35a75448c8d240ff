import type { ParseCallback, ProviderReport } from '@volna/messaging/gateway';
import { readReport } from './read-report.ts';

const itemLimit = 1_000;

/**
 * Reads a callback's body: one sending or an array of up to 1 000. Items that say nothing (no id, no status) are passed
 * over as long as one does. Problems: `not_object`, `too_many`, `no_report`.
 */
export const parseSigmaCallback: ParseCallback = (body) => {
	if (typeof body !== 'object' || body === null) return { ok: false, problem: 'not_object' };
	const items: readonly unknown[] = Array.isArray(body) ? body : [body];
	if (items.length > itemLimit) return { ok: false, problem: 'too_many' };
	const reports: ProviderReport[] = [];
	for (const item of items) {
		const report = readReport(item);
		if (report) reports.push(report);
	}
	if (reports.length === 0 && items.length > 0) return { ok: false, problem: 'no_report' };
	return { ok: true, reports };
};
