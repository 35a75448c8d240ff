import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import { applyCallbacks } from './apply-callbacks.ts';
import { forgetCallbacks } from './forget-callbacks.ts';
import { receiveCallback } from './receive-callback.ts';

const DAY_MS = 24 * 3_600_000;
let world: TrackedWorld;

beforeAll(async () => {
	world = await openTrackedWorld();
});
beforeEach(() => world.reset());
afterAll(() => world?.close());

const stored = async () =>
	(await sql<{ n: number }>`select count(*)::int as n from callback_inbox`.execute(world.db)).rows[0]!.n;

it('a callback that was applied is kept for a week, one that waits for its message longer', async () => {
	const { providerId } = await world.newAccepted();
	world.gateway.setStatus(providerId, 'delivered');
	await receiveCallback(world.db, world.accountId, [world.gateway.reportOf(providerId)]);
	await receiveCallback(world.db, world.accountId, [
		{ ...world.gateway.reportOf(providerId), providerId: 'unheard-of' },
	]);
	await applyCallbacks(world.db, world.track);
	await world.later(6 * DAY_MS);
	expect(await forgetCallbacks(world.db)).toBe(0);
	await world.later(2 * DAY_MS);
	expect(await forgetCallbacks(world.db)).toBe(1);
	expect(await stored()).toBe(1);
	// A day is how long it may wait: at the next look it is given up, and is as old as the others.
	await applyCallbacks(world.db, world.track);
	expect(await forgetCallbacks(world.db)).toBe(1);
	expect(await stored()).toBe(0);
});

it('many old callbacks go batch by batch, also with several processes at it, and none of the new ones', async () => {
	await sql`
		insert into callback_inbox (account_id, body, received_at, applied_at, outcome)
		select ${world.accountId}, '[]', volna.now_exact() - interval '8 days', volna.now_exact(), 'applied'
		from generate_series(1, 4500)`.execute(world.db);
	await receiveCallback(world.db, world.accountId, []);
	await applyCallbacks(world.db, world.track);
	const forgetAll = async () => {
		let total = 0;
		for (let n = await forgetCallbacks(world.db); n > 0; n = await forgetCallbacks(world.db)) {
			expect(n).toBeLessThanOrEqual(2_000);
			total += n;
		}
		return total;
	};
	const [one, other] = await Promise.all([forgetAll(), forgetAll()]);
	expect(one + other).toBe(4_500);
	expect(await stored()).toBe(1);
});
