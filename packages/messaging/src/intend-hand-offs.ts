import { type Db, prepared } from '@volna/db';
import { sql } from 'kysely';
import { failpoint } from '#failpoint';
import type { ClaimedMessage } from './claim-messages.ts';

/** A hand-off whose intent is committed. */
export interface Intended {
	readonly id: string;
	/** Number of this hand-off, from 1. */
	readonly attempt: number;
	readonly phone: string;
	readonly sender: string;
	readonly text: string;
}

/**
 * P4: writes down that messages are about to be handed off, with the last look at everything that may have closed since
 * they were planned: the lease, hours, relevance, holds, and the gates the profile asks for. One statement is the whole
 * transaction; its answer is the proof that it committed. What does not come back goes through `regateMessages`.
 *
 * @returns what was intended, by the claim that may hand it off
 * @throws when the commit is not confirmed: then nothing may be sent, and `giveBack` undoes what may have been written
 */
export async function intendHandOffs<C extends Pick<ClaimedMessage, 'id' | 'fence' | 'trialOf'>>(
	db: Db,
	claimed: readonly C[],
): Promise<ReadonlyMap<C, Intended>> {
	// Rows are locked by id, as everywhere in this package.
	const { rows } = await sql<Intended & { fence: number }>`${prepared}
		with wanted as (
			select * from unnest(
				${claimed.map(({ id }) => id)}::uuid[],
				${claimed.map(({ fence }) => fence)}::integer[],
				${claimed.map(({ trialOf }) => trialOf)}::text[]
			) as w (id, fence, trial_of)
		),
		held as materialized (
			select m.id from message m where m.id in (select id from wanted) order by m.id for update of m
		),
		intended as (
			update message m
			set state = 'submitting', attempt = m.attempt + 1, submit_at = volna.now_exact(), changed_at = volna.now_exact(),
				lease_until = null
			from wanted w
			join held on held.id = w.id
			cross join project p
			where m.id = w.id and m.fence = w.fence
				and m.state = 'leased' and m.lease_until > volna.now_exact()
				and least(m.not_after, m.closes_at) >= volna.now_exact() + interval '10 seconds'
				and m.text is not null
				and not exists (
					select from hold h where h.key = any (m.hold_keys) and h.key is distinct from w.trial_of)
				and exists (
					select from customer c
					where c.id = coalesce((select a.survivor_id from customer_alias a where a.id = m.customer_id), m.customer_id)
						and c.deleted_at is null
						and c.phone = m.phone
						and coalesce(c.time_zone, p.time_zone) = m.zone
						and (m.profile <> 'marketing' or (
							c.phone_status <> 'invalid'
							and not exists (select from stop_list s where s.phone_hash = m.phone_hash)
							and exists (
								select from subscription s
								where s.customer_id = c.id and s.channel = 'sms' and s.topic = '' and s.state = 'subscribed')
							and exists (
								select from consent g
								where g.customer_id = c.id and g.channel = 'sms' and g.topic = ''
									and (g.valid_until is null or g.valid_until > volna.now_exact())))))
			returning m.id, m.fence, m.attempt, m.phone, m.sender, m.text, m.submit_at
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt)
			select id, submit_at, 'leased', 'submitting', 'intent', attempt from intended
		)
		select id, fence, attempt, phone, sender, text from intended`.execute(db);
	if (rows.length > 0) failpoint('message.intended');
	// By claim, never by message: a process may hold an ended claim of a message beside the claim that followed it.
	const granted = new Map(rows.map(({ fence, ...message }) => [`${message.id} ${fence}`, message]));
	return new Map(
		claimed.flatMap((claim) => {
			const message = granted.get(`${claim.id} ${claim.fence}`);
			return message ? [[claim, message] as const] : [];
		}),
	);
}

/** Why a claimed message goes back without having been handed off. */
export type GiveBackCause = 'not_started' | 'slot_missed' | 'stopping';

/**
 * Gives back what surely was not sent under these claims: leased, intended without a confirmed commit, or unknown since.
 * The attempt's number stays. Rows of a later claim are left alone.
 *
 * @returns how many went back
 */
export async function giveBack(
	db: Db,
	claimed: readonly Pick<ClaimedMessage, 'id' | 'fence'>[],
	cause: GiveBackCause,
): Promise<number> {
	if (claimed.length === 0) return 0;
	const { rows } = await sql`${prepared}
		with wanted as (
			select * from unnest(
				${claimed.map(({ id }) => id)}::uuid[],
				${claimed.map(({ fence }) => fence)}::integer[]
			) as w (id, fence)
		),
		held as materialized (
			select m.id, m.state from message m where m.id in (select id from wanted) order by m.id for update of m
		),
		returned as (
			update message m
			set state = 'queued', lease_until = null, leased_by = null, poll_at = null, changed_at = volna.now_exact()
			from wanted w
			join held on held.id = w.id
			where m.id = w.id and m.fence = w.fence
				and (m.state = 'leased' or (${cause} = 'not_started' and m.state in ('submitting', 'unknown')))
			returning m.id, m.attempt, old.state as was
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt)
			select id, volna.now_exact(), was, 'queued', ${cause}, attempt from returned
		)
		select id from returned`.execute(db);
	return rows.length;
}
