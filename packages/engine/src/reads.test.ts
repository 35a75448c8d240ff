import { json } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { type AnyServerHalf, defineNode, implement, output, outputs } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advanceRuns } from './advance-runs.ts';
import { dropOldRefusals } from './drop-old-refusals.ts';
import { type AdvanceDeps, nodeHalves } from './engine-deps.ts';
import { listFlows } from './list-flows.ts';
import { listRefusals } from './list-refusals.ts';
import { listRuns } from './list-runs.ts';
import { pauseFlow, settlePauses } from './pause-flow.ts';
import { createPlanCache } from './plan-cache.ts';
import { readDue } from './read-due.ts';
import { readFlowCounts } from './read-flow-counts.ts';
import { readRun } from './read-run.ts';
import { startRuns } from './start-runs.ts';
import { stopRun } from './stop-run.ts';
import { fakeCapabilities, newAction, newCustomer, newPublishedFlow, silentLog, sketchPlan } from './testing.ts';

let data: TestDatabase;
beforeAll(async () => {
	data = await testDatabase();
});
afterAll(() => data.close());

const sorter = defineNode({
	type: 'test.ask',
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'point', category: 'decision' },
	config: {},
	outputs: outputs({ next: output(), other: output({ mayEnd: true }) }),
	card: { summary: '' },
	effect: { class: 'none' },
	examples: [],
});
const still = { ...sorter, type: 'test.wait' as const };
const half = implement(sorter, {
	async run({ run, to }) {
		return to.leave(run.values.action?.custom.goes === 'other' ? 'other' : 'next');
	},
}) as unknown as AnyServerHalf;
const deps: AdvanceDeps = {
	plans: createPlanCache(),
	capabilitiesOf: () => fakeCapabilities(),
	wakeUp: async () => {},
	nodes: nodeHalves([sorter, still], { 'test.ask': half }),
	log: silentLog,
};

const document = {
	schema: 1,
	nodes: [
		{ id: 'a', type: 'test.ask', version: 1, name: 'Развилка', config: {}, position: { x: 0, y: 0 } },
		{ id: 'b', type: 'test.wait', version: 1, name: '', config: {}, position: { x: 0, y: 0 } },
	],
	edges: [],
	notes: [],
	groups: [],
	settings: { entry: { rule: 'one_at_a_time', key: 'customer' }, exit: null },
} as const;

async function flowWith(goes: readonly ('next' | 'other')[]) {
	const template = crypto.randomUUID();
	const plan = sketchPlan({
		templates: [template],
		first: 'a',
		entry: { rule: 'one_at_a_time', key: 'customer' },
		steps: {
			a: { op: { op: 'ask', config: {} }, next: { next: 'b', other: null } },
			b: { op: { op: 'wait', rule: { kind: 'for', duration: 'PT2H' }, then: 'next' }, next: { next: null } },
		},
	});
	const flow = await newPublishedFlow(data.db, plan, { document });
	const customers: number[] = [];
	for (const output of goes) {
		const customerId = await newCustomer(data.db);
		customers.push(customerId);
		const action = await newAction(data.db, { customerId, templateId: template, custom: { goes: output } });
		await data.db.transaction().execute((tx) => startRuns(tx, deps, [action]));
	}
	await advanceRuns(data.db, deps);
	return { ...flow, template, customers };
}

const ago = async (ms: number) =>
	new Date(
		(await data.db.selectNoFrom(sql<Date>`volna.now_stable()`.as('now')).executeTakeFirstOrThrow()).now.getTime() - ms,
	);

test('figures balance: what entered a node is here now, or passed, or ended here', async () => {
	const { flowId, versionId, template, customers } = await flowWith(['next', 'next', 'other']);
	const again = await newAction(data.db, { customerId: customers[0]!, templateId: template });
	await data.db.transaction().execute((tx) => startRuns(tx, deps, [again]));
	const counts = await readFlowCounts(data.db, flowId, { since: await ago(60_000), versionId });
	expect(counts).toMatchObject({
		trigger: { hits: 4, entered: 3, refused: [{ reason: 'already_active', count: 1 }] },
		nodes: [
			{
				nodeId: 'a',
				entered: 3,
				customers: 3,
				hereNow: 0,
				outputs: [{ output: 'next', passed: 2 }],
				ended: [{ reason: 'output:other', count: 1 }],
			},
			{ nodeId: 'b', entered: 2, customers: 2, hereNow: 2, outputs: [], ended: [] },
		],
	});
	expect(counts.nodes[1]!.nextDueAt!.getTime()).toBeGreaterThan((await ago(-7_100_000)).getTime());
	for (const node of counts.nodes) {
		const gone = [...node.outputs.map((one) => one.passed), ...node.ended.map((one) => one.count)];
		expect(node.entered).toBe(node.hereNow + gone.reduce((a, b) => a + b, 0));
	}
});

test('the share of messages not sent is of all that were asked for', async () => {
	const { flowId, versionId } = await flowWith(['next']);
	for (const state of ['queued', 'delivered', 'unknown', 'suppressed']) {
		await sql`
			insert into message (account_id, campaign_id, lane, state, profile, customer_id, planned_for, flow_id, version_id,
				node_id, sender, hours, zone, due_at, not_after)
			values (uuidv7(), uuidv7(), 1, ${state}, 'marketing', 1, 1, ${flowId}, ${versionId}, 'b', 'VOLNA', ${json({ any: true })},
				'UTC', now(), now())`.execute(data.db);
	}
	expect((await listFlows(data.db)).find((flow) => flow.id === flowId)).toMatchObject({ notSentShare: 0.25 });
});

test('the list of flows shows state, version, thirty days and who is inside', async () => {
	const { flowId } = await flowWith(['next', 'other']);
	const flow = (await listFlows(data.db, { state: 'active' })).find((one) => one.id === flowId)!;
	expect(flow).toMatchObject({ version: 1, entered30d: 2, hereNow: 1, notSentShare: null, draftDiffers: false });
	expect(flow.enteredByDay).toHaveLength(30);
	expect(flow.enteredByDay.at(-1)).toBe(2);
	expect(await listFlows(data.db, { q: 'нет такого' })).toEqual([]);
});

test('pages of runs follow one another without a gap or a repeat', async () => {
	const { flowId, customers } = await flowWith(['next', 'other', 'next', 'other', 'next']);
	const seen: number[] = [];
	for (let after: string | undefined; ; ) {
		const page = await listRuns(data.db, { flowId, limit: 2, after });
		seen.push(...page.map((run) => run.customer.id));
		after = page.at(-1)?.id;
		if (after === undefined) break;
	}
	expect(seen).toEqual([...customers].reverse());
	expect(await listRuns(data.db, { flowId, state: 'inside' })).toHaveLength(3);
	expect(await listRuns(data.db, { flowId, nodeId: 'b', q: String(customers[0]) })).toMatchObject([
		{ customer: { id: customers[0] }, nodeId: 'b', version: 1, endedAt: null },
	]);
});

test('a path shows the steps on the version that was run, and what the run waits for', async () => {
	const { flowId } = await flowWith(['next']);
	const [summary] = await listRuns(data.db, { flowId });
	const path = await readRun(data.db, summary!.id);
	expect(path!.steps.map((step) => [step.nodeName, step.kind, step.output])).toEqual([
		['Развилка', 'passed', 'next'],
		['', 'parked', null],
	]);
	expect(path!.waiting).toMatchObject({ nodeId: 'b', for: 'time', until: summary!.dueAt });
	expect(path!.document).toEqual(document);
	expect(await readRun(data.db, crypto.randomUUID())).toBeNull();
});

test('a run of a paused flow says so, and still when its wait ends', async () => {
	const { flowId } = await flowWith(['next']);
	const [before] = await listRuns(data.db, { flowId });
	await pauseFlow(data.db, flowId);
	while ((await settlePauses(data.db)) > 0);
	const [run] = await listRuns(data.db, { flowId });
	expect(run).toMatchObject({ flow: { state: 'paused' }, dueAt: before!.dueAt });
	expect((await readRun(data.db, run!.id))!.waiting!.until).toEqual(before!.dueAt);
});

test('a stopped run ends for good, frees its entry and names itself to messaging', async () => {
	const { flowId, template, customers } = await flowWith(['next']);
	const [run] = await listRuns(data.db, { flowId });
	const stop = () => data.db.transaction().execute((tx) => stopRun(tx, { runId: run!.id, staffId: 'anna' }));
	expect(await stop()).toEqual({ kind: 'stopped', runIds: [run!.id] });
	expect(await stop()).toEqual({ kind: 'run-ended' });
	expect((await readRun(data.db, run!.id))!.steps.at(-1)).toMatchObject({
		kind: 'ended',
		reason: 'person',
		details: { staffId: 'anna' },
	});
	const again = await newAction(data.db, { customerId: customers[0]!, templateId: template });
	expect(await data.db.transaction().execute((tx) => startRuns(tx, deps, [again]))).toMatchObject({ started: 1 });
	await advanceRuns(data.db, deps);
});

test('refused hits are listed with their reason, and dropped after thirty days', async () => {
	const { flowId, template, customers } = await flowWith(['next']);
	const again = await newAction(data.db, { customerId: customers[0]!, templateId: template });
	await data.db.transaction().execute((tx) => startRuns(tx, deps, [again]));
	expect(await listRefusals(data.db, flowId)).toMatchObject([
		{ reason: 'already_active', version: 1, customer: { id: customers[0] } },
	]);
	const [first] = await listRefusals(data.db, flowId);
	expect(await listRefusals(data.db, flowId, { after: first!.id })).toEqual([]);
	expect(await dropOldRefusals(data.db)).toBe(0);
	await data.moveClock(31 * 86_400_000);
	expect(await dropOldRefusals(data.db)).toBeGreaterThan(0);
	expect(await listRefusals(data.db, flowId)).toEqual([]);
	await data.moveClock(-31 * 86_400_000);
});

test('the time until the next due run is known by lane', async () => {
	await flowWith(['next']);
	await advanceRuns(data.db, deps);
	const due = await readDue(data.db, [0, 1, 2]);
	expect(due.lanes).toEqual([]);
	expect(due.nextInMs).toBeGreaterThan(7_000_000);
	expect(await readDue(data.db, [2])).toEqual({ lanes: [], nextInMs: null });
	await data.moveClock(7_300_000);
	expect((await readDue(data.db, [0, 1, 2])).lanes).toEqual([1]);
});
