import { json, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { ClaimedRun } from './claim-runs.ts';
import type { Cursor, StepLine } from './cursor.ts';
import type { MessageWait } from './next-step.ts';

/** A claimed run and all that became of it in this transaction. */
export interface Travelled {
	readonly run: ClaimedRun;
	readonly cursor: Cursor;
	readonly lines: readonly StepLine[];
	readonly wait: MessageWait | null;
}

/**
 * Writes what became of a batch: runs, log and entries in one statement, waits in others where there are any. Entries of
 * ended runs are given free, locked in the order in which starting runs locks them.
 *
 * @throws when a run is not where it was claimed: the row locks make that impossible, so it is a fault of ours
 */
export async function writeMoves(tx: Tx, travelled: readonly Travelled[]): Promise<void> {
	const { rows } = await sql<{ written: number }>`${prepared}
		with written as (
			update run r
			set state = w.state, node_id = w.node_id, visit = w.visit, visits = w.visits, step_count = w.step_count,
				values = w.values, attempts = w.attempts, parked = w.parked, wake_output = w.wake_output,
				due_at = w.due_at, moved_at = w.moved_at, ended_at = w.ended_at, end_reason = w.end_reason
			from jsonb_to_recordset(${json(travelled.map(runRow))}) as w (id uuid, fence integer, claimed_visit integer,
				state text, node_id text, visit integer, visits jsonb, step_count integer, values jsonb, attempts integer,
				parked boolean, wake_output text, due_at timestamptz, moved_at timestamptz, ended_at timestamptz,
				end_reason text)
			where r.id = w.id and r.visit = w.claimed_visit and r.fence = w.fence
			returning r.id, r.customer_id, r.flow_id, r.entity, r.ended_at
		),
		-- Ids are made in the order of the list, so lines of one instant stay in order.
		logged as (
			insert into step (run_id, at, flow_id, version_id, customer_id, mode, node_id, visit, kind, output,
				next_node_id, reason, details)
			select run_id, at, flow_id, version_id, customer_id, mode, node_id, visit, kind, output, next_node_id, reason,
				details
			from jsonb_to_recordset(${json(travelled.flatMap(stepRows))}) as w (run_id uuid, at timestamptz, flow_id uuid,
				version_id uuid, customer_id bigint, mode text, node_id text, visit integer, kind text, output text,
				next_node_id text, reason text, details jsonb)
		),
		free as materialized (
			select e.customer_id, e.flow_id, e.entity
			from flow_entry e
			join written w on w.customer_id = e.customer_id and w.flow_id = e.flow_id and w.entity = e.entity
			where w.ended_at is not null and e.live_run_id = w.id
			order by e.customer_id, e.flow_id, e.entity
			for update of e
		),
		freed as (
			update flow_entry e set live_run_id = null
			from free
			where e.customer_id = free.customer_id and e.flow_id = free.flow_id and e.entity = free.entity
		)
		select count(*) as written from written`.execute(tx);
	if (rows[0]!.written !== travelled.length) throw new Error('a claimed run was moved by another');
	await writeWaits(tx, travelled);
}

function runRow({ run, cursor }: Travelled) {
	return {
		id: run.id,
		fence: run.fence,
		claimed_visit: run.visit,
		state: cursor.state,
		node_id: cursor.nodeId,
		visit: cursor.visit,
		visits: cursor.visits,
		step_count: cursor.stepCount,
		values: cursor.values,
		attempts: cursor.attempts,
		parked: cursor.parked,
		wake_output: cursor.wakeOutput,
		due_at: cursor.dueAt,
		moved_at: cursor.movedAt,
		ended_at: cursor.endedAt,
		end_reason: cursor.endReason,
	};
}

function stepRows({ run, lines }: Travelled) {
	return lines.map((line) => ({
		run_id: run.id,
		at: line.at,
		flow_id: run.flowId,
		version_id: run.versionId,
		customer_id: run.customerId,
		mode: run.mode,
		node_id: line.nodeId,
		visit: line.visit,
		kind: line.kind,
		output: line.output,
		next_node_id: line.nextNodeId,
		reason: line.reason,
		details: line.details,
	}));
}

/** Runs that left their wait stop listening; those that parked for a message begin to. */
async function writeWaits(tx: Tx, travelled: readonly Travelled[]): Promise<void> {
	const left = travelled.filter(({ run, cursor }) => run.parked && (!cursor.parked || cursor.movedAt > run.movedAt));
	if (left.length > 0) {
		await sql`delete from run_wait where run_id = any (${left.map(({ run }) => run.id)}::uuid[])`.execute(tx);
	}
	const waiting = travelled.filter((one) => one.wait !== null);
	if (waiting.length === 0) return;
	const messageIds = waiting.map(({ wait }) => wait!.messageId);
	await sql`${prepared}
		insert into run_wait (run_id, ordinal, kind, message_id, leave)
		select run_id, 0, 'message', message_id, leave
		from unnest(
			${waiting.map(({ run }) => run.id)}::uuid[],
			${messageIds}::uuid[],
			${waiting.map(({ wait }) => JSON.stringify(wait!.leave))}::jsonb[]
		) as w (run_id, message_id, leave)`.execute(tx);
	await wakeByPast(tx, messageIds);
}

/**
 * A message asked for in an earlier transaction may have moved before its run parks here. Both sides lock the message
 * first and look second: a status that comes later waits for this transaction and then finds the wait.
 */
async function wakeByPast(tx: Tx, messageIds: readonly string[]): Promise<void> {
	await sql`select from message where id = any (${messageIds}::uuid[]) order by id for share`.execute(tx);
	await sql`${prepared}
		with past as (
			select w.run_id, w.ordinal, o.outcome
			from run_wait w
			join message m on m.id = w.message_id
			cross join lateral (select case
				when m.state in ('suppressed', 'expired_local', 'cancelled', 'rejected', 'failed') then 'not_sent'
				when m.state in ('undelivered', 'expired_remote') then 'undelivered'
				when m.state = 'delivered' then 'delivered'
				when m.state in ('submitted', 'sent', 'unknown', 'unknown_final') then 'handed_off'
			end) as o (outcome)
			where w.message_id = any (${messageIds}::uuid[]) and w.met_by is null and w.leave ? o.outcome
		),
		met as (
			update run_wait w set met_by = p.outcome
			from past p where w.run_id = p.run_id and w.ordinal = p.ordinal
			returning w.run_id
		)
		update run r set due_at = least(r.due_at, volna.now_exact()) from met where r.id = met.run_id`.execute(tx);
}
