import { createHash } from 'node:crypto';
import type { MessageRequest, RunValues } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CustomerParts, type MessageParts, openWorld, type World } from '../tests/world.ts';
import { NoAccountError, requestMessages } from './request-messages.ts';

let world: World;
beforeAll(async () => {
	world = await openWorld();
});
beforeEach(() => world.setClock(new Date('2026-12-01T15:00:00Z')));
afterAll(() => world?.close());

const request = (requests: readonly MessageRequest[]) =>
	world.db.transaction().execute((tx) => requestMessages(tx, { hashPhone: world.hashPhone }, requests));

async function newRequest(parts: MessageParts = {}, values: RunValues = {}) {
	const customerId = parts.customerId ?? (await world.newCustomer());
	const base = world.requestOf(await world.newRun(customerId, parts.mode), customerId, parts);
	return { ...base, run: { ...base.run, values } };
}

async function planned(parts: MessageParts = {}, values: RunValues = {}) {
	const asked = await newRequest(parts, values);
	const answer = (await request([asked])).get(asked.run.id)!;
	return { ...answer, row: await world.message(answer.messageId) };
}

const stopPhone = (phone: string) =>
	world.db
		.insertInto('stopList')
		.values({ phoneHash: world.hashPhone(phone), source: 'test' })
		.execute();
const expireConsent = (id: number) =>
	sql`update consent set valid_until = volna.now_exact() - interval '1 second' where customer_id = ${id}`.execute(
		world.db,
	);

describe('the gates', () => {
	interface Case {
		readonly name: string;
		readonly customer?: CustomerParts;
		readonly then?: (customerId: number) => Promise<unknown>;
		/** Reasons for marketing, and for transactional and code; null where the gate is open. */
		readonly marketing: string | null;
		readonly others: string | null;
	}
	const cases: readonly Case[] = [
		{ name: 'an ordinary customer', marketing: null, others: null },
		{
			name: 'a deleted customer',
			then: (id) => world.db.updateTable('customer').set({ deletedAt: new Date() }).where('id', '=', id).execute(),
			marketing: 'customer_deleted',
			others: 'customer_deleted',
		},
		{ name: 'no phone', customer: { phone: null }, marketing: 'no_phone', others: 'no_phone' },
		{
			name: 'a phone on the stop list',
			customer: { phone: '+79160000001' },
			then: () => stopPhone('+79160000001'),
			marketing: 'phone_blocked',
			others: null,
		},
		{
			name: 'a phone that proved wrong',
			then: (id) => world.db.updateTable('customer').set({ phoneStatus: 'invalid' }).where('id', '=', id).execute(),
			marketing: 'invalid_phone',
			others: null,
		},
		{
			name: 'nothing known of the channel',
			customer: { subscribed: false },
			marketing: 'not_subscribed_channel',
			others: null,
		},
		{ name: 'no consent', customer: { consented: false }, marketing: 'consent_missing', others: null },
		{ name: 'a consent that ran out', then: expireConsent, marketing: 'consent_expired', others: null },
		{
			name: 'several closed gates: the first decides',
			customer: { phone: null, subscribed: false, consented: false },
			marketing: 'no_phone',
			others: 'no_phone',
		},
	];
	for (const { name, customer, then, ...expected } of cases) {
		for (const profile of ['marketing', 'transactional', 'code'] as const) {
			const reason = profile === 'marketing' ? expected.marketing : expected.others;
			it(`${name}, ${profile}: ${reason ?? 'open'}`, async () => {
				const customerId = await world.newCustomer(customer);
				await then?.(customerId);
				const message = await planned({ customerId, profile });
				expect(message).toMatchObject(
					reason ? { state: 'not_sent', reason } : { state: 'waiting', reason: null, row: { state: 'queued' } },
				);
				if (reason) expect(message.row).toMatchObject({ state: 'suppressed', reason });
				await world.db.deleteFrom('stopList').execute();
			});
		}
	}

	it('close for good: the message is kept with its reason, and counted', async () => {
		const { messageId } = await planned({ profile: 'marketing', customerId: await world.newCustomer({ phone: null }) });
		expect(await world.events(messageId)).toEqual(['->suppressed planned']);
		expect((await world.message(messageId)).finalAt).not.toBeNull();
	});

	it('a merged customer is the survivor', async () => {
		const [former, survivor] = [await world.newCustomer(), await world.newCustomer({ phone: '+79169999999' })];
		await world.db.insertInto('customerAlias').values({ id: former, survivorId: survivor }).execute();
		await world.db.deleteFrom('customer').where('id', '=', former).execute();
		const { row } = await planned({ customerId: former });
		expect(row).toMatchObject({ customerId: survivor, plannedFor: former, phone: '+79169999999', state: 'queued' });
	});
});

describe('the text', () => {
	it('is rendered for the customer and frozen with its hash, parts and encoding', async () => {
		const { row } = await planned(
			{ text: '${ Recipient.FirstName }, заказ ${ Order.Id } на ${ Order.Total } ₽: ${ Action.CustomFields.courier }' },
			{
				order: {
					ref: '01900000-0000-7000-8000-000000000000',
					id: 'A-1',
					status: 'paid',
					total: 1990.5,
					createdAt: null,
					lineCount: 1,
				},
				action: {
					id: 'a',
					name: 'Order',
					occurredAt: '2026-12-01T15:00:00Z',
					touchpoint: null,
					custom: { courier: 'СДЭК' },
				},
			},
		);
		expect(row.text).toBe('Анна, заказ A-1 на 1990,5 ₽: СДЭК');
		expect(row).toMatchObject({ parts: 1, encoding: 'ucs2', weight: 1 });
		expect(row.textHash).toEqual(createHash('sha256').update(row.text!).digest());
	});

	it('prints dates and moments of declared fields as such, in the customer’s zone', async () => {
		await world.db
			.insertInto('customField')
			.values({ entity: 'customer', systemName: 'visit', name: 'v', type: 'instant' })
			.execute();
		await world.db
			.insertInto('customField')
			.values({ entity: 'customer', systemName: 'day', name: 'd', type: 'date' })
			.execute();
		const customerId = await world.newCustomer();
		const custom = { visit: '2026-12-01T15:00:00Z', day: '2026-12-31', text: '2026-12-31' };
		await world.db
			.updateTable('customer')
			.set({ custom: JSON.stringify(custom) })
			.where('id', '=', customerId)
			.execute();
		const text =
			'${ formatDateTime(Recipient.CustomFields.visit, "dd.MM HH:mm") } ${ formatDateTime(Recipient.CustomFields.day, "dd.MM") }';
		const { row } = await planned({ customerId, text });
		expect(row.text).toMatch(/^01\.12 \d\d:00 31\.12$/);
	});

	it.each([
		['a missing value', { text: 'Код ${ Action.CustomFields.Code }' }, 'render_failed', 'missing_value'],
		['a text of nothing', { text: ' ' }, 'render_failed', 'missing_value'],
		['a broken template', { text: '${ oops' }, 'render_failed', 'argument'],
		['too many parts', { text: 'я'.repeat(71), maxParts: 1 }, 'text_too_long', '2'],
	])('%s closes gate 11', async (_, parts, reason, detail) => {
		const { row } = await planned(parts);
		expect(row).toMatchObject({ state: 'suppressed', reason, detail, text: null });
	});

	it('is not composed for those whom an earlier gate leaves out', async () => {
		const customerId = await world.newCustomer({ phone: null });
		expect((await planned({ customerId, text: '${ oops' })).reason).toBe('no_phone');
	});
});

describe('when it goes', () => {
	const hours = { from: '10:00', to: '20:00', days: [1, 2, 3, 4, 5, 6, 7] };

	it('SCH-1 at the next opening where the customer lives', async () => {
		const customerId = await world.newCustomer({ timeZone: 'Asia/Vladivostok' });
		const { row, state } = await planned({ customerId, hours, relevance: 'P2D' });
		expect(state).toBe('waiting');
		expect(row).toMatchObject({
			state: 'scheduled',
			dueAt: new Date('2026-12-02T00:00:00Z'),
			closesAt: new Date('2026-12-02T10:00:00Z'),
			zone: 'Asia/Vladivostok',
		});
		expect(row.notAfter.getTime() - Date.parse('2026-12-03T15:00:00Z')).toBeLessThan(1_000);
	});

	it('SCH-2 never, when it expires before that', async () => {
		const customerId = await world.newCustomer({ timeZone: 'Asia/Vladivostok' });
		const { row, state } = await planned({ customerId, hours, relevance: 'PT6H' });
		expect([state, row.state, row.reason]).toEqual(['not_sent', 'expired_local', 'expired']);
	});

	it('F-29 by the project’s zone where the customer’s is unknown, or one that no calendar knows', async () => {
		for (const timeZone of [null, 'Mars/Olympus']) {
			const customerId = await world.newCustomer({ timeZone });
			const { row } = await planned({ customerId, hours, profile: 'marketing' });
			expect(row).toMatchObject({ state: 'queued', closesAt: new Date('2026-12-01T17:00:00Z') });
		}
	});

	it('SCH-20 days of relevance are the project’s calendar days', async () => {
		await sql`update project set time_zone = 'Europe/Berlin'`.execute(world.db);
		await sql`select volna.ensure_months('message_event', '2027-03-01', '2027-03-31')`.execute(world.db);
		await world.setClock(new Date('2027-03-27T09:00:00Z'));
		const { row } = await planned({ relevance: 'P1D' });
		expect(Math.round((row.notAfter.getTime() - row.dueAt.getTime()) / 3_600_000)).toBe(23);
		await sql`update project set time_zone = 'Europe/Moscow'`.execute(world.db);
	});

	it('a code in lane 0, the rest in lane 1', async () => {
		expect((await planned({ profile: 'code' })).row.lane).toBe(0);
		expect((await planned({ profile: 'transactional' })).row.lane).toBe(1);
		expect((await planned({ profile: 'marketing' })).row.lane).toBe(1);
	});
});

describe('asked for again', () => {
	it('it is the message that was made first, unchanged', async () => {
		const asked = await newRequest({ text: 'Первый' });
		const first = (await request([asked])).get(asked.run.id)!;
		const again = (await request([{ ...asked, text: 'Второй' }])).get(asked.run.id)!;
		expect(again).toEqual(first);
		expect((await world.message(first.messageId)).text).toBe('Первый');
	});

	it('it says what became of it', async () => {
		const asked = await newRequest();
		const { messageId } = (await request([asked])).get(asked.run.id)!;
		const move = (state: string) =>
			sql`update message set state = ${state}, attempt = 1 where id = ${messageId}`.execute(world.db);
		for (const state of ['leased', 'submitting', 'unknown']) await move(state);
		expect((await request([asked])).get(asked.run.id)).toMatchObject({ messageId, state: 'handed_off' });
	});

	it('at the same moment by two transactions, one message is made', async () => {
		const asked = await newRequest();
		const answers = await Promise.all([1, 2, 3, 4].map(() => request([asked])));
		expect(new Set(answers.map((answer) => answer.get(asked.run.id)!.messageId)).size).toBe(1);
		expect(await world.db.selectFrom('message').select('id').where('runId', '=', asked.run.id).execute()).toHaveLength(
			1,
		);
	});

	it('on its next visit it is another message', async () => {
		const asked = await newRequest();
		const first = (await request([asked])).get(asked.run.id)!;
		const next = { ...asked, run: { ...asked.run, visit: 2 } };
		expect((await request([next])).get(asked.run.id)!.messageId).not.toBe(first.messageId);
	});
});

it('a batch of hundreds is one message for each, whatever each gate says', async () => {
	const asked: MessageRequest[] = [];
	for (let n = 0; n < 300; n++) {
		const customerId = await world.newCustomer(n % 3 === 0 ? { phone: null } : {});
		asked.push(await newRequest({ customerId, profile: 'marketing' }));
	}
	const answers = await request(asked);
	expect(answers.size).toBe(300);
	expect([...answers.values()].filter((answer) => answer.state === 'not_sent')).toHaveLength(100);
});

it('a test’s message is composed and held', async () => {
	const { row, state } = await planned({ mode: 'test' });
	expect([state, row.mode, row.text]).toEqual(['waiting', 'test', 'Заказ готов']);
	const hold = await world.db.selectFrom('hold').selectAll().where('key', 'in', row.holdKeys).execute();
	expect(hold).toMatchObject([{ reason: 'test_mode' }]);
});

it('without an active account nothing is written, and the step may ask again', async () => {
	await world.db.updateTable('smsAccount').set({ isActive: false }).execute();
	const asked = await newRequest();
	await expect(request([asked])).rejects.toThrow(NoAccountError);
	await world.db.updateTable('smsAccount').set({ isActive: true }).execute();
	expect((await request([asked])).size).toBe(1);
});

it('relevance counts from when the step was due: what a pause held back past it is not sent', async () => {
	const asked = await newRequest({ relevance: 'PT1H' });
	const late = { ...asked, run: { ...asked.run, dueAt: new Date('2026-12-01T13:00:00Z') } };
	const row = await world.message((await request([late])).get(late.run.id)!.messageId);
	expect(row).toMatchObject({ state: 'expired_local', reason: 'expired', notAfter: new Date('2026-12-01T14:00:00Z') });
	const soon = await newRequest({ relevance: 'PT3H' });
	const fresh = { ...soon, run: { ...soon.run, dueAt: new Date('2026-12-01T13:00:00Z') } };
	expect((await request([fresh])).get(fresh.run.id)).toMatchObject({ state: 'waiting' });
});
