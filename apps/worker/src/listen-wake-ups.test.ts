import { EventEmitter } from 'node:events';
import { openWorkerBoss, wakeUpVia } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listenWakeUps } from './listen-wake-ups.ts';

let data: TestDatabase;
beforeAll(async () => {
	data = await testDatabase();
	data.pool.on('connect', (client) => client.on('error', () => {}));
});
afterAll(() => data.close());

test('a wake-up is heard with the commit that sent it, and after a lost connection again', async () => {
	const boss = openWorkerBoss(data.url, 'test', () => {});
	await boss.start();
	const wakeUp = wakeUpVia(boss);
	const heard: string[] = [];
	const errors: unknown[] = [];
	const ear = listenWakeUps(
		data,
		['run.advance', 'message.dispatch'],
		(queue) => heard.push(queue),
		(error) => errors.push(error),
	);
	await ear.ready;
	try {
		const committed = Promise.withResolvers<void>();
		const sent = Promise.withResolvers<void>();
		const sending = data.db.transaction().execute(async (tx) => {
			await wakeUp(tx, 'run.advance');
			sent.resolve();
			await committed.promise;
		});
		await sent.promise;
		expect(heard).toEqual([]);
		committed.resolve();
		await sending;
		await vi.waitFor(() => expect(heard).toEqual(['run.advance']));

		await sql`
			select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and query = 'listen volna_wake_up' and application_name = 'volna test'`.execute(
			data.db,
		);
		await vi.waitFor(() => expect(heard).toEqual(['run.advance', 'run.advance', 'message.dispatch']), {
			timeout: 10_000,
		});
		await data.db.transaction().execute((tx) => wakeUp(tx, 'message.dispatch'));
		await vi.waitFor(() => expect(heard).toHaveLength(4));
		expect(errors).toHaveLength(1);
	} finally {
		await ear.stop();
		await boss.stop({ graceful: false });
	}
});

/** A pool that counts what is held; `refuse` lets connections be made and `listen` fail. */
function countingPool() {
	const state = { held: 0, made: 0, refuse: false, clients: [] as EventEmitter[] };
	const pool = {
		async connect() {
			state.made++;
			state.held++;
			const client = Object.assign(new EventEmitter(), {
				release: () => state.held--,
				async query() {
					if (state.refuse) throw new Error('terminating connection');
				},
			});
			state.clients.push(client);
			return client;
		},
	} as unknown as TestDatabase['pool'];
	return { pool, state };
}

test('however often listening fails, one connection is held, and none once it is stopped', async () => {
	const { pool, state } = countingPool();
	const woken: string[] = [];
	const errors: unknown[] = [];
	const ear = listenWakeUps(
		{ pool },
		['run.advance'],
		(word) => woken.push(word),
		(error) => errors.push(error),
		5,
	);
	await ear.ready;
	state.refuse = true;
	state.clients[0]!.emit('error', new Error('cut'));
	state.clients[0]!.emit('end');
	await vi.waitFor(() => expect(errors.length).toBeGreaterThan(4));
	expect(state.held).toBeLessThanOrEqual(1);
	state.refuse = false;
	await vi.waitFor(() => expect(woken).toEqual(['run.advance']));
	expect(state.held).toBe(1);
	// Each attempt that failed was told, and made one connection: attempts did not multiply.
	expect(state.made).toBe(errors.length + 1);
	await ear.stop();
	expect(state.held).toBe(0);
});

test('a connection that comes after the stop is given back', async () => {
	const { pool, state } = countingPool();
	const ear = listenWakeUps(
		{ pool },
		['run.advance'],
		() => {},
		() => {},
	);
	await ear.stop();
	await ear.ready;
	expect([state.made, state.held]).toEqual([1, 0]);
});

test('a first attempt that fails is told by `ready` alone, and holds nothing', async () => {
	const { pool, state } = countingPool();
	state.refuse = true;
	const ear = listenWakeUps(
		{ pool },
		['run.advance'],
		() => {},
		() => {},
		1,
	);
	await expect(ear.ready).rejects.toThrow('terminating');
	expect([state.made, state.held]).toEqual([1, 0]);
});
