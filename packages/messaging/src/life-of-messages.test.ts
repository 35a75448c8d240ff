import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lost, neverArrived, openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import { unreachable, until } from '../tests/world.ts';
import { createTracker } from './create-tracker.ts';
import { createDispatcher } from './dispatcher.ts';
import { receiveCallback } from './receive-callback.ts';
import type { MessageState } from './states.ts';
import type { Scripted } from './testing/memory-gateway.ts';

let world: TrackedWorld;

beforeAll(async () => {
	world = await openTrackedWorld();
});
afterAll(() => world?.close());

/** A number of 0…99 that a message and its attempt always draw alike. */
function drawn(messageId: string, attempt: number): number {
	let value = attempt * 7919;
	for (const char of messageId) value = (value * 31 + char.charCodeAt(0)) % 1_000_003;
	return value % 100;
}

const rejected: Scripted = {
	taken: false,
	answer: { class: 'rejected', reason: 'rejected_other', evidence: { code: 'http_400' } },
};
const throttled: Scripted = {
	taken: false,
	answer: { class: 'not_sent', throttled: true, retryAfterMs: 50, evidence: { code: 'http_429' } },
};

function fateOf(messageId: string, attempt: number): Scripted {
	const draw = drawn(messageId, attempt);
	if (draw < 10) return lost;
	if (draw < 15) return neverArrived;
	if (draw < 25) return { taken: false, answer: unreachable };
	if (draw < 30) return throttled;
	if (draw < 35) return rejected;
	return {
		taken: true,
		answer: 'accepted',
		after: new Promise((resolve) => setTimeout(resolve, draw % 20)),
	};
}

/** Callbacks as providers send them: early, twice, out of order. */
async function callBack(providerId: string): Promise<void> {
	for (const word of ['sent', 'delivered', 'pending', 'sent', 'delivered']) {
		world.gateway.setStatus(providerId, word);
		await receiveCallback(world.db, world.accountId, [{ ...world.gateway.reportOf(providerId), text: null }]);
	}
}

it('every message is handed off once at most and ends as the provider knows it, whatever two workers meet', async () => {
	await world.reset({ behave: ({ messageId, attempt }) => fateOf(messageId, attempt) });
	const ids = await world.newMessages(250);
	const workers = [1, 2].map(() => {
		const deps = { ...world.track, db: world.db, hashPhone: world.hashPhone, gateways: world.track.gatewayOf };
		const tracker = createTracker(deps);
		tracker.start();
		return { tracker, dispatcher: createDispatcher({ ...deps, workerId: randomUUID() }) };
	});
	await Promise.all(workers.map(({ dispatcher }) => dispatcher.start()));

	let calledBack = 0;
	await until('nothing waits and nothing is open', async () => {
		for (; calledBack < world.gateway.entries.length; calledBack++) {
			const { providerId } = world.gateway.entries[calledBack]!;
			if (providerId) await callBack(providerId);
		}
		const states = Object.keys(await world.states(ids)) as MessageState[];
		return states.every((state) => ['delivered', 'rejected', 'unknown'].includes(state));
	});
	await until('every callback is applied', async () => {
		const waiting = await world.db.selectFrom('callbackInbox').select('id').where('appliedAt', 'is', null).execute();
		return waiting.length === 0;
	});
	await Promise.all(workers.flatMap(({ tracker, dispatcher }) => [tracker.stop(), dispatcher.stop()]));

	const taken = new Map<string, number>();
	for (const entry of world.gateway.entries) {
		if (entry.taken) taken.set(entry.messageId, (taken.get(entry.messageId) ?? 0) + 1);
	}
	expect([...taken.values()].filter((times) => times > 1)).toEqual([]);
	const rows = await world.db.selectFrom('message').select(['id', 'state', 'attempt', 'duplicateHandOff']).execute();
	for (const row of rows) {
		const last = fateOf(row.id, row.attempt);
		const expected = taken.has(row.id) ? 'delivered' : last === rejected ? 'rejected' : 'unknown';
		expect(row, row.id).toMatchObject({ state: expected, duplicateHandOff: false });
	}
	expect(rows).toHaveLength(250);
	expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['delivered', 'rejected', 'unknown']));
	expect(await world.broken()).toEqual([]);
	const ends = world.moves.filter(({ outcome }) => outcome !== 'handed_off');
	expect(ends).toHaveLength(rows.filter(({ state }) => state !== 'unknown').length);
});
