import { prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { StartRuns } from '../start-runs.ts';
import { LostRace } from '../write-batch.ts';
import type { NumberRanges } from '../zones/number-ranges.ts';
import { type AppliedRow, applyRow, type BatchDraft, keysOf } from './apply-row.ts';
import { differs, keyOf } from './customer-draft.ts';
import { findUnchanged } from './find-unchanged.ts';
import type { ImportNames } from './import-names.ts';
import type { ImportSetup } from './import-settings.ts';
import type { ImportResult } from './import-states.ts';
import type { ImportRow, RowFault, RowPlan } from './parse-row.ts';
import { type ReadDrafts, readDrafts } from './read-drafts.ts';
import { writeActions } from './write-actions.ts';
import { writeDrafts } from './write-drafts.ts';

export interface BatchContext {
	readonly importId: string;
	readonly setup: ImportSetup;
	readonly plan: RowPlan;
	readonly names: ImportNames;
	readonly ranges: NumberRanges;
	/** Null where imported actions start nothing. */
	readonly startRuns: StartRuns | null;
}

export interface BatchOutcome {
	readonly counts: Readonly<Record<ImportResult, number>>;
	readonly faults: readonly RowFault[];
}

const RACES = 5;

/** A row let go of an identifier, and a later one made a new customer of it. */
class MoreNewcomers extends LostRace {}

/**
 * Applies a batch of rows in their order, set-based, in one transaction: rows that say what is known already are found by
 * one statement; for the others their customers are read and locked, changed in memory and written with a statement per
 * table. Rows of one customer are applied one after the other, also those that make a new one. An identifier that
 * somebody else took meanwhile has the batch begin again from its savepoint.
 */
export async function importBatch(tx: Tx, rows: readonly ImportRow[], context: BatchContext): Promise<BatchOutcome> {
	await sql`savepoint import_batch`.execute(tx);
	let generous = false;
	for (let race = 1; ; race++) {
		try {
			return await importOnce(tx, rows, context, generous);
		} catch (error) {
			if (!(error instanceof LostRace) || race >= RACES) throw error;
			generous ||= error instanceof MoreNewcomers;
			await sql`rollback to savepoint import_batch`.execute(tx);
		}
	}
}

async function importOnce(
	tx: Tx,
	rows: readonly ImportRow[],
	context: BatchContext,
	generous: boolean,
): Promise<BatchOutcome> {
	const { unchanged, unheld } = await findUnchanged(tx, rows, context);
	const left = rows.filter((_, index) => !unchanged.has(index));
	const held = unheld === null ? left : rows.filter((_, index) => !unchanged.has(index) && !unheld.has(index));
	const counts = {
		created: 0,
		updated: 0,
		unchanged: unchanged.size,
		refused: 0,
		remarked: 0,
		actions: 0,
		added: 0,
		moved: 0,
	};
	const faults: RowFault[] = [];
	if (left.length === 0) return { counts, faults };

	const batch = await openBatch(tx, { left, held }, context, generous);
	const applied = left.map((row, index) => applyRow(row, index, batch, { ...context, at: batch.at }));
	const { added, moved } = await writeDrafts(tx, batch, `import:${context.importId}`);
	const { settings } = context.setup;
	const actions = await writeActions(tx, batch.actions, {
		importId: context.importId,
		touchpoint: settings.touchpoint,
	});
	for (const [index, result] of applied.entries()) {
		if (result.status === 'refused') faults.push(result.fault);
		else {
			faults.push(...result.remarks);
			if (result.remarks.length > 0) counts.remarked++;
		}
		counts[finalStatus(result, context.setup.kind === 'actions' && actions.rows.has(index))]++;
	}
	counts.actions = actions.stored.length;
	counts.added = added;
	counts.moved = moved;
	// Its last statement is a wake-up, so it comes last.
	if (context.startRuns && actions.stored.length > 0) await context.startRuns(tx, actions.stored);
	return { counts, faults };
}

/** Rows that took each other back have changed nothing in the end. */
function finalStatus(result: AppliedRow, acted: boolean): 'created' | 'updated' | 'unchanged' | 'refused' {
	if (result.status === 'unchanged' && acted) return 'updated';
	return result.status === 'updated' && !acted && !differs(result.draft) ? 'unchanged' : result.status;
}

/** `held` are those of the rows left whose identifiers somebody may hold. */
async function openBatch(
	tx: Tx,
	{ left, held }: { readonly left: readonly ImportRow[]; readonly held: readonly ImportRow[] },
	context: BatchContext,
	generous: boolean,
): Promise<BatchDraft & { readonly at: string }> {
	const keys = new Map(held.flatMap((row) => keysOf(row, context.plan).map(({ key }) => [keyOf(key), key] as const)));
	const { setup } = context;
	const read = await readDrafts(tx, {
		keys: [...keys.values()],
		volnaIds: held.flatMap((row) => row.volnaId ?? []),
		subscriptions: context.plan.topics.length > 0,
		segments: setup.settings.segment !== null || setup.kind === 'membership',
	});
	const newcomers = generous ? left.length : left.length - held.length + newcomersAtMost(held, read, context);
	const reserve = await reserveIds(tx, setup.kind === 'upsert' ? newcomers : 0);
	return {
		...read,
		claimed: new Map(),
		moved: new Map(),
		released: new Map(),
		actions: [],
		at: reserve.at.toISOString(),
		nextCustomerId() {
			const id = reserve.ids.pop();
			if (id === undefined) throw new MoreNewcomers('more customers are new than were counted');
			return id;
		},
	};
}

function newcomersAtMost(rows: readonly ImportRow[], read: ReadDrafts, context: BatchContext): number {
	return rows.filter(
		(row) =>
			row.volnaId === null && !keysOf(row, context.plan).some(({ key, finds }) => finds && read.owners.has(keyOf(key))),
	).length;
}

async function reserveIds(tx: Tx, count: number): Promise<{ ids: number[]; at: Date }> {
	const { rows } = await sql<{ ids: number[]; at: Date }>`${prepared}
		select coalesce((select json_agg(nextval('customer_id_seq')) from generate_series(1, ${count}::int)), '[]') as ids,
			volna.now_exact() as at`.execute(tx);
	// Taken from the end: the first row gets the first id.
	return { ids: rows[0]!.ids.reverse(), at: rows[0]!.at };
}
