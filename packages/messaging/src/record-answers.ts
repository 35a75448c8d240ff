import { type Db, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { failpoint } from '#failpoint';
import { slowDown } from './account-rate.ts';
import { sqlStateOf, withRetries } from './faults.ts';
import type { Evidence, HandOffOutcome, ProviderReport } from './gateway.ts';
import { accountKey, senderKey } from './hold-keys.ts';
import { holdForProblem, liftAfterTrial } from './holds.ts';
import { type MessagesMoved, movesOf, type StateChange } from './message-move.ts';
import { recordStatus } from './record-status.ts';
import { wakeCallbacks } from './wake-callbacks.ts';

/** One hand-off's outcome, to be written down. */
export interface Answer {
	readonly id: string;
	readonly attempt: number;
	readonly sender: string;
	readonly outcome: HandOffOutcome;
	readonly trialOf: string | null;
}

export interface RecordedAnswers {
	readonly moved: readonly StateChange[];
	/** Messages whose answer carried an id that another message has. */
	readonly duplicateIds: readonly string[];
	/** Messages that the provider took a second time. */
	readonly duplicateHandOffs: readonly string[];
}

/** Refusals of one message, while others pass, after which it has failed. */
const MOST_REFUSALS = 20;

/**
 * P6: writes outcomes of one account's hand-offs, guarded by attempt, with all that follows from them: holds, back-off,
 * the first poll, callbacks that came early, the runs that wait. An outcome that comes after evidence settled its message
 * changes nothing but is noted. A batch that cannot be written as a whole is written row by row.
 */
export async function recordAnswers(
	db: Db,
	messagesMoved: MessagesMoved,
	accountId: string,
	answers: readonly Answer[],
): Promise<RecordedAnswers> {
	const recorded = await writeAnswers(db, messagesMoved, accountId, answers);
	const throttled = answers.filter(({ outcome }) => outcome.class === 'not_sent' && outcome.throttled);
	if (throttled.length > 0) await slowDown(db, accountId, longestRetryAfter(throttled));
	if (recorded.moved.length > 0) failpoint('message.recorded');
	return recorded;
}

async function writeAnswers(
	db: Db,
	messagesMoved: MessagesMoved,
	accountId: string,
	answers: readonly Answer[],
): Promise<RecordedAnswers> {
	try {
		return await withRetries(() => db.transaction().execute((tx) => writeBatch(tx, messagesMoved, accountId, answers)));
	} catch (error) {
		if (answers.length === 1) {
			// Another message got this id between our look and our write: the second look sees it.
			if (sqlStateOf(error) !== '23505') throw error;
			return db.transaction().execute((tx) => writeBatch(tx, messagesMoved, accountId, answers));
		}
		const parts: RecordedAnswers[] = [];
		const failures: unknown[] = [];
		for (const answer of answers) {
			try {
				parts.push(await writeAnswers(db, messagesMoved, accountId, [answer]));
			} catch (failure) {
				failures.push(failure);
			}
		}
		if (failures.length > 0) throw new AggregateError(failures, 'some outcomes could not be written');
		return {
			moved: parts.flatMap((part) => part.moved),
			duplicateIds: parts.flatMap((part) => part.duplicateIds),
			duplicateHandOffs: parts.flatMap((part) => part.duplicateHandOffs),
		};
	}
}

function longestRetryAfter(answers: readonly Answer[]): number | null {
	const stated = answers.flatMap(({ outcome }) =>
		outcome.class === 'not_sent' && outcome.retryAfterMs !== undefined ? [outcome.retryAfterMs] : [],
	);
	return stated.length === 0 ? null : Math.max(...stated);
}

async function writeBatch(
	tx: Tx,
	messagesMoved: MessagesMoved,
	accountId: string,
	answers: readonly Answer[],
): Promise<RecordedAnswers> {
	const { rows } = await sql<{
		id: string;
		fromState: StateChange['fromState'];
		toState: StateChange['toState'] | null;
		isDuplicateId: boolean;
		isDuplicateHandOff: boolean;
		isOrphan: boolean;
		refusals: number | null;
		phone: string | null;
	}>`${prepared}
		with given as (
			select * from jsonb_to_recordset(${JSON.stringify(answers.map(rowOf))}::jsonb) as g (
				id uuid, attempt integer, class text, state text, "providerId" text, word text, reason text, "retryMs" float8,
				counts boolean, evidence jsonb)
		),
		held as materialized (
			select m.id, m.state, m.attempt, m.provider_id from message m
			where m.id in (select id from given) order by m.id for update of m
		),
		judged as materialized (
			select g.*, h.state as was, h.provider_id as stored_id,
				g."providerId" is not null and exists (
					select from message o
					where o.account_id = ${accountId} and o.provider_id = g."providerId" and o.id <> g.id) as is_duplicate_id,
				h.attempt = g.attempt and h.state in ('submitting', 'unknown') as is_in_time
			from given g join held h on h.id = g.id
		),
		settled as materialized (
			select j.*, case when is_duplicate_id then 'unknown' else j.state end as to_state
			from judged j
			where is_in_time and not (was = 'unknown' and (j.state = 'unknown' or is_duplicate_id))
		),
		moved as (
			update message m
			set state = s.to_state,
				reason = s.reason,
				detail = case
					when s.is_duplicate_id then 'duplicate_provider_id'
					when s.to_state = 'unknown' then s.evidence ->> 'code' end,
				reason_text = case when s.to_state = 'rejected' then s.evidence ->> 'text' end,
				provider_id = case when s.is_duplicate_id then m.provider_id else coalesce(s."providerId", m.provider_id) end,
				provider_word = coalesce(s.word, m.provider_word),
				accepted_at = case when s.to_state = 'submitted' then volna.now_exact() else m.accepted_at end,
				final_at = case when s.to_state = 'rejected' then volna.now_exact() end,
				poll_at = case s.to_state
					when 'submitted' then volna.now_exact() + interval '30 seconds'
					when 'unknown' then volna.now_exact() end,
				refusals = m.refusals + case when s.counts then 1 else 0 end,
				-- From 1 s to 5 min, twice as long each time, somewhere in the upper half.
				due_at = case when s.class <> 'not_sent' then m.due_at
					else volna.now_exact() + coalesce(
						s."retryMs" * interval '1 millisecond',
						least(300, power(2, least(m.refusals, 10))) * (0.5 + random() / 2) * interval '1 second') end,
				leased_by = null, changed_at = volna.now_exact()
			from settled s
			where m.id = s.id
			returning m.id, m.refusals, m.phone
		),
		noted as (
			-- A second id for a message means that the provider has it twice.
			update message m set duplicate_hand_off = true
			from judged j
			where m.id = j.id and not j.is_in_time and j."providerId" is not null
				and j.stored_id is distinct from j."providerId" and j.stored_id is not null
			returning m.id
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt, source, reason, details)
			select j.id, volna.now_exact(), case when s.id is not null then j.was end, s.to_state,
				case when s.id is null then 'late_answer' when j.is_duplicate_id then 'duplicate_provider_id' else j.class end,
				j.attempt, 'answer', j.reason,
				coalesce(j.evidence, '{}') || jsonb_strip_nulls(jsonb_build_object('class', j.class, 'providerId', j."providerId"))
			from judged j left join settled s on s.id = j.id
			union all
			select o.id, volna.now_exact(), null, null, 'duplicate_provider_id', o.attempt, 'answer', null,
				jsonb_build_object('providerId', j."providerId", 'message', j.id)
			from judged j join message o on o.account_id = ${accountId} and o.provider_id = j."providerId" and o.id <> j.id
			where j.is_duplicate_id
		)
		select j.id, j.was as from_state, s.to_state, j.is_duplicate_id, n.id is not null as is_duplicate_hand_off,
			not j.is_in_time and j.class = 'accepted' and j.stored_id is null and not j.is_duplicate_id as is_orphan, m.refusals, m.phone
		from judged j
		left join settled s on s.id = j.id
		left join moved m on m.id = j.id
		left join noted n on n.id = j.id`.execute(tx);
	const moved = rows.flatMap(({ id, fromState, toState }) => (toState ? [{ id, fromState, toState }] : []));
	const orphans = new Set(rows.filter(({ isOrphan }) => isOrphan).map(({ id }) => id));
	moved.push(
		...(await takeOrphans(
			tx,
			messagesMoved,
			accountId,
			answers.filter(({ id }) => orphans.has(id)),
		)),
	);
	const exhausted = rows.filter(({ refusals, toState }) => toState === 'queued' && (refusals ?? 0) >= MOST_REFUSALS);
	moved.push(
		...(await failExhausted(
			tx,
			accountId,
			exhausted.map(({ id }) => id),
		)),
	);
	await followHolds(tx, accountId, answers);
	// Callbacks may be earlier than the answer that names their message, or be about one that is uncertain now.
	const accepted = answers.flatMap(({ outcome }) => (outcome.class === 'accepted' ? [outcome.providerId] : []));
	const uncertain = rows.flatMap(({ toState, phone }) => (toState === 'unknown' && phone !== null ? [phone] : []));
	await wakeCallbacks(tx, accountId, [...accepted, ...uncertain]);
	const moves = movesOf(moved);
	if (moves.length > 0) await messagesMoved(tx, moves);
	return {
		moved,
		duplicateIds: rows.filter((row) => row.isDuplicateId).map((row) => row.id),
		duplicateHandOffs: rows.filter((row) => row.isDuplicateHandOff).map((row) => row.id),
	};
}

/** What an outcome makes of its message: the table of outcome classes. */
function rowOf({ id, attempt, outcome }: Answer) {
	const base = { id, attempt, class: outcome.class, evidence: outcome.evidence ? shown(outcome.evidence) : null };
	switch (outcome.class) {
		case 'accepted':
			return { ...base, state: 'submitted', providerId: outcome.providerId, word: outcome.providerStatus };
		case 'rejected':
			return { ...base, state: 'rejected', reason: outcome.reason, providerId: outcome.providerId ?? null };
		case 'not_sent':
			// Our own lateness: the provider was not even asked, so nothing speaks for waiting.
			if (isNotStarted(outcome)) return { ...base, state: 'queued', retryMs: 0, counts: false };
			return { ...base, state: 'queued', retryMs: capped(outcome.retryAfterMs), counts: !outcome.throttled };
		case 'account_problem':
			return { ...base, state: 'queued' };
		case 'ambiguous':
			return { ...base, state: 'unknown' };
	}
}

/** Nothing was written because the call came too late: the gateway says so by this code. */
export function isNotStarted(outcome: HandOffOutcome): boolean {
	return outcome.class === 'not_sent' && outcome.evidence.code === 'NOT_STARTED';
}

const LONGEST_RETRY_AFTER_MS = 3_600_000;

function capped(retryAfterMs: number | undefined): number | null {
	return retryAfterMs === undefined ? null : Math.min(Math.max(retryAfterMs, 0), LONGEST_RETRY_AFTER_MS);
}

function shown({ code, httpStatus, text }: Evidence): Evidence {
	return { code, ...(httpStatus !== undefined && { httpStatus }), ...(text !== undefined && { text }) };
}

/** Twenty refusals while others pass say something of this message; while none passes, of the provider. */
async function failExhausted(tx: Tx, accountId: string, ids: readonly string[]): Promise<StateChange[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<StateChange>`${prepared}
		with failed as (
			update message m
			set state = 'failed', reason = 'attempts_exhausted', final_at = volna.now_exact(), changed_at = volna.now_exact()
			where m.id = any (${ids}::uuid[]) and m.state = 'queued'
				and exists (
					select from message o
					where o.account_id = ${accountId} and o.accepted_at > volna.now_stable() - interval '1 hour')
			returning m.id, m.attempt
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt, reason)
			select id, volna.now_exact(), 'queued', 'failed', 'attempts_exhausted', attempt, 'attempts_exhausted' from failed
		)
		select id, 'queued' as from_state, 'failed' as to_state from failed`.execute(tx);
	return rows;
}

/** Acceptance that is told after its message went back to the queue is evidence: it calls off the next hand-off. */
async function takeOrphans(
	tx: Tx,
	messagesMoved: MessagesMoved,
	accountId: string,
	answers: readonly Answer[],
): Promise<readonly StateChange[]> {
	const reports: ProviderReport[] = [];
	for (const { id, outcome } of answers) {
		if (outcome.class !== 'accepted') continue;
		await sql`update message set provider_id = ${outcome.providerId} where id = ${id}`.execute(tx);
		reports.push(acceptance(outcome.providerId, outcome.providerStatus));
	}
	return (await recordStatus(tx, { messagesMoved }, accountId, reports, 'answer')).moved;
}

function acceptance(providerId: string, word: string): ProviderReport {
	const unsaid = { reason: null, reasonText: null, phone: null, sender: null, text: null, price: null, refunded: null };
	return { providerId, word, rank: 0, state: 'submitted', seen: false, createdAt: null, ...unsaid };
}

/** Holds what the provider would not serve, and lifts a hold whose trial it did serve. */
async function followHolds(tx: Tx, accountId: string, answers: readonly Answer[]): Promise<void> {
	for (const { outcome, sender, trialOf } of answers) {
		if (outcome.class === 'account_problem') {
			const key = outcome.scope === 'account' ? accountKey(accountId) : senderKey(accountId, sender);
			await holdForProblem(tx, key, outcome.scope, outcome.problem);
		} else if (trialOf !== null && (outcome.class === 'accepted' || outcome.class === 'rejected')) {
			await liftAfterTrial(tx, trialOf);
		}
	}
}
