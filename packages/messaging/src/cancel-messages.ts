import type { Tx } from '@volna/db';
import { sql } from 'kysely';
import { type MessageMove, movesOf, type StateChange } from './message-move.ts';

export type CancelReason = 'cancelled_person' | 'cancelled_flow' | 'cancelled_mailing';

/**
 * Cancels what still waits of these runs, in the caller's transaction. What is being handed off goes on: cancelling never
 * reaches a message in `submitting`.
 *
 * @returns one move for each cancelled message; whoever cancels for a run that goes on tells it, an ended run needs none
 */
export async function cancelMessagesOfRuns(
	tx: Tx,
	runIds: readonly string[],
	reason: CancelReason,
): Promise<MessageMove[]> {
	if (runIds.length === 0) return [];
	const { rows } = await sql<StateChange>`
		with waiting as materialized (
			select m.id from message m
			where m.run_id = any (${runIds}::uuid[]) and m.state in ('planned', 'scheduled', 'queued', 'leased')
			order by m.id
			for update of m
		),
		cancelled as (
			update message m
			set state = 'cancelled', reason = ${reason}, lease_until = null, leased_by = null,
				final_at = volna.now_exact(), changed_at = volna.now_exact()
			from waiting
			where m.id = waiting.id
			returning m.id, m.attempt, old.state as from_state, m.state as to_state
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt, reason)
			select id, volna.now_exact(), from_state, to_state, 'cancelled', attempt, ${reason} from cancelled
		)
		select id, from_state, to_state from cancelled`.execute(tx);
	return movesOf(rows);
}

/**
 * Cancels what waits at an account that a person has left, at most `limit` of it; rows that somebody holds are left for the
 * next call.
 */
export async function cancelMessagesOfAccount(
	tx: Tx,
	accountId: string,
	limit: number,
): Promise<readonly StateChange[]> {
	const { rows } = await sql<StateChange>`
		with waiting as materialized (
			select m.id from message m
			where m.account_id = ${accountId} and m.mode = 'live' and m.state in ('planned', 'scheduled', 'queued', 'leased')
			order by m.id
			limit ${limit}
			for update of m skip locked
		),
		cancelled as (
			update message m
			set state = 'cancelled', reason = 'cancelled_person', detail = 'account_left', lease_until = null,
				leased_by = null, final_at = volna.now_exact(), changed_at = volna.now_exact()
			from waiting
			where m.id = waiting.id
			returning m.id, m.attempt, old.state as from_state, m.state as to_state
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt, reason)
			select id, volna.now_exact(), from_state, to_state, 'cancelled', attempt, 'cancelled_person' from cancelled
		)
		select id, from_state, to_state from cancelled`.execute(tx);
	return rows;
}
