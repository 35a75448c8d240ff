import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import { cancelMessagesOfRuns } from './cancel-messages.ts';

let world: TrackedWorld;

beforeAll(async () => {
	world = await openTrackedWorld();
});
beforeEach(() => world.reset());
afterEach(async () => expect(await world.broken()).toEqual([]));
afterAll(() => world?.close());

const cancel = (runIds: readonly string[]) =>
	world.db.transaction().execute((tx) => cancelMessagesOfRuns(tx, runIds, 'cancelled_flow'));

it('what waits of a run is cancelled, once, and never handed off', async () => {
	const id = await world.newMessage();
	const { runId } = await world.message(id);
	expect(await cancel([runId!])).toEqual([{ messageId: id, outcome: 'not_sent' }]);
	expect(await cancel([runId!])).toEqual([]);
	await world.handOffAll();
	expect(world.gateway.entries).toEqual([]);
	expect(await world.message(id)).toMatchObject({ state: 'cancelled', reason: 'cancelled_flow' });
});

it('what is being handed off goes on', async () => {
	const id = await world.newMessage();
	const { runId } = await world.message(id);
	await world.handOffAll({ answer: false });
	expect(await cancel([runId!])).toEqual([]);
	expect(await world.stateOf(id)).toBe('submitting');
});
