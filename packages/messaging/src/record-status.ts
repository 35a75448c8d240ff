import { prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { ProviderReport } from './gateway.ts';
import { accountKey } from './hold-keys.ts';
import { holdForProblem } from './holds.ts';
import { type MessagesMoved, movesOf, type StateChange } from './message-move.ts';
import { messageStates, type StatusSource } from './states.ts';

export interface StatusDeps {
	readonly messagesMoved: MessagesMoved;
}

export interface RecordedStatuses {
	/** Provider ids that belong to a message here. */
	readonly known: ReadonlySet<string>;
	readonly moved: readonly StateChange[];
}

const stateNames = Object.keys(messageStates);
const stateRanks = Object.values(messageStates).map(({ rank }) => rank);

/**
 * Takes what the provider says about messages of one account, whoever brings it. A message moves only to a state of a
 * higher rank, so doubles and disorder do no harm; evidence of acceptance also moves one that waits to be handed off
 * again, which calls that off. A callback is a hint: it moves the state, and what costs money is read first. A move out
 * of an ended state is marked as a correction. Runs are told in this transaction.
 */
export async function recordStatus(
	tx: Tx,
	deps: StatusDeps,
	accountId: string,
	reports: readonly ProviderReport[],
	source: StatusSource,
): Promise<RecordedStatuses> {
	if (reports.length === 0) return { known: new Set(), moved: [] };
	const given = foldReports(reports);
	// Rows are locked by id, as everywhere in this package.
	const { rows } = await sql<{ id: string; providerId: string; fromState: string; toState: string | null }>`${prepared}
		with given as (
			select * from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (
				"providerId" text, word text, rank smallint, state text, seen boolean, reason text, "reasonText" text,
				price numeric, refunded boolean)
		),
		ranked (state, rank) as (
			select * from unnest(${stateNames}::text[], ${stateRanks}::integer[])
		),
		held as materialized (
			select m.id, m.state, m.attempt, m.provider_id, m.provider_word, m.provider_rank, m.seen_at, m.price, m.refunded
			from message m
			where m.account_id = ${accountId} and m.provider_id in (select "providerId" from given)
			order by m.id
			for update of m
		),
		judged as materialized (
			select h.id, h.provider_id, h.attempt, h.state as was, old.rank as was_rank, g.*,
				case when new.rank > old.rank and h.attempt > 0 then g.state end as to_state,
				g.rank > h.provider_rank as is_newer,
				g.word is distinct from h.provider_word as is_other_word,
				(g.seen and h.seen_at is null)
					or (${source} <> 'callback' and (
						(g.price is not null and g.price is distinct from h.price)
						or (g.refunded is not null and g.refunded is distinct from h.refunded))) as tells_more
			from held h
			join given g on g."providerId" = h.provider_id
			join ranked old on old.state = h.state
			left join ranked new on new.state = g.state
		),
		moved as (
			update message m
			set state = coalesce(j.to_state, m.state),
				reason = case when j.to_state is null then m.reason else j.reason end,
				detail = case when j.to_state is null then m.detail end,
				reason_text = case when j.to_state is null then m.reason_text else j."reasonText" end,
				provider_word = case when j.is_newer or j.state is null then j.word else m.provider_word end,
				provider_rank = greatest(m.provider_rank, j.rank),
				accepted_at = case when j.to_state is null then m.accepted_at else coalesce(m.accepted_at, volna.now_exact()) end,
				sent_at = case when j.to_state = 'sent' then volna.now_exact() else m.sent_at end,
				final_at = case when j.to_state in ('delivered', 'undelivered', 'expired_remote') then volna.now_exact()
					when j.to_state is not null then null else m.final_at end,
				seen_at = case when j.seen then coalesce(m.seen_at, volna.now_exact()) else m.seen_at end,
				corrected_at = case
					when j.to_state is not null and j.was in ('rejected', 'undelivered', 'expired_remote', 'unknown_final')
					then volna.now_exact() else m.corrected_at end,
				-- While a hand-off is under way its own answer has stored no id: this one is of an earlier attempt.
				duplicate_hand_off = m.duplicate_hand_off or (j.to_state is not null and j.was = 'submitting'),
				price = case when ${source} = 'callback' then m.price else coalesce(j.price, m.price) end,
				refunded = case when ${source} = 'callback' then m.refunded else coalesce(j.refunded, m.refunded) end,
				-- A state from a hint is read back soon; one that opens a track starts it.
				poll_at = case
					when j.to_state is null then m.poll_at
					when ${source} = 'callback' and j.to_state <> 'sent' then volna.now_exact()
					when j.was_rank < 60
						then least(coalesce(m.poll_at, 'infinity'), volna.now_exact() + interval '30 seconds')
					else m.poll_at end,
				lease_until = case when j.to_state is null then m.lease_until end,
				changed_at = volna.now_exact()
			from judged j
			where m.id = j.id and (j.to_state is not null or j.is_newer or j.tells_more or (j.state is null and j.is_other_word))
			returning m.id
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt, source, reason, details)
			select j.id, volna.now_exact(), case when j.to_state is not null then j.was end, j.to_state,
				case
					when j.to_state is null and j.state is null then 'unknown_word'
					when j.to_state is null and not j.is_newer then 'stale_report'
					when j.was_rank < 60 then 'evidence'
					else 'report' end,
				j.attempt, ${source}, j.reason, jsonb_build_object('word', j.word, 'providerId', j.provider_id)
			from judged j
			where j.to_state is not null or j.is_newer
				-- Doubles of what was noted are no news.
				or (j.is_other_word and not exists (
					select from message_event e
					where e.message_id = j.id and e.cause in ('stale_report', 'unknown_word') and e.details ->> 'word' = j.word))
		)
		select id, provider_id, was as from_state, to_state from judged`.execute(tx);
	const moved = rows.filter((row): row is (typeof rows)[number] & StateChange => row.toState !== null);
	if (source !== 'callback') await holdWithoutFunds(tx, accountId, given, moved);
	const moves = movesOf(moved);
	if (moves.length > 0) await deps.messagesMoved(tx, moves);
	return {
		known: new Set(rows.map((row) => row.providerId)),
		moved: moved.map(({ id, fromState, toState }) => ({ id, fromState, toState })),
	};
}

/** One report for each id: the highest rank tells the state, any of them the price. */
function foldReports(reports: readonly ProviderReport[]) {
	const folded = new Map<string, ProviderReport>();
	for (const report of reports) {
		const earlier = folded.get(report.providerId);
		const [high, low] = earlier && earlier.rank > report.rank ? [earlier, report] : [report, earlier];
		folded.set(report.providerId, {
			...high,
			seen: high.seen || (low?.seen ?? false),
			price: report.price ?? earlier?.price ?? null,
			refunded: report.refunded ?? earlier?.refunded ?? null,
		});
	}
	return [...folded.values()].map(({ providerId, word, rank, state, seen, reason, reasonText, price, refunded }) => ({
		providerId,
		word,
		rank,
		state,
		seen,
		reason,
		// Never cut inside a surrogate pair: half of one cannot be stored.
		reasonText: reasonText?.slice(0, 300).replace(/[\ud800-\udbff]$/, '') ?? null,
		price,
		refunded,
	}));
}

async function holdWithoutFunds(
	tx: Tx,
	accountId: string,
	reports: readonly { providerId: string; reason: string | null }[],
	moved: readonly { providerId: string }[],
): Promise<void> {
	const broke = new Set(reports.filter(({ reason }) => reason === 'no_funds').map(({ providerId }) => providerId));
	if (!moved.some(({ providerId }) => broke.has(providerId))) return;
	await holdForProblem(tx, accountKey(accountId), 'account', 'no_funds');
}
