import { type Db, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { HandOffTimes } from './hand-off-times.ts';
import { type MessagesMoved, movesOf, type StateChange } from './message-move.ts';
import { wakeCallbacks } from './wake-callbacks.ts';

/** Rows of one look: a backlog is taken in pages, so that no transaction grows with it. */
const PAGE = 500;

/**
 * P7, what a claim left behind: leases that ended without an intent return to the queue, attempt unchanged.
 *
 * @returns how many; a full page means that there may be more
 */
export async function returnLeases(db: Db | Tx): Promise<number> {
	const { rows } = await sql`${prepared}
		with over as materialized (
			select id from message
			where state = 'leased' and lease_until < volna.now_stable()
			order by id limit ${PAGE}
			for update skip locked
		),
		returned as (
			update message m
			set state = 'queued', lease_until = null, leased_by = null, changed_at = volna.now_exact()
			from over where m.id = over.id
			returning m.id, m.attempt, old.state as was
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt)
			select id, volna.now_exact(), was, 'queued', 'lease_over', attempt from returned
		)
		select id from returned`.execute(db);
	return rows.length;
}

/**
 * P7, what a hand-off left behind: intents without a result become `unknown`, because the message may be with the
 * provider. The list search starts, and callbacks that
 * speak of these phones are tried again.
 *
 * @returns how many; a full page means that there may be more
 */
export async function giveUpAnswers(
	db: Db,
	messagesMoved: MessagesMoved,
	times: Pick<HandOffTimes, 'unknownAfterMs'>,
): Promise<number> {
	return db.transaction().execute(async (tx) => {
		const { rows } = await sql<StateChange & { accountId: string; phone: string | null }>`${prepared}
			with silent as materialized (
				select id from message
				where state = 'submitting'
					and submit_at < volna.now_stable() - ${times.unknownAfterMs}::float8 * interval '1 millisecond'
				order by id limit ${PAGE}
				for update skip locked
			),
			moved as (
				update message m
				set state = 'unknown', leased_by = null, poll_at = volna.now_exact(), changed_at = volna.now_exact()
				from silent where m.id = silent.id
				returning m.id, m.account_id, m.phone, m.attempt, old.state as from_state, m.state as to_state
			),
			logged as (
				insert into message_event (message_id, at, from_state, to_state, cause, attempt)
				select id, volna.now_exact(), from_state, to_state, 'no_answer', attempt from moved
			)
			select id, account_id, phone, from_state, to_state from moved`.execute(tx);
		for (const [accountId, group] of Map.groupBy(rows, (row) => row.accountId)) {
			await wakeCallbacks(
				tx,
				accountId,
				group.flatMap(({ phone }) => phone ?? []),
			);
		}
		const moves = movesOf(rows);
		if (moves.length > 0) await messagesMoved(tx, moves);
		return rows.length;
	});
}

/**
 * Unknown outcomes that nothing settled in time end as `unknown_final`; a later receipt still corrects them.
 *
 * @returns how many; a full page means that there may be more
 */
export async function closeUnknown(
	db: Db | Tx,
	times: Pick<HandOffTimes, 'giveUpMs' | 'giveUpTestMs'>,
): Promise<number> {
	const { rows } = await sql`${prepared}
		with old_ones as materialized (
			select id from message
			where state = 'unknown'
				and submit_at < volna.now_stable()
					- case mode when 'test' then ${times.giveUpTestMs}::float8 else ${times.giveUpMs}::float8 end
					* interval '1 millisecond'
			order by id limit ${PAGE}
			for update skip locked
		),
		closed as (
			update message m
			set state = 'unknown_final', tracking_ended_at = volna.now_exact(), final_at = volna.now_exact(),
				poll_at = null, changed_at = volna.now_exact()
			from old_ones where m.id = old_ones.id
			returning m.id, m.attempt, old.state as was
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt)
			select id, volna.now_exact(), was, 'unknown_final', 'given_up', attempt from closed
		)
		select id from closed`.execute(db);
	return rows.length;
}
