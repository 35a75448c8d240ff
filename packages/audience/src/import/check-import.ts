import { type Db, readFileFrom, transact } from '@volna/db';
import { sql } from 'kysely';
import { ensureActionMonths } from '../ensure-action-months.ts';
import { readNumberRanges } from '../zones/number-ranges.ts';
import { checkSetup, type ImportIssue } from './check-setup.ts';
import { importBatch } from './import-batch.ts';
import { readImportNames } from './import-names.ts';
import type { ImportSetup } from './import-settings.ts';
import type { ImportResult } from './import-states.ts';
import { type ImportRow, planRows, type RowFault } from './parse-row.ts';
import { openRows } from './read-rows.ts';

export type ImportCheck =
	| { readonly status: 'invalid'; readonly issues: readonly ImportIssue[] }
	| {
			readonly status: 'checked';
			readonly rows: number;
			/** The file goes on after them. */
			readonly more: boolean;
			readonly counts: Readonly<Record<ImportResult, number>>;
			/** Of the first faulty rows. */
			readonly faults: readonly RowFault[];
			/** How often each code was met, the most frequent first. */
			readonly codes: readonly { readonly code: string; readonly count: number }[];
	  };

const ROWS = 1000;
const FAULTS = 50;

class Undo extends Error {}

/**
 * What an import would do with the first thousand rows: they are applied exactly as it would, and taken back. Nothing is
 * left of it but numbers of customers that were never given.
 */
export async function checkImport(
	db: Db,
	fileId: string,
	setup: ImportSetup,
	headers: readonly string[],
): Promise<ImportCheck> {
	const names = await readImportNames(db);
	const issues = checkSetup(setup, names, { merge: false });
	if (issues.length > 0) return { status: 'invalid', issues };
	const plan = planRows(setup, headers, names);
	const reader = openRows((offset) => readFileFrom(db, fileId, offset), setup.format);
	try {
		if (setup.format.header) await reader.next(1);
		const read = await reader.next(ROWS);
		const parsed = read.rows.map((row) => plan.parse(row));
		const rows = parsed.flatMap((one) => ('row' in one ? [one.row] : []));
		const bad = parsed.flatMap((one) => ('faults' in one ? [one.faults] : []));
		await makeMonths(db, rows, setup);
		const outcome = await applyAndUndo(db, rows, setup, plan, names);
		const faults = [...bad.flat(), ...outcome.faults].sort((one, other) => one.line - other.line);
		return {
			status: 'checked',
			rows: read.rows.length,
			more: !read.ended,
			counts: { ...outcome.counts, refused: outcome.counts.refused + bad.length },
			faults: faults.slice(0, FAULTS),
			codes: countCodes(faults),
		};
	} finally {
		await reader.close();
	}
}

async function applyAndUndo(
	db: Db,
	rows: readonly ImportRow[],
	setup: ImportSetup,
	plan: ReturnType<typeof planRows>,
	names: Awaited<ReturnType<typeof readImportNames>>,
) {
	const ranges = await readNumberRanges(db);
	let outcome: Awaited<ReturnType<typeof importBatch>> | undefined;
	await transact(db, async (tx) => {
		// Whoever records calls of these customers meanwhile waits for us.
		await sql`set local lock_timeout = '5s'`.execute(tx);
		outcome = await importBatch(tx, rows, { importId: 'check', setup, plan, names, ranges, startRuns: null });
		throw new Undo();
	}).catch((error: unknown) => {
		if (!(error instanceof Undo)) throw error;
	});
	return outcome!;
}

async function makeMonths(db: Db, rows: readonly ImportRow[], setup: ImportSetup): Promise<void> {
	const moments = new Set(rows.flatMap((row) => row.actionAt?.slice(0, 7) ?? []));
	for (const month of moments) await ensureActionMonths(db, [new Date(`${month}-01T00:00:00Z`)]);
	if (setup.settings.occurredAt) await ensureActionMonths(db, [new Date(setup.settings.occurredAt)]);
}

function countCodes(faults: readonly RowFault[]): { code: string; count: number }[] {
	const counts = new Map<string, number>();
	for (const { code } of faults) counts.set(code, (counts.get(code) ?? 0) + 1);
	return [...counts].map(([code, count]) => ({ code, count })).sort((one, other) => other.count - one.count);
}
