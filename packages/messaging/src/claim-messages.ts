import { type Db, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { failpoint } from '#failpoint';
import { accountKey } from './hold-keys.ts';

/** A message this worker may hand off until its lease ends. */
export interface ClaimedMessage {
	readonly id: string;
	/** Names this claim: whoever holds an older one changes nothing. */
	readonly fence: number;
	readonly sender: string;
	/** From the claim's answer to its slot, µs. */
	readonly waitUs: number;
	/** The hold this message is the trial of; null for an ordinary claim. */
	readonly trialOf: string | null;
}

export interface ClaimRequest {
	readonly accountId: string;
	readonly lane: 0 | 1;
	readonly limit: number;
	readonly workerId: string;
	readonly leaseMs: number;
	/** Whether the account has a rate: then a missing rate row closes the gate. */
	readonly limited: boolean;
	/** Claims one message past this hold, and only that one. */
	readonly trialOf?: string;
}

export interface Claim {
	readonly messages: readonly ClaimedMessage[];
	/** There is more that is due: it waits for a token, or for room. */
	readonly more: boolean;
	/** Until the next token, or the next message that becomes due; null when nothing is known to come. */
	readonly nextMs: number | null;
	/** The account's step between two slots, ms; 0 without a rate. */
	readonly stepMs: number;
}

/** From the claim to the end of a call that starts at once: what closes sooner is not worth a token. */
const MARGIN = sql`interval '10 seconds'`;

/**
 * Leases due messages of one lane with tokens of the account's rate, in one statement. It never waits for a message row,
 * and for rate rows only in the order of `ord`, so two claims cannot deadlock. Messages under a hold and those whose
 * hours or relevance end within the hand-off's deadline are left where they are and cost no token.
 */
export async function claimMessages(db: Db | Tx, request: ClaimRequest): Promise<Claim> {
	const keys = request.limited ? [accountKey(request.accountId)] : [];
	const trialOf = request.trialOf ?? null;
	const { rows } = await sql<{
		messages: Omit<ClaimedMessage, 'trialOf'>[];
		found: number;
		tokenUs: number | null;
		dueUs: number | null;
		stepUs: number | null;
	}>`${prepared}
		with candidate as materialized (
			select m.id, m.due_at, m.weight
			from message m
			where m.lane = ${request.lane} and m.stream is null and m.account_id = ${request.accountId}
				and m.state in ('scheduled', 'queued')
				and m.due_at <= volna.now_stable()
				and least(m.not_after, m.closes_at) >= volna.now_stable() + ${MARGIN}
				-- Once for the statement: behind a held account nothing is read.
				and not exists (
					select from hold h
					where h.key = ${accountKey(request.accountId)}::text and h.key is distinct from ${trialOf}::text)
				and not exists (
					select from hold h where h.key = any (m.hold_keys) and h.key is distinct from ${trialOf}::text)
				and (${trialOf}::text is null or ${trialOf}::text = any (m.hold_keys))
			order by m.due_at, m.id
			limit ${request.limit}
			for update of m skip locked
		),
		numbered as (
			select id, weight, sum(weight) over (order by due_at, id) as upto from candidate
		),
		locked as materialized (
			select key, ord, tat, ceil(emission_us / factor)::bigint as step_us, ahead_us, credit_us
			from rate_limit
			where key = any (${keys}::text[]) and exists (select from candidate)
			order by ord, key
			for update
		),
		clock as materialized (
			-- Not flushed by itself: what a crashed server forgets of it was not sent, for the intent's commit flushes both.
			select volna.now_exact() as now, count(*) as levels, set_config('synchronous_commit', 'off', true) from locked
		),
		room as materialized (
			select l.key, l.ord, l.step_us,
				greatest(l.tat, c.now - l.credit_us * interval '1 microsecond') as base,
				c.now + l.ahead_us * interval '1 microsecond' as horizon
			from locked l, clock c
		),
		slots as (
			select min(case when base > horizon then 0
				else floor(extract(epoch from horizon - base) * 1000000 / step_us) + 1 end) as n
			from room
		),
		granted as materialized (
			select n.id, n.upto - n.weight as before, n.upto
			from numbered n, clock c, slots s
			where c.levels = cardinality(${keys}::text[])
				and (s.n is null or n.upto - n.weight < s.n)
		),
		used as materialized (
			select coalesce(max(upto), 0) as units from granted
		),
		advanced as (
			update rate_limit r
			set tat = room.base + used.units * room.step_us * interval '1 microsecond'
			from room, used
			where r.key = room.key and used.units > 0
		),
		leased as (
			update message m
			set state = 'leased', fence = m.fence + 1, leased_by = ${request.workerId}, changed_at = clock.now,
				lease_until = clock.now + ${request.leaseMs}::float8 * interval '1 millisecond'
			from granted g, clock
			where m.id = g.id
			returning m.id, m.fence, m.sender, m.attempt, g.before, old.state as was, clock.now
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt)
			select id, now, was, 'leased', case when ${trialOf}::text is null then 'claimed' else 'trial' end, attempt
			from leased
		)
		select
			coalesce((
				select json_agg(json_build_object('id', l.id, 'fence', l.fence, 'sender', l.sender, 'waitUs',
					coalesce((
						select greatest(0, extract(epoch from room.base - clock.now) * 1000000 + l.before * room.step_us)::bigint
						from room, clock where room.ord = 0), 0)) order by l.before)
				from leased l), '[]') as messages,
			(select count(*)::int from candidate) as found,
			(select max(greatest(0, extract(epoch from room.base + used.units * room.step_us * interval '1 microsecond'
				- room.horizon) * 1000000))::bigint from room, used) as token_us,
			(select (extract(epoch from m.due_at - volna.now_stable()) * 1000000)::bigint from message m
				where m.account_id = ${request.accountId} and m.lane = ${request.lane} and m.stream is null
					and m.state in ('scheduled', 'queued')
					and m.due_at > volna.now_stable()
				order by m.due_at limit 1) as due_us,
			(select step_us from room where ord = 0) as step_us`.execute(db);
	const { messages, found, tokenUs, dueUs, stepUs } = rows[0]!;
	if (messages.length > 0) failpoint('message.claimed');
	const starved = found > messages.length;
	return {
		messages: messages.map((message) => ({ ...message, trialOf })),
		more: starved || found === request.limit,
		nextMs: starved ? (tokenUs === null ? null : tokenUs / 1000) : dueUs === null ? null : dueUs / 1000,
		stepMs: (stepUs ?? 0) / 1000,
	};
}
