import { detectEncoding } from '../import/detect-encoding.ts';
import { openRows } from '../import/read-rows.ts';
import type { NumberingProblem } from './numbering-problems.ts';
import { zoneOfRegion } from './zone-of-area.ts';

export interface ParsedRange {
	readonly first: number;
	readonly last: number;
	readonly operator: string;
	readonly region: string;
	readonly zone: string | null;
}

export type ParsedNumbering =
	| {
			readonly ok: true;
			/** In the order of their first numbers. */
			readonly ranges: readonly ParsedRange[];
			readonly numberCount: number;
			/** Spellings without a zone, those of most ranges first. */
			readonly unknownRegions: readonly { readonly region: string; readonly ranges: number }[];
	  }
	| {
			readonly ok: false;
			readonly problem: NumberingProblem;
			readonly line: number | null;
			readonly value: string | null;
	  };

/** The columns by what their headers begin with; newer files have more of them. */
const HEADERS = {
	code: /^[аa][вb][сc]\s*\/\s*def/i,
	from: /^от$/i,
	to: /^до$/i,
	capacity: /^[её]мкость$/i,
	operator: /^оператор$/i,
	region: /^регион$/i,
} as const;

/**
 * Reads the ministry's register of mobile numbering ranges (sigma-api §8): UTF-8 or windows-1251, `;`, quotes are letters
 * of operators' names. Refused whole, with the line, when a capacity is wrong, ranges overlap or rows are fewer than
 * `leastRows`.
 */
export async function parseNumbering(
	open: (offset: number) => AsyncIterable<Uint8Array>,
	options: { readonly leastRows: number },
): Promise<ParsedNumbering> {
	const encoding = detectEncoding(await firstBytes(open(0)));
	const reader = openRows(open, { encoding, delimiter: ';', quotes: false });
	try {
		const head = await reader.next(1);
		const at = columnsOf(head.rows[0]?.cells ?? []);
		if (!at) return refuse('numbering-header', 1, head.rows[0]?.cells.join(';') ?? null);
		const ranges: (ParsedRange & { line: number })[] = [];
		for (let ended = head.ended; !ended; ) {
			const batch = await reader.next(2000);
			for (const row of batch.rows) {
				const range = rangeOf(row.cells, at);
				if (typeof range === 'string') return refuse(range, row.line, row.cells.join(';'));
				ranges.push({ ...range, line: row.line });
			}
			ended = batch.ended;
		}
		if (ranges.length < options.leastRows) return refuse('numbering-short', null, String(ranges.length));
		return checked(ranges);
	} finally {
		await reader.close();
	}
}

async function firstBytes(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
	for await (const chunk of source) return chunk;
	return new Uint8Array();
}

type Columns = Record<keyof typeof HEADERS, number>;

function columnsOf(headers: readonly string[]): Columns | undefined {
	const entries = Object.entries(HEADERS).map(([name, pattern]) => [
		name,
		headers.findIndex((header) => pattern.test(header.trim())),
	]);
	return entries.some(([, index]) => index === -1) ? undefined : Object.fromEntries(entries);
}

function rangeOf(cells: readonly string[], at: Columns): ParsedRange | NumberingProblem {
	const cell = (name: keyof Columns) => (cells[at[name]] ?? '').trim();
	const [code, from, to, capacity] = [cell('code'), cell('from'), cell('to'), cell('capacity')];
	if (!/^9\d\d$/.test(code) || !/^\d{7}$/.test(from) || !/^\d{7}$/.test(to)) return 'numbering-cell';
	if (!cell('operator') || !cell('region')) return 'numbering-cell';
	const [first, last] = [Number(`7${code}${from}`), Number(`7${code}${to}`)];
	if (last < first || Number(capacity) !== last - first + 1) return 'numbering-capacity';
	const region = cell('region');
	return { first, last, operator: cell('operator'), region, zone: zoneOfRegion(region) ?? null };
}

function checked(ranges: (ParsedRange & { line: number })[]): ParsedNumbering {
	ranges.sort((one, other) => one.first - other.first);
	const unknown = new Map<string, number>();
	let numberCount = 0;
	for (const [index, range] of ranges.entries()) {
		const before = ranges[index - 1];
		if (before && before.last >= range.first) return refuse('numbering-overlap', range.line, String(range.first));
		numberCount += range.last - range.first + 1;
		if (range.zone === null) unknown.set(range.region, (unknown.get(range.region) ?? 0) + 1);
	}
	return {
		ok: true,
		ranges,
		numberCount,
		unknownRegions: [...unknown]
			.map(([region, count]) => ({ region, ranges: count }))
			.sort((a, b) => b.ranges - a.ranges),
	};
}

function refuse(problem: NumberingProblem, line: number | null, value: string | null): ParsedNumbering {
	return { ok: false, problem, line, value: value?.slice(0, 200) ?? null };
}
