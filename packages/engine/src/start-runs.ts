import { json, prepared, type Tx, together } from '@volna/db';
import type { EntryRule, Plan } from '@volna/flow';
import type { RecordedAction, RunRef } from '@volna/node-sdk';
import { sql } from 'kysely';
import { type Hit, refusedBeforeFilter, refusedByState } from './admit-hits.ts';
import type { StartDeps } from './engine-deps.ts';
import { keyOf } from './run-key.ts';
import { startValues } from './run-values.ts';
import type { FlowState, RefusalReason } from './states.ts';

/** What a batch of actions started. */
export interface StartedRuns {
	readonly started: number;
	readonly refused: number;
}

interface PlannedHit extends Hit {
	readonly plan: Plan;
	readonly entity: string;
}

/**
 * Starts the runs of stored actions, in the transaction that stored them: each matching trigger of each active version
 * starts one, unless age, trust, filter, the flow's state or its entry rule refuse it; a refusal leaves a row. The
 * wake-up is the last statement, so nothing may follow in that transaction. Rules: entry and re-entry of a flow.
 */
export async function startRuns(tx: Tx, deps: StartDeps, actions: readonly RecordedAction[]): Promise<StartedRuns> {
	if (actions.length === 0) return { started: 0, refused: 0 };
	const { hits, now } = await findHits(tx, deps, actions);
	if (hits.length === 0) return { started: 0, refused: 0 };

	const refused = new Map<PlannedHit, RefusalReason>();
	const refuse = (candidates: readonly PlannedHit[], why: (hit: PlannedHit) => RefusalReason | null) =>
		candidates.filter((hit) => {
			const reason = why(hit);
			if (reason) refused.set(hit, reason);
			return !reason;
		});

	let left = refuse(hits, (hit) => refusedBeforeFilter(hit, now));
	const passed = await passFilters(tx, deps, left);
	left = refuse(left, (hit) => (passed.has(hit.runId) ? null : 'filter'));
	left = refuse(left, refusedByState);
	const entered = await enter(tx, left, now);
	left = refuse(left, (hit) => (entered.has(hit.runId) ? null : 'already_active'));

	await together([
		insertRuns(tx, left, now),
		insertRefusals(tx, refused, now),
		left.length > 0 && deps.wakeUp(tx, 'run.advance'),
	]);
	return { started: left.length, refused: refused.size };
}

async function findHits(tx: Tx, deps: StartDeps, actions: readonly RecordedAction[]) {
	const { rows } = await sql<{
		idx: number;
		flowId: string;
		versionId: string;
		ignoreOlder: string;
		acceptUntrusted: boolean;
		state: FlowState;
		runId: string;
		now: Date;
	}>`${prepared}
		select a.idx, t.flow_id, t.version_id, t.ignore_older, t.accept_untrusted, f.state, uuidv7() as run_id,
			volna.now_exact() as now
		from unnest(${actions.map((_, index) => index)}::int[], ${actions.map((action) => action.templateId)}::uuid[])
			as a (idx, template_id)
		join flow_trigger t on t.kind = 'action' and t.subject_id = a.template_id
		join flow f on f.id = t.flow_id
		order by a.idx, t.flow_id`.execute(tx);
	const plans = await deps.plans.get(tx, new Set(rows.map((row) => row.versionId)));
	const hits = rows.map(({ idx, now: _, ...row }): PlannedHit => {
		const action = actions[idx]!;
		const plan = plans.get(row.versionId)!;
		return { ...row, action, plan, entity: entityOf(plan.entry, action) };
	});
	return { hits, now: rows[0]?.now ?? new Date(0) };
}

/** What an entry rule counts by: the customer alone, or the customer and an order. */
function entityOf(entry: EntryRule, action: RecordedAction): string {
	return entry.key === 'order' ? (action.order?.ref ?? '') : '';
}

async function passFilters(tx: Tx, deps: StartDeps, hits: readonly PlannedHit[]): Promise<ReadonlySet<string>> {
	const passed = new Set(hits.filter((hit) => !hit.plan.trigger.filter).map((hit) => hit.runId));
	const byVersion = Map.groupBy(
		hits.filter((hit) => hit.plan.trigger.filter),
		(hit) => hit.versionId,
	);
	if (byVersion.size === 0) return passed;
	const can = deps.capabilitiesOf(tx);
	for (const group of byVersion.values()) {
		const { filter } = group[0]!.plan.trigger;
		for (const id of await can.filters.match(filter!, group.map(asRunRef))) passed.add(id);
	}
	return passed;
}

function asRunRef(hit: PlannedHit): RunRef {
	return {
		id: hit.runId,
		customerId: hit.action.customerId,
		nodeId: hit.plan.trigger.node,
		visit: 1,
		key: keyOf(hit.runId, hit.plan.trigger.node, 1, 'visit'),
		values: startValues(hit.action),
	};
}

/**
 * Applies the entry rule on `flow_entry`. Of two hits of one key in one instant one enters: the second waits for the
 * first one's row and then finds its run in it. The live run stands in the row itself, not behind a join, because a
 * statement that has waited sees only the row anew, and other tables as they were when it began.
 */
async function enter(tx: Tx, hits: readonly PlannedHit[], now: Date): Promise<ReadonlySet<string>> {
	if (hits.length === 0) return new Set();
	const everyTime = hits.filter((hit) => hit.plan.entry.rule === 'every_time');
	const entries = new Map<string, PlannedHit>();
	for (const hit of hits) {
		const key = `${hit.action.customerId} ${hit.flowId} ${hit.entity}`;
		if (hit.plan.entry.rule === 'every_time' || !entries.has(key)) entries.set(key, hit);
	}
	const rows = [...entries.values()];
	const entered = await sql<{ liveRunId: string }>`${prepared}
		insert into flow_entry (customer_id, flow_id, entity, last_start_at, live_run_id)
		select customer_id, flow_id, entity, ${now}, run_id
		from unnest(
			${rows.map((hit) => hit.action.customerId)}::bigint[],
			${rows.map((hit) => hit.flowId)}::uuid[],
			${rows.map((hit) => hit.entity)}::text[],
			${rows.map((hit) => hit.runId)}::uuid[]
		) as w (customer_id, flow_id, entity, run_id)
		order by customer_id, flow_id, entity
		on conflict (customer_id, flow_id, entity) do update
		set last_start_at = excluded.last_start_at, live_run_id = excluded.live_run_id
		where flow_entry.live_run_id is null
			or flow_entry.flow_id = any (${[...new Set(everyTime.map((hit) => hit.flowId))]}::uuid[])
		returning live_run_id`.execute(tx);
	return new Set([...entered.rows.map((row) => row.liveRunId), ...everyTime.map((hit) => hit.runId)]);
}

/** A run starts at the first node after the trigger, or at the trigger where there is none. */
async function insertRuns(tx: Tx, hits: readonly PlannedHit[], now: Date): Promise<void> {
	if (hits.length === 0) return;
	const rows = hits.map((hit) => {
		const nodeId = hit.plan.trigger.first ?? hit.plan.trigger.node;
		return {
			id: hit.runId,
			flow_id: hit.flowId,
			version_id: hit.versionId,
			customer_id: hit.action.customerId,
			node_id: nodeId,
			visits: { [nodeId]: 1 },
			values: startValues(hit.action),
			entity: hit.entity,
			action_id: hit.action.id,
			action_occurred_at: hit.action.occurredAt,
			order_id: hit.action.order?.ref ?? null,
		};
	});
	await sql`${prepared}
		insert into run (id, flow_id, version_id, customer_id, state, lane, node_id, visit, visits, step_count, values,
			entity, action_id, action_occurred_at, order_id, due_at, started_at, moved_at)
		select w.id, w.flow_id, w.version_id, w.customer_id, 'ready', 1, w.node_id, 1, w.visits, 1, w.values,
			w.entity, w.action_id, w.action_occurred_at, w.order_id, ${now}, ${now}, ${now}
		from jsonb_to_recordset(${json(rows)}) as w (id uuid, flow_id uuid, version_id uuid, customer_id bigint,
			node_id text, visits jsonb, values jsonb, entity text, action_id uuid, action_occurred_at timestamptz,
			order_id uuid)`.execute(tx);
}

async function insertRefusals(tx: Tx, refused: ReadonlyMap<PlannedHit, RefusalReason>, now: Date): Promise<void> {
	if (refused.size === 0) return;
	const rows = [...refused].map(([hit, reason]) => ({ hit, reason }));
	await sql`${prepared}
		insert into flow_refusal (customer_id, at, flow_id, version_id, reason, mode, action_id, action_occurred_at)
		select w.customer_id, ${now}, w.flow_id, w.version_id, w.reason, w.mode, w.action_id, w.occurred_at
		from unnest(
			${rows.map(({ hit }) => hit.action.customerId)}::bigint[],
			${rows.map(({ hit }) => hit.flowId)}::uuid[],
			${rows.map(({ hit }) => hit.versionId)}::uuid[],
			${rows.map(({ reason }) => reason)}::text[],
			${rows.map(({ hit }) => hit.action.mode)}::text[],
			${rows.map(({ hit }) => hit.action.id)}::uuid[],
			${rows.map(({ hit }) => hit.action.occurredAt)}::timestamptz[]
		) as w (customer_id, flow_id, version_id, reason, mode, action_id, occurred_at)`.execute(tx);
}
