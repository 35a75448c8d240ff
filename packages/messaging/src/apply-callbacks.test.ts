import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lost, neverArrived, openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import { applyCallbacks } from './apply-callbacks.ts';
import { receiveCallback } from './receive-callback.ts';

let world: TrackedWorld;

beforeAll(async () => {
	world = await openTrackedWorld();
});
beforeEach(() => world.reset());
afterEach(async () => expect(await world.broken()).toEqual([]));
afterAll(() => world?.close());

const receive = (body: unknown) => receiveCallback(world.db, world.accountId, body);
const apply = () => applyCallbacks(world.db, world.track);
const callback = (providerId: string) => [{ ...world.gateway.reportOf(providerId), text: null, price: null }];
const inbox = () => world.db.selectFrom('callbackInbox').selectAll().orderBy('id').execute();

describe('a callback', () => {
	it('moves its message, and is kept with what came of it', async () => {
		const { id, providerId } = await world.newAccepted();
		world.gateway.setStatus(providerId, 'delivered');
		await receive(callback(providerId));
		expect(await apply()).toBe(1);
		expect(await world.stateOf(id)).toBe('delivered');
		expect(await inbox()).toMatchObject([{ outcome: 'applied', appliedAt: expect.any(Date), waitsFor: [] }]);
		expect(await apply()).toBe(0);
	});

	it('is read back at once when it ends a message, so that the price is known', async () => {
		const { id, providerId } = await world.newAccepted();
		world.gateway.setStatus(providerId, 'delivered');
		await receive(callback(providerId));
		await apply();
		const { pollAt, finalAt } = await world.message(id);
		expect(pollAt!.getTime() - finalAt!.getTime()).toBeLessThan(1_000);
	});

	it('that is malformed is put aside with its problem and stops none of the others', async () => {
		const { id, providerId } = await world.newAccepted();
		world.gateway.setStatus(providerId, 'sent');
		await receive({ hello: 'world' });
		await receive(callback(providerId));
		await apply();
		expect(await world.stateOf(id)).toBe('sent');
		expect((await inbox()).map(({ outcome }) => outcome)).toEqual(['not_object', 'applied']);
	});

	it('with NUL or half a surrogate pair in its words is stored without them, whoever is beside it', async () => {
		await receive([{ 'a\0b': ['x\0y', 'half \ud83d', '\\u0000 😀'] }]);
		expect((await inbox())[0]?.body).toEqual([{ ab: ['xy', 'half \ufffd', '\\u0000 😀'] }]);
	});

	it('that the database refuses stops none of the others, and is tried again later', async () => {
		const { id, providerId } = await world.newAccepted();
		world.gateway.setStatus(providerId, 'sent');
		await receive([{ ...callback(providerId)[0], rank: 100_000 }]);
		await receive(callback(providerId));
		await apply();
		expect(await world.stateOf(id)).toBe('sent');
		expect((await inbox()).map(({ appliedAt }) => appliedAt === null)).toEqual([true, false]);
		for (let time = 0; time < 12; time++) {
			await world.later(6 * 3_600_000);
			await apply();
		}
		expect((await inbox()).map(({ outcome }) => outcome)).toEqual(['failed', 'applied']);
	});

	it('F-45 that is earlier than the answer waits for it, and is applied as soon as the answer is written', async () => {
		const id = await world.newMessage();
		const answer = Promise.withResolvers<void>();
		world.gateway.script({ taken: true, answer: 'accepted', after: answer.promise });
		const handingOff = world.handOffAll();
		await expect.poll(() => world.gateway.entries.length).toBe(1);
		const providerId = world.gateway.entries[0]!.providerId!;
		world.gateway.setStatus(providerId, 'delivered');
		await receive(callback(providerId));
		await apply();
		expect(await inbox()).toMatchObject([
			{ outcome: 'unknown_id', appliedAt: null, waitsFor: [providerId, expect.stringMatching(/^\+/)] },
		]);
		expect(await world.stateOf(id)).toBe('submitting');
		answer.resolve();
		await handingOff;
		await apply();
		expect(await world.message(id)).toMatchObject({ state: 'delivered', providerId, attempt: 1 });
		expect((await inbox())[0]!.appliedAt).not.toBeNull();
	});

	it('about an id nobody has waits a day, then is put aside', async () => {
		const { providerId } = await world.newAccepted();
		await receive([{ ...callback(providerId)[0], providerId: 'foreign', phone: null }]);
		await apply();
		await world.later(23 * 3_600_000);
		await apply();
		expect(await inbox()).toMatchObject([{ appliedAt: null }]);
		await world.later(2 * 3_600_000);
		await apply();
		expect(await inbox()).toMatchObject([{ outcome: 'unknown_id', appliedAt: expect.any(Date) }]);
	});
});

describe('an uncertain hand-off and a callback about its phone', () => {
	it('is adopted once the message was read and phone, sender and text agree', async () => {
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		expect(await world.stateOf(id)).toBe('unknown');
		const providerId = world.gateway.entries[0]!.providerId!;
		world.gateway.setStatus(providerId, 'delivered');
		await receive(callback(providerId));
		await apply();
		expect(await world.message(id)).toMatchObject({ state: 'delivered', providerId, attempt: 1 });
		await apply();
		expect((await inbox())[0]!.outcome).toBe('applied');
	});

	it('is adopted by the callback that waits when it becomes uncertain', async () => {
		const id = await world.newMessage();
		await world.handOffAll({ answer: false });
		const providerId = world.gateway.entries[0]!.providerId!;
		await receive(callback(providerId));
		await apply();
		expect(await apply()).toBe(0);
		await world.later(16_000);
		await apply();
		expect(await world.stateOf(id)).toBe('submitting');
		await world.reap();
		expect(await apply()).toBe(1);
		expect(await world.message(id)).toMatchObject({ state: 'submitted', providerId });
	});

	it('is not adopted for another text to the same phone', async () => {
		const id = await world.newMessage();
		world.gateway.script(neverArrived);
		await world.handOffAll();
		const { phone } = await world.message(id);
		const foreign = world.gateway.addForeign({ phone: phone!, sender: 'VOLNA', text: 'Не наше' });
		await receive(callback(foreign));
		await apply();
		expect(await world.message(id)).toMatchObject({ state: 'unknown', providerId: null });
	});

	it('is not adopted for a message that a hand-off under way may be', async () => {
		const customerId = await world.newCustomer();
		const first = await world.newMessage({ customerId });
		world.gateway.script(neverArrived);
		await world.handOffAll();
		const second = await world.newMessage({ customerId });
		await world.handOffAll({ answer: false });
		const providerId = world.gateway.entries[1]!.providerId!;
		await receive(callback(providerId));
		await apply();
		expect([await world.stateOf(first), await world.stateOf(second)]).toEqual(['unknown', 'submitting']);
	});

	it('F-48 that went back to the queue is called off by evidence of its first attempt', async () => {
		const id = await world.newMessage();
		// The provider says that it is busy, and has taken it all the same.
		world.gateway.script({
			taken: true,
			answer: { class: 'not_sent', throttled: true, retryAfterMs: 60_000, evidence: { code: 'http_503' } },
		});
		await world.handOffAll();
		expect(await world.stateOf(id)).toBe('queued');
		const providerId = world.gateway.entries[0]!.providerId!;
		world.gateway.setStatus(providerId, 'sent');
		await receive(callback(providerId));
		await apply();
		expect(await world.message(id)).toMatchObject({ state: 'sent', providerId, attempt: 1 });
		await world.later(120_000);
		await world.handOffAll();
		expect(world.gateway.entries).toHaveLength(1);
	});
});
