import { expect, test, vi } from 'vitest';
import { type Looked, startLoop } from './loop.ts';

function loopOf(answers: (Looked | Error)[], atLeastEveryMs = 60_000) {
	let looks = 0;
	const errors: unknown[] = [];
	const loop = startLoop({
		name: 'test',
		atLeastEveryMs,
		onError: (error) => errors.push(error),
		async look() {
			const answer = answers[looks++] ?? null;
			if (answer instanceof Error) throw answer;
			return answer;
		},
	});
	return { loop, errors, looks: () => looks };
}

test('an empty look is followed by one more after a few milliseconds, then it waits', async () => {
	const { loop, looks } = loopOf([]);
	await vi.waitFor(() => expect(looks()).toBe(2));
	await loop.stop();
	expect(looks()).toBe(2);
});

test('while there is more it looks again at once', async () => {
	const { loop, looks } = loopOf(['more', 'more', 'more']);
	await vi.waitFor(() => expect(looks()).toBe(5));
	await loop.stop();
});

test('a nudge makes it look', async () => {
	const { loop, looks } = loopOf([]);
	await vi.waitFor(() => expect(looks()).toBe(2));
	loop.nudge();
	await vi.waitFor(() => expect(looks()).toBe(4));
	await loop.stop();
});

test('a nudge during a look is not lost', async () => {
	const gate = Promise.withResolvers<void>();
	let looks = 0;
	const loop = startLoop({
		name: 'test',
		atLeastEveryMs: 60_000,
		onError: () => {},
		async look() {
			if (++looks === 1) await gate.promise;
			return null;
		},
	});
	loop.nudge();
	gate.resolve();
	await vi.waitFor(() => expect(looks).toBe(3));
	await loop.stop();
});

test('it looks when the next row is due, and at least every so often', async () => {
	const { loop, looks } = loopOf([null, 20, 20, 20], 30);
	await vi.waitFor(() => expect(looks()).toBeGreaterThan(5));
	await loop.stop();
});

test('a throw is reported and the loop goes on', async () => {
	const fault = new Error('away');
	const { loop, looks, errors } = loopOf([fault]);
	await vi.waitFor(() => expect(looks()).toBeGreaterThan(1));
	expect(errors).toEqual([fault]);
	await loop.stop();
});

test('stopping waits for the look under way', async () => {
	const gate = Promise.withResolvers<void>();
	let ended = false;
	const loop = startLoop({
		name: 'test',
		atLeastEveryMs: 60_000,
		onError: () => {},
		async look() {
			await gate.promise;
			ended = true;
			return null;
		},
	});
	const stopped = loop.stop();
	gate.resolve();
	await stopped;
	expect(ended).toBe(true);
});
