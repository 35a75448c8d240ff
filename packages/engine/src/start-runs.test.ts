import { wakeUpVia } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { RecordedAction } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advanceRuns } from './advance-runs.ts';
import { nodeHalves, type StartDeps } from './engine-deps.ts';
import { pauseFlow, resumeFlow, settlePauses, stopFlow } from './pause-flow.ts';
import { createPlanCache } from './plan-cache.ts';
import { startRuns } from './start-runs.ts';
import {
	fakeCapabilities,
	newAction,
	newCustomer,
	newPublishedFlow,
	newVersion,
	silentLog,
	sketchPlan,
} from './testing.ts';

let data: TestDatabase;
beforeAll(async () => {
	data = await testDatabase({ max: 20 });
});
afterAll(() => data.close());

const deps: StartDeps & { woken: number } = {
	woken: 0,
	plans: createPlanCache(),
	capabilitiesOf: () => fakeCapabilities({ filters: { match: async () => new Set() } }),
	wakeUp: async () => void deps.woken++,
};
const advanceDeps = { ...deps, nodes: nodeHalves([], {}), log: silentLog };

type Sketch = Partial<Parameters<typeof sketchPlan>[0]>;

async function flowOf(sketch: Sketch = {}) {
	const template = crypto.randomUUID();
	const plan = sketchPlan({ templates: [template], first: null, steps: {}, ...sketch });
	const flow = await newPublishedFlow(data.db, plan);
	const customerId = await newCustomer(data.db);
	return {
		...flow,
		template,
		customerId,
		action: (action: Partial<RecordedAction> = {}) =>
			newAction(data.db, { customerId, templateId: template, ...action }),
	};
}

const record = (...actions: RecordedAction[]) => data.db.transaction().execute((tx) => startRuns(tx, deps, actions));
const order = (ref: string) => ({ ref, id: ref, status: 'paid', total: 10, createdAt: null, lineCount: 1 });
const runsOf = (flowId: string) => data.db.selectFrom('run').selectAll().where('flowId', '=', flowId).execute();
const reasonsOf = async (flowId: string) =>
	(
		await data.db
			.selectFrom('flowRefusal')
			.select('reason')
			.where('flowId', '=', flowId)
			.orderBy('at')
			.orderBy('id')
			.execute()
	).map((refusal) => refusal.reason);
/** Lets every due run of these flows end. */
const drain = () => advanceRuns(data.db, advanceDeps);

test('an action starts one run of each flow that listens to it, due now, in lane 1, and one wake-up is sent', async () => {
	const { template, flowId, action } = await flowOf();
	const other = await newPublishedFlow(data.db, sketchPlan({ templates: [template], first: null, steps: {} }));
	deps.woken = 0;
	expect(await record(await action({ order: order(crypto.randomUUID()) }))).toEqual({ started: 2, refused: 0 });
	expect(deps.woken).toBe(1);
	for (const id of [flowId, other.flowId]) {
		const runs = await runsOf(id);
		expect(runs).toMatchObject([{ state: 'ready', lane: 1, visit: 1, values: { order: { status: 'paid' } } }]);
	}
});

test('an action nobody listens to costs one statement and wakes nobody', async () => {
	deps.woken = 0;
	const customerId = await newCustomer(data.db);
	expect(await record(await newAction(data.db, { customerId, templateId: crypto.randomUUID() }))).toEqual({
		started: 0,
		refused: 0,
	});
	expect(deps.woken).toBe(0);
});

describe('refusals leave their reason, the first that holds', () => {
	const old = { occurredAt: new Date(Date.now() - 25 * 3_600_000) };
	const filter = { field: 'order.status', op: 'eq', value: 'paid' };
	test.each<[string, Sketch, Partial<RecordedAction>, string]>([
		['older than the trigger reads', {}, old, 'stale_action'],
		['an old one that is not trusted either', {}, { ...old, trusted: false }, 'stale_action'],
		['from a keyless call', {}, { trusted: false }, 'untrusted'],
		['of test data', {}, { mode: 'test' }, 'test'],
		['not passed by the filter', { filter }, {}, 'filter'],
	])('an action %s', async (_, sketch, overrides, reason) => {
		const { flowId, action } = await flowOf(sketch);
		expect(await record(await action(overrides))).toEqual({ started: 0, refused: 1 });
		expect(await reasonsOf(flowId)).toEqual([reason]);
		expect(await runsOf(flowId)).toEqual([]);
	});

	test('a trigger may accept untrusted actions, and older ones', async () => {
		const { action } = await flowOf({ acceptUntrusted: true, ignoreOlder: 'P2D' });
		expect(await record(await action({ ...old, trusted: false }))).toMatchObject({ started: 1 });
	});

	test('a paused and a stopped flow let nobody in', async () => {
		const { flowId, action } = await flowOf();
		await pauseFlow(data.db, flowId);
		await record(await action());
		await stopFlow(data.db, flowId);
		await record(await action());
		expect(await reasonsOf(flowId)).toEqual(['flow_paused', 'flow_stopped']);
		await resumeFlow(data.db, flowId);
		expect(await record(await action())).toMatchObject({ started: 1 });
	});
});

describe('entry rules', () => {
	const oneAtATime = { entry: { rule: 'one_at_a_time', key: 'customer' } } as const;

	test('every time: each hit enters', async () => {
		const { flowId, action } = await flowOf();
		await record(await action(), await action());
		await record(await action());
		expect(await runsOf(flowId)).toHaveLength(3);
	});

	test('one at a time: a second hit is refused while a run is inside, and enters once it has ended', async () => {
		const { flowId, action } = await flowOf(oneAtATime);
		await record(await action());
		await record(await action());
		expect(await reasonsOf(flowId)).toEqual(['already_active']);
		await drain();
		await record(await action());
		expect(await runsOf(flowId)).toHaveLength(2);
	});

	test('one at a time within one batch: the first hit enters', async () => {
		const { flowId, action } = await flowOf(oneAtATime);
		const [first, second] = [await action(), await action()];
		expect(await record(first, second)).toEqual({ started: 1, refused: 1 });
		expect((await runsOf(flowId))[0]!.actionId).toBe(first.id);
	});

	test('per order: two orders of a customer are two runs, the same order is one', async () => {
		const { flowId, action } = await flowOf({ entry: { rule: 'one_at_a_time', key: 'order' } });
		const [a, b] = [order(crypto.randomUUID()), order(crypto.randomUUID())];
		await record(await action({ order: a }), await action({ order: b }), await action({ order: a }));
		expect((await runsOf(flowId)).map((run) => run.entity).sort()).toEqual([a.ref, b.ref].sort());
	});

	test('publishing re-enters nobody: the entry belongs to the flow', async () => {
		const { flowId, template, action } = await flowOf(oneAtATime);
		await record(await action());
		await newVersion(data.db, flowId, sketchPlan({ templates: [template], first: null, steps: {}, ...oneAtATime }));
		expect(await record(await action())).toEqual({ started: 0, refused: 1 });
	});

	test('of two hits in one instant, in two transactions, one enters', async () => {
		const { flowId, action } = await flowOf(oneAtATime);
		const actions = await Promise.all(Array.from({ length: 12 }, () => action()));
		const results = await Promise.all(actions.map((one) => record(one)));
		expect(results.reduce((sum, result) => sum + result.started, 0)).toBe(1);
		expect(await runsOf(flowId)).toHaveLength(1);
		expect(await reasonsOf(flowId)).toHaveLength(11);
	});

	test('a transaction that rolls back leaves the place free', async () => {
		const { flowId, action } = await flowOf(oneAtATime);
		const one = await action();
		await expect(
			data.db.transaction().execute(async (tx) => {
				await startRuns(tx, deps, [one]);
				throw new Error('the action was not stored');
			}),
		).rejects.toThrow('not stored');
		expect(await record(one)).toMatchObject({ started: 1 });
		expect(await runsOf(flowId)).toHaveLength(1);
	});
});

test('custom fields that pass the limit of a run are left out, largest first', async () => {
	const { flowId, action } = await flowOf();
	await record(await action({ custom: { small: 'я', large: 'я'.repeat(20_000) } }));
	expect((await runsOf(flowId))[0]!.values).toMatchObject({ action: { custom: { small: 'я' } } });
});

describe('pausing', () => {
	test('keeps runs off the claim’s index with their own time, and gives it back in the bulk lane', async () => {
		await drain();
		const { flowId, action } = await flowOf();
		await record(await action());
		await pauseFlow(data.db, flowId);
		expect((await drain()).claimed).toBe(0);
		expect(await settlePauses(data.db)).toBe(1);
		const [held] = await runsOf(flowId);
		expect(held).toMatchObject({ dueAt: Number.POSITIVE_INFINITY, lane: 1 });
		await resumeFlow(data.db, flowId);
		expect((await drain()).claimed).toBe(0);
		expect(await settlePauses(data.db)).toBe(1);
		expect(await runsOf(flowId)).toMatchObject([{ dueAt: held!.heldDueAt, heldDueAt: null, lane: 2 }]);
		await drain();
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done' }]);
	});

	test('passes by no run of a flow that stays paused, and gives back a page without sorting the rest', async () => {
		const { flowId, versionId, customerId } = await flowOf();
		await pauseFlow(data.db, flowId);
		await sql`
			insert into run (flow_id, version_id, customer_id, state, node_id, due_at, held_due_at)
			select ${flowId}, ${versionId}, ${customerId}, 'waiting', 'n', 'infinity', now() + n * interval '1 second'
			from generate_series(1, 4000) n`.execute(data.db);
		await sql`analyze run, flow`.execute(data.db);
		/** Rows of `run` that a page reads. */
		const read = () =>
			data.db.transaction().execute(async (tx) => {
				const count = async () => {
					const { rows } = await sql<{ read: number }>`
						select pg_stat_get_xact_tuples_returned('run'::regclass)
							+ coalesce((select sum(pg_stat_get_xact_tuples_returned(indexrelid)) from pg_index
								where indrelid = 'run'::regclass), 0)::bigint as read`.execute(tx);
					return rows[0]!.read;
				};
				const before = await count();
				const touched = await settlePauses(tx, 10);
				return { touched, few: (await count()) - before < 200 };
			});
		expect(await read()).toEqual({ touched: 0, few: true });
		await resumeFlow(data.db, flowId);
		expect(await read()).toEqual({ touched: 10, few: true });
		await sql`update run set state = 'done', ended_at = now(), held_due_at = null where flow_id = ${flowId}`.execute(
			data.db,
		);
	});

	test('says what state stands in the way', async () => {
		const { flowId } = await flowOf();
		expect(await resumeFlow(data.db, flowId)).toEqual({ kind: 'flow-state', state: 'active' });
		expect(await pauseFlow(data.db, crypto.randomUUID())).toEqual({ kind: 'unknown' });
	});
});

test('F-20 a wake-up absorbed by one that is fetched before the commit: the run is found by the look that follows', async () => {
	// The wake-up of the second transaction is absorbed by a queued one; a worker fetches that one and looks before the
	// commit. What is left is the look after 5 ms, and the one of each second.
	const { openWorkerBoss } = await import('@volna/db');
	const boss = openWorkerBoss(data.url, 'test', () => {});
	await boss.start();
	try {
		const wakeUp = wakeUpVia(boss);
		const { flowId, action } = await flowOf();
		await data.db.transaction().execute((tx) => wakeUp(tx, 'run.advance'));
		const one = await action();
		await data.db.transaction().execute(async (tx) => {
			await startRuns(tx, { ...deps, wakeUp }, [one]);
			const fetched = await boss.fetch('run.advance', { batchSize: 16 });
			expect(fetched.length).toBeGreaterThan(0);
			expect((await drain()).claimed).toBe(0);
			await boss.complete('run.advance', fetched);
		});
		expect((await drain()).claimed).toBe(1);
		expect(await runsOf(flowId)).toMatchObject([{ state: 'done' }]);
	} finally {
		await boss.stop({ graceful: false });
	}
});

test('the claim finds due runs by the index of its lane', async () => {
	const { rows } = await sql<{ 'QUERY PLAN': string }>`
		explain select r.id from run r join flow f on f.id = r.flow_id and f.paused_at is null
		where r.state in ('ready', 'waiting') and r.lane = 1 and r.due_at <= statement_timestamp()
		order by r.due_at limit 500 for update of r skip locked`.execute(
		data.db.withPlugin({ transformQuery: ({ node }) => node, transformResult: async ({ result }) => result }),
	);
	expect(JSON.stringify(rows)).toContain('run_due');
});
