import { createHash } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { Plan } from '@volna/flow';
import { type AnyServerHalf, defineNode, implement, output, outputs, type RunRef } from '@volna/node-sdk';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { advanceRuns } from './advance-runs.ts';
import { type AdvanceDeps, nodeHalves } from './engine-deps.ts';
import { pauseFlow, resumeFlow, settlePauses } from './pause-flow.ts';
import { createPlanCache } from './plan-cache.ts';
import { startRuns } from './start-runs.ts';
import { runMoves } from './states.ts';
import { stopRun } from './stop-run.ts';
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
	await sql`create table effect_of_test (key text primary key)`.execute(data.db);
	await refuseOtherMoves();
});
afterAll(() => data.close());

/** Every move of a run that the engine writes has to be one of `runMoves`. */
async function refuseOtherMoves(): Promise<void> {
	const pairs = Object.entries(runMoves).flatMap(([from, to]) => to.map((state) => `${from} ${state}`));
	await sql`create table allowed_move (pair text primary key)`.execute(data.db);
	await sql`insert into allowed_move select unnest(${pairs}::text[])`.execute(data.db);
	await sql`
		create function refuse_other_moves() returns trigger language plpgsql as $$
		begin
			if not exists (select from allowed_move where pair = old.state || ' ' || new.state) then
				raise exception 'a run may not go from % to %', old.state, new.state;
			end if;
			return new;
		end $$`.execute(data.db);
	await sql`create trigger run_moves before update on run for each row execute function refuse_other_moves()`.execute(
		data.db,
	);
}

const shared = {
	version: 1,
	minVersion: 1,
	kind: 'control',
	look: { icon: 'point', category: 'decision' },
	config: {},
	card: { summary: '' },
	effect: { class: 'none' },
	examples: [],
} as const;
const split = defineNode({ ...shared, type: 'test.split', outputs: outputs({ next: output(), other: output() }) });
const send = defineNode({
	...shared,
	type: 'test.send',
	outputs: outputs({ sent: output(), failed: output(), late: output() }),
});
const wait = defineNode({ ...shared, type: 'test.wait', outputs: outputs({ next: output() }) });
const end = defineNode({ ...shared, type: 'test.end', outputs: outputs({}) });

/** What a run does is a function of its id, its node and its visit, so the model can foretell it. */
const dice = (text: string) => createHash('md5').update(text).digest()[0]!;
const splitOf = (runId: string, node: string, visit: number) =>
	dice(`${runId} ${node} ${visit}`) % 2 ? 'next' : 'other';
const messageOf = (key: string) =>
	createHash('md5')
		.update(key)
		.digest('hex')
		.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

let poisoned = false;
let killed = false;
let tx: Parameters<AdvanceDeps['capabilitiesOf']>[0];
const deps: AdvanceDeps = {
	plans: createPlanCache(),
	capabilitiesOf: (step) => {
		tx = step;
		return fakeCapabilities();
	},
	wakeUp: async () => {},
	log: silentLog,
	async committing() {
		if (killed) throw new Error('killed before the commit');
	},
	nodes: nodeHalves([split, send, wait, end], {
		'test.split': implement(split, {
			async runBatch({ runs, to }) {
				if (poisoned && runs.length > 1) throw new Error('fails together');
				return new Map(runs.map((run) => [run.id, to.leave(splitOf(run.id, run.nodeId, run.visit))]));
			},
		}) as unknown as AnyServerHalf,
		'test.send': implement(send, {
			async runBatch({ runs, to, now }) {
				const keys = runs.map((run: RunRef) => run.key);
				await sql`insert into effect_of_test select unnest(${keys}::text[])`.execute(tx);
				return new Map(
					runs.map((run) => [
						run.id,
						to.waitForMessage({
							message: messageOf(run.key),
							leave: { delivered: 'sent', not_sent: 'failed' },
							until: now.add({ hours: 1 }),
							late: 'late',
						}),
					]),
				);
			},
		}) as unknown as AnyServerHalf,
	}),
};

type Path = string[];

/** The whole path of a run, made by hand: the oracle. */
function foretell(plan: Plan, runId: string, outcomes: ReadonlyMap<string, 'sent' | 'failed'>): Path {
	const path: Path = [];
	const visits = new Map<string, number>();
	let node = plan.trigger.first;
	for (let steps = 1; node !== null; steps++) {
		const step = plan.steps.find((one) => one.node === node)!;
		const visit = (visits.get(node) ?? 0) + 1;
		visits.set(node, visit);
		if (visit > step.maxVisits) return [...path, `${node} ended visit_limit`];
		if (steps > plan.maxSteps) return [...path, `${node} ended step_limit`];
		if (step.type === 'test.end') return [...path, `${node} ended end`];
		const left: string =
			step.type === 'test.split'
				? splitOf(runId, node, visit)
				: step.type === 'test.send'
					? (outcomes.get(messageOf(`${runId}.${node}.${visit}`)) ?? 'late')
					: 'next';
		const target: string | null = step.next[left] ?? null;
		path.push(target === null ? `${node} ended output:${left}` : `${node} passed ${left}`);
		node = target;
	}
	return path;
}

const nodeIds = ['a', 'b', 'c', 'd'] as const;
const target = fc.constantFrom(...nodeIds, 'z', null);
const sketch: fc.Arbitrary<StepSketch> = fc.oneof(
	fc
		.record({ next: target, other: target })
		.map((next): StepSketch => ({ type: 'test.split', op: { op: 'ask', config: {} }, next, maxVisits: 4 })),
	fc.record({ sent: target, failed: target, late: target }).map(
		(next): StepSketch => ({
			type: 'test.send',
			op: { op: 'ask', config: {} },
			next,
			maxVisits: 3,
			effect: { class: 'inside' },
		}),
	),
	fc.record({ minutes: fc.integer({ min: 1, max: 90 }), next: target }).map(
		({ minutes, next }): StepSketch => ({
			type: 'test.wait',
			op: { op: 'wait', rule: { kind: 'for', duration: Temporal.Duration.from({ minutes }).toString() }, then: 'next' },
			next: { next },
			maxVisits: 5,
		}),
	),
);
const planOf = (template: string) =>
	fc.tuple(sketch, sketch, sketch, sketch).map(([a, b, c, d]) =>
		sketchPlan({
			templates: [template],
			first: 'a',
			maxSteps: 12,
			steps: { a, b, c, d, z: { type: 'test.end', op: { op: 'end', label: '', success: true } } },
		}),
	);

const command = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('start'), n: fc.integer({ min: 1, max: 4 }) }) },
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('advance'),
			rounds: fc.constantFrom(1, 2, 50),
			kill: fc.boolean(),
			poison: fc.boolean(),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('time'), minutes: fc.integer({ min: 1, max: 120 }) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('status'),
			pick: fc.nat(),
			outcome: fc.constantFrom('delivered', 'not_sent', 'handed_off'),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('stop'), pick: fc.nat() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('pause') }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('resume') }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('publish') }) },
) as fc.Arbitrary<
	| { do: 'start'; n: number }
	| { do: 'advance'; rounds: number; kill: boolean; poison: boolean }
	| { do: 'time'; minutes: number }
	| { do: 'status'; pick: number; outcome: 'delivered' | 'not_sent' | 'handed_off' }
	| { do: 'stop'; pick: number }
	| { do: 'pause' | 'resume' | 'publish' }
>;

test('whatever starts, stops, statuses, pauses, publishes and kills come, each run takes the path its plan foretells, each effect once', {
	timeout: 120_000,
}, async () => {
	const template = crypto.randomUUID();
	await fc.assert(
		fc.asyncProperty(
			planOf(template),
			planOf(template),
			fc.array(command, { minLength: 5, maxLength: 40 }),
			async (first, second, commands) => {
				await data.db.deleteFrom('flowTrigger').execute();
				const flow = await newPublishedFlow(data.db, first);
				const plans = new Map([[flow.versionId, first]]);
				const outcomes = new Map<string, 'sent' | 'failed'>();
				const stopped = new Set<string>();

				const advance = async (rounds = 50) => {
					try {
						await advanceRuns(data.db, deps, { rounds });
					} catch (error) {
						if (!killed) throw error;
					}
				};
				for (const one of commands) {
					if (one.do === 'start') {
						const actions: Awaited<ReturnType<typeof newAction>>[] = [];
						for (let n = 0; n < one.n; n++) {
							actions.push(await newAction(data.db, { customerId: await newCustomer(data.db), templateId: template }));
						}
						await data.db.transaction().execute((step) => startRuns(step, deps, actions));
					} else if (one.do === 'advance') {
						[killed, poisoned] = [one.kill, one.poison];
						await advance(one.rounds);
						[killed, poisoned] = [false, false];
					} else if (one.do === 'time') await data.moveClock(one.minutes * 60_000);
					else if (one.do === 'status') {
						const waits = await data.db.selectFrom('runWait').select('messageId').orderBy('messageId').execute();
						const picked = waits[one.pick % Math.max(1, waits.length)]?.messageId;
						if (!picked) continue;
						const met = await data.db
							.transaction()
							.execute((step) => wakeWaitingRuns(step, [{ messageId: picked, outcome: one.outcome }]));
						if (met > 0) outcomes.set(picked, one.outcome === 'delivered' ? 'sent' : 'failed');
					} else if (one.do === 'stop') {
						const live = await data.db
							.selectFrom('run')
							.select('id')
							.where('flowId', '=', flow.flowId)
							.where('endedAt', 'is', null)
							.orderBy('id')
							.execute();
						const runId = live[one.pick % Math.max(1, live.length)]?.id;
						if (!runId) continue;
						await data.db.transaction().execute((step) => stopRun(step, { runId, staffId: null }));
						stopped.add(runId);
					} else if (one.do === 'pause') {
						await pauseFlow(data.db, flow.flowId);
						await settlePauses(data.db, 2);
					} else if (one.do === 'resume') {
						await resumeFlow(data.db, flow.flowId);
						await settlePauses(data.db, 2);
					} else if (plans.size === 1) plans.set(await newVersion(data.db, flow.flowId, second), second);
				}

				await resumeFlow(data.db, flow.flowId);
				while ((await settlePauses(data.db)) > 0);
				for (let n = 0; n < 40; n++) {
					await data.db.transaction().execute((step) => wakeMetRuns(step));
					await advance();
					await data.moveClock(91 * 60_000);
				}

				const runs = await data.db.selectFrom('run').selectAll().where('flowId', '=', flow.flowId).execute();
				for (const run of runs) {
					expect(run.endedAt).not.toBeNull();
					const lines = await data.db
						.selectFrom('step')
						.selectAll()
						.where('runId', '=', run.id)
						.where('kind', '<>', 'parked')
						.orderBy('at')
						.orderBy('id')
						.execute();
					const path = lines.map(
						(line) => `${line.nodeId} ${line.kind} ${line.kind === 'passed' ? line.output : line.reason}`,
					);
					const foretold = foretell(plans.get(run.versionId)!, run.id, outcomes);
					if (!stopped.has(run.id)) expect(path).toEqual(foretold);
					else {
						expect(path.at(-1)).toMatch(/ended person$/);
						expect(path.slice(0, -1)).toEqual(foretold.slice(0, path.length - 1));
					}
				}
				expect(await data.db.selectFrom('runWait').select('runId').execute()).toEqual([]);
				expect(
					await data.db
						.selectFrom('flowEntry')
						.select('liveRunId')
						.where('flowId', '=', flow.flowId)
						.where('liveRunId', 'is not', null)
						.execute(),
				).toEqual([]);
			},
		),
		{ numRuns: 12 },
	);
});
