import { json } from '@volna/db';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../tests/world.ts';
import { countOpen, holdWhileDemo, listHolds } from './accounts.ts';
import { holdFlow, releaseFlow, settleFlowHolds } from './hold-flow.ts';
import { holdForProblem, liftHold, takeTrials } from './holds.ts';

let world: World;
beforeAll(async () => {
	world = await openWorld();
});
beforeEach(() => sql`delete from hold`.execute(world.db));
afterAll(() => world?.close());

const keys = async () =>
	(await world.db.selectFrom('hold').select('key').orderBy('key').execute()).map((row) => row.key);
const problem = (key: string, scope: 'account' | 'sender' = 'account') =>
	world.db.transaction().execute((tx) => holdForProblem(tx, key, scope, 'no_funds'));

describe('a hold', () => {
	it('that a problem set can be lifted by a person, once', async () => {
		const key = `account:${world.accountId}`;
		await problem(key);
		expect([await liftHold(world.db, key), await liftHold(world.db, key)]).toEqual([true, false]);
		expect(await keys()).toEqual([]);
	});

	it('of a pause, of a test or of the demo is not lifted as if a problem had set it', async () => {
		const account = `account:${world.accountId}`;
		await world.db
			.insertInto('hold')
			.values([
				{ key: 'test:1', reason: 'test_mode' },
				{ key: 'flow:1', reason: 'flow_paused' },
				{ key: account, reason: 'account_held', detail: 'demo_customers' },
			])
			.execute();
		for (const key of ['test:1', 'flow:1', account]) expect(await liftHold(world.db, key)).toBe(false);
		expect(await keys()).toHaveLength(3);
	});

	it('of the demo outlasts the provider’s problems and has no trial', async () => {
		const account = `account:${world.accountId}`;
		await sql`update project set demo_loaded_at = volna.now_exact()`.execute(world.db);
		await sql`insert into customer (source) values ('demo')`.execute(world.db);
		await world.db.transaction().execute((tx) => holdWhileDemo(tx, world.accountId, false));
		await problem(account);
		await world.moveClock(120_000);
		expect(await takeTrials(world.db, world.accountId)).toEqual([]);
		expect(await world.db.selectFrom('hold').select(['key', 'detail']).execute()).toEqual([
			{ key: account, detail: 'demo_customers' },
		]);
		await sql`delete from customer where source = 'demo'`.execute(world.db);
		await world.db.transaction().execute((tx) => holdWhileDemo(tx, world.accountId, false));
		expect(await keys()).toEqual([]);
	});

	it('is told with the messages that would go now; those put off to their own time are counted apart', async () => {
		const key = `account:${world.accountId}`;
		await problem(key);
		for (const [state, due] of [
			['queued', '-1 minute'],
			['leased', '0 minutes'],
			['scheduled', '3 hours'],
		]) {
			await sql`
				insert into message (account_id, campaign_id, lane, state, profile, customer_id, planned_for, flow_id, version_id,
					node_id, sender, hours, zone, due_at, not_after, hold_keys)
				values (${world.accountId}, uuidv7(), 1, ${state}, 'marketing', 1, 1, ${world.flowId}, uuidv7(), 'b', 'VOLNA',
					${json({ any: true })}, 'UTC', volna.now_stable() + ${due}::interval, volna.now_stable() + interval '1 day',
					array[${key}])`.execute(world.db);
		}
		expect(await listHolds(world.db, world.accountId)).toMatchObject([{ key, waiting: 2 }]);
		expect(await countOpen(world.db, world.accountId)).toEqual({ waiting: 2, scheduled: 1, unknown: 0 });
		await sql`delete from message`.execute(world.db);
	});

	it('gives one trial a minute to whoever asks first, for this account alone', async () => {
		const [account, sender] = [`account:${world.accountId}`, `sender:${world.accountId}:VOLNA`];
		await problem(account);
		await problem(sender, 'sender');
		await problem('account:another');
		expect(await takeTrials(world.db, world.accountId)).toEqual([]);
		await world.moveClock(61_000);
		const asked = await Promise.all([1, 2, 3].map(() => takeTrials(world.db, world.accountId)));
		expect(asked.flat().sort()).toEqual([account, sender]);
	});
});

describe('a paused flow', () => {
	it('is held, and released when it goes on, whoever changed it', async () => {
		const key = `flow:${world.flowId}`;
		const pause = (pausedAt: Date | null) =>
			world.db.updateTable('flow').where('id', '=', world.flowId).set({ pausedAt }).execute();
		await pause(new Date());
		expect([await settleFlowHolds(world.db), await settleFlowHolds(world.db)]).toEqual([1, 0]);
		expect(await keys()).toEqual([key]);
		await pause(null);
		await settleFlowHolds(world.db);
		expect(await keys()).toEqual([]);
	});

	it('is held at once by the one who pauses it', async () => {
		await holdFlow(world.db, world.flowId);
		await holdFlow(world.db, world.flowId);
		expect(await keys()).toEqual([`flow:${world.flowId}`]);
		await releaseFlow(world.db, world.flowId);
		expect(await keys()).toEqual([]);
	});
});
