import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawSelection } from '../selections/draw-selection.ts';
import type { Draw } from '../selections/selection.ts';
import { newSegmentation } from '../testing.ts';
import { archiveSegmentation } from './archive-segmentation.ts';
import { type FillCursor, type FillInput, fillStep, firstFill } from './fill-step.ts';
import { readSegmentation } from './list-segmentations.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	await sql`
		insert into customer (id, source, area)
		select 200000 + n, 'test', case when n <= 10 then 'Десять' end from generate_series(1, 11001) n`.execute(db);
});
afterAll(() => database.close());

const ten = { filter: { field: 'customer.area', op: 'eq', value: 'Десять' } } as const;

async function drawn(draw: Draw): Promise<string> {
	const answer = await drawSelection(db, draw);
	if (answer.status !== 'drawn') throw new Error(answer.status);
	return answer.selection.id;
}

/** Runs the work to its end, each batch in a transaction of its own; `stopAfter` batches it stops. */
async function run(input: FillInput, from: FillCursor = firstFill, stopAfter = Number.POSITIVE_INFINITY) {
	const results: Record<string, number> = {};
	const errors: unknown[] = [];
	let cursor = from;
	for (let batch = 0; batch < stopAfter; batch++) {
		const at = cursor;
		const step = await db.transaction().execute((tx) => fillStep(tx, input, at));
		for (const [name, n] of Object.entries(step.results)) results[name] = (results[name] ?? 0) + n;
		errors.push(...step.errors);
		cursor = step.cursor;
		if (step.finished) break;
	}
	return { results, errors, cursor };
}

it('a retry goes on from the cursor, repeats nothing, and the counts are those of one pass', async () => {
	const { id, segments } = await newSegmentation(db, ['A', 'B']);
	const input = {
		segmentationId: id,
		selectionId: await drawn({ kind: 'all' }),
		segmentIds: [segments.A!],
		onlyNew: false,
		source: 'staff',
	};
	const first = await run(input, firstFill, 2);
	expect(first.results).toEqual({ added: 10_000 });
	expect((await run(input, first.cursor)).results).toEqual({ added: 1001 });
	expect((await run(input)).results).toEqual({ already: 11_001 });
	const moves = await db
		.selectFrom('segmentMove')
		.select(sql<number>`count(*)`.as('n'))
		.where('segmentationId', '=', id)
		.executeTakeFirstOrThrow();
	expect(moves.n).toBe(11_001);
	// A part of them again, into B: moved, or kept where only new ones are wanted.
	const part = await drawn({ kind: 'part', count: 100 });
	const other = { ...input, selectionId: part, segmentIds: [segments.B!] };
	expect((await run({ ...other, onlyNew: true })).results).toEqual({ kept: 100 });
	expect((await run(other)).results).toEqual({ moved: 100 });
	expect((await readSegmentation(db, id))!.segments.map((segment) => segment.size)).toEqual([10_901, 100]);
	expect((await run({ ...other, segmentIds: [null] })).results).toEqual({ left: 100 });
});

it('a split fills each segment with its part, exactly', async () => {
	const { id, segments } = await newSegmentation(db, ['A', 'B', 'C']);
	const selectionId = await drawn({ kind: 'split', percents: [33, 33, 34], ...ten });
	const { results } = await run({
		segmentationId: id,
		selectionId,
		segmentIds: [segments.A!, segments.B!, segments.C!],
		onlyNew: false,
		source: 'staff',
	});
	expect(results).toEqual({ added: 10 });
	expect((await readSegmentation(db, id))!.segments.map((segment) => segment.size)).toEqual([3, 3, 4]);
});

it('whom there is no more has failed, by number; merged ones are filled in as their survivor', async () => {
	const { id, segments } = await newSegmentation(db, ['A']);
	const selectionId = await drawn({ kind: 'chosen', ids: [200_001, 200_002, 200_003] });
	await sql`update customer set deleted_at = now() where id = 200001`.execute(db);
	await sql`insert into customer_alias (id, survivor_id) values (200002, 200500)`.execute(db);
	const { results, errors } = await run({
		segmentationId: id,
		selectionId,
		segmentIds: [segments.A!],
		onlyNew: false,
		source: 'staff',
	});
	expect(results).toEqual({ added: 2, failed: 1 });
	expect(errors).toEqual([{ code: 'customer-gone', customerId: 200_001 }]);
	const { rows } = await sql<{ id: number }>`
		select customer_id as id from segment_member where segmentation_id = ${id} order by 1`.execute(db);
	expect(rows.map((row) => row.id)).toEqual([200_003, 200_500]);
});

it('a segmentation archived meanwhile ends the work, and what is left has failed', async () => {
	const { id, segments } = await newSegmentation(db, ['A']);
	const selectionId = await drawn({ kind: 'part', count: 7000 });
	const input = { segmentationId: id, selectionId, segmentIds: [segments.A!], onlyNew: false, source: 'staff' };
	const first = await run(input, firstFill, 1);
	await archiveSegmentation(db, id);
	const rest = await run(input, first.cursor);
	expect(rest.results).toEqual({ failed: 2000 });
	expect(rest.errors).toEqual([{ code: 'segment-gone' }]);
});
