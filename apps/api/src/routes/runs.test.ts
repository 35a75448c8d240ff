import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSetupLink } from '@volna/access';
import { toId } from '@volna/contract';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { wakeWaitingRuns } from '@volna/engine';
import { newCustomer, newPublishedFlow, sketchPlan } from '@volna/engine/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createApi } from '../create-api.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
const dataFolder = mkdtempSync(join(tmpdir(), 'volna-runs-'));
let cookie = '';

beforeAll(async () => {
	database = await testDatabase({ max: 20 });
	api = await createApi({
		databaseUrl: database.url,
		port: 0,
		host: '127.0.0.1',
		baseUrl: 'http://localhost:3000',
		dataFolder,
		key: undefined,
		metricsToken: undefined,
		webFolder: join(dataFolder, 'web'),
		phonesUrl: undefined,
		logLevel: 'silent',
	});
	const token = await createSetupLink(database.db);
	const person = { name: 'Анна', email: 'anna@example.ru', password: 'длинный пароль', language: 'ru' };
	const answer = await post(`/api/v1/setup/${token}`, person);
	cookie = answer.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
});
afterAll(async () => {
	await api.close();
	await database.close();
	rmSync(dataFolder, { recursive: true, force: true });
});

const post = (path: string, body: unknown = {}): Promise<Response> =>
	Promise.resolve(
		api.app.request(`http://localhost:3000${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', cookie },
			body: JSON.stringify(body),
		}),
	);

/** A run that waits for its message to be delivered; the message waits for its time. */
async function newWaitingRun(): Promise<{ runId: string; messageId: string }> {
	const { db } = database;
	const { flowId, versionId } = await newPublishedFlow(db, sketchPlan({ templates: [], first: null, steps: {} }));
	const customerId = await newCustomer(db);
	const { rows } = await sql<{ runId: string; messageId: string }>`
		with run as (
			insert into run (flow_id, version_id, customer_id, state, parked, node_id, due_at)
			values (${flowId}, ${versionId}, ${customerId}, 'waiting', true, 'sms', 'infinity')
			returning id
		),
		message as (
			insert into message (account_id, campaign_id, lane, state, profile, customer_id, planned_for, run_id, node_id,
				visit, sender, hours, zone, due_at, not_after)
			select uuidv7(), uuidv7(), 1, 'scheduled', 'marketing', ${customerId}, ${customerId}, id, 'sms', 1, 'VOLNA', '{}',
				'UTC', now() + interval '1 hour', now() + interval '1 day'
			from run
			returning id, run_id
		),
		waits as (
			insert into run_wait (run_id, ordinal, kind, message_id, leave)
			select run_id, 0, 'message', id, '{"not_sent": "next"}' from message
		)
		select run_id, id as message_id from message`.execute(db);
	return rows[0]!;
}

it('stopping a run and an outcome of its message may meet: the person is never told of a deadlock', async () => {
	const pairs = await Promise.all(Array.from({ length: 4 }, newWaitingRun));
	const pids: number[] = [];
	const told = Promise.withResolvers<void>();
	const workers = pairs.map(({ messageId }) =>
		database.db.transaction().execute(async (tx) => {
			const { rows } = await sql<{ pid: number }>`
				select pg_backend_pid() as pid from message where id = ${messageId} for update`.execute(tx);
			pids.push(rows[0]!.pid);
			await told.promise;
			await wakeWaitingRuns(tx, [{ messageId, outcome: 'not_sent' }]);
		}),
	);
	const ends = Promise.allSettled(workers);
	await vi.waitFor(() => expect(pids).toHaveLength(4));
	const answers = Promise.all(pairs.map(({ runId }) => post(`/api/v1/runs/${toId('run', runId)}/stop`)));
	// Each has its run and waits for the message.
	await vi.waitFor(async () => {
		const { rows } = await sql<{ waiting: number }>`
			select count(*) as waiting from pg_stat_activity where pg_blocking_pids(pid) && ${pids}::int[]`.execute(
			database.db,
		);
		expect(rows[0]!.waiting).toBe(4);
	});
	told.resolve();
	expect((await answers).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
	await ends;
	const { rows } =
		await sql`select distinct state, end_reason from run where id = any (${pairs.map((one) => one.runId)}::uuid[])`.execute(
			database.db,
		);
	expect(rows).toEqual([{ state: 'stopped', endReason: 'person' }]);
	const messages = await database.db.selectFrom('message').select(['state', 'reason']).distinct().execute();
	expect(messages).toEqual([{ state: 'cancelled', reason: 'cancelled_flow' }]);
});
