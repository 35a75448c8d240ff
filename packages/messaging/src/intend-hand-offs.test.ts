import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MessageParts, openWorld, type World } from '../tests/world.ts';
import { claimMessages } from './claim-messages.ts';
import { giveBack, intendHandOffs } from './intend-hand-offs.ts';
import { giveUpAnswers, returnLeases } from './reap-messages.ts';
import { regateClosing, regateMessages } from './regate-messages.ts';

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

async function claimAll() {
	const { messages } = await claimMessages(world.db, {
		accountId: world.accountId,
		lane: 1,
		limit: 100,
		workerId: randomUUID(),
		leaseMs: 10_000,
		limited: false,
	});
	return messages;
}

/** Plans and claims one message, changes the world, and asks for the intent; what it refuses is looked at again. */
async function claimThen(
	parts: MessageParts,
	change: (message: { id: string; customerId: number }) => Promise<unknown>,
) {
	const customerId = parts.customerId ?? (await world.newCustomer());
	const id = await world.newMessage({ ...parts, customerId });
	const claimed = await claimAll();
	await change({ id, customerId });
	const intended = await intendHandOffs(world.db, claimed);
	const refused = claimed.filter((one) => !intended.has(one));
	await world.db.transaction().execute((tx) => regateMessages(tx, world.deps, refused));
	return { id, customerId, intended, message: await world.message(id) };
}

const run = (statement: ReturnType<typeof sql>) => statement.execute(world.db);

describe('the last look before the hand-off', () => {
	const marketing: readonly [string, (customerId: number) => Promise<unknown>, string, string][] = [
		[
			'the customer unsubscribed',
			(id) => run(sql`update subscription set state = 'unsubscribed' where customer_id = ${id}`),
			'suppressed',
			'not_subscribed_channel',
		],
		[
			'the subscription waits for a confirmation',
			(id) => run(sql`update subscription set state = 'requires_confirmation' where customer_id = ${id}`),
			'suppressed',
			'not_subscribed_channel',
		],
		[
			'S-47 the consent was withdrawn',
			(id) => run(sql`delete from consent where customer_id = ${id}`),
			'suppressed',
			'consent_missing',
		],
		[
			'the consent ran out',
			(id) =>
				run(sql`update consent set valid_until = volna.now_exact() - interval '1 minute' where customer_id = ${id}`),
			'suppressed',
			'consent_expired',
		],
		[
			'the phone proved wrong',
			(id) => run(sql`update customer set phone_status = 'invalid' where id = ${id}`),
			'suppressed',
			'invalid_phone',
		],
		[
			'the phone was put on the stop list',
			async (id) => {
				const { phone } = await world.db
					.selectFrom('customer')
					.select('phone')
					.where('id', '=', id)
					.executeTakeFirstOrThrow();
				await world.db
					.insertInto('stopList')
					.values({ phoneHash: world.hashPhone(phone!), source: 'test' })
					.execute();
			},
			'suppressed',
			'phone_blocked',
		],
	];
	const everybody: typeof marketing = [
		[
			'the customer was deleted',
			(id) => run(sql`update customer set deleted_at = volna.now_exact() where id = ${id}`),
			'suppressed',
			'customer_deleted',
		],
		[
			'the phone is gone',
			(id) => run(sql`update customer set phone = null where id = ${id}`),
			'suppressed',
			'no_phone',
		],
	];

	for (const profile of ['marketing', 'transactional'] as const) {
		for (const [what, change, state, reason] of [...marketing, ...everybody]) {
			const closes = profile === 'marketing' || everybody.some(([name]) => name === what);
			it(`${profile}: ${what} → ${closes ? reason : 'handed off'}`, async () => {
				const { intended, message } = await claimThen({ profile }, ({ customerId }) => change(customerId));
				if (closes) {
					expect(intended.size).toBe(0);
					expect(message).toMatchObject({ state, reason, attempt: 0 });
					expect(world.moves).toEqual([{ messageId: message.id, outcome: 'not_sent' }]);
				} else {
					expect(message).toMatchObject({ state: 'submitting', attempt: 1 });
				}
			});
		}
	}

	it('a phone that changed gets the message, the old one does not', async () => {
		const { message, intended } = await claimThen({}, ({ customerId }) =>
			run(sql`update customer set phone = '+79161234567' where id = ${customerId}`),
		);
		expect(intended.size).toBe(0);
		expect(message).toMatchObject({ state: 'queued', phone: '+79161234567', attempt: 0 });
		await world.moveClock(1_000);
		const again = await intendHandOffs(world.db, await claimAll());
		expect([...again.values()]).toMatchObject([{ phone: '+79161234567', attempt: 1 }]);
	});

	it('a merged customer is replaced by the survivor', async () => {
		const survivor = await world.newCustomer({ phone: '+79167654321' });
		const { message } = await claimThen({}, async ({ customerId }) => {
			await world.db.insertInto('customerAlias').values({ id: customerId, survivorId: survivor }).execute();
			await world.db.deleteFrom('customer').where('id', '=', customerId).execute();
		});
		expect(message).toMatchObject({ state: 'queued', phone: '+79167654321' });
		await world.moveClock(1_000);
		const again = await intendHandOffs(world.db, await claimAll());
		expect([...again.values()]).toMatchObject([{ phone: '+79167654321' }]);
	});

	it('a hold that came after the claim sends the message back, unsent', async () => {
		const { message, intended } = await claimThen({}, () =>
			world.db
				.insertInto('hold')
				.values({ key: `flow:${world.flowId}`, reason: 'flow_paused' })
				.execute(),
		);
		expect(intended.size).toBe(0);
		expect(message).toMatchObject({ state: 'queued', attempt: 0 });
	});

	it('SCH-5 a zone stated meanwhile is the one whose hours count', async () => {
		await world.setClock(new Date('2026-12-01T15:00:00Z'));
		const customerId = await world.newCustomer({ timeZone: 'Asia/Vladivostok' });
		const id = await world.newMessage({
			customerId,
			hours: { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] },
		});
		expect(await world.message(id)).toMatchObject({ state: 'scheduled', dueAt: new Date('2026-12-02T00:00:00Z') });
		await world.setClock(new Date('2026-12-02T00:00:01Z'));
		await run(sql`update customer set time_zone = 'Europe/Kaliningrad' where id = ${customerId}`);
		const claimed = await claimAll();
		expect(claimed.map((one) => one.id)).toEqual([id]);
		expect((await intendHandOffs(world.db, claimed)).size).toBe(0);
		await world.db.transaction().execute((tx) => regateMessages(tx, world.deps, claimed));
		expect(await world.message(id)).toMatchObject({
			state: 'scheduled',
			zone: 'Europe/Kaliningrad',
			dueAt: new Date('2026-12-02T08:00:00Z'),
		});
	});

	it('F-30 SCH-15 hours that close while it is leased postpone it to the next opening', async () => {
		await world.setClock(new Date('2026-12-01T16:59:40Z'));
		const { message, intended } = await claimThen(
			{ hours: { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] } },
			() => world.setClock(new Date('2026-12-01T16:59:55Z')),
		);
		// The lease ended as well; whoever looks first, nothing is handed off at 20:00:03.
		expect(intended.size).toBe(0);
		expect(message).toMatchObject({ state: 'scheduled', dueAt: new Date('2026-12-02T07:00:00Z') });
	});

	it('F-30 relevance that ends first makes it expire', async () => {
		await world.setClock(new Date('2026-12-01T16:59:45Z'));
		const { message } = await claimThen(
			{ hours: { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] }, relevance: 'PT2H' },
			() => world.setClock(new Date('2026-12-01T16:59:52Z')),
		);
		expect(message).toMatchObject({ state: 'expired_local', reason: 'expired' });
		expect(world.moves).toEqual([{ messageId: message.id, outcome: 'not_sent' }]);
	});
});

it('of two claims of one message in one batch only the later one may hand it off', async () => {
	await world.newMessage();
	const [ended] = await claimAll();
	await world.moveClock(10_500);
	await returnLeases(world.db);
	const [current] = await claimAll();
	const intended = await intendHandOffs(world.db, [ended!, current!]);
	expect([...intended.keys()]).toEqual([current]);
});

describe('relevance and hours', () => {
	it('run on for what is held', async () => {
		await world.db
			.insertInto('hold')
			.values({ key: `flow:${world.flowId}`, reason: 'flow_paused' })
			.execute();
		const id = await world.newMessage({ relevance: 'PT5M' });
		await world.moveClock(4 * 60_000);
		expect(await regateClosing(world.db, world.deps)).toBe(0);
		await world.moveClock(55_000);
		expect(await regateClosing(world.db, world.deps)).toBe(1);
		expect(await world.message(id)).toMatchObject({ state: 'expired_local', reason: 'expired' });
		expect(world.moves).toEqual([{ messageId: id, outcome: 'not_sent' }]);
	});

	it('are judged first where they end first, whatever the order of planning', async () => {
		const late = await world.newMessage({ relevance: 'PT5M' });
		const early = await world.newMessage({ relevance: 'PT4M' });
		await world.moveClock(5 * 60_000);
		expect(await regateClosing(world.db, world.deps, 1)).toBe(1);
		expect(await world.states([early])).toEqual({ expired_local: 1 });
		expect(await world.states([late])).toEqual({ queued: 1 });
	});

	it('SCH-17 a pause over closing leads to the next opening', async () => {
		await world.setClock(new Date('2026-12-01T09:00:00Z'));
		await world.db
			.insertInto('hold')
			.values({ key: `flow:${world.flowId}`, reason: 'flow_paused' })
			.execute();
		const id = await world.newMessage({ hours: { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] } });
		const { notAfter } = await world.message(id);
		await world.setClock(new Date('2026-12-01T17:30:00Z'));
		await regateClosing(world.db, world.deps);
		expect(await world.message(id)).toMatchObject({
			state: 'scheduled',
			dueAt: new Date('2026-12-02T07:00:00Z'),
			notAfter,
		});
	});
});

describe('an intent that was not confirmed', () => {
	it('F-12 is given back under its own claim, attempt unchanged, and never from a later claim', async () => {
		const id = await world.newMessage();
		const claimed = await claimAll();
		await intendHandOffs(world.db, claimed);
		expect(await giveBack(world.db, claimed, 'not_started')).toBe(1);
		expect(await world.message(id)).toMatchObject({ state: 'queued', attempt: 1 });
		const later = await claimAll();
		await intendHandOffs(world.db, later);
		expect(await giveBack(world.db, claimed, 'not_started')).toBe(0);
		expect(await world.message(id)).toMatchObject({ state: 'submitting', attempt: 2 });
	});

	it('is given back although it was taken for unknown meanwhile', async () => {
		const id = await world.newMessage();
		const claimed = await claimAll();
		await intendHandOffs(world.db, claimed);
		await world.moveClock(16_000);
		await giveUpAnswers(world.db, world.messagesMoved, { unknownAfterMs: 15_000 });
		expect((await world.message(id)).state).toBe('unknown');
		await giveBack(world.db, claimed, 'not_started');
		expect((await world.message(id)).state).toBe('queued');
	});

	it('a slot that was missed gives back what is leased, never what is intended', async () => {
		await world.newMessage();
		const claimed = await claimAll();
		await intendHandOffs(world.db, claimed);
		expect(await giveBack(world.db, claimed, 'slot_missed')).toBe(0);
	});
});
