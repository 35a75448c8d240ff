import { randomUUID } from 'node:crypto';
import { openDatabase } from '@volna/db';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptedAs, ambiguous, openWorld, scriptedGateway, unreachable, until, type World } from '../tests/world.ts';
import { createDispatcher, type Dispatcher, type DispatcherDeps } from './dispatcher.ts';
import type { SmsGateway } from './gateway.ts';
import { holdFlow } from './hold-flow.ts';

let world: World;
const running: Dispatcher[] = [];
const swept: Promise<void>[] = [];

beforeAll(async () => {
	world = await openWorld();
});
beforeEach(async () => {
	await world.db.deleteFrom('hold').execute();
	await world.db.deleteFrom('rateLimit').execute();
	await world.db.updateTable('smsAccount').set({ flags: sql`'{}'` }).execute();
	world.moves.length = 0;
	world.logged.length = 0;
});
afterEach(async () => {
	await Promise.all(running.splice(0).map((dispatcher) => dispatcher.stop()));
	// Nothing of one test is claimed by the next.
	await sql`delete from message`.execute(world.db);
});
afterAll(async () => {
	await Promise.all(swept);
	await world?.close();
});

function dispatcherOf(gateway: SmsGateway, more: Partial<DispatcherDeps> = {}): Dispatcher {
	const dispatcher = createDispatcher({
		...world.deps,
		workerId: randomUUID(),
		gateways: async () => gateway,
		...more,
	});
	running.push(dispatcher);
	return dispatcher;
}

/** A dispatcher that loses its database, as one whose process was killed does; it is swept away at the end of the file. */
function startKillable(gateway: SmsGateway) {
	const own = openDatabase(world.url);
	const dispatcher = createDispatcher({
		...world.deps,
		db: own.db,
		workerId: randomUUID(),
		gateways: async () => gateway,
	});
	void dispatcher.start();
	return {
		kill() {
			swept.push(own.close().then(() => dispatcher.stop()));
		},
	};
}

const stateOf = async (id: string) => (await world.message(id)).state;

describe('a message on its way', () => {
	it('is claimed, intended, handed off once and accepted', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId);
		const id = await world.newMessage({ text: 'Код 1234', profile: 'code' });
		await dispatcherOf(gateway).start();
		await until('it is accepted', async () => (await stateOf(id)) === 'submitted');
		expect(calls).toMatchObject([{ messageId: id, attempt: 1, text: 'Код 1234', sender: 'VOLNA' }]);
		expect(await world.message(id)).toMatchObject({ providerId: `p-${id}`, attempt: 1, lane: 0 });
		expect(await world.events(id)).toEqual([
			'->queued planned',
			'queued>leased claimed',
			'leased>submitting intent',
			'submitting>submitted accepted',
		]);
		expect(world.moves).toEqual([{ messageId: id, outcome: 'handed_off' }]);
	});

	it('is not waited for a second when its maker nudges', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId);
		const dispatcher = dispatcherOf(gateway);
		await dispatcher.start();
		await until('the first look is over', () => true);
		const id = await world.newMessage();
		const before = performance.now();
		dispatcher.nudge();
		await until('it is called', () => calls.some((call) => call.messageId === id));
		expect(calls[0]!.at - before).toBeLessThan(500);
	});

	it('is handed off exactly once by four dispatchers that race for it', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId);
		const ids = await world.newMessages(200);
		await Promise.all([1, 2, 3, 4].map(() => dispatcherOf(gateway).start()));
		await until('all are accepted', async () => (await world.states(ids)).submitted === 200);
		expect(new Set(calls.map((call) => call.messageId)).size).toBe(200);
		expect(calls).toHaveLength(200);
	});

	it('waits while its flow is paused, and goes on afterwards', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId);
		const flow = world.db.updateTable('flow').where('id', '=', world.flowId);
		await flow.set({ pausedAt: new Date() }).execute();
		await holdFlow(world.db, world.flowId);
		const id = await world.newMessage();
		await dispatcherOf(gateway).start();
		await new Promise((resolve) => setTimeout(resolve, 1_200));
		expect([await stateOf(id), calls.length]).toEqual(['queued', 0]);
		await flow.set({ pausedAt: null }).execute();
		await until('it is accepted', async () => (await stateOf(id)) === 'submitted');
	});

	it('of a flow that somebody paused without a hold waits too', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId);
		await world.db.updateTable('flow').where('id', '=', world.flowId).set({ pausedAt: new Date() }).execute();
		await dispatcherOf(gateway).start();
		const id = await world.newMessage();
		await new Promise((resolve) => setTimeout(resolve, 1_200));
		expect([await stateOf(id), calls.length]).toEqual(['queued', 0]);
		await world.db.updateTable('flow').where('id', '=', world.flowId).set({ pausedAt: null }).execute();
		await until('it is accepted', async () => (await stateOf(id)) === 'submitted');
	});

	it('of a test is composed and never handed off', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId);
		const test = await world.newMessage({ mode: 'test' });
		const live = await world.newMessage();
		await dispatcherOf(gateway).start();
		await until('the live one is accepted', async () => (await stateOf(live)) === 'submitted');
		expect(await stateOf(test)).toBe('queued');
		expect(calls.map((call) => call.messageId)).toEqual([live]);
	});
});

describe('what may have happened', () => {
	it('F-01 a hand-off whose process died is unknown once its answer cannot come any more, and is not repeated', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId, () => new Promise(() => {}));
		const id = await world.newMessage();
		const killed = startKillable(gateway);
		await until('it is called', () => calls.length === 1);
		killed.kill();
		const second = scriptedGateway(world.accountId);
		await world.moveClock(14_000);
		await dispatcherOf(second.gateway).start();
		expect(await stateOf(id)).toBe('submitting');
		await world.moveClock(2_000);
		await until('it is unknown', async () => (await stateOf(id)) === 'unknown');
		expect(second.calls).toHaveLength(0);
		expect(await world.message(id)).toMatchObject({ attempt: 1, providerId: null });
		expect(world.moves).toContainEqual({ messageId: id, outcome: 'handed_off' });
	});

	it('a late answer of the same attempt settles what was given up as unknown', async () => {
		const answer = Promise.withResolvers<void>();
		const { gateway, calls } = scriptedGateway(world.accountId, async (call) => {
			await answer.promise;
			return acceptedAs(call.messageId);
		});
		const id = await world.newMessage();
		await dispatcherOf(gateway).start();
		await until('it is called', () => calls.length === 1);
		await world.moveClock(16_000);
		await until('it is unknown', async () => (await stateOf(id)) === 'unknown');
		answer.resolve();
		await until('it is settled', async () => (await stateOf(id)) === 'submitted');
		expect(calls).toHaveLength(1);
	});

	it('F-35 an ambiguous outcome is unknown at once and is not repeated', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId, () => ambiguous);
		const id = await world.newMessage();
		await dispatcherOf(gateway).start();
		await until('it is unknown', async () => (await stateOf(id)) === 'unknown');
		await world.moveClock(600_000);
		await new Promise((resolve) => setTimeout(resolve, 1_200));
		expect(await stateOf(id)).toBe('unknown');
		expect(calls).toHaveLength(1);
	});

	it('a gateway that throws leaves its message unknown', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId, () => {
			throw new Error('broken');
		});
		const id = await world.newMessage();
		await dispatcherOf(gateway).start();
		await until('it is unknown', async () => (await stateOf(id)) === 'unknown');
		expect(calls).toHaveLength(1);
		expect(world.logged).toContain('gateway_threw');
	});

	it('an unknown outcome that nothing settles ends as unknown_final after 72 hours', async () => {
		const { gateway } = scriptedGateway(world.accountId, () => ambiguous);
		const id = await world.newMessage({ relevance: 'P30D' });
		await dispatcherOf(gateway).start();
		await until('it is unknown', async () => (await stateOf(id)) === 'unknown');
		await world.moveClock(72 * 3_600_000 + 1_000);
		await until('it is given up', async () => (await stateOf(id)) === 'unknown_final');
		expect((await world.message(id)).trackingEndedAt).not.toBeNull();
	});

	it('F-06 a stop claims nothing more, gives back what is not intended and records what was called', async () => {
		const answers: (() => void)[] = [];
		const { gateway, calls } = scriptedGateway(
			world.accountId,
			(call) => new Promise((resolve) => answers.push(() => resolve(acceptedAs(call.messageId)))),
		);
		await world.setFlags({ maxInFlight: 5 });
		const ids = await world.newMessages(30);
		const dispatcher = dispatcherOf(gateway);
		await dispatcher.start();
		await until('five are under way', () => calls.length === 5);
		const stopped = dispatcher.stop();
		await new Promise((resolve) => setTimeout(resolve, 100));
		for (const answer of answers) answer();
		await stopped;
		expect(calls).toHaveLength(5);
		expect(await world.states(ids)).toEqual({ submitted: 5, queued: 25 });
	});
});

it('F-12 connections cut again and again during intents and results: nothing twice, nothing lost, nothing unknown', async () => {
	const own = openDatabase(world.url, { name: 'to be cut' });
	const { gateway, calls } = scriptedGateway(world.accountId, async (call) => {
		await new Promise((resolve) => setTimeout(resolve, 3));
		return acceptedAs(call.messageId);
	});
	const ids: string[] = [];
	const dispatcher = dispatcherOf(gateway, { db: own.db });
	await dispatcher.start();
	// Where a cut falls is chance: it goes on until one fell between an intent and its confirmation.
	for (let round = 0; round < 10 && !world.logged.includes('intents_unconfirmed'); round++) {
		ids.push(...(await world.newMessages(300)));
		dispatcher.nudge();
		let cuts = 0;
		await until('all are accepted', async () => {
			if (cuts < 60) {
				cuts++;
				await sql`select pg_terminate_backend(pid) from pg_stat_activity
					where application_name = 'to be cut' and datname = current_database()`.execute(world.db);
			}
			const { submitted = 0, unknown = 0 } = await world.states(ids);
			return submitted + unknown === ids.length;
		});
	}
	expect(new Set(calls.map((call) => call.messageId)).size).toBe(calls.length);
	expect(await world.states(ids)).toEqual({ submitted: ids.length });
	expect(world.logged).toContain('intents_unconfirmed');
	await dispatcher.stop();
	await own.close();
});

it('F-07 after ten minutes without a worker everything goes through its gates again', async () => {
	const { gateway, calls } = scriptedGateway(world.accountId);
	const unsubscribed = await world.newCustomer();
	const [late, fresh, refused] = [
		await world.newMessage({ relevance: 'PT5M' }),
		await world.newMessage({ relevance: 'PT1H' }),
		await world.newMessage({ profile: 'marketing', customerId: unsubscribed }),
	];
	await world.db
		.updateTable('subscription')
		.set({ state: 'unsubscribed' })
		.where('customerId', '=', unsubscribed)
		.execute();
	await world.moveClock(600_000);
	await dispatcherOf(gateway).start();
	await until('all have ended', async () => {
		const { expired_local, submitted, suppressed } = await world.states([late, fresh, refused]);
		return expired_local === 1 && submitted === 1 && suppressed === 1;
	});
	expect(calls.map((call) => call.messageId)).toEqual([fresh]);
});

it('an account whose list lags longer than the quiet period allows is left alone', async () => {
	const { gateway, calls } = scriptedGateway(world.accountId);
	const id = await world.newMessage();
	const lagging = { ...gateway, capabilities: { ...gateway.capabilities, listLagSeconds: 600 } };
	await dispatcherOf(lagging).start();
	await until('it is said', () => world.logged.includes('duty_failed'));
	expect([calls.length, await stateOf(id)]).toEqual([0, 'queued']);
});

describe('a provider in trouble', () => {
	it('F-34 an unreachable provider costs attempts and no message; others are not tried meanwhile', async () => {
		let reachable = false;
		const { gateway, calls } = scriptedGateway(world.accountId, (call) =>
			reachable ? acceptedAs(call.messageId) : unreachable,
		);
		await world.setFlags({ maxInFlight: 4 });
		const ids = await world.newMessages(20);
		await dispatcherOf(gateway).start();
		await until('the first round failed', () => calls.length >= 4);
		await new Promise((resolve) => setTimeout(resolve, 300));
		// One round, and what was leased by then: permits and as many leases again.
		expect(calls.length).toBeLessThanOrEqual(8);
		expect((await world.states(ids)).queued ?? 0).toBeGreaterThanOrEqual(12);
		reachable = true;
		await until('all are accepted', async () => (await world.states(ids)).submitted === 20);
	});

	it('F-39 a held account keeps its messages, gets one trial a minute and goes on when it passes', async () => {
		let funds = false;
		const { gateway, calls } = scriptedGateway(world.accountId, (call) =>
			funds
				? acceptedAs(call.messageId)
				: { class: 'account_problem', problem: 'no_funds', scope: 'account', evidence: { code: 'http_402' } },
		);
		await world.setFlags({ maxInFlight: 1 });
		const ids = await world.newMessages(10);
		await dispatcherOf(gateway).start();
		await until(
			'the account is held',
			async () => (await world.db.selectFrom('hold').select('key').execute()).length === 1,
		);
		await until('nothing is under way', async () => (await world.states(ids)).queued === 10);
		const before = calls.length;
		expect(await world.db.selectFrom('hold').selectAll().executeTakeFirst()).toMatchObject({
			key: `account:${world.accountId}`,
			reason: 'account_held',
			detail: 'no_funds',
		});
		await world.moveClock(61_000);
		await until('the trial failed', () => calls.length === before + 1);
		await new Promise((resolve) => setTimeout(resolve, 1_200));
		expect(calls).toHaveLength(before + 1);
		funds = true;
		await world.moveClock(61_000);
		await until('all are accepted', async () => (await world.states(ids)).submitted === 10);
		expect(await world.db.selectFrom('hold').selectAll().execute()).toEqual([]);
		const attempts = await world.db.selectFrom('message').select('refusals').where('id', 'in', ids).execute();
		expect(attempts.every((row) => row.refusals === 0)).toBe(true);
	});

	it('F-39 an unknown sender is held alone', async () => {
		const { gateway } = scriptedGateway(world.accountId, (call) =>
			call.sender === 'VOLNA'
				? acceptedAs(call.messageId)
				: { class: 'account_problem', problem: 'sender_unknown', scope: 'sender', evidence: { code: 'http_400' } },
		);
		const bad = await world.newMessages(3, { sender: 'NOBODY' });
		await dispatcherOf(gateway).start();
		await until(
			'the sender is held',
			async () => (await world.db.selectFrom('hold').select('key').execute()).length === 1,
		);
		const good = await world.newMessages(3);
		await until('the good sender goes on', async () => (await world.states(good)).submitted === 3);
		await until('nothing is under way', async () => (await world.states(bad)).queued === 3);
	});

	it('a refused message is rejected once, for good', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId, () => ({
			class: 'rejected',
			reason: 'rejected_number',
			evidence: { code: 'http_422' },
		}));
		const id = await world.newMessage();
		await dispatcherOf(gateway).start();
		await until('it is rejected', async () => (await stateOf(id)) === 'rejected');
		expect(calls).toHaveLength(1);
		expect(await world.message(id)).toMatchObject({ reason: 'rejected_number' });
		expect(world.moves).toEqual([{ messageId: id, outcome: 'not_sent' }]);
	});

	it('F-40 one id for two messages: the second is unknown without it, both are flagged, nothing is repeated', async () => {
		const { gateway, calls } = scriptedGateway(world.accountId, () => acceptedAs('same'));
		const ids = await world.newMessages(2);
		await dispatcherOf(gateway).start();
		await until('both have ended', async () => {
			const { submitted = 0, unknown = 0 } = await world.states(ids);
			return submitted + unknown === 2;
		});
		expect(await world.states(ids)).toEqual({ submitted: 1, unknown: 1 });
		expect(calls).toHaveLength(2);
		expect(world.logged).toContain('duplicate_provider_id');
	});
});

describe('the rate', () => {
	it('F-26 an account is kept to its rate by four processes together, whatever their clocks say', async () => {
		await world.setFlags({ requestsPerSecond: 30 });
		const { gateway, calls } = scriptedGateway(world.accountId);
		const ids = await world.newMessages(90);
		const dispatchers = [1, 2, 3, 4].map(() => dispatcherOf(gateway));
		await Promise.all(dispatchers.map((dispatcher) => dispatcher.start()));
		await until('all are accepted', async () => (await world.states(ids)).submitted === 90);
		const times = calls.map((call) => call.at).sort((a, b) => a - b);
		// Grants are exact, see the claim's own test; between grant and call lie 50 ms of tolerated lateness and a commit,
		// which a busy machine draws out. Without a rate all 90 would go in the first window.
		for (const start of times) {
			expect(times.filter((at) => at >= start && at < start + 1_000).length).toBeLessThanOrEqual(36);
		}
		expect(times.at(-1)! - times[0]!).toBeGreaterThan(2_500);
	});

	it('a limited account without its row hands off nothing', async () => {
		await world.setFlags({ requestsPerSecond: 30 });
		const { gateway, calls } = scriptedGateway(world.accountId);
		const dispatcher = dispatcherOf(gateway);
		await dispatcher.start();
		await world.db.deleteFrom('rateLimit').execute();
		const { claimMessages } = await import('./claim-messages.ts');
		const id = await world.newMessage();
		const claim = await claimMessages(world.db, {
			accountId: world.accountId,
			lane: 1,
			limit: 5,
			workerId: randomUUID(),
			leaseMs: 10_000,
			limited: true,
		});
		expect(claim.messages).toEqual([]);
		expect(calls.filter((call) => call.messageId === id)).toEqual([]);
	});
});

it('times under which a hand-off could happen twice are refused at the start', () => {
	const { gateway } = scriptedGateway(world.accountId);
	expect(() => dispatcherOf(gateway, { times: { unknownAfterMs: 11_000 } })).toThrow('unknownAfter ≥ deadline + 2 s');
	expect(() => dispatcherOf(gateway, { times: { quietMs: 100_000 } })).toThrow('quiet');
});
