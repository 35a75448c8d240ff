import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import type { ProviderReport } from './gateway.ts';
import { recordStatus } from './record-status.ts';
import type { StatusSource } from './states.ts';

let world: TrackedWorld;

beforeAll(async () => {
	world = await openTrackedWorld();
});
beforeEach(() => world.reset());
afterEach(async () => expect(await world.broken()).toEqual([]));
afterAll(() => world?.close());

const record = (reports: readonly ProviderReport[], source: StatusSource = 'poll') =>
	world.db.transaction().execute((tx) => recordStatus(tx, world.deps, world.accountId, reports, source));

/** Gives the provider's message a word, and tells it. */
async function tell(
	providerId: string,
	word: string,
	source: StatusSource = 'poll',
	more: Partial<ProviderReport> = {},
) {
	world.gateway.setStatus(providerId, word, more);
	return record([world.gateway.reportOf(providerId)], source);
}

describe('a status', () => {
	it('moves an accepted message on, and the run that waits is told once', async () => {
		const { id, providerId } = await world.newAccepted();
		await tell(providerId, 'sent');
		await tell(providerId, 'delivered');
		await tell(providerId, 'delivered');
		expect(await world.stateOf(id)).toBe('delivered');
		expect(world.moves).toEqual([
			{ messageId: id, outcome: 'handed_off' },
			{ messageId: id, outcome: 'delivered' },
		]);
		expect((await world.events(id)).slice(-2)).toEqual(['submitted>sent report', 'sent>delivered report']);
		const { finalAt, sentAt, price } = await world.message(id);
		expect([finalAt, sentAt]).toEqual([expect.any(Date), expect.any(Date)]);
		expect(price).toBe(2.5);
	});

	it('that came too late does not move a delivered message back', async () => {
		const { id, providerId } = await world.newAccepted();
		await tell(providerId, 'delivered');
		await tell(providerId, 'sent');
		await tell(providerId, 'failed', 'callback', { reason: 'phone_off', reasonText: 'off' });
		expect(await world.message(id)).toMatchObject({ state: 'delivered', reason: null, providerWord: 'delivered' });
	});

	it('of a failure carries its reason, and one that expired at the operator its own state', async () => {
		const off = await world.newAccepted();
		await tell(off.providerId, 'failed', 'poll', { reason: 'phone_off', reasonText: 'Absent subscriber' });
		expect(await world.message(off.id)).toMatchObject({
			state: 'undelivered',
			reason: 'phone_off',
			reasonText: 'Absent subscriber',
		});
		const expired = await world.newAccepted();
		await tell(expired.providerId, 'failed', 'poll', { state: 'expired_remote', reason: 'expired_at_operator' });
		expect(await world.stateOf(expired.id)).toBe('expired_remote');
		expect(world.moves.filter(({ outcome }) => outcome === 'undelivered')).toHaveLength(2);
	});

	it('of no money holds the account once it was read, not on a hint', async () => {
		const { providerId } = await world.newAccepted();
		const other = await world.newAccepted();
		await tell(providerId, 'failed', 'callback', { reason: 'no_funds' });
		expect(await world.db.selectFrom('hold').selectAll().execute()).toEqual([]);
		await tell(other.providerId, 'failed', 'poll', { reason: 'no_funds' });
		expect(await world.db.selectFrom('hold').select(['key', 'detail']).execute()).toEqual([
			{ key: `account:${world.accountId}`, detail: 'no_funds' },
		]);
	});

	it('takes prices from what was read, never from a hint', async () => {
		const { id, providerId } = await world.newAccepted();
		await tell(providerId, 'sent', 'callback', { price: 99 });
		expect((await world.message(id)).price).toBeNull();
		await tell(providerId, 'sent', 'poll', { price: 3.25, refunded: true });
		expect(await world.message(id)).toMatchObject({ price: 3.25, refunded: true, state: 'sent' });
	});

	it('of an id no message has is not known', async () => {
		const { providerId } = await world.newAccepted();
		const known = world.gateway.reportOf(providerId);
		const recorded = await record([known, { ...known, providerId: 'nobody' }]);
		expect([...recorded.known]).toEqual([providerId]);
	});

	it('F-47 with an unknown word changes nothing and is kept; delivered after failed is a correction', async () => {
		const { id, providerId } = await world.newAccepted();
		await tell(providerId, 'foo');
		await tell(providerId, 'foo');
		expect(await world.message(id)).toMatchObject({ state: 'submitted', providerWord: 'foo' });
		expect((await world.events(id)).filter((event) => event.endsWith('unknown_word'))).toHaveLength(1);
		await tell(providerId, 'failed');
		expect(await world.message(id)).toMatchObject({ state: 'undelivered', correctedAt: null });
		await tell(providerId, 'delivered');
		expect(await world.message(id)).toMatchObject({
			state: 'delivered',
			reason: null,
			correctedAt: expect.any(Date),
		});
		expect(world.moves.map(({ outcome }) => outcome)).toEqual(['handed_off', 'undelivered', 'delivered']);
	});

	it('F-44 told 46 times changes no number', async () => {
		const { id, providerId } = await world.newAccepted();
		await tell(providerId, 'sent', 'callback');
		await tell(providerId, 'delivered', 'callback');
		const before = await world.message(id);
		const events = await world.events(id);
		for (let time = 0; time < 46; time++) await record([world.gateway.reportOf(providerId)], 'callback');
		expect(await world.message(id)).toEqual(before);
		expect(await world.events(id)).toEqual(events);
		expect(world.moves).toHaveLength(2);
	});

	it('F-45 is the highest rank, whatever order they come in', async () => {
		const words = ['pending', 'processing', 'sent', 'failed', 'delivered', 'seen'];
		await fc.assert(
			fc.asyncProperty(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }), async (told) => {
				const { id, providerId } = await world.newAccepted();
				for (const word of told) await tell(providerId, word, 'callback');
				const expected = told.some((word) => word === 'delivered' || word === 'seen')
					? 'delivered'
					: told.includes('failed')
						? 'undelivered'
						: told.includes('sent')
							? 'sent'
							: 'submitted';
				expect(await world.stateOf(id)).toBe(expected);
			}),
			{ numRuns: 25 },
		);
	});

	it('F-45 in one batch counts as its highest', async () => {
		const { id, providerId } = await world.newAccepted();
		const reports = ['delivered', 'sent', 'pending'].map((word) => {
			world.gateway.setStatus(providerId, word);
			return world.gateway.reportOf(providerId);
		});
		await record(reports, 'callback');
		expect(await world.message(id)).toMatchObject({ state: 'delivered', providerWord: 'delivered' });
	});

	it('F-48 for attempt 1 calls off the second hand-off of a message that is queued again', async () => {
		const { id, providerId } = await world.newAccepted();
		// A person has released it: the row is back, with the id of its first attempt on it.
		await sql`alter table message disable trigger message_moves`.execute(world.db);
		await sql`update message set state = 'queued', due_at = volna.now_exact() where id = ${id}`.execute(world.db);
		await sql`alter table message enable trigger message_moves`.execute(world.db);
		await tell(providerId, 'delivered', 'callback');
		await world.handOffAll();
		expect(world.gateway.entries).toHaveLength(1);
		expect(await world.message(id)).toMatchObject({ state: 'delivered', attempt: 1, duplicateHandOff: false });
		expect((await world.events(id)).at(-1)).toBe('queued>delivered evidence');
	});

	it('F-48 for attempt 1 while the second is under way stays on record as a double', async () => {
		const { id, providerId } = await world.newAccepted();
		await sql`alter table message disable trigger message_moves`.execute(world.db);
		await sql`update message set state = 'queued', due_at = volna.now_exact() where id = ${id}`.execute(world.db);
		await sql`alter table message enable trigger message_moves`.execute(world.db);
		await world.handOffAll({ answer: false });
		await tell(providerId, 'delivered', 'callback');
		expect(await world.message(id)).toMatchObject({ state: 'delivered', attempt: 2, duplicateHandOff: true });
	});

	it('does not touch a message that was never handed off', async () => {
		const { providerId } = await world.newAccepted();
		const id = await world.newMessage();
		await sql`update message set provider_id = 'early' where id = ${id}`.execute(world.db);
		await record([{ ...world.gateway.reportOf(providerId), providerId: 'early' }]);
		expect(await world.stateOf(id)).toBe('queued');
	});
});
