import { describe, expect, it } from 'vitest';
import { createAlarmClock } from './alarm-clock.ts';
import { createBatcher } from './batcher.ts';
import { createPermits } from './permits.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('permits', () => {
	it('are never more in use than there are, first come first served', async () => {
		const permits = createPermits(2);
		const got: number[] = [];
		for (const who of [1, 2, 3, 4]) void permits.take().then(() => got.push(who));
		await turn();
		expect(got).toEqual([1, 2]);
		permits.give();
		await turn();
		expect(got).toEqual([1, 2, 3]);
	});

	it('that become fewer take effect as they come back, and never less than one', async () => {
		const permits = createPermits(3);
		await Promise.all([permits.take(), permits.take(), permits.take()]);
		permits.resize(0);
		expect(permits.size).toBe(1);
		let taken = false;
		void permits.take().then(() => {
			taken = true;
		});
		permits.give();
		permits.give();
		await turn();
		expect(taken).toBe(false);
		permits.give();
		await turn();
		expect(taken).toBe(true);
	});
});

describe('a batcher', () => {
	it('works on what gathered while the batch before was under way, within its limit', async () => {
		const batches: number[][] = [];
		const release: (() => void)[] = [];
		const batcher = createBatcher<number, number>(async (items) => {
			batches.push([...items]);
			await new Promise<void>((resolve) => release.push(resolve));
			return items.map((item) => item * 2);
		}, 3);
		const results = [1, 2, 3, 4, 5, 6].map((item) => batcher.add(item));
		while (batches.flat().length < 6) {
			await turn();
			release.shift()?.();
		}
		await turn();
		release.shift()?.();
		expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10, 12]);
		expect(batches.every((batch) => batch.length <= 3)).toBe(true);
		expect(batches.length).toBeLessThan(6);
		await batcher.idle();
	});

	it('fails the items of the batch that failed, and goes on with the next', async () => {
		const batcher = createBatcher<string, string>(async (items) => {
			if (items.includes('bad')) throw new Error('bad');
			return items;
		}, 1);
		const [good, bad, after] = ['good', 'bad', 'after'].map((item) => batcher.add(item));
		await expect(bad).rejects.toThrow('bad');
		expect(await Promise.all([good, after])).toEqual(['good', 'after']);
	});
});

it('a signal given while nobody sleeps ends the next sleep: none is lost', async () => {
	const clock = createAlarmClock();
	clock.ring();
	await clock.sleep(3_600_000);
	const asleep = clock.sleep(3_600_000);
	clock.ring();
	await asleep;
});
