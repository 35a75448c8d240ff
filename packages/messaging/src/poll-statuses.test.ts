import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import { nextRead, nextSearch, TRACKING_MS } from './poll-schedule.ts';
import { pollStatuses } from './poll-statuses.ts';
import { recordStatus } from './record-status.ts';

const HOUR = 3_600_000;

describe('the schedule of readings', () => {
	const accepted = new Date('2026-12-01T10:00:00Z');
	const at = (ms: number) => new Date(accepted.getTime() + ms);

	it.each([
		[0, 30_000],
		[30_000, 120_000],
		[125_000, 600_000],
		[600_000, 1_800_000],
		[1_800_000, 7_200_000],
		[7_200_000, 6 * HOUR],
		[6 * HOUR, 12 * HOUR],
		[71 * HOUR, 72 * HOUR],
	])('after %i ms is next at %i ms', (age, next) => {
		expect(nextRead(accepted, false, at(age))).toEqual(at(next));
	});

	it('ends at 72 hours; an ended message is read once more then', () => {
		expect(nextRead(accepted, false, at(TRACKING_MS))).toBeNull();
		expect(nextRead(accepted, true, at(HOUR))).toEqual(at(TRACKING_MS));
		expect(nextRead(accepted, true, at(TRACKING_MS))).toBeNull();
	});

	it('always lies ahead', () => {
		fc.assert(
			fc.property(fc.nat(TRACKING_MS * 2), (age) => {
				expect(nextSearch(accepted, at(age)).getTime()).toBeGreaterThan(at(age).getTime());
				const next = nextRead(accepted, false, at(age));
				if (next) expect(next.getTime()).toBeGreaterThan(at(age).getTime());
			}),
		);
	});
});

describe('polling', () => {
	let world: TrackedWorld;

	beforeAll(async () => {
		world = await openTrackedWorld();
	});
	beforeEach(() => world.reset());
	afterEach(async () => expect(await world.broken()).toEqual([]));
	afterAll(() => world?.close());

	const poll = () => pollStatuses(world.db, world.track);

	it('reads an accepted message after 30 s, and again while it is open', async () => {
		const { id, providerId } = await world.newAccepted();
		expect(await poll()).toBe(0);
		await world.later(31_000);
		expect(await poll()).toBe(1);
		expect(await world.message(id)).toMatchObject({ state: 'submitted', polls: 1 });
		expect(await poll()).toBe(0);
		world.gateway.setStatus(providerId, 'delivered');
		await world.later(90_000);
		expect(await poll()).toBe(1);
		expect(await world.stateOf(id)).toBe('delivered');
		expect(world.moves.at(-1)).toEqual({ messageId: id, outcome: 'delivered' });
	});

	it.each([
		['half a surrogate pair', `${'x'.repeat(299)}😀 and on`, 'undelivered'],
		['NUL', 'no such\0number', 'submitted'],
	])('%s in what the provider says of one message keeps no other from being followed', async (_, reasonText, state) => {
		const poisoned = await world.newAccepted();
		const other = await world.newAccepted();
		world.gateway.setStatus(poisoned.providerId, 'failed', { reasonText });
		world.gateway.setStatus(other.providerId, 'delivered');
		await world.later(31_000);
		await poll();
		expect(await world.stateOf(other.id)).toBe('delivered');
		expect(await world.stateOf(poisoned.id)).toBe(state);
		await world.later(73 * HOUR);
		await poll();
		const { pollAt, trackingEndedAt } = await world.message(poisoned.id);
		expect([pollAt, trackingEndedAt === null]).toEqual([null, state === 'undelivered']);
	});

	it('reads a message again at once when a callback ended it while it was being read', async () => {
		const { id, providerId } = await world.newAccepted();
		await world.later(31_000);
		const gateway = {
			...world.gateway,
			async read(asked: string) {
				const early = world.gateway.reportOf(asked);
				world.gateway.setStatus(asked, 'delivered');
				await world.db
					.transaction()
					.execute((tx) => recordStatus(tx, world.deps, world.accountId, [world.gateway.reportOf(asked)], 'callback'));
				return { class: 'found' as const, report: early };
			},
		};
		await pollStatuses(world.db, { ...world.track, gatewayOf: async () => gateway });
		const pages = world.gateway.reads.single;
		expect(await poll()).toBe(1);
		expect(world.gateway.reads.single).toBe(pages + 1);
		expect((await world.message(id)).price).toBe(world.gateway.reportOf(providerId).price);
	});

	it('reads the price of an ended message once more at 72 hours, since a refund may come late', async () => {
		const { id, providerId } = await world.newAccepted();
		world.gateway.setStatus(providerId, 'failed', { reason: 'phone_off' });
		await world.later(31_000);
		await poll();
		expect(await world.message(id)).toMatchObject({ state: 'undelivered', price: 2.5, refunded: false });
		world.gateway.setStatus(providerId, 'failed', { refunded: true });
		await world.later(72 * HOUR);
		await poll();
		expect(await world.message(id)).toMatchObject({ refunded: true, pollAt: null, trackingEndedAt: null });
	});

	it('ends at 72 hours, the state stays, and a later receipt still counts', async () => {
		const { id, providerId } = await world.newAccepted();
		world.gateway.setStatus(providerId, 'sent');
		for (let hour = 0; hour < 80; hour += 4) {
			await world.later(4 * HOUR);
			await poll();
		}
		expect(await world.message(id)).toMatchObject({ state: 'sent', pollAt: null, trackingEndedAt: expect.any(Date) });
		const { reads } = world.gateway;
		const before = reads.single;
		await world.later(10 * HOUR);
		expect(await poll()).toBe(0);
		expect(reads.single).toBe(before);
	});

	it('reads more than fifty of one window from the list, in pages', async () => {
		const ids = await world.newMessages(60);
		await world.handOffAll();
		for (const { providerId } of world.gateway.entries) world.gateway.setStatus(providerId!, 'delivered');
		const late = world.gateway.entries[7]!.providerId!;
		world.gateway.hideFromList(late);
		await world.later(31_000);
		expect(await poll()).toBe(60);
		expect(await world.states(ids)).toEqual({ delivered: 60 });
		expect(world.gateway.reads).toEqual({ single: 1, pages: 1 });
	});

	it('finds them in the list of a provider whose clock is a minute ahead', async () => {
		await world.reset({ now: () => new Date(Date.now() + world.shiftMs() + 60_000) });
		const ids = await world.newMessages(110);
		await world.handOffAll();
		await world.handOffAll();
		for (const { providerId } of world.gateway.entries) world.gateway.setStatus(providerId!, 'delivered');
		await world.later(31_000);
		await poll();
		expect(await world.states(ids)).toEqual({ delivered: 110 });
		expect(world.gateway.reads).toEqual({ single: 0, pages: 2 });
	});

	it('loses nothing while the provider is away', async () => {
		const { id, providerId } = await world.newAccepted();
		world.gateway.setStatus(providerId, 'delivered');
		world.gateway.failReads({ code: 'ECONNREFUSED' });
		await world.later(31_000);
		await poll();
		expect(await world.stateOf(id)).toBe('submitted');
		world.gateway.failReads(null);
		await world.later(121_000);
		await poll();
		expect(await world.stateOf(id)).toBe('delivered');
	});

	it('F-46 goes on without callbacks, and their silence is noticed', async () => {
		const { silentAccounts } = await import('./create-tracker.ts');
		const { receiveCallback } = await import('./receive-callback.ts');
		await receiveCallback(world.db, world.accountId, []);
		await world.newAccepted();
		await world.later(5 * 60_000);
		expect(await silentAccounts(world.db)).toEqual([]);
		await world.later(6 * 60_000);
		const { id, providerId } = await world.newAccepted();
		await world.later(2 * 60_000);
		expect(await silentAccounts(world.db)).toEqual([world.accountId]);
		world.gateway.setStatus(providerId, 'delivered');
		await poll();
		expect(await world.stateOf(id)).toBe('delivered');
	});
});
