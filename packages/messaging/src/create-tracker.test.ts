import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { lost, openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import { until } from '../tests/world.ts';
import { createTracker, type Tracker } from './create-tracker.ts';
import { receiveCallback } from './receive-callback.ts';

let world: TrackedWorld;
let tracker: Tracker;

beforeAll(async () => {
	world = await openTrackedWorld();
});
beforeEach(async () => {
	await world.reset();
	tracker = createTracker({ ...world.track, db: world.db });
});
afterEach(async () => {
	await tracker.stop();
	expect(await world.broken()).toEqual([]);
});
afterAll(() => world?.close());

it('callbacks, polls and uncertain hand-offs are followed until the tracker stops', async () => {
	tracker.start();
	const called = await world.newAccepted();
	world.gateway.setStatus(called.providerId, 'delivered');
	await receiveCallback(world.db, world.accountId, [world.gateway.reportOf(called.providerId)]);
	const polled = await world.newAccepted();
	world.gateway.setStatus(polled.providerId, 'sent');
	const uncertain = await world.newMessage();
	world.gateway.script(lost);
	await world.handOffAll();
	await world.later(31_000);
	tracker.nudge();
	await until('the callback is applied', async () => (await world.stateOf(called.id)) === 'delivered');
	await until('the status is read', async () => (await world.stateOf(polled.id)) === 'sent');
	await until('the hand-off is found', async () => (await world.stateOf(uncertain)) === 'submitted');
	await tracker.stop();
	const late = await world.newAccepted();
	world.gateway.setStatus(late.providerId, 'delivered');
	await receiveCallback(world.db, world.accountId, [world.gateway.reportOf(late.providerId)]);
	expect(await world.stateOf(late.id)).toBe('submitted');
});

it('what a person decided about a former account is carried out', async () => {
	const id = await world.newMessage();
	await world.db
		.updateTable('smsAccount')
		.set({ isActive: false, leftAt: new Date(), leftDecision: 'cancel' })
		.where('id', '=', world.accountId)
		.execute();
	tracker.start();
	await until('the message is cancelled', async () => (await world.stateOf(id)) === 'cancelled');
	await world.db.updateTable('smsAccount').set({ isActive: true, leftAt: null, leftDecision: null }).execute();
});

it('a fault of one round is logged and the next round goes on', async () => {
	await world.pool.query('alter table callback_inbox rename to callback_inbox_away');
	tracker.start();
	await until('the fault is logged', () => world.logged.includes('tracking failed'));
	await world.pool.query('alter table callback_inbox_away rename to callback_inbox');
	const { id, providerId } = await world.newAccepted();
	world.gateway.setStatus(providerId, 'delivered');
	await receiveCallback(world.db, world.accountId, [world.gateway.reportOf(providerId)]);
	tracker.nudge();
	await until('the callback is applied', async () => (await world.stateOf(id)) === 'delivered');
});

it('stops before it was started', async () => {
	await tracker.stop();
});
