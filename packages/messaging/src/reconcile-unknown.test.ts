import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lost, neverArrived, openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import type { ProviderReport, SmsGateway } from './gateway.ts';
import { clusterByTime, readWindow } from './read-window.ts';
import { reconcileUnknown } from './reconcile-unknown.ts';

let world: TrackedWorld;

beforeAll(async () => {
	world = await openTrackedWorld();
});
beforeEach(() => world.reset());
afterEach(async () => expect(await world.broken()).toEqual([]));
afterAll(() => world?.close());

const reconcile = () => reconcileUnknown(world.db, world.track);

describe('an uncertain hand-off', () => {
	it('F-01 of a process that died during the call is unknown after 15 s, found in the list, and never sent again', async () => {
		const id = await world.newMessage();
		await world.handOffAll({ answer: false });
		await world.later(14_000);
		await world.reap();
		expect(await world.stateOf(id)).toBe('submitting');
		await world.later(2_000);
		await world.reap();
		expect(await world.stateOf(id)).toBe('unknown');
		expect(await reconcile()).toBe(1);
		const { providerId } = world.gateway.entries[0]!;
		expect(await world.message(id)).toMatchObject({ state: 'submitted', providerId, attempt: 1 });
		expect(world.moves).toEqual([{ messageId: id, outcome: 'handed_off' }]);
		await world.handOffAll();
		expect(world.gateway.entries).toHaveLength(1);
	});

	it('is found although what the list says of another cannot be stored', async () => {
		const ids: string[] = [];
		for (let n = 0; n < 3; n++) {
			ids.push(await world.newMessage());
			world.gateway.script(lost);
			await world.handOffAll();
		}
		world.gateway.setStatus(world.gateway.entries[0]!.providerId!, 'failed', { reasonText: 'no\0body' });
		await reconcile();
		expect(await world.states(ids)).toEqual({ unknown: 1, submitted: 2 });
	});

	it('is found in a window of its own when that of all of them is too long to be read', async () => {
		const ids: string[] = [];
		for (let n = 0; n < 4; n++) {
			ids.push(await world.newMessage());
			world.gateway.script(lost);
			await world.handOffAll();
			await world.later(120_000);
		}
		const gateway: SmsGateway = {
			...world.gateway,
			async list(window) {
				const answer = await world.gateway.list({ ...window, offset: 0 });
				if (answer.class === 'failed' || answer.reports.length < 3) return answer;
				return { ...answer, more: true };
			},
		};
		await reconcileUnknown(world.db, { ...world.track, gatewayOf: async () => gateway });
		expect(await world.states(ids)).toEqual({ submitted: 4 });
	});

	it('takes over whatever the list says of it, and is polled from then on', async () => {
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		world.gateway.setStatus(world.gateway.entries[0]!.providerId!, 'failed', { reason: 'phone_off' });
		await reconcile();
		expect(await world.message(id)).toMatchObject({
			state: 'undelivered',
			reason: 'phone_off',
			pollAt: expect.any(Date),
			acceptedAt: expect.any(Date),
		});
	});

	it('F-42 that is nowhere to be seen stays unknown: absence is never concluded', async () => {
		const id = await world.newMessage();
		world.gateway.script(neverArrived);
		await world.handOffAll();
		for (const seconds of [0, 30, 60, 120, 240, 600]) {
			await world.later(seconds * 1000);
			await reconcile();
		}
		await world.handOffAll();
		expect(await world.stateOf(id)).toBe('unknown');
		expect(world.gateway.entries).toHaveLength(1);
	});

	it('F-43 that a lagging list shows late is found then', async () => {
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		const { providerId } = world.gateway.entries[0]!;
		world.gateway.hideFromList(providerId!);
		await reconcile();
		expect(await world.stateOf(id)).toBe('unknown');
		expect(await reconcile()).toBe(0);
		world.gateway.showInList(providerId!);
		await world.later(65_000);
		await reconcile();
		expect(await world.message(id)).toMatchObject({ state: 'submitted', providerId });
	});

	it('is adopted among foreign messages to the same phone only by its very text', async () => {
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		const { phone, text } = await world.message(id);
		world.gateway.addForeign({ phone: phone!, sender: 'OTHER', text: text! });
		world.gateway.addForeign({ phone: phone!, sender: 'VOLNA', text: `${text}!` });
		await reconcile();
		expect((await world.message(id)).providerId).toBe(world.gateway.entries[0]!.providerId);
	});

	it('is left to a person where two listed messages fit', async () => {
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		const { phone, text } = await world.message(id);
		world.gateway.addForeign({ phone: phone!, sender: 'VOLNA', text: text! });
		await reconcile();
		expect(await world.stateOf(id)).toBe('unknown');
	});

	it('is left alone where one listed message fits two hand-offs', async () => {
		const customerId = await world.newCustomer();
		const first = await world.newMessage({ customerId });
		const second = await world.newMessage({ customerId });
		world.gateway.script(lost, neverArrived);
		await world.handOffAll();
		await reconcile();
		expect(await world.states([first, second])).toEqual({ unknown: 2 });
	});

	it('does not take the listed message of another hand-off that has its id', async () => {
		const customerId = await world.newCustomer();
		const first = await world.newMessage({ customerId });
		const second = await world.newMessage({ customerId });
		world.gateway.script(neverArrived);
		await world.handOffAll();
		await reconcile();
		expect(await world.states([first, second])).toEqual({ unknown: 1, submitted: 1 });
	});

	it('is found beside another hand-off of the same text that has its id', async () => {
		const customerId = await world.newCustomer();
		const first = await world.newMessage({ customerId });
		const second = await world.newMessage({ customerId });
		world.gateway.script(lost);
		await world.handOffAll();
		await reconcile();
		expect(await world.states([first, second])).toEqual({ submitted: 2 });
	});

	it('is not mixed up with a rejected one of the same text', async () => {
		const customerId = await world.newCustomer();
		const first = await world.newMessage({ customerId });
		const second = await world.newMessage({ customerId });
		const answer = { class: 'rejected', reason: 'rejected_other', evidence: { code: 'http_400' } } as const;
		world.gateway.script({ taken: false, answer }, lost);
		await world.handOffAll();
		await reconcile();
		expect(await world.states([first, second])).toEqual({ rejected: 1, submitted: 1 });
	});

	it('F-43 is not adopted from a list that was read in part', async () => {
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		const { gateway } = world;
		const torn: SmsGateway = {
			...gateway,
			async list(window) {
				if (window.offset > 0) return { class: 'failed', evidence: { code: 'http_500' } };
				const page = await gateway.list(window);
				return page.class === 'page' ? { ...page, more: true } : page;
			},
		};
		await reconcileUnknown(world.db, { ...world.track, gatewayOf: async () => torn });
		expect(await world.stateOf(id)).toBe('unknown');
	});

	it('does not take a message that was created long before or after it', async () => {
		const id = await world.newMessage();
		world.gateway.script(neverArrived);
		await world.handOffAll();
		const { phone, text, submitAt } = await world.message(id);
		world.gateway.addForeign({
			phone: phone!,
			sender: 'VOLNA',
			text: text!,
			at: new Date(submitAt!.getTime() - 61_000),
		});
		world.gateway.addForeign({
			phone: phone!,
			sender: 'VOLNA',
			text: text!,
			at: new Date(submitAt!.getTime() + 121_000),
		});
		await reconcile();
		expect(await world.stateOf(id)).toBe('unknown');
	});

	it('is looked for again soon after the list could not be read', async () => {
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		world.gateway.failReads({ code: 'ECONNREFUSED' });
		await reconcile();
		world.gateway.failReads(null);
		await world.later(31_000);
		await reconcile();
		expect(await world.stateOf(id)).toBe('submitted');
	});

	it('without a list waits for other evidence', async () => {
		await world.reset({ capabilities: { list: false } });
		const id = await world.newMessage();
		world.gateway.script(lost);
		await world.handOffAll();
		expect(await reconcile()).toBe(1);
		expect(await reconcile()).toBe(0);
		expect(await world.stateOf(id)).toBe('unknown');
		expect(world.gateway.reads.pages).toBe(0);
	});
});

describe('a window of the list', () => {
	const report = (n: number) => ({ providerId: `p${n}` }) as ProviderReport;
	const gatewayOf = (pages: readonly (readonly number[])[]) => {
		const asked: number[] = [];
		const gateway = {
			async list({ offset }: { offset: number }) {
				const nth = asked.push(offset) - 1;
				return { class: 'page', reports: pages[nth]!.map(report), more: nth < pages.length - 1 };
			},
		} as unknown as SmsGateway;
		return { gateway, asked };
	};
	const read = (gateway: SmsGateway) => readWindow(gateway, new Date(0), new Date(1));

	it('is read in pages that overlap by one', async () => {
		const { gateway, asked } = gatewayOf([
			[1, 2, 3],
			[3, 4],
		]);
		const { reports, complete } = await read(gateway);
		expect(reports.map(({ providerId }) => providerId)).toEqual(['p1', 'p2', 'p3', 'p4']);
		expect(complete).toBe(true);
		expect(asked).toEqual([0, 499]);
	});

	it('is not read on once the process is to end', async () => {
		const { gateway, asked } = gatewayOf([
			[1, 2],
			[2, 3],
		]);
		const { complete } = await readWindow(gateway, new Date(0), new Date(1), AbortSignal.abort());
		expect([complete, asked]).toEqual([false, []]);
	});

	it('covers half an hour of hand-offs at most, however long the outage was', () => {
		const minutes = Array.from({ length: 240 }, (_, minute) => new Date(minute * 60_000));
		const clusters = clusterByTime(minutes, (at) => at, 600_000);
		expect(clusters.flat()).toEqual(minutes);
		for (const cluster of clusters)
			expect(cluster.at(-1)!.getTime() - cluster[0]!.getTime()).toBeLessThanOrEqual(1_800_000);
	});

	it('F-43 that shifted between two pages is not complete', async () => {
		const { gateway } = gatewayOf([
			[1, 2, 3],
			[5, 6],
		]);
		expect((await read(gateway)).complete).toBe(false);
	});
});
