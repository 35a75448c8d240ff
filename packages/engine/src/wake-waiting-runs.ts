import { prepared, type Tx, type WakeUp } from '@volna/db';
import type { MessageOutcome } from '@volna/node-sdk';
import { sql } from 'kysely';

/** A message that came to one of the outcomes a run may wait for. */
export interface MessageMoved {
	readonly messageId: string;
	readonly outcome: MessageOutcome;
}

/**
 * What messaging calls in the transaction that moves messages: marks the waits they meet and makes their runs due. A run
 * that somebody holds is left out, because nobody who records a status waits for a run: `wakeMetRuns` takes it up. With
 * `wakeUp`, and only if a run was woken, the wake-up is this function's last statement.
 *
 * @returns how many waits were met
 */
export async function wakeWaitingRuns(tx: Tx, moves: readonly MessageMoved[], wakeUp?: WakeUp): Promise<number> {
	if (moves.length === 0) return 0;
	// Locked in the order in which advancing locks them; of two outcomes of one message the first one met counts.
	const { rows } = await sql<{ runId: string }>`${prepared}
		with listening as (
			select run_id, ordinal, message_id, leave
			from run_wait
			where message_id = any (${moves.map((move) => move.messageId)}::uuid[]) and met_by is null
			order by run_id, ordinal
			for update
		),
		met as (
			select distinct on (l.run_id, l.ordinal) l.run_id, l.ordinal, m.outcome
			from listening l
			join unnest(${moves.map((move) => move.messageId)}::uuid[], ${moves.map((move) => move.outcome)}::text[])
				with ordinality as m (message_id, outcome, n)
				on m.message_id = l.message_id and l.leave ? m.outcome
			order by l.run_id, l.ordinal, m.n
		)
		update run_wait w set met_by = met.outcome
		from met
		where w.run_id = met.run_id and w.ordinal = met.ordinal
		returning w.run_id`.execute(tx);
	if (rows.length === 0) return 0;
	await makeDue(
		tx,
		rows.map((row) => row.runId),
	);
	await wakeUp?.(tx, 'run.advance');
	return rows.length;
}

/** A run of a paused flow keeps its place: the time it will be given back is the one that moves. */
async function makeDue(tx: Tx, runIds: readonly string[]): Promise<number> {
	const done = await sql`${prepared}
		with free as (
			select id from run
			where id = any (${runIds}::uuid[]) and state = 'waiting'
			for update skip locked
		)
		update run r
		set due_at = case when r.held_due_at is null then volna.now_exact() else r.due_at end,
			held_due_at = case when r.held_due_at is null then null else volna.now_exact() end
		from free where r.id = free.id`.execute(tx);
	return Number(done.numAffectedRows ?? 0);
}

/**
 * Makes runs due whose wait was met while somebody held them. Workers do it each second.
 *
 * @returns how many
 */
export async function wakeMetRuns(tx: Tx): Promise<number> {
	const { rows } = await sql<{ runId: string }>`${prepared}
		select w.run_id
		from run_wait w
		join run r on r.id = w.run_id
		where w.met_by is not null and r.state = 'waiting'
			and coalesce(r.held_due_at, r.due_at) > volna.now_stable()
		limit 1000`.execute(tx);
	return rows.length === 0
		? 0
		: makeDue(
				tx,
				rows.map((row) => row.runId),
			);
}
