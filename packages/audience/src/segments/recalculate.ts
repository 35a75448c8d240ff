import { randomUUID } from 'node:crypto';
import { type Db, json, type Tx } from '@volna/db';
import type { Filter, FilterClock } from '@volna/node-sdk';
import { sql } from 'kysely';
import { checkFilter } from '../filters/check-filter.ts';
import { compileFilter } from '../filters/compile-filter.ts';
import { readFilterClock } from '../filters/read-filter-clock.ts';
import { prepareScan } from '../filters/read-within.ts';
import { CHUNK } from '../selections/draw-selection.ts';
import type { RecalculationProblem } from '../states.ts';
import { changeMembership } from './put-in-segment.ts';

/** Members of a segmentation by filter are at most so old. */
const EVERY = '1 hour';
/** Whoever recalculates says so again with each batch; a worker that died is not waited for longer. */
const LEASE = '10 minutes';
/** How long the filters may take together. */
const SCAN_MS = 5 * 60_000;

export interface RecalculationCursor {
	/** Holds whom to move: the stored answer of the filters. */
	readonly selectionId: string;
	readonly part: number;
	readonly position: number;
	/** The moment of the filters, ISO 8601. */
	readonly asOf: string;
	/** The segment of each part; the last one, null, takes out. */
	readonly segmentIds: readonly (string | null)[];
}

export type RecalculationStart =
	| { readonly status: 'started'; readonly cursor: RecalculationCursor; readonly total: number }
	/** Not a launched segmentation by filter. */
	| { readonly status: 'unknown' }
	/** Somebody is at it. */
	| { readonly status: 'under-way' }
	/** A filter names what is no more; the members stay as they were. */
	| { readonly status: 'filter-invalid' };

/**
 * Asks the filters, in one statement and as of one moment, and stores whom to move: the first filter that is true, in the
 * order of the segments, wins, and who satisfies none is taken out. Those who are where they belong are left alone.
 */
export async function startRecalculation(
	tx: Tx,
	segmentationId: string,
	clock?: FilterClock,
): Promise<RecalculationStart> {
	const { rows: claimed } = await sql<{ free: boolean }>`
		select recalculating_until is null or recalculating_until < volna.now_exact() as free from segmentation
		where id = ${segmentationId} and kind = 'filter' and state = 'launched' for no key update`.execute(tx);
	if (!claimed[0]) return { status: 'unknown' };
	if (!claimed[0].free) return { status: 'under-way' };
	const now = clock ?? (await readFilterClock(tx));
	const segments = await tx
		.selectFrom('segment')
		.select(['id', 'filter'])
		.where('segmentationId', '=', segmentationId)
		.orderBy('position')
		.orderBy('id')
		.execute();
	if (segments.some(({ filter }) => checkFilter(filter, 'customer', now.fields).length > 0)) {
		await endRecalculation(tx, segmentationId, null, 'filter-invalid');
		return { status: 'filter-invalid' };
	}
	await sql`
		delete from selection where kind = 'recalculation' and draw ->> 'segmentationId' = ${segmentationId}`.execute(tx);
	await prepareScan(tx, SCAN_MS);
	const ids = segments.map((segment) => segment.id);
	const found = segments.map(
		({ filter }, index) => sql`
			select c.id, ${index + 1}::integer as part from customer c
			where c.deleted_at is null and ${compileFilter(filter as Filter, { ...now, reach: 'scan' })}`,
	);
	const selectionId = randomUUID();
	const asOf = new Date(now.now.epochMilliseconds);
	const { rows } = await sql<{ total: number }>`
		with wanted as (
			select f.id, min(f.part) as part from (${sql.join(found, sql` union all `)}) as f group by f.id
		),
		moves as (
			select coalesce(w.id, m.customer_id) as id, coalesce(w.part, ${ids.length + 1}::integer) as part
			from wanted w
			full join (select customer_id, segment_id from segment_member
				where segment_id = any(${ids}::uuid[]) and segmentation_id = ${segmentationId}) m on m.customer_id = w.id
			where m.segment_id is distinct from (${ids}::uuid[])[w.part]
		),
		size as (select count(*) as n from moves),
		made as (
			insert into selection (id, kind, draw, seed, found, counts, as_of, expires_at, kept_until)
			select ${selectionId}, 'recalculation', ${json({ segmentationId })}, '', size.n, array[size.n::integer], ${asOf},
				volna.now_exact(), volna.now_exact() + interval '24 hours'
			from size
		),
		stored as (
			insert into selection_chunk (selection_id, part, position, first_id, last_id, ids)
			select ${selectionId}, p.part, p.position, min(p.id), max(p.id), array_agg(p.id order by p.id)
			from (
				select v.part, v.id, (row_number() over (partition by v.part order by v.id) - 1) / ${CHUNK}::integer as position
				from moves v
			) as p
			group by p.part, p.position
		)
		select n as total from size`.execute(tx);
	await hold(tx, segmentationId);
	const cursor = { selectionId, part: 1, position: 0, asOf: now.now.toString(), segmentIds: [...ids, null] };
	return { status: 'started', cursor, total: rows[0]!.total };
}

export interface RecalculationStep {
	readonly cursor: RecalculationCursor;
	readonly done: number;
	readonly results: Readonly<Record<string, number>>;
	readonly finished: boolean;
}

/** Gives a recalculation up: whom it has moved stay, and the next one begins anew. */
export async function leaveRecalculation(db: Db, segmentationId: string, cursor: RecalculationCursor): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const mine = await tx.deleteFrom('selection').where('id', '=', cursor.selectionId).executeTakeFirst();
		if (mine.numDeletedRows > 0n) await endRecalculation(tx, segmentationId, null, null);
	});
}

/**
 * Moves the customers of one stored row, 5 000 at most. The last step writes down the moment the members are of. One that
 * was taken for dead, and whose answer another recalculation has put away, ends without a word.
 */
export async function recalculationStep(
	tx: Tx,
	segmentationId: string,
	cursor: RecalculationCursor,
): Promise<RecalculationStep> {
	const { rows } = await sql<{ part: number; position: number; ids: number[] }>`
		select k.part, k.position, to_jsonb(k.ids) as ids from selection_chunk k
		where k.selection_id = ${cursor.selectionId} and (k.part, k.position) >= (${cursor.part}, ${cursor.position})
		order by k.part, k.position limit 1`.execute(tx);
	const chunk = rows[0];
	if (!chunk) {
		const mine = await tx.deleteFrom('selection').where('id', '=', cursor.selectionId).executeTakeFirst();
		if (mine.numDeletedRows > 0n) await endRecalculation(tx, segmentationId, cursor.asOf, null);
		return { cursor, done: 0, results: {}, finished: true };
	}
	const { added, moved, left } = await changeMembership(tx, {
		segmentationId,
		segmentId: cursor.segmentIds[chunk.part - 1] ?? null,
		customerIds: chunk.ids,
		source: 'system',
	});
	await hold(tx, segmentationId);
	const results = Object.entries({ added, moved, left }).filter(([, n]) => n > 0);
	return {
		cursor: { ...cursor, part: chunk.part, position: chunk.position + 1 },
		done: chunk.ids.length,
		results: Object.fromEntries(results),
		finished: false,
	};
}

async function hold(tx: Tx, segmentationId: string): Promise<void> {
	await sql`
		update segmentation set recalculating_until = volna.now_exact() + ${LEASE}::interval
		where id = ${segmentationId}`.execute(tx);
}

async function endRecalculation(
	db: Db | Tx,
	segmentationId: string,
	asOf: string | null,
	problem: RecalculationProblem | null,
): Promise<void> {
	await sql`
		update segmentation
		set recalculating_until = null, recalculated_at = coalesce(${asOf}::timestamptz, recalculated_at),
			recalculation_problem = ${problem}
		where id = ${segmentationId}`.execute(db);
}

export type Recalculated =
	| { readonly status: 'done'; readonly asOf: string; readonly changed: number }
	| { readonly status: 'unknown' | 'under-way' | 'filter-invalid' | 'too-slow' };

/** Recalculates a segmentation here and now, batch by batch: before an audience is frozen, and by the hour. */
export async function recalculateSegmentation(db: Db, segmentationId: string): Promise<Recalculated> {
	let started: RecalculationStart;
	try {
		started = await db.transaction().execute((tx) => startRecalculation(tx, segmentationId));
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === QUERY_CANCELED)) throw error;
		await endRecalculation(db, segmentationId, null, 'too-slow');
		return { status: 'too-slow' };
	}
	if (started.status !== 'started') return started;
	let { cursor } = started;
	for (;;) {
		const at = cursor;
		const step = await db.transaction().execute((tx) => recalculationStep(tx, segmentationId, at));
		if (step.finished) return { status: 'done', asOf: cursor.asOf, changed: started.total };
		cursor = step.cursor;
	}
}

const QUERY_CANCELED = '57014';

/**
 * Recalculates the segmentation whose members are the oldest, when they are older than an hour or its filters were
 * changed since. True when there was one. A filter that could not be asked is asked again after an hour.
 */
export async function recalculateDue(db: Db): Promise<boolean> {
	const { rows } = await sql<{ id: string }>`
		update segmentation s set recalculation_tried_at = volna.now_exact()
		from (
			select d.id from segmentation d
			where d.state = 'launched' and d.kind = 'filter'
			  and (d.recalculating_until is null or d.recalculating_until < volna.now_stable())
			  and (d.recalculation_tried_at is null or d.recalculation_tried_at < volna.now_stable() - ${EVERY}::interval
				or d.recalculation_tried_at < d.updated_at)
			order by d.recalculation_tried_at nulls first
			limit 1
			for update skip locked
		) due
		where s.id = due.id
		returning s.id`.execute(db);
	const due = rows[0];
	if (!due) return false;
	await recalculateSegmentation(db, due.id);
	return true;
}
