import { setTimeout } from 'node:timers/promises';
import { type Db, type Tx, together, transact } from '@volna/db';
import { type Plan, type PlanStep, stepOf } from '@volna/flow';
import {
	type InsideCapabilities,
	type Json,
	liftConfig,
	type OutputName,
	parseConfig,
	type RunRef,
	renamed,
} from '@volna/node-sdk';
import { sql } from 'kysely';
import { failpoint } from '#failpoint';
import { askGroup, StepThrew } from './ask-group.ts';
import { type Runnable, runnableOf } from './can-run.ts';
import { type ClaimedRun, claimRuns, type Lane } from './claim-runs.ts';
import { type Cursor, end, hold, leave, lookAgain } from './cursor.ts';
import type { AdvanceDeps } from './engine-deps.ts';
import { describeError, errorCode, isRetryable, TryLater } from './faults.ts';
import { type MessageWait, type Stepped, stepAnswer, stepEnd, stepFault, stepWait, stepWake } from './next-step.ts';
import { keyedPer, keyOf } from './run-key.ts';
import { isCalendarWait } from './wait-end.ts';
import { type Travelled, writeMoves } from './write-moves.ts';

/** What one call did. While `more` is true there is due work left, so call again at once. */
export interface Advanced {
	readonly claimed: number;
	readonly ended: number;
	readonly more: boolean;
}

export interface AdvanceOptions {
	/** Lanes, in the order in which they are served; all by default. */
	readonly lanes?: readonly Lane[];
	/** Runs per lane and transaction. */
	readonly limit?: number;
	readonly rounds?: number;
	readonly forMs?: number;
}

const LANES: readonly Lane[] = [0, 1, 2];
const RETRIES = 3;

/**
 * Claims due runs, a batch per lane, and takes each as far as it goes: until it parks or ends, or the rounds or the time
 * of the transaction are spent. A killed worker's batch is due again at once.
 *
 * @throws when the database is away or a deadlock outlived its retries; nothing of that batch has happened then
 */
export async function advanceRuns(db: Db, deps: AdvanceDeps, options: AdvanceOptions = {}): Promise<Advanced> {
	let total: Advanced = { claimed: 0, ended: 0, more: false };
	for (const lane of options.lanes ?? LANES) {
		const one = await advanceLane(db, deps, lane, options);
		total = {
			claimed: total.claimed + one.claimed,
			ended: total.ended + one.ended,
			more: total.more || one.more,
		};
	}
	return total;
}

async function advanceLane(db: Db, deps: AdvanceDeps, lane: Lane, options: AdvanceOptions): Promise<Advanced> {
	let guarded = false;
	for (let attempt = 0; ; ) {
		try {
			return await transact(db, (tx) => advanceBatch(tx, deps, lane, guarded, options));
		} catch (error) {
			if (error instanceof MonthMissing) await makeMonths(db, deps, error.at);
			else if (error instanceof StepThrew) guarded = true;
			else if (!isRetryable(error) || attempt >= RETRIES) throw error;
			else {
				attempt++;
				deps.log.warn({ error: describeError(error), attempt }, 'a batch of runs is tried again');
				await setTimeout(Math.random() * 20 * attempt);
			}
		}
	}
}

const AHEAD_MS = 32 * 86_400_000;

/** Making a month locks the whole log, so it is done before the batch, in a transaction of its own. */
class MonthMissing extends Error {
	readonly at: Date;
	constructor(at: Date) {
		super('the step log may have no such month yet');
		this.at = at;
	}
}

/** Until when the months of the log are known to be there. */
const monthsUntil = new WeakMap<AdvanceDeps['plans'], Date>();

async function makeMonths(db: Db, deps: AdvanceDeps, at: Date): Promise<void> {
	const until = new Date(at.getTime() + AHEAD_MS);
	await sql`select volna.ensure_months('step', ${at}, ${until})`.execute(db);
	monthsUntil.set(deps.plans, until);
}

/** A claimed run on its way. */
interface Traveller {
	readonly run: ClaimedRun;
	readonly plan: Plan;
	readonly lines: Travelled['lines'][number][];
	cursor: Cursor;
	wait: MessageWait | null;
	/** What its wait listens for, until it has left. */
	heard: readonly MessageWait[];
	/** Whether it goes round again. */
	onward: boolean;
}

async function advanceBatch(
	tx: Tx,
	deps: AdvanceDeps,
	lane: Lane,
	guarded: boolean,
	options: AdvanceOptions,
): Promise<Advanced> {
	const { limit = 500, rounds = 50, forMs = 200 } = options;
	const [claimed] = await together([
		claimRuns(tx, lane, limit),
		// What a crashed server forgets, its runs do again; a message's intent is flushed, and all before it.
		sql`set local synchronous_commit = off`.execute(tx),
	]);
	if (claimed.length === 0) return { claimed: 0, ended: 0, more: false };
	failpoint('run.claimed');
	const batch = await openBatch(tx, deps, claimed, guarded);

	let moving: readonly Traveller[] = batch.travellers;
	for (let round = 0; moving.length > 0 && round < rounds; round++) {
		if (round > 0 && batch.elapsedMs() > forMs) break;
		const at = batch.now();
		const staying = await endByExit(batch, moving, at);
		for (const group of Map.groupBy(staying, placeOf).values()) await stepGroup(batch, group, at);
		moving = moving.filter((traveller) => traveller.onward && traveller.cursor.state === 'ready');
	}
	failpoint('run.answered');
	const stopped = batch.travellers.filter(({ cursor }) => cursor.endReason === 'exit_condition');
	await together([
		writeMoves(tx, batch.travellers).then(() => failpoint('run.written')),
		stopped.length > 0 &&
			deps.runsStopped?.(
				tx,
				stopped.map(({ run }) => run.id),
			),
	]);
	const more = claimed.length === limit || moving.length > 0;
	await together([deps.committing?.(tx), moving.length > 0 && deps.wakeUp(tx, 'run.advance')]);
	return { claimed: claimed.length, ended: batch.travellers.filter(({ cursor }) => cursor.endedAt).length, more };
}

interface Batch {
	readonly tx: Tx;
	readonly deps: AdvanceDeps;
	readonly can: InsideCapabilities;
	/** Whether groups are asked behind savepoints. */
	readonly guarded: boolean;
	readonly travellers: readonly Traveller[];
	/** Zones of customers, read when a wait asks. */
	readonly zones: Map<number, string>;
	elapsedMs(): number;
	/** The database's clock, carried on by this process's monotonic one. */
	now(): Date;
}

async function openBatch(tx: Tx, deps: AdvanceDeps, claimed: readonly ClaimedRun[], guarded: boolean): Promise<Batch> {
	const startedAt = performance.now();
	const { now } = claimed[0]!;
	const elapsedMs = () => performance.now() - startedAt;
	const months = monthsUntil.get(deps.plans);
	// The clock of a database may be set back in a test; months before the one it was read in are then asked for again.
	if (!months || now.getTime() + 60_000 > months.getTime() || now.getTime() + AHEAD_MS < months.getTime()) {
		throw new MonthMissing(now);
	}

	const plans = await deps.plans.get(tx, new Set(claimed.map((run) => run.versionId)));
	const [, heard] = await together([
		lockCustomers(
			tx,
			claimed.filter((run) => plans.get(run.versionId)?.locksCustomer).map((run) => run.customerId),
		),
		readWaits(
			tx,
			claimed.filter((run) => run.parked).map((run) => run.id),
		),
	]);
	return {
		tx,
		deps,
		can: deps.capabilitiesOf(tx),
		guarded,
		zones: new Map(),
		elapsedMs,
		now: () => new Date(now.getTime() + elapsedMs()),
		travellers: claimed.map((run) => ({
			run,
			plan: plans.get(run.versionId)!,
			lines: [],
			cursor: { ...run, endedAt: null, endReason: null },
			wait: null,
			heard: heard.get(run.id) ?? [],
			onward: true,
		})),
	};
}

async function lockCustomers(tx: Tx, ids: readonly number[]): Promise<void> {
	if (ids.length === 0) return;
	await sql`select from customer where id = any (${ids}::bigint[]) order by id for no key update`.execute(tx);
}

/** Read under lock: a status that is being recorded is waited for, so that it beats the timer it came before. */
async function readWaits(tx: Tx, runIds: readonly string[]): Promise<ReadonlyMap<string, readonly MessageWait[]>> {
	if (runIds.length === 0) return new Map();
	const { rows } = await sql<MessageWait & { runId: string }>`
		select run_id, message_id, leave, met_by from run_wait
		where run_id = any (${runIds}::uuid[])
		order by run_id, ordinal
		for update`.execute(tx);
	return Map.groupBy(rows, (row) => row.runId);
}

/** Runs whose version has an exit filter that holds end here; the others are returned. */
async function endByExit(batch: Batch, moving: readonly Traveller[], at: Date): Promise<readonly Traveller[]> {
	const asked = Map.groupBy(
		moving.filter((traveller) => traveller.plan.exit !== null),
		(traveller) => traveller.run.versionId,
	);
	for (const group of asked.values()) {
		const holding = await batch.can.filters.match(
			group[0]!.plan.exit!,
			group.map((traveller) => refOf(traveller)),
		);
		for (const traveller of group) {
			if (holding.has(traveller.run.id)) settle(traveller, end(traveller.cursor, 'exit_condition', at, {}, 'stopped'));
		}
	}
	return moving.filter((traveller) => traveller.cursor.endedAt === null);
}

function placeOf({ run, cursor }: Traveller): string {
	return `${run.versionId} ${cursor.nodeId}`;
}

function refOf({ run, cursor }: Traveller, step?: PlanStep): RunRef {
	return {
		id: run.id,
		customerId: run.customerId,
		nodeId: cursor.nodeId,
		visit: cursor.visit,
		key: keyOf(run.id, cursor.nodeId, cursor.visit, step ? keyedPer(step.effect) : 'visit'),
		values: cursor.values,
		...(cursor.dueAt !== 'infinity' && { dueAt: cursor.dueAt }),
	};
}

function settle(traveller: Traveller, stepped: Stepped): void {
	const before = traveller.cursor;
	traveller.cursor = stepped.cursor;
	traveller.lines.push(...stepped.lines);
	traveller.wait = stepped.wait ?? null;
	traveller.onward = stepped.cursor.nodeId !== before.nodeId || stepped.cursor.visit !== before.visit;
	if (traveller.onward) traveller.heard = [];
}

/** Runs of one (version, node). */
async function stepGroup(batch: Batch, group: readonly Traveller[], at: Date): Promise<void> {
	const { plan, cursor } = group[0]!;
	const step = stepOf(plan, cursor.nodeId);
	if (!step && cursor.nodeId === plan.trigger.node) {
		for (const traveller of group) settle(traveller, leave(plan, traveller.cursor, 'next', at));
		return;
	}
	const runnable = step && runnableOf(batch.deps.nodes, step);
	if (!step || !runnable) return holdGroup(batch, group, step);
	const { op } = step;
	switch (op.op) {
		case 'end':
			for (const traveller of group) settle(traveller, stepEnd(op, traveller.cursor, at));
			return;
		case 'wait':
			if (isCalendarWait(op.rule)) await readZones(batch, group);
			for (const traveller of group) {
				const zone = batch.zones.get(traveller.run.customerId) ?? 'UTC';
				settle(traveller, stepWait(plan, op, traveller.cursor, zone, at));
			}
			return;
		case 'ask':
			return askHalf(batch, group, step, op, runnable, at);
	}
}

/** The node is not known here, or newer or older than this process can run: kept for a worker that can. */
function holdGroup(batch: Batch, group: readonly Traveller[], step: PlanStep | undefined): void {
	const { plan, cursor } = group[0]!;
	batch.deps.log.warn(
		{
			flowId: group[0]!.run.flowId,
			plan: plan.hash,
			nodeId: cursor.nodeId,
			type: step?.type,
			version: step?.version,
			runs: group.length,
		},
		'runs are held: this worker cannot run their node',
	);
	for (const traveller of group) settle(traveller, hold(traveller.cursor));
}

async function askHalf(
	batch: Batch,
	group: readonly Traveller[],
	step: PlanStep,
	op: Extract<PlanStep['op'], { op: 'ask' }>,
	{ definition, half }: Runnable,
	at: Date,
): Promise<void> {
	const { plan } = group[0]!;
	const asked = group.filter((traveller) => {
		const woken = traveller.cursor.parked ? stepWake(plan, traveller.cursor, traveller.heard, at) : null;
		if (woken) settle(traveller, woken);
		return !woken;
	});
	if (asked.length === 0) return;
	const lifted = liftConfig(definition, step.version, op.config);
	const climbed = lifted.kind === 'retired' ? lifted.lifted : lifted.kind === 'lifted' ? lifted : null;
	if (!half || !climbed) return holdGroup(batch, asked, step);

	const stored = storedNames(step, climbed.outputs);
	const refs = new Map(asked.map((traveller) => [traveller.run.id, refOf(traveller, step)]));
	// A plan made by an older declaration lacks the defaults of fields it did not have.
	const parsed = step.version === definition.version ? null : parseConfig(definition.config, climbed.config);
	if (parsed && !parsed.ok) return holdGroup(batch, asked, step);
	const own = half.versions?.[step.version] ? op.config : null;
	const config = own ?? (parsed?.config as Json | undefined) ?? climbed.config;
	const answers = await askGroup(
		batch.tx,
		{ step, half, config, can: batch.can, now: at },
		[...refs.values()],
		batch.guarded,
	);
	let later: TryLater | undefined;
	for (const traveller of asked) {
		const answer = answers.get(traveller.run.id)!;
		if (answer.kind !== 'fault') settle(traveller, stepAnswer(plan, traveller.cursor, answer, stored, at));
		else if (answer.error instanceof TryLater) {
			later = answer.error;
			settle(traveller, lookAgain(traveller.cursor, new Date(at.getTime() + later.retryAfterMs)));
		} else {
			batch.deps.log.error(
				{
					runId: traveller.run.id,
					nodeId: step.node,
					attempt: traveller.cursor.attempts + 1,
					error: describeError(answer.error),
				},
				'a step threw',
			);
			settle(traveller, stepFault(plan, step, traveller.cursor, errorCode(answer.error), at));
		}
	}
	if (later) {
		batch.deps.log.warn({ nodeId: step.node, code: later.code, runs: asked.length }, 'a step is tried again later');
	}
}

/** The plan's names of outputs that a newer definition calls otherwise. */
function storedNames(step: PlanStep, renames: Parameters<typeof renamed>[0]): (output: OutputName) => OutputName {
	const names = new Map(Object.keys(step.next).map((name) => [renamed(renames, name), name]));
	return (output) => names.get(output) ?? output;
}

/** The zone of a customer: the customer's own, else the project's. */
async function readZones(batch: Batch, group: readonly Traveller[]): Promise<void> {
	const ids = group.map(({ run }) => run.customerId).filter((id) => !batch.zones.has(id));
	if (ids.length === 0) return;
	const { rows } = await sql<{ id: number; zone: string }>`
		select w.id, coalesce(c.time_zone, p.time_zone) as zone
		from unnest(${ids}::bigint[]) as w (id)
		left join customer_alias l on l.id = w.id
		left join customer c on c.id = coalesce(l.survivor_id, w.id)
		cross join project p`.execute(batch.tx);
	for (const row of rows) batch.zones.set(row.id, row.zone);
}
