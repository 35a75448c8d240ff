import { randomUUID } from 'node:crypto';
import { cancelTask, claimTask, readTask, readTaskErrors, runTask, type TaskKind } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawSelection } from '../selections/draw-selection.ts';
import { forgetSelections } from '../selections/forget-selections.ts';
import { readSelection } from '../selections/read-selection.ts';
import type { Draw, Selection } from '../selections/selection.ts';
import { newSegmentation } from '../testing.ts';
import { createSegmentation } from './create-segmentation.ts';
import { fillTask, startFill } from './fill-task.ts';
import { launchSegmentation } from './launch-segmentation.ts';
import { readSegmentation } from './list-segmentations.ts';
import { putInSegment } from './put-in-segment.ts';
import { recalculationTask, startRecalculationTask } from './recalculation-task.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	await db.insertInto('staff').values({ id: 'anna', name: 'Анна', email: 'anna@example.ru' }).execute();
	await sql`insert into customer (id, source) select 200000 + n, 'test' from generate_series(1, 12000) n`.execute(db);
});
afterAll(() => database.close());

async function drawn(draw: Draw): Promise<Selection> {
	const answer = await drawSelection(db, draw);
	if (answer.status !== 'drawn') throw new Error(answer.status);
	return answer.selection;
}

async function run(kind: TaskKind<any, any>, options: { onBatch?: () => Promise<unknown> } = {}): Promise<string> {
	const task = await claimTask(db, randomUUID(), [kind.kind], 60_000);
	if (!task) throw new Error('nothing to claim');
	const { onBatch } = options;
	const watched: TaskKind<any, any> = {
		kind: kind.kind,
		async open(...args) {
			const work = await kind.open(...args);
			let batches = 0;
			return {
				async next(tx) {
					const step = await work.next(tx);
					if (++batches === 2) await onBatch?.();
					return step;
				},
				close: () => work.close(),
			};
		},
	};
	return runTask(db, watched, task, {
		leaseMs: 60_000,
		beatMs: 20,
		turnMs: 600_000,
		signal: new AbortController().signal,
		onError: (error) => {
			throw error;
		},
	});
}

it('the chosen are put into a segment by a task, whose results and errors people can read', async () => {
	const { id, segments } = await newSegmentation(db, ['Золотой']);
	const selection = await drawn({ kind: 'all' });
	const order = { selection, segmentationId: id, segmentIds: [segments.Золотой!], onlyNew: true, staffId: 'anna' };
	const started = await db.transaction().execute((tx) => startFill(tx, order));
	if (started.status !== 'started') throw new Error(started.status);
	await sql`update customer set deleted_at = now() where id = 200007`.execute(db);
	expect(await run(fillTask)).toBe('finished');
	expect(await readTask(db, started.taskId)).toMatchObject({
		state: 'done_with_errors',
		title: { code: 'segment-fill', values: { segment: 'Золотой' } },
		subject: `segmentation:${id}`,
		total: 12_000,
		done: 12_000,
		results: { added: 11_999, failed: 1 },
	});
	const errors = [];
	for await (const page of readTaskErrors(db, started.taskId)) errors.push(...page);
	expect(errors).toMatchObject([{ code: 'customer-gone', customerId: 200_007 }]);
	expect((await readSegmentation(db, id))!.segments[0]!.size).toBe(11_999);
	await sql`update customer set deleted_at = null where id = 200007`.execute(db);
});

it('a task that works on a selection keeps its ids when the day is over', async () => {
	const { id, segments } = await newSegmentation(db, ['A', 'B']);
	const selection = await drawn({ kind: 'split', percents: [50, 50] });
	const order = {
		selection,
		segmentationId: id,
		segmentIds: [segments.A!, segments.B!],
		onlyNew: false,
		staffId: 'anna',
	};
	await db.transaction().execute((tx) => startFill(tx, order));
	await database.moveClock(25 * 3_600_000);
	while ((await forgetSelections(db)) > 0);
	expect(await readSelection(db, selection.id)).toBeUndefined();
	expect(await run(fillTask)).toBe('finished');
	expect((await readSegmentation(db, id))!.segments.map((one) => one.size)).toEqual([6000, 6000]);
});

it('only segments of a launched static segmentation are filled, one for each part, each once', async () => {
	const { id, segments } = await newSegmentation(db, ['A', 'B']);
	const other = await newSegmentation(db, ['C']);
	const draft = await newSegmentation(db, ['D'], 'draft');
	const selection = await drawn({ kind: 'split', percents: [50, 50] });
	const refused = async (segmentationId: string, segmentIds: (string | null)[]) =>
		(
			await db
				.transaction()
				.execute((tx) => startFill(tx, { selection, segmentationId, segmentIds, onlyNew: false, staffId: 'anna' }))
		).status;
	expect(await refused(id, [segments.A!])).toBe('segments-unknown');
	expect(await refused(id, [segments.A!, segments.A!])).toBe('segments-unknown');
	expect(await refused(id, [segments.A!, other.segments.C!])).toBe('segments-unknown');
	expect(await refused(draft.id, [draft.segments.D!, null])).toBe('segments-unknown');
	expect(await refused(id, [null, null])).toBe('started');
	expect(await run(fillTask)).toBe('finished');
});

it('a filling and calls that move the same customers the other way never lock each other', async () => {
	const { id, segments } = await newSegmentation(db, ['A', 'B']);
	const selection = await drawn({ kind: 'part', count: 6000 });
	const order = { selection, segmentationId: id, segmentIds: [segments.A!], onlyNew: false, staffId: 'anna' };
	await db.transaction().execute((tx) => startFill(tx, order));
	const calls = async () => {
		for (let n = 0; n < 25; n++) {
			const customerIds = Array.from({ length: 40 }, (_, at) => 212_000 - ((n * 311 + at * 97) % 12_000));
			await db
				.transaction()
				.execute((tx) =>
					putInSegment(tx, { segmentationId: id, segmentId: segments.B!, customerIds, source: 'operation' }),
				);
		}
	};
	const [end] = await Promise.all([run(fillTask), calls(), calls()]);
	expect(end).toBe('finished');
	const { rows } = await sql<{ twice: number }>`
		select count(*) - count(distinct customer_id) as twice from segment_member where segmentation_id = ${id}`.execute(
		db,
	);
	expect(rows[0]!.twice).toBe(0);
});

it('a recalculation somebody asked for is a task, one at a time, and a cancelled one makes room', async () => {
	const made = await createSegmentation(db, {
		name: 'Все',
		kind: 'filter',
		segments: [{ name: 'Все', filter: { all: [] } }],
	});
	if (made.status !== 'created') throw new Error(made.status);
	await launchSegmentation(db, made.id);
	const segmentation = (await readSegmentation(db, made.id))!;
	const start = () => db.transaction().execute((tx) => startRecalculationTask(tx, segmentation, 'anna'));
	const first = await start();
	expect(await start()).toBe(first);
	expect(await run(recalculationTask, { onBatch: () => cancelTask(db, first) })).toBe('cancelled');
	expect((await readSegmentation(db, made.id))!.recalculating).toBe(false);
	const second = await start();
	expect(second).not.toBe(first);
	expect(await run(recalculationTask)).toBe('finished');
	const before = await readTask(db, first);
	expect(await readTask(db, second)).toMatchObject({
		state: 'done',
		results: { added: 12_000 - (before!.results.added ?? 0) },
	});
	expect((await readSegmentation(db, made.id))!.segments[0]!.size).toBe(12_000);
});
