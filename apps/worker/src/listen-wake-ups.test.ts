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
