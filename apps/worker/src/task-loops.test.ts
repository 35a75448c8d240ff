import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readTask, startTask, type TaskKind, type TaskState } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startTaskLoops, type TaskLoops } from './task-loops.ts';

let database: TestDatabase;
const started: TaskLoops[] = [];
beforeAll(async () => {
	database = await testDatabase({ max: 20 });
	await database.pool.query('create table tally (task_id uuid, n integer)');
});
afterEach(async () => {
	await stopAll();
	await database.pool.query('truncate task, task_error, tally');
});
afterAll(() => database.close());

async function stopAll(): Promise<void> {
	await Promise.all(started.splice(0).flatMap((loops) => loops.all.map((loop) => loop.stop())));
}

/** Counts up, a number a batch; a batch of `slow` waits until it is told to break off. */
const counting: TaskKind<{ upTo: number }, number> = {
	kind: 'test.count',
	open: async (input, cursor, { taskId }) => {
		let n = cursor ?? 0;
		return {
			async next(tx) {
				n++;
				await sql`insert into tally values (${taskId}, ${n})`.execute(tx);
				return { cursor: n, done: 1, results: { counted: 1 }, finished: n === input.upTo };
			},
			close: async () => {},
		};
	},
};
const slow: TaskKind = {
	kind: 'test.slow',
	open: async (_input, _cursor, { signal }) => ({
		async next() {
			if (!signal.aborted) await once(signal, 'abort');
			throw signal.reason;
		},
		close: async () => {},
	}),
};

function worker(kinds: readonly TaskKind<any, any>[], more: { leaseMs?: number; turnMs?: number } = {}): TaskLoops {
	const loops = startTaskLoops(database.db, kinds, { workerId: randomUUID(), onError: () => {}, ...more });
	started.push(loops);
	return loops;
}

const start = (kind: string, input: unknown = {}) =>
	database.db
		.transaction()
		.execute((tx) => startTask(tx, { kind, title: { code: 'x', values: {} }, input, staffId: null }));

async function until(id: string, state: TaskState) {
	for (;;) {
		const task = await readTask(database.db, id);
		if (task?.state === state) return task;
	}
}

it('many tasks end on several workers that stop in the middle, and each number is counted once', async () => {
	const ids = await Promise.all(Array.from({ length: 12 }, () => start('test.count', { upTo: 40 })));
	for (let round = 0; round < 3; round++) {
		worker([counting], { turnMs: 5 });
		worker([counting], { turnMs: 5 });
		await until(ids[round]!, 'done');
		await stopAll();
	}
	worker([counting], { turnMs: 5 });
	for (const id of ids) expect(await until(id, 'done')).toMatchObject({ done: 40, results: { counted: 40 } });
	const { rows } = await database.pool.query(
		'select count(*)::integer as rows, count(distinct (task_id, n))::integer as numbers from tally',
	);
	expect(rows[0]).toEqual({ rows: 480, numbers: 480 });
});

it('a worker has two tasks under way, and a nudge has it look at once', async () => {
	const first = await start('test.slow');
	const second = await start('test.slow');
	const third = await start('test.count', { upTo: 1 });
	const loops = worker([counting, slow]);
	await until(first, 'running');
	await until(second, 'running');
	expect(await readTask(database.db, third)).toMatchObject({ state: 'waiting' });
	await sql`update task set cancel_requested_at = now() where id = ${first}`.execute(database.db);
	await until(first, 'cancelled');
	await until(third, 'done');
	const fourth = await start('test.count', { upTo: 1 });
	loops.nudge();
	await until(fourth, 'done');
});

it('a worker that stops in a slow batch leaves it to another at once', async () => {
	const id = await start('test.slow');
	worker([slow]);
	await until(id, 'running');
	await stopAll();
	const { rows } = await database.pool.query('select leased_by, attempts from task where id = $1', [id]);
	expect(rows[0]).toEqual({ leased_by: null, attempts: 0 });
});

it('two kinds of one name are refused', () => {
	expect(() => startTaskLoops(database.db, [slow, slow], { workerId: randomUUID(), onError: () => {} })).toThrow(
		/one name/,
	);
});
