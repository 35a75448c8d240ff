import { type Db, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { accountFlags } from './account-flags.ts';
import { cancelMessagesOfAccount } from './cancel-messages.ts';
import { accountKey, senderKey } from './hold-keys.ts';
import { type MessagesMoved, movesOf } from './message-move.ts';

/** What a person decides about messages that wait at an account which is no longer the active one. */
export type LeftDecision = 'move' | 'cancel';

/** An account that new messages are not planned for any more, while something of it is still open. */
export interface FormerAccount {
	readonly id: string;
	readonly name: string;
	readonly baseUrl: string;
	readonly isEmulator: boolean;
	readonly leftAt: Date;
	/** When whatever still waits then is cancelled. */
	readonly cancelsAt: Date;
	readonly decision: LeftDecision | null;
	/** Messages that wait for a hand-off and will get none by themselves. */
	readonly waiting: number;
	/** Those of them that may leave by the active account. */
	readonly movable: number;
	/** Of the rest, those whose sender name the active account does not have, by name. */
	readonly missingSenders: readonly { readonly name: string; readonly count: number }[];
	/** Outcomes that are still looked for, at this account. */
	readonly unknown: number;
}

/** How long a person may decide; then what waits is cancelled. */
const PATIENCE_HOURS = 24;
const BATCH = 500;

/**
 * A message may change its account while nothing the old one does can still be the hand-off of it: it waits, no id of the
 * provider belongs to it, and each of its earlier hand-offs is known to have failed. `sender` is one the active account
 * may send from.
 */
const mayMove = (activeId: string) => sql`
	m.provider_id is null
	and exists (
		select from sender s
		where s.account_id = ${activeId} and s.name = m.sender and (s.moderation = 'approved' or s.by_hand))
	and (m.attempt = 0 or not exists (
		select from message_event e
		where e.message_id = m.id and e.from_state = 'unknown' and e.to_state = 'queued'
			and e.cause not in ('not_started', 'not_sent', 'account_problem')))`;

const WAITING = sql`m.mode = 'live' and m.state in ('planned', 'scheduled', 'queued', 'leased')`;

/** Former accounts with messages that wait or outcomes that are unknown, the one left last first. */
export async function listFormerAccounts(db: Db | Tx): Promise<readonly FormerAccount[]> {
	const { rows } = await sql<Omit<FormerAccount, 'movable' | 'missingSenders'>>`
		select a.id, a.name, a.base_url, a.is_emulator, a.left_at, a.left_decision as decision,
			a.left_at + ${PATIENCE_HOURS} * interval '1 hour' as cancels_at,
			(select count(*)::int from message m where m.account_id = a.id and ${WAITING}) as waiting,
			(select count(*)::int from message m where m.account_id = a.id and m.mode = 'live' and m.state = 'unknown')
				as unknown
		from sms_account a
		where not a.is_active and a.left_at is not null
			and exists (
				select from message m
				where m.account_id = a.id and m.mode = 'live'
					and m.state in ('planned', 'scheduled', 'queued', 'leased')
				union all
				select from message m where m.account_id = a.id and m.mode = 'live' and m.state = 'unknown')
		order by a.left_at desc`.execute(db);
	const active = await db.selectFrom('smsAccount').select('id').where('isActive', '=', true).executeTakeFirst();
	return Promise.all(rows.map(async (row) => ({ ...row, ...(await whatMayMove(db, row.id, active?.id ?? null)) })));
}

async function whatMayMove(
	db: Db | Tx,
	accountId: string,
	activeId: string | null,
): Promise<Pick<FormerAccount, 'movable' | 'missingSenders'>> {
	if (activeId === null) return { movable: 0, missingSenders: [] };
	const { rows } = await sql<{ sender: string; isKnown: boolean; movable: number; count: number }>`
		select m.sender,
			exists (
				select from sender s
				where s.account_id = ${activeId} and s.name = m.sender and (s.moderation = 'approved' or s.by_hand)) as is_known,
			count(*) filter (where ${mayMove(activeId)})::int as movable,
			count(*)::int as count
		from message m
		where m.account_id = ${accountId} and ${WAITING}
		group by m.sender
		order by m.sender`.execute(db);
	return {
		movable: rows.reduce((sum, row) => sum + row.movable, 0),
		missingSenders: rows.filter((row) => !row.isKnown).map(({ sender, count }) => ({ name: sender, count })),
	};
}

/**
 * Writes down what is to become of messages that wait at a former account; `settleFormerAccounts` does it, also for those
 * that a step under way still plans for it. May be called again with the other decision.
 *
 * @returns how many waited and how many outcomes were unknown at this moment; null when there is no such account, or it
 * is the active one
 */
export async function decideLeftMessages(
	tx: Tx,
	accountId: string,
	decision: LeftDecision,
): Promise<{ readonly waiting: number; readonly unknown: number } | null> {
	const decided = await sql`
		update sms_account set left_decision = ${decision}, left_decided_at = volna.now_exact()
		where id = ${accountId} and not is_active and left_at is not null
		returning id`.execute(tx);
	if (decided.rows.length === 0) return null;
	const { rows } = await sql<{ waiting: number; unknown: number }>`
		select (select count(*)::int from message m where m.account_id = ${accountId} and ${WAITING}) as waiting,
			(select count(*)::int from message m
				where m.account_id = ${accountId} and m.mode = 'live' and m.state = 'unknown') as unknown`.execute(tx);
	return rows[0]!;
}

/**
 * Does what was decided about messages of former accounts, and cancels what nobody decided about in time: a batch of each
 * account. Messages whose hand-off has begun are left to it. Any number of processes may do it at once.
 *
 * @returns the size of the largest batch; a full one means that there may be more
 */
export async function settleFormerAccounts(db: Db, messagesMoved: MessagesMoved): Promise<number> {
	const { rows } = await sql<{ id: string }>`${prepared}
		select a.id from sms_account a
		where not a.is_active
			and (a.left_decision is not null or a.left_at < volna.now_stable() - ${PATIENCE_HOURS} * interval '1 hour')
			and exists (
				select from message m
				where m.account_id = a.id and m.state in ('planned', 'scheduled', 'queued', 'leased'))
		order by a.id`.execute(db);
	let largest = 0;
	for (const { id } of rows) {
		largest = Math.max(largest, await db.transaction().execute((tx) => settleBatch(tx, id, messagesMoved)));
	}
	return largest;
}

async function settleBatch(tx: Tx, accountId: string, messagesMoved: MessagesMoved): Promise<number> {
	// Locked in the order in which `saveAccount` locks them, so that neither changes its part while messages move.
	const active = await sql<{ id: string; isEmulator: boolean; flags: unknown }>`
		select id, is_emulator, flags from sms_account where is_active for share`.execute(tx);
	const former = await sql<{ decision: LeftDecision | null; isOver: boolean }>`
		select left_decision as decision,
			left_at < volna.now_exact() - ${PATIENCE_HOURS} * interval '1 hour' as is_over
		from sms_account where id = ${accountId} and not is_active for share`.execute(tx);
	const account = former.rows[0];
	if (!account) return 0;
	if (account.decision === 'cancel' || account.isOver) {
		const cancelled = await cancelMessagesOfAccount(tx, accountId, BATCH);
		const moves = movesOf(cancelled);
		if (moves.length > 0) await messagesMoved(tx, moves);
		return cancelled.length;
	}
	const target = active.rows[0];
	if (account.decision !== 'move' || !target) return 0;
	return moveMessages(tx, accountId, target);
}

async function moveMessages(
	tx: Tx,
	from: string,
	to: { readonly id: string; readonly isEmulator: boolean; readonly flags: unknown },
): Promise<number> {
	const byParts = accountFlags(to).rateUnit === 'parts';
	// A claim of the old account that is still to write its intent finds another state or a later fence, and writes none.
	const { rows } = await sql`
		with waiting as materialized (
			select m.id from message m
			where m.account_id = ${from} and ${WAITING} and ${mayMove(to.id)}
			order by m.id
			limit ${BATCH}
			for update of m skip locked
		),
		moved as (
			update message m
			set account_id = ${to.id},
				state = case m.state when 'leased' then 'queued' else m.state end,
				hold_keys = array_replace(
					array_replace(m.hold_keys, ${accountKey(from)}, ${accountKey(to.id)}),
					${senderKey(from, '')} || m.sender, ${senderKey(to.id, '')} || m.sender),
				weight = case when ${byParts} then coalesce(m.parts, 1) else 1 end,
				refusals = 0, lease_until = null, leased_by = null, changed_at = volna.now_exact()
			from waiting
			where m.id = waiting.id
			returning m.id, m.attempt, old.state as was, m.state
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt, details)
			select id, volna.now_exact(), case when was <> state then was end, case when was <> state then state end,
				'account_moved', attempt, jsonb_build_object('from', ${from}::text, 'to', ${to.id}::text)
			from moved
		)
		select id from moved`.execute(tx);
	return rows.length;
}
