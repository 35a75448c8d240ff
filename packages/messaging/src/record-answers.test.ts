import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptedAs, ambiguous, openWorld, unreachable, type World } from '../tests/world.ts';
import { ensureAccountRate } from './account-rate.ts';
import { claimMessages } from './claim-messages.ts';
import type { HandOffOutcome } from './gateway.ts';
import { type Intended, intendHandOffs } from './intend-hand-offs.ts';
import { giveUpAnswers } from './reap-messages.ts';
import { recordAnswers } from './record-answers.ts';

let world: World;
beforeAll(async () => {
	world = await openWorld();
});
beforeEach(async () => {
	await sql`delete from message`.execute(world.db);
	await sql`delete from hold`.execute(world.db);
	world.moves.length = 0;
});
afterAll(() => world?.close());

/** Claims and intends everything that is due. */
async function intendAll(): Promise<Intended[]> {
	const { messages } = await claimMessages(world.db, {
		accountId: world.accountId,
		lane: 1,
		limit: 100,
		workerId: randomUUID(),
		leaseMs: 10_000,
		limited: false,
	});
	return [...(await intendHandOffs(world.db, messages)).values()];
}

function record(
	message: Pick<Intended, 'id' | 'attempt' | 'sender'>,
	outcome: HandOffOutcome,
	trialOf: string | null = null,
) {
	const { id, attempt, sender } = message;
	return recordAnswers(world.db, world.messagesMoved, world.accountId, [{ id, attempt, sender, outcome, trialOf }]);
}

const now = async () => (await sql<{ now: Date }>`select volna.now_exact() as now`.execute(world.db)).rows[0]!.now;

describe('an outcome', () => {
	it('accepted: submitted under its id, first read after 30 s', async () => {
		await world.newMessage();
		const [message] = await intendAll();
		await record(message!, acceptedAs('1'));
		const row = await world.message(message!.id);
		expect(row).toMatchObject({ state: 'submitted', providerId: 'p-1', providerWord: 'pending', reason: null });
		const wait = row.pollAt!.getTime() - (await now()).getTime();
		expect(wait).toBeGreaterThan(28_000);
		expect(wait).toBeLessThanOrEqual(30_000);
	});

	it('not sent: back to the queue, later each time, 1 s to 5 min', async () => {
		await world.newMessage({ relevance: 'P30D' });
		const waits: number[] = [];
		for (let round = 1; round <= 12; round++) {
			const [message] = await intendAll();
			expect(message).toMatchObject({ attempt: round });
			await record(message!, unreachable);
			const row = await world.message(message!.id);
			expect(row).toMatchObject({ state: 'queued', refusals: round });
			waits.push(row.dueAt.getTime() - (await now()).getTime());
			await world.moveClock(301_000);
		}
		for (const [index, wait] of waits.entries()) {
			const most = Math.min(300, 2 ** index) * 1_000;
			expect(wait).toBeGreaterThan(most / 2 - 200);
			expect(wait).toBeLessThanOrEqual(most);
		}
	});

	it('not started: due at once and counted as nothing', async () => {
		await world.newMessage();
		const [message] = await intendAll();
		await record(message!, { class: 'not_sent', throttled: false, evidence: { code: 'NOT_STARTED' } });
		expect(await world.message(message!.id)).toMatchObject({ state: 'queued', refusals: 0 });
		expect(await intendAll()).toMatchObject([{ id: message!.id, attempt: 2 }]);
	});

	it('F-33 throttled: not counted, the wish of Retry-After obeyed, the rate halved', async () => {
		await ensureAccountRate(world.db, world.accountId, 10);
		await world.moveClock(1_100);
		await world.newMessage();
		const [message] = await intendAll();
		await record(message!, { class: 'not_sent', throttled: true, retryAfterMs: 5_000, evidence: { code: 'http_429' } });
		const row = await world.message(message!.id);
		expect(row).toMatchObject({ state: 'queued', refusals: 0 });
		expect(row.dueAt.getTime() - (await now()).getTime()).toBeGreaterThan(4_500);
		const rate = await world.db.selectFrom('rateLimit').selectAll().executeTakeFirstOrThrow();
		expect(rate.factor).toBeCloseTo(0.5);
		await world.db.deleteFrom('rateLimit').execute();
	});

	it('ambiguous: unknown, searched for at once, and the run that waits is told it was handed off', async () => {
		await world.newMessage();
		const [message] = await intendAll();
		await record(message!, ambiguous);
		const row = await world.message(message!.id);
		expect(row).toMatchObject({ state: 'unknown', detail: 'timeout', attempt: 1 });
		expect(row.pollAt!.getTime()).toBeLessThanOrEqual((await now()).getTime());
		expect(world.moves).toEqual([{ messageId: message!.id, outcome: 'handed_off' }]);
	});

	it('account problem: queued uncounted, the account held with a trial in a minute', async () => {
		await world.newMessage();
		const [message] = await intendAll();
		await record(message!, {
			class: 'account_problem',
			problem: 'unauthorized',
			scope: 'account',
			evidence: { code: 'http_401' },
		});
		expect(await world.message(message!.id)).toMatchObject({ state: 'queued', refusals: 0 });
		const hold = await world.db.selectFrom('hold').selectAll().executeTakeFirstOrThrow();
		expect(hold).toMatchObject({ key: `account:${world.accountId}`, detail: 'unauthorized' });
		expect(await intendAll()).toEqual([]);
	});

	it('a trial that passed lifts the hold; a hold set by people stays', async () => {
		const key = `account:${world.accountId}`;
		for (const [nextTrialAt, left] of [
			[new Date(), 0],
			[null, 1],
		] as const) {
			await world.db.deleteFrom('hold').execute();
			await world.newMessage();
			const [message] = await intendAll();
			await world.db.insertInto('hold').values({ key, reason: 'account_held', nextTrialAt }).execute();
			await record(message!, acceptedAs(randomUUID()), key);
			expect(await world.db.selectFrom('hold').selectAll().execute()).toHaveLength(left);
		}
	});

	it('counts for its own attempt only', async () => {
		await world.newMessage();
		const [first] = await intendAll();
		await record(first!, { class: 'not_sent', throttled: false, retryAfterMs: 0, evidence: { code: 'ECONNRESET' } });
		const [second] = await intendAll();
		expect(second!.attempt).toBe(2);
		await record(first!, { class: 'rejected', reason: 'rejected_other', evidence: { code: 'http_400' } });
		expect((await world.message(first!.id)).state).toBe('submitting');
		await record(second!, acceptedAs('2'));
		expect((await world.message(first!.id)).state).toBe('submitted');
	});

	it('F-45 that comes after the evidence changes nothing', async () => {
		await world.newMessage();
		const [message] = await intendAll();
		await sql`update message set state = 'delivered', provider_id = 'p-9', final_at = volna.now_exact()`.execute(
			world.db,
		);
		for (const outcome of [acceptedAs('9'), ambiguous, unreachable]) await record(message!, outcome);
		expect(await world.message(message!.id)).toMatchObject({
			state: 'delivered',
			providerId: 'p-9',
			duplicateHandOff: false,
		});
		const recorded = await record(message!, acceptedAs('10'));
		expect(recorded.duplicateHandOffs).toEqual([message!.id]);
		expect(await world.message(message!.id)).toMatchObject({ providerId: 'p-9', duplicateHandOff: true });
	});

	it('written twice is written once', async () => {
		await world.newMessage();
		const [message] = await intendAll();
		await record(message!, acceptedAs('1'));
		const events = await world.events(message!.id);
		await record(message!, acceptedAs('1'));
		expect((await world.events(message!.id)).filter((event) => !event.startsWith('->-'))).toEqual(events);
		expect(world.moves).toHaveLength(1);
	});

	it('wakes the callbacks that came before it', async () => {
		await world.newMessage();
		const [message] = await intendAll();
		await world.db
			.insertInto('callbackInbox')
			.values({
				accountId: world.accountId,
				body: sql`'[]'::jsonb`,
				waitsFor: ['p-early'],
				nextTryAt: new Date(Date.now() + 3_600_000_000),
			})
			.execute();
		await record(message!, acceptedAs('early'));
		const row = await world.db.selectFrom('callbackInbox').selectAll().executeTakeFirstOrThrow();
		expect(row.nextTryAt.getTime()).toBeLessThanOrEqual((await now()).getTime());
		await world.db.deleteFrom('callbackInbox').execute();
	});
});

describe('twenty refusals', () => {
	async function refuse(times: number): Promise<string> {
		const id = await world.newMessage({ relevance: 'P30D' });
		for (let round = 0; round < times; round++) {
			const [message] = await intendAll();
			await record(message!, { ...unreachable, retryAfterMs: 0 } as HandOffOutcome);
		}
		return id;
	}

	it('of one message while others pass fail it', async () => {
		const id = await refuse(19);
		expect((await world.message(id)).state).toBe('queued');
		await world.newMessage();
		const both = await intendAll();
		await record(both.find((message) => message.id !== id)!, acceptedAs(randomUUID()));
		await record(both.find((message) => message.id === id)!, unreachable);
		expect(await world.message(id)).toMatchObject({ state: 'failed', reason: 'attempts_exhausted' });
		expect(world.moves).toContainEqual({ messageId: id, outcome: 'not_sent' });
	});

	it('while none passes are the provider’s, not the message’s', async () => {
		const id = await refuse(22);
		expect(await world.message(id)).toMatchObject({ state: 'queued', refusals: 22 });
	});
});

it('F-19 a hand-off whose answer was never written is unknown, and a hand-off with an answer is left alone', async () => {
	await world.newMessages(2);
	const [answered, silent] = await intendAll();
	await record(answered!, acceptedAs('1'));
	await world.moveClock(14_000);
	expect(await giveUpAnswers(world.db, world.messagesMoved, { unknownAfterMs: 15_000 })).toBe(0);
	await world.moveClock(1_100);
	expect(await giveUpAnswers(world.db, world.messagesMoved, { unknownAfterMs: 15_000 })).toBe(1);
	expect((await world.message(silent!.id)).state).toBe('unknown');
	expect((await world.message(answered!.id)).state).toBe('submitted');
});
