import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../open-database.ts';
import { type TestDatabase, testDatabase } from '../testing.ts';
import { cancelTask } from './cancel-task.ts';
import { type ClaimedTask, claimTask } from './claim-task.ts';
import { continueTask } from './continue-task.ts';
import { forgetTasks } from './forget-tasks.ts';
import { listTasks, putTaskAside, readBell, readTask } from './list-tasks.ts';
import { readTaskErrors } from './read-task-errors.ts';
import { runTask } from './run-task.ts';
import { type NewTask, startTask } from './start-task.ts';
import { TaskFailure } from './task-failure.ts';
import type { TaskContext, TaskKind, TaskStep } from './task-kind.ts';

const LEASE_MS = 30_000;

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
	await database.pool.query('create table tally (task_id uuid, n integer, worker text)');
});
afterAll(() => database.close());
afterEach(async () => {
	await database.pool.query('truncate task, task_error, tally');
});

interface Adding {
	readonly upTo: number;
}

interface Hooks {
	readonly name?: string;
	readonly onOpen?: (context: TaskContext) => void;
	/** Before the batch writes. */
	readonly before?: (n: number, context: TaskContext) => Promise<void> | void;
	/** After it has written, before it is kept. */
	readonly after?: (n: number, tx: Tx) => Promise<void> | void;
	readonly step?: (n: number) => Partial<TaskStep<number>>;
}

/** Writes the numbers 1 to `upTo`, one a batch. */
function adding(hooks: Hooks = {}): TaskKind<Adding, number> {
	return {
		kind: 'test.add',
		async open(input, cursor, context) {
			hooks.onOpen?.(context);
			let n = cursor ?? 0;
			return {
				async next(tx) {
					n++;
					await hooks.before?.(n, context);
					await sql`insert into tally values (${context.taskId}, ${n}, ${hooks.name ?? 'one'})`.execute(tx);
					await hooks.after?.(n, tx);
					return {
						cursor: n,
						done: 1,
						results: { [n % 2 === 0 ? 'even' : 'odd']: 1 },
						finished: n === input.upTo,
						...hooks.step?.(n),
					};
				},
				close: async () => {},
			};
		},
	};
}

async function start(upTo: number, more: Partial<NewTask> = {}): Promise<string> {
	return database.db
		.transaction()
		.execute((tx) =>
			startTask(tx, { kind: 'test.add', title: { code: 'x', values: {} }, input: { upTo }, staffId: null, ...more }),
		);
}

async function claim(worker = randomUUID()): Promise<ClaimedTask> {
	const task = await claimTask(database.db, worker, ['test.add'], LEASE_MS);
	if (!task) throw new Error('Nothing to claim.');
	return task;
}

const faults: unknown[] = [];
const run = (task: ClaimedTask, kind: TaskKind<any, any>, more: { turnMs?: number; signal?: AbortSignal } = {}) =>
	runTask(database.db, kind, task, {
		leaseMs: LEASE_MS,
		beatMs: 20,
		turnMs: more.turnMs ?? 60_000,
		signal: more.signal ?? new AbortController().signal,
		onError: (error) => faults.push(error),
	});

async function read(id: string) {
	const task = await readTask(database.db, id);
	if (!task) throw new Error('No such task.');
	return task;
}

async function tally(): Promise<number[]> {
	const { rows } = await database.pool.query('select n from tally order by n');
	return rows.map((row) => row.n);
}

const numbersTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('a task', () => {
	it('runs batch after batch to its end, and its results are the sums of its batches', async () => {
		const id = await start(5, { total: 5 });
		expect(await read(id)).toMatchObject({ state: 'waiting', done: 0, total: 5 });
		expect(await run(await claim(), adding())).toBe('finished');
		expect(await read(id)).toMatchObject({ state: 'done', done: 5, total: 5, results: { odd: 3, even: 2 } });
		expect(await tally()).toEqual(numbersTo(5));
		expect(await claimTask(database.db, randomUUID(), ['test.add'], LEASE_MS)).toBeNull();
	});

	it('ends with errors when rows failed; they are kept in order with texts that Postgres can hold', async () => {
		const id = await start(3);
		const errors = (n: number) => [
			{ line: n, column: 'a', code: 'bad', value: `\0\ud800${n}` },
			{ code: 'gone', customerId: n },
		];
		await run(await claim(), adding({ step: (n) => ({ errors: errors(n), outcome: { [`n${n}`]: n } }) }));
		expect(await read(id)).toMatchObject({ state: 'done_with_errors', errorCount: 6, outcome: { n1: 1, n3: 3 } });
		const stored = [];
		for await (const page of readTaskErrors(database.db, id)) stored.push(...page);
		expect(stored.map((error) => error.seq)).toEqual(numbersTo(6));
		expect(stored[4]).toMatchObject({ line: 3, column: 'a', code: 'bad', value: '\uFFFD\uFFFD3', customerId: null });
		expect(stored[5]).toMatchObject({ line: null, code: 'gone', customerId: 3 });
	});

	it('of a kind this worker has not is left to others', async () => {
		await start(1);
		expect(await claimTask(database.db, randomUUID(), ['test.other'], LEASE_MS)).toBeNull();
	});
});

describe('a worker that dies', () => {
	/** What a killed process leaves: its session ends, and nothing of it is settled. */
	const kill = (tx: Tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);

	it.each([
		['between two batches', { at: 'before' as const }],
		['in a batch', { at: 'after' as const }],
	])('%s is followed by another from its cursor, and nothing is done twice or left out', async (_, { at }) => {
		const id = await start(6);
		const first = await claim();
		// The first worker does three batches and is gone: it never settles anything.
		const work = await adding().open({ upTo: 6 }, null, {
			db: database.db,
			taskId: id,
			staffId: null,
			signal: new AbortController().signal,
		});
		const { runBatch } = await import('./run-batch.ts');
		for (const _ of numbersTo(3)) await runBatch(database.db, first, work, LEASE_MS);
		if (at === 'after') {
			const dying = { ...work, next: async (tx: Tx) => work.next(tx).then((step) => kill(tx).then(() => step)) };
			await expect(runBatch(database.db, first, dying, LEASE_MS)).rejects.toThrow();
		}
		expect(await claimTask(database.db, randomUUID(), ['test.add'], LEASE_MS)).toBeNull();
		await database.moveClock(LEASE_MS + 1_000);
		expect(await run(await claim(), adding())).toBe('finished');
		expect(await tally()).toEqual(numbersTo(6));
		expect(await read(id)).toMatchObject({ state: 'done', done: 6, results: { odd: 3, even: 3 } });
	});

	it('again and again ends the task as failed, and people may have it go on', async () => {
		const id = await start(2);
		for (const _ of numbersTo(5)) {
			await claim();
			await database.moveClock(LEASE_MS + 1_000);
		}
		expect(await run(await claim(), adding())).toBe('failed');
		expect(await read(id)).toMatchObject({ state: 'failed', failure: { code: 'worker-died' } });
		expect(await continueTask(database.db, id)).toBe('continued');
		expect(await run(await claim(), adding())).toBe('finished');
		expect(await tally()).toEqual(numbersTo(2));
	});
});

describe('two workers', () => {
	it('never have one task at a time, while the lease is over but a batch is under way', async () => {
		const id = await start(2);
		const slow = await claim();
		let others: unknown;
		await run(
			slow,
			adding({
				async before(n) {
					if (n > 1) return;
					await database.pool.query(`update task set lease_until = now() - interval '1 hour'`);
					others = await claimTask(database.db, randomUUID(), ['test.add'], LEASE_MS);
				},
			}),
		);
		expect(others).toBeNull();
		expect(await read(id)).toMatchObject({ state: 'done', done: 2 });
	});

	it('a stale one keeps nothing of what it does late, and leaves the task alone', async () => {
		const id = await start(4);
		const stale = await claim();
		await database.moveClock(LEASE_MS + 1_000);
		const fresh = await claim();
		expect(fresh.fence).toBe(stale.fence + 1);
		expect(await run(stale, adding({ name: 'stale' }))).toBe('lost');
		expect(await tally()).toEqual([]);
		expect(await run(fresh, adding({ name: 'fresh' }))).toBe('finished');
		expect(await run(stale, adding({ name: 'stale' }))).toBe('lost');
		const { rows } = await database.pool.query('select distinct worker from tally');
		expect(rows).toEqual([{ worker: 'fresh' }]);
		expect(await read(id)).toMatchObject({ state: 'done', done: 4 });
	});

	it('a fence that moves within a batch refuses it at its end', async () => {
		await start(1);
		const stale = await claim();
		const after = async () => void (await database.pool.query('update task set fence = fence + 1'));
		expect(await run(stale, adding({ after }))).toBe('lost');
		expect(await tally()).toEqual([]);
	});

	it('share many tasks, each run once to its end', async () => {
		const ids = await Promise.all(numbersTo(20).map(() => start(3)));
		const worker = async () => {
			for (;;) {
				const task = await claimTask(database.db, randomUUID(), ['test.add'], LEASE_MS);
				if (!task) return;
				await run(task, adding(), { turnMs: 0 });
			}
		};
		await Promise.all([worker(), worker(), worker()]);
		// Whoever gave way last may have seen nobody waiting while others still worked.
		await worker();
		for (const id of ids)
			expect(await read(id)).toMatchObject({ state: 'done', done: 3, results: { odd: 2, even: 1 } });
		expect(await tally()).toHaveLength(60);
	});
});

describe('a batch that throws', () => {
	it('is tried again from its cursor after a pause that grows, and then fails with its reason', async () => {
		const id = await start(3);
		const broken = adding({
			after: (n) => {
				if (n === 2) throw new Error('no');
			},
		});
		const pauses = [1_000, 5_000, 30_000, 120_000];
		for (const pauseMs of pauses) {
			expect(await run(await claim(), broken)).toBe('retry');
			expect(await read(id)).toMatchObject({ state: 'running', done: 1, retryAt: expect.any(Date) });
			await database.moveClock(pauseMs - 500);
			expect(await claimTask(database.db, randomUUID(), ['test.add'], LEASE_MS)).toBeNull();
			await database.moveClock(600);
		}
		expect(await run(await claim(), broken)).toBe('failed');
		expect(await read(id)).toMatchObject({ state: 'failed', failure: { code: 'unexpected' }, retryAt: null });
		expect(await continueTask(database.db, id)).toBe('continued');
		expect(await run(await claim(), adding())).toBe('finished');
		expect(await tally()).toEqual(numbersTo(3));
	});

	it('with a reason of its kind fails at once', async () => {
		const id = await start(3);
		const end = await run(
			await claim(),
			adding({
				before: () => {
					throw new TaskFailure('file-gone', { name: 'a.csv' });
				},
			}),
		);
		expect(end).toBe('failed');
		expect(await read(id)).toMatchObject({ failure: { code: 'file-gone', values: { name: 'a.csv' } } });
	});

	it('does not count against later ones once a batch was kept', async () => {
		const id = await start(4);
		for (const n of numbersTo(4)) {
			const broken = adding({
				after: (at) => {
					if (at === n) throw new Error('no');
				},
			});
			expect(await run(await claim(), broken)).toBe('retry');
			await database.moveClock(1_100);
		}
		expect(await run(await claim(), adding())).toBe('finished');
		expect(await read(id)).toMatchObject({ done: 4 });
	});
});

describe('cancelling', () => {
	it('what nobody works on ends it at once', async () => {
		const id = await start(3);
		expect(await cancelTask(database.db, id)).toBe('cancelled');
		expect(await read(id)).toMatchObject({ state: 'cancelled' });
		expect(await cancelTask(database.db, id)).toBe('ended');
		expect(await cancelTask(database.db, randomUUID())).toBe('unknown');
	});

	it('between two batches keeps what is done, and it goes on from there when people say so', async () => {
		const id = await start(5);
		const kind = adding({ after: async (n) => void (n === 2 && (await cancelTask(database.db, id))) });
		expect(await run(await claim(), kind)).toBe('cancelled');
		expect(await read(id)).toMatchObject({ state: 'cancelled', done: 2 });
		expect(await continueTask(database.db, id)).toBe('continued');
		expect(await continueTask(database.db, id)).toBe('not-ended');
		expect(await run(await claim(), adding())).toBe('finished');
		expect(await tally()).toEqual(numbersTo(5));
	});

	it('within a batch reaches it by its signal, and the batch leaves nothing', async () => {
		const id = await start(5);
		const kind = adding({
			async before(n, { signal }) {
				if (n < 3) return;
				expect(await cancelTask(database.db, id)).toBe('cancelling');
				expect(await read(id)).toMatchObject({ cancelling: true });
				await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
			},
		});
		expect(await run(await claim(), kind)).toBe('cancelled');
		expect(await read(id)).toMatchObject({ state: 'cancelled', done: 2, cancelling: false });
		expect(await tally()).toEqual([1, 2]);
	});

	it('a task whose worker died ends with the next claim, without being opened', async () => {
		const id = await start(5);
		await claim();
		expect(await cancelTask(database.db, id)).toBe('cancelling');
		await database.moveClock(LEASE_MS + 1_000);
		const kind = adding({ onOpen: () => expect.unreachable() });
		expect(await run(await claim(), kind)).toBe('cancelled');
	});
});

describe('turns', () => {
	it('a long task makes room for one that waits, and goes on after it', async () => {
		const long = await start(50, { staffId: 'a' });
		const task = await claim();
		const short = await start(1, { staffId: 'b' });
		expect(await run(task, adding(), { turnMs: 0 })).toBe('gave-way');
		expect(await read(long)).toMatchObject({ state: 'running', done: 1 });
		expect(await claim()).toMatchObject({ id: short });
		expect(await claim()).toMatchObject({ id: long });
	});

	it('many tasks of one person do not stand before the task of another', async () => {
		for (const _ of numbersTo(5)) await start(1, { staffId: 'a' });
		const other = await start(1, { staffId: 'b' });
		await claim();
		expect(await claim()).toMatchObject({ id: other });
	});

	it('a worker that stops leaves its task to others at once', async () => {
		const id = await start(5);
		const stopping = new AbortController();
		const kind = adding({ after: (n) => void (n === 2 && stopping.abort()) });
		expect(await run(await claim(), kind, { signal: stopping.signal })).toBe('stopped');
		expect(await read(id)).toMatchObject({ state: 'running', done: 2 });
		expect(await run(await claim(), adding())).toBe('finished');
		expect(await tally()).toEqual(numbersTo(5));
	});

	it('a slow batch keeps its lease', async () => {
		await start(1);
		let renewed = false;
		const kind = adding({
			async before(_, { taskId }) {
				await database.pool.query(`update task set lease_until = now() where id = $1`, [taskId]);
				while (!renewed) {
					const { rows } = await database.pool.query(`select lease_until > volna.now_exact() as is from task`);
					renewed = rows[0].is;
				}
			},
		});
		expect(await run(await claim(), kind)).toBe('finished');
	});
});

describe('lists', () => {
	it('are paged newest first and asked for by person, state and subject', async () => {
		const ids: string[] = [];
		for (const n of numbersTo(5)) ids.unshift(await start(1, { staffId: n % 2 ? 'a' : 'b', subject: `thing:${n}` }));
		const first = await listTasks(database.db, { limit: 2 });
		expect(first.items.map((task) => task.id)).toEqual(ids.slice(0, 2));
		const second = await listTasks(database.db, { limit: 10, cursor: first.next! });
		expect(second.items.map((task) => task.id)).toEqual(ids.slice(2));
		expect(second.next).toBeNull();
		expect((await listTasks(database.db, { limit: 10, staffId: 'a' })).items).toHaveLength(3);
		expect((await listTasks(database.db, { limit: 10, subject: 'thing:4' })).items).toHaveLength(1);
		expect((await listTasks(database.db, { limit: 10, states: ['done', 'failed'] })).items).toHaveLength(0);
	});

	it('a failure or a question wants attention until it is put aside or begun anew', async () => {
		const start1 = () => start(1, { staffId: 'a', subject: 'import:1' });
		const asks = () => adding({ step: () => ({ outcome: { question: { code: 'many-bad-rows' } } }) });
		const id = await start1();
		await run(await claim(), asks());
		expect(await readBell(database.db, 'a')).toMatchObject({
			running: 0,
			attention: 1,
			items: [{ id, needsAttention: true }],
		});
		expect(await readBell(database.db, 'b')).toMatchObject({ running: 0, attention: 0, items: [] });
		await start1();
		expect(await readBell(database.db, 'a')).toMatchObject({ running: 1, attention: 0 });
		await run(await claim(), asks());
		const { items } = await readBell(database.db, 'a');
		await putTaskAside(database.db, items[0]!.id);
		expect(await readBell(database.db, 'a')).toMatchObject({ running: 0, attention: 0 });
	});

	it('tasks that ended 90 days ago are forgotten with their errors', async () => {
		await start(1);
		await run(await claim(), adding({ step: () => ({ errors: [{ code: 'bad' }] }) }));
		const open = await start(1);
		await database.moveClock(91 * 86_400_000);
		expect(await forgetTasks(database.db)).toBe(1);
		expect(await forgetTasks(database.db)).toBe(0);
		expect(await read(open)).toMatchObject({ state: 'waiting' });
		const { rows } = await database.pool.query('select count(*)::integer as n from task_error');
		expect(rows[0].n).toBe(0);
	});
});
