import { type TestDatabase, testDatabase } from '@volna/db/testing';
import {
	type AnyServerHalf,
	defineNode,
	f,
	type InsideCapabilities,
	implement,
	output,
	outputs,
	type RunRef,
	up,
} from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { advanceRuns } from './advance-runs.ts';
import { type AdvanceDeps, nodeHalves } from './engine-deps.ts';
import { TryLater } from './faults.ts';
import { createPlanCache } from './plan-cache.ts';
import { releaseHeldRuns } from './release-held-runs.ts';
import { startRuns } from './start-runs.ts';
import {
	fakeCapabilities,
	newAction,
	newCustomer,
	newPublishedFlow,
	newVersion,
	type StepSketch,
	silentLog,
	sketchPlan,
} from './testing.ts';
import { wakeMetRuns, wakeWaitingRuns } from './wake-waiting-runs.ts';

let data: TestDatabase;
beforeAll(async () => {
	data = await testDatabase();
	// A test ends a connection that is in use; its client says so once more besides rejecting.
	data.pool.on('connect', (client) => client.on('error', () => {}));
});
afterAll(() => data.close());

const looks = { icon: 'point', category: 'decision' } as const;
const wait = defineNode({
	type: 'test.wait',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: looks,
	config: {},
	outputs: outputs({ next: output() }),
	card: { summary: '' },
	effect: { class: 'none' },
	examples: [],
	lower: () => ({ op: 'wait', rule: { kind: 'for', duration: 'PT1S' }, then: 'next' }),
});
const end = defineNode({
	type: 'test.end',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: looks,
	config: {},
	outputs: outputs({}),
	card: { summary: '' },
	effect: { class: 'none' },
	examples: [],
	lower: () => ({ op: 'end', label: '', success: true }),
});
const ask = defineNode({
	type: 'test.ask',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: looks,
	config: { how: f.text({}).default('') },
	outputs: outputs({ next: output(), other: output({ mayEnd: true }), late: output({ mayEnd: true }) }),
	card: { summary: '' },
	effect: { class: 'none' },
	examples: [],
});

type Ask = (runs: readonly RunRef[], can: InsideCapabilities, round: number) => unknown;
const goOn = (runs: readonly RunRef[]) =>
	new Map(runs.map((run) => [run.id, { kind: 'leave', output: 'next', values: {} }]));

function engine(answer: Ask = goOn, parts: Partial<AdvanceDeps> = {}) {
	const calls: number[] = [];
	const half = implement(ask, {
		async runBatch({ runs, can }) {
			calls.push(runs.length);
			return (await answer(runs, can as InsideCapabilities, calls.length)) as never;
		},
	}) as unknown as AnyServerHalf;
	const deps: AdvanceDeps = {
		plans: createPlanCache(),
		capabilitiesOf: () => fakeCapabilities(),
		wakeUp: async () => {},
		nodes: nodeHalves([wait, end, ask], { 'test.ask': half }),
		log: silentLog,
		...parts,
	};
	return { deps, calls };
}

const finish = { op: { op: 'end', label: 'конец', success: true } } as const satisfies StepSketch;
const question = {
	op: { op: 'ask', config: {} },
	next: { next: 'z', other: null, late: null },
} as const satisfies StepSketch;
const pause = (duration: string, next = 'z'): StepSketch => ({
	op: { op: 'wait', rule: { kind: 'for', duration }, then: 'next' },
	next: { next },
});

async function started(
	deps: AdvanceDeps,
	sketch: Partial<Parameters<typeof sketchPlan>[0]> & { steps: Record<string, StepSketch> },
	customers = 1,
) {
	const template = crypto.randomUUID();
	const flow = await newPublishedFlow(data.db, sketchPlan({ templates: [template], first: 'a', ...sketch }));
	const ids: number[] = [];
	for (let n = 0; n < customers; n++) ids.push(await newCustomer(data.db));
	const actions = await Promise.all(ids.map((customerId) => newAction(data.db, { customerId, templateId: template })));
	await data.db.transaction().execute((tx) => startRuns(tx, deps, actions));
	return { ...flow, template, customers: ids };
}

function endless(): unknown {
	const ring: { more?: unknown } = {};
	ring.more = ring;
	return ring;
}

const runsOf = (flowId: string) =>
	data.db.selectFrom('run').selectAll().where('flowId', '=', flowId).orderBy('customerId').execute();
const linesOf = async (flowId: string) =>
	(await data.db.selectFrom('step').selectAll().where('flowId', '=', flowId).orderBy('at').orderBy('id').execute()).map(
		(step) => [step.nodeId, step.kind, step.output ?? step.reason].filter(Boolean).join(' '),
	);

test('a run passes its nodes in one transaction, each step a line, and ends', async () => {
	const { deps } = engine();
	const { flowId } = await started(deps, {
		steps: { a: { ...question, next: { next: 'b' } }, b: question, z: finish },
	});
	const done = await advanceRuns(data.db, deps);
	expect(done).toEqual({ claimed: 1, ended: 1, more: false });
	expect(await linesOf(flowId)).toEqual(['a passed next', 'b passed next', 'z ended end']);
	expect(await runsOf(flowId)).toMatchObject([{ state: 'done', endReason: 'end', nodeId: 'z', stepCount: 3 }]);
});

test('a run without a node after its trigger ends by the trigger’s output', async () => {
	const { deps } = engine();
	const { flowId } = await started(deps, { first: null, steps: {} });
	await advanceRuns(data.db, deps);
	expect(await runsOf(flowId)).toMatchObject([{ state: 'done', endReason: 'output:next' }]);
});

test('an unconnected output ends the run under its name', async () => {
	const { deps } = engine(
		(runs) => new Map(runs.map((run) => [run.id, { kind: 'leave', output: 'other', values: {} }])),
	);
	const { flowId } = await started(deps, { steps: { a: question, z: finish } });
	await advanceRuns(data.db, deps);
	expect(await runsOf(flowId)).toMatchObject([{ state: 'done', endReason: 'output:other' }]);
	expect(await linesOf(flowId)).toEqual(['a ended other']);
});

test('values a node gave are carried on', async () => {
	const { deps } = engine(
		(runs) => new Map(runs.map((run) => [run.id, { kind: 'leave', output: 'next', values: { Bonus: 12 } }])),
	);
	const { flowId } = await started(deps, { steps: { a: question, z: finish } });
	await advanceRuns(data.db, deps);
	expect((await runsOf(flowId))[0]!.values).toMatchObject({ run: { Bonus: 12 }, action: { name: 'Действие' } });
});

test('a server half is asked once for all runs of a node', async () => {
	const { deps, calls } = engine();
	await started(deps, { steps: { a: question, z: finish } }, 7);
	await advanceRuns(data.db, deps);
	expect(calls).toEqual([7]);
});

describe('waits', () => {
	test('a run stays until its time and then goes on by the output of the wait', async () => {
		const { deps } = engine();
		const { flowId } = await started(deps, { steps: { a: pause('PT1H'), z: finish } });
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'waiting', nodeId: 'a', parked: true }]);
		await data.moveClock(3_590_000);
		expect((await advanceRuns(data.db, deps)).claimed).toBe(0);
		await data.moveClock(11_000);
		await advanceRuns(data.db, deps);
		expect(await linesOf(flowId)).toEqual(['a parked', 'a passed next', 'z ended end']);
	});

	test('days are counted by the calendar of the customer’s zone, read again on waking', async () => {
		const { deps } = engine();
		const { flowId, customers } = await started(deps, { steps: { a: pause('P1D'), z: finish } });
		await data.db.updateTable('customer').set({ timeZone: 'Europe/Berlin' }).where('id', '=', customers[0]!).execute();
		// 2027-03-27 12:00 in Berlin: the next day has 23 hours there.
		await data.setClock(new Date('2027-03-27T11:00:00Z'));
		await advanceRuns(data.db, deps);
		const [parked] = await runsOf(flowId);
		expect(parked!.dueAt.toISOString().slice(0, 16)).toBe('2027-03-28T10:00');
		// Moscow has 24 hours that day: waking finds the end an hour later.
		await data.db.updateTable('customer').set({ timeZone: 'Europe/Moscow' }).where('id', '=', customers[0]!).execute();
		await data.setClock(new Date('2027-03-28T10:00:30Z'));
		await advanceRuns(data.db, deps);
		const [later] = await runsOf(flowId);
		expect([later!.state, later!.dueAt.toISOString().slice(0, 16)]).toEqual(['waiting', '2027-03-28T11:00']);
		await data.setClock(new Date('2027-03-28T11:00:30Z'));
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done' }]);
	});
});

describe('waiting for a message', () => {
	const listen = (messageId: string, until?: string) => (runs: readonly RunRef[]) =>
		new Map(
			runs.map((run) => [
				run.id,
				{
					kind: 'wait-for-message',
					message: messageId,
					leave: { delivered: 'next', not_sent: 'other' },
					...(until ? { until: { epochMilliseconds: Date.parse(until), toString: () => until }, late: 'late' } : {}),
				},
			]),
		);

	test('the outcome that comes opens its output; others are waited out', async () => {
		const messageId = crypto.randomUUID();
		const { deps } = engine(listen(messageId));
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await advanceRuns(data.db, deps);
		expect((await runsOf(flowId))[0]!.dueAt).toBe(Number.POSITIVE_INFINITY);
		const move = (outcome: 'handed_off' | 'delivered') =>
			data.db.transaction().execute((tx) => wakeWaitingRuns(tx, [{ messageId, outcome }]));
		expect(await move('handed_off')).toBe(0);
		expect((await advanceRuns(data.db, deps)).claimed).toBe(0);
		expect(await move('delivered')).toBe(1);
		await advanceRuns(data.db, deps);
		expect(await linesOf(flowId)).toEqual(['a parked', 'a passed next', 'z ended end']);
		expect(await data.db.selectFrom('runWait').selectAll().where('messageId', '=', messageId).execute()).toEqual([]);
	});

	test('without an outcome the run leaves by `late` at its end', async () => {
		const messageId = crypto.randomUUID();
		const { rows } = await sql<{ now: Date }>`select volna.now_exact() as now`.execute(data.db);
		const { deps } = engine(listen(messageId, new Date(rows[0]!.now.getTime() + 60_000).toISOString()));
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await advanceRuns(data.db, deps);
		await data.moveClock(61_000);
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done', endReason: 'output:late' }]);
	});

	test('an outcome that came in time beats the timer', async () => {
		const messageId = crypto.randomUUID();
		const { rows } = await sql<{ now: Date }>`select volna.now_exact() as now`.execute(data.db);
		const { deps } = engine(listen(messageId, new Date(rows[0]!.now.getTime() + 60_000).toISOString()));
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await advanceRuns(data.db, deps);
		await data.moveClock(61_000);
		// The status is being recorded when the timer is due: the worker waits for it.
		const recording = Promise.withResolvers<void>();
		const met = Promise.withResolvers<void>();
		const status = data.db.transaction().execute(async (tx) => {
			await wakeWaitingRuns(tx, [{ messageId, outcome: 'delivered' }]);
			await sql`select id from run where flow_id = ${flowId}`.execute(tx);
			met.resolve();
			await recording.promise;
		});
		await met.promise;
		// The run's row is held by the recording side here, so the worker finds it afterwards.
		expect((await advanceRuns(data.db, deps)).claimed).toBe(0);
		recording.resolve();
		await status;
		await advanceRuns(data.db, deps);
		expect(await linesOf(flowId)).toContain('a passed next');
	});

	test('an outcome that comes while somebody holds the run is taken up by the sweep', async () => {
		const messageId = crypto.randomUUID();
		const { deps } = engine(listen(messageId));
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await advanceRuns(data.db, deps);
		await data.db.transaction().execute(async (holder) => {
			await sql`select from run where flow_id = ${flowId} for update`.execute(holder);
			await data.db.transaction().execute((tx) => wakeWaitingRuns(tx, [{ messageId, outcome: 'delivered' }]));
		});
		expect((await advanceRuns(data.db, deps)).claimed).toBe(0);
		expect(await data.db.transaction().execute((tx) => wakeMetRuns(tx))).toBe(1);
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done', nodeId: 'z' }]);
	});

	test('a status recorded before its run parks is not lost', async () => {
		const messageId = await newMessage('delivered');
		const { deps } = engine(listen(messageId));
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await advanceRuns(data.db, deps);
		await advanceRuns(data.db, deps);
		expect(await linesOf(flowId)).toEqual(['a parked', 'a passed next', 'z ended end']);
	});

	test('a status that is being recorded while its run parks is not lost', async () => {
		const messageId = await newMessage('queued');
		const { deps } = engine(listen(messageId));
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		let parking: Promise<unknown> | undefined;
		await data.db.transaction().execute(async (tx) => {
			await sql`update message set state = 'delivered' where id = ${messageId}`.execute(tx);
			parking = advanceRuns(data.db, deps);
			await someoneWaits();
			expect(await wakeWaitingRuns(tx, [{ messageId, outcome: 'delivered' }])).toBe(0);
		});
		await parking;
		await advanceRuns(data.db, deps);
		expect(await linesOf(flowId)).toEqual(['a parked', 'a passed next', 'z ended end']);
	});

	test('a timer that is due while a status is being recorded waits for it, and loses', async () => {
		const messageId = crypto.randomUUID();
		const { rows } = await sql<{ now: Date }>`select volna.now_exact() as now`.execute(data.db);
		const { deps } = engine(listen(messageId, new Date(rows[0]!.now.getTime() + 60_000).toISOString()));
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await advanceRuns(data.db, deps);
		await data.moveClock(61_000);
		let leaving: Promise<unknown> | undefined;
		await data.db.transaction().execute(async (tx) => {
			await sql`select from run_wait where message_id = ${messageId} for update`.execute(tx);
			leaving = advanceRuns(data.db, deps);
			await someoneWaits();
			expect(await wakeWaitingRuns(tx, [{ messageId, outcome: 'delivered' }])).toBe(1);
		});
		await leaving;
		expect(await linesOf(flowId)).toEqual(['a parked', 'a passed next', 'z ended end']);
	});
});

/** Resolves once some session of this database waits for a lock. */
const someoneWaits = () =>
	vi.waitFor(
		async () => {
			const { rows } = await sql<{ n: number }>`
				select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
				data.db,
			);
			expect(rows[0]!.n).toBeGreaterThan(0);
		},
		{ timeout: 10_000 },
	);

async function newMessage(state: 'delivered' | 'queued'): Promise<string> {
	const { rows } = await sql<{ id: string }>`
		insert into message (account_id, campaign_id, lane, state, profile, customer_id, planned_for, sender, hours, zone, due_at, not_after)
		values (uuidv7(), uuidv7(), 1, ${state}, 'transactional', 1, 1, 'VOLNA', '{}', 'UTC', now(), now()) returning id`.execute(
		data.db,
	);
	return rows[0]!.id;
}

describe('faults', () => {
	test('a poisoned run stops no other: it is tried again later, with back-off, until its attempts are spent', async () => {
		let poisoned = 0;
		const { deps, calls } = engine((runs) => {
			if (runs.some((run) => run.customerId === poisoned)) throw new Error('poisoned');
			return goOn(runs);
		});
		const { flowId, customers } = await started(deps, { steps: { a: question, z: finish } }, 3);
		poisoned = customers[1]!;
		await advanceRuns(data.db, deps);
		// Once without savepoints, once with, then each alone.
		expect(calls).toEqual([3, 3, 1, 1, 1]);
		expect((await runsOf(flowId)).map((run) => [run.state, run.attempts])).toEqual([
			['done', 0],
			['ready', 1],
			['done', 0],
		]);
		expect((await advanceRuns(data.db, deps)).claimed).toBe(0);
		for (let n = 0; n < 4; n++) {
			await data.moveClock(600_000);
			await advanceRuns(data.db, deps);
		}
		expect((await runsOf(flowId))[1]).toMatchObject({ state: 'failed', endReason: 'attempts_exhausted' });
		expect(await linesOf(flowId)).toContain('a failed attempts_exhausted');
	});

	test.each<[string, unknown]>([
		['half a surrogate pair in a value', { kind: 'leave', output: 'next', values: { note: 'x\ud83d' } }],
		['NUL in a value', { kind: 'leave', output: 'next', values: { note: 'a\0b' } }],
		['a BigInt', { kind: 'leave', output: 'next', values: { note: 1n } }],
		['NUL in evidence', { kind: 'fail', reason: 'no', evidence: { text: 'x\0' } }],
		['endless evidence', { kind: 'fail', reason: 'no', evidence: endless() }],
		['too much evidence', { kind: 'fail', reason: 'no', evidence: 'x'.repeat(1_000_000) }],
		['a time that is none', { kind: 'wait', until: { epochMilliseconds: Number.NaN }, then: 'next' }],
		['a time past all calendars', { kind: 'wait', until: { epochMilliseconds: 8e15 }, then: 'next' }],
		['a message that is none', { kind: 'wait-for-message', message: 'none', leave: { delivered: 'next' } }],
		['an unknown kind', { kind: 'dance' }],
		['nothing', null],
		['an error named with NUL', new (class extends Error {})('\0')],
	])('an answer that cannot be stored is a fault of its run alone: %s', async (_, answer) => {
		let poisoned = 0;
		const { deps } = engine((runs) => {
			if (answer instanceof Error && runs.some((run) => run.customerId === poisoned)) {
				throw Object.assign(answer, { code: 'a\0\ud83d' });
			}
			return new Map(
				runs.map((run) => [
					run.id,
					run.customerId === poisoned ? answer : { kind: 'leave', output: 'next', values: {} },
				]),
			);
		});
		const steps = { a: { ...question, policy: { attempts: 1 } }, z: finish };
		const { flowId, customers } = await started(deps, { steps }, 3);
		poisoned = customers[1]!;
		await advanceRuns(data.db, deps);
		expect((await runsOf(flowId)).map((run) => run.state)).toEqual(['done', 'failed', 'done']);
	});

	test('spent attempts open the output that the node names for them', async () => {
		const { deps } = engine(() => {
			throw new Error('always');
		});
		const { flowId } = await started(deps, {
			steps: { a: { ...question, policy: { attempts: 1, exhausted: 'other' } }, z: finish },
		});
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done', endReason: 'output:other' }]);
	});

	test('when the world stands in the way all runs are looked at again later, and no attempt is counted', async () => {
		let open = false;
		const { deps, calls } = engine((runs) => {
			if (!open) throw new TryLater('no-account', 30_000);
			return goOn(runs);
		});
		const { flowId } = await started(deps, { steps: { a: question, z: finish } }, 3);
		for (let n = 0; n < 8; n++) {
			await advanceRuns(data.db, deps);
			await data.moveClock(31_000);
		}
		expect(calls).toEqual(Array(16).fill(3));
		open = true;
		await advanceRuns(data.db, deps);
		expect((await runsOf(flowId)).map((run) => run.state)).toEqual(['done', 'done', 'done']);
	});

	test('what a handler wrote before it threw is undone', async () => {
		let tx: Parameters<AdvanceDeps['capabilitiesOf']>[0] | undefined;
		const { deps } = engine(
			async (runs, _can, call) => {
				await sql`insert into hold (key, reason) values (${`test:${call}`}, 'test_mode')`.execute(tx!);
				if (runs.length > 1) throw new Error('together it fails');
				return goOn(runs);
			},
			{
				capabilitiesOf: (step) => {
					tx = step;
					return fakeCapabilities();
				},
			},
		);
		await started(deps, { steps: { a: question, z: finish } }, 2);
		await advanceRuns(data.db, deps);
		const holds = await data.db.selectFrom('hold').select('key').orderBy('key').execute();
		expect(holds.map((hold) => hold.key)).toEqual(['test:3', 'test:4']);
	});

	test('batch and one by one give equal steps', async () => {
		const byParity = (runs: readonly RunRef[]) =>
			new Map(
				runs.map((run) => [run.id, { kind: 'leave', output: run.customerId % 2 ? 'next' : 'other', values: {} }]),
			);
		const together = engine(byParity);
		const apart = engine((runs) => {
			if (runs.length > 1) throw new Error('only one by one');
			return byParity(runs);
		});
		const outcomes = [];
		for (const { deps } of [together, apart]) {
			const { flowId } = await started(deps, { steps: { a: question, z: finish } }, 4);
			await advanceRuns(data.db, deps);
			outcomes.push((await linesOf(flowId)).sort());
		}
		expect(outcomes[0]).toEqual(outcomes[1]);
	});

	test('a worker killed between claim and commit leaves its runs due, and each step is done once', async () => {
		let dies = true;
		let tx: Parameters<AdvanceDeps['capabilitiesOf']>[0] | undefined;
		const { deps } = engine(
			async (runs) => {
				if (dies) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx!);
				return goOn(runs);
			},
			{
				capabilitiesOf: (step) => {
					tx = step;
					return fakeCapabilities();
				},
			},
		);
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await expect(advanceRuns(data.db, deps)).rejects.toThrow();
		expect(await runsOf(flowId)).toMatchObject([{ state: 'ready', nodeId: 'a', fence: 0 }]);
		dies = false;
		await advanceRuns(data.db, deps);
		expect(await linesOf(flowId)).toEqual(['a passed next', 'z ended end']);
	});

	test('a run at a node that this worker does not know is held, not failed', async () => {
		const { deps } = engine();
		const { flowId } = await started(deps, { steps: { a: { ...question, type: 'other.thing' }, z: finish } });
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'held', nodeId: 'a' }]);
	});

	test('a step with an effect outside is not run inside a transaction: its run is held', async () => {
		const { deps, calls } = engine();
		const { flowId } = await started(deps, {
			steps: { a: { ...question, effect: { class: 'outside', repeat: 'never' } }, z: finish },
		});
		await advanceRuns(data.db, deps);
		await releaseHeldRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'held' }]);
		expect(calls).toEqual([]);
	});

	test('a held run goes on once a worker can run its node', async () => {
		const { deps } = engine();
		const { flowId } = await started(deps, { steps: { a: { ...question, version: 2 }, z: finish } });
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'held' }]);
		await releaseHeldRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'held' }]);
		const newer = {
			...deps,
			nodes: nodeHalves([{ ...ask, version: 2 }, end], { 'test.ask': deps.nodes.serverHalf('test.ask')! }),
		};
		expect(await releaseHeldRuns(data.db, newer)).toBe(1);
		await advanceRuns(data.db, newer);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done' }]);
	});

	test('a run on a plan of an older node version is asked with the config lifted, and leaves by the output’s old name', async () => {
		const seen: unknown[] = [];
		const newer = defineNode({
			type: 'test.ask',
			version: 2,
			minVersion: 1,
			kind: 'control',
			look: looks,
			config: { mood: f.text({}).default('calm'), size: f.number({}).default(3) },
			outputs: outputs({ onward: output() }),
			card: { summary: '' },
			effect: { class: 'none' },
			examples: [],
			upgrade: { 1: up((old) => ({ mood: old.how ?? '' }), { outputs: { next: 'onward' } }) },
		});
		const half = implement(newer, {
			async run({ config, to }) {
				seen.push(config);
				return to.leave('onward');
			},
		}) as unknown as AnyServerHalf;
		const { deps } = engine(goOn, { nodes: nodeHalves([newer, end], { 'test.ask': half }) });
		const { flowId } = await started(deps, {
			steps: { a: { op: { op: 'ask', config: { how: 'glad' } }, next: { next: 'z' } }, z: finish },
		});
		await advanceRuns(data.db, deps);
		expect(seen).toEqual([{ mood: 'glad', size: 3 }]);
		expect(await linesOf(flowId)).toEqual(['a passed next', 'z ended end']);
	});

	test('an output the node does not have fails the run', async () => {
		const { deps } = engine(
			(runs) => new Map(runs.map((run) => [run.id, { kind: 'leave', output: 'nowhere', values: {} }])),
		);
		const { flowId } = await started(deps, { steps: { a: question, z: finish } });
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'failed', endReason: 'error' }]);
	});
});

describe('limits', () => {
	test('over the visits of a node the run ends with visit_limit', async () => {
		const { deps } = engine();
		const { flowId } = await started(deps, {
			steps: { a: { ...question, next: { next: 'a' }, maxVisits: 3 }, z: finish },
		});
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ endReason: 'visit_limit', visit: 4 }]);
	});

	test('over the steps of a run it ends with step_limit', async () => {
		const { deps } = engine();
		const { flowId } = await started(deps, {
			maxSteps: 5,
			steps: { a: { ...question, next: { next: 'a' } }, z: finish },
		});
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ endReason: 'step_limit' }]);
	});

	test('a run that is not through after its rounds is due again and wakes somebody', async () => {
		let woken = 0;
		const { deps } = engine(goOn, { wakeUp: async () => void woken++ });
		const { flowId } = await started(deps, {
			steps: { a: { ...question, next: { next: 'b' } }, b: question, z: finish },
		});
		woken = 0;
		expect((await advanceRuns(data.db, deps, { rounds: 1 })).more).toBe(true);
		expect(woken).toBe(1);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'ready', nodeId: 'b' }]);
		await advanceRuns(data.db, deps);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done' }]);
	});
});

test('an exit condition ends the run before its next step and names it to messaging', async () => {
	const stopped: string[] = [];
	const { deps } = engine(goOn, { runsStopped: async (_tx, ids) => void stopped.push(...ids) });
	const { flowId } = await started(deps, {
		exit: { field: 'order.status', op: 'eq', value: 'paid' },
		steps: { a: question, z: finish },
	});
	await advanceRuns(data.db, deps);
	const [run] = await runsOf(flowId);
	expect(run).toMatchObject({ state: 'stopped', endReason: 'exit_condition', nodeId: 'a' });
	expect(stopped).toEqual([run!.id]);
});

test('publishing a new version leaves runs on the one they started on', async () => {
	const { deps } = engine();
	const { flowId, versionId, template } = await started(deps, { steps: { a: pause('PT1H'), z: finish } });
	await advanceRuns(data.db, deps);
	const second = await newVersion(
		data.db,
		flowId,
		sketchPlan({ templates: [template], first: 'z', steps: { z: finish } }),
	);
	await data.moveClock(3_600_000 + 1_000);
	const action = await newAction(data.db, { customerId: await newCustomer(data.db), templateId: template });
	await data.db.transaction().execute((tx) => startRuns(tx, deps, [action]));
	await advanceRuns(data.db, deps);
	const runs = await runsOf(flowId);
	expect(runs.map((run) => [run.versionId === versionId, run.versionId === second, run.state])).toEqual([
		[true, false, 'done'],
		[false, true, 'done'],
	]);
	expect(await linesOf(flowId)).toContain('a passed next');
});
