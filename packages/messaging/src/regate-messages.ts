import type { Db, Tx } from '@volna/db';
import type { MessageProfile, SendingHours } from '@volna/node-sdk';
import { sql } from 'kysely';
import { closedGate } from './gates.ts';
import type { HashPhone } from './hash-phone.ts';
import { type MessagesMoved, movesOf } from './message-move.ts';
import { type RecipientFacts, readRecipients } from './read-recipients.ts';
import { recheckWhen } from './schedule.ts';
import { type MessageState, notSentReasons } from './states.ts';
import { usableZone } from './usable-zone.ts';

export interface RegateDeps {
	readonly hashPhone: HashPhone;
	readonly messagesMoved: MessagesMoved;
}

const AGAIN_MS = 500;

interface Row {
	readonly id: string;
	readonly state: MessageState;
	readonly profile: MessageProfile;
	readonly customerId: number;
	readonly hours: SendingHours;
	readonly notAfter: Date;
	readonly dueAt: Date;
	readonly projectZone: string;
	readonly now: Date;
}

/**
 * Looks at the gates of claimed messages that the intent refused: closed ones end with their reason, those outside their
 * hours are postponed, the rest return to the queue (a hold keeps them there). Zone and phone are read anew. Messages of
 * another claim are left alone.
 */
export async function regateMessages(
	tx: Tx,
	deps: RegateDeps,
	claimed: readonly { readonly id: string; readonly fence: number }[],
): Promise<void> {
	const { rows } = await sql<Row>`
		select m.id, m.state, m.profile, m.customer_id, m.hours, m.not_after, m.due_at, p.time_zone as project_zone,
			volna.now_exact() as now
		from unnest(
			${claimed.map(({ id }) => id)}::uuid[], ${claimed.map(({ fence }) => fence)}::integer[]) as w (id, fence)
		join message m on m.id = w.id and m.fence = w.fence and m.state = 'leased'
		cross join project p
		order by m.id
		for update of m`.execute(tx);
	await decide(tx, deps, rows);
}

/**
 * Takes up waiting messages whose hours or relevance end before a hand-off would, held ones too, because relevance runs
 * on: they are postponed or expire.
 *
 * @returns how many were looked at; as many as `limit` means that there may be more
 */
export async function regateClosing(db: Db, deps: RegateDeps, limit = 500): Promise<number> {
	return db.transaction().execute(async (tx) => {
		const { rows } = await sql<Row>`
			with closing as materialized (
				-- By itself, so that its order is its index's: joined to the project the whole table was read.
				select id from message
				where state in ('scheduled', 'queued')
					and least(not_after, closes_at) < volna.now_stable() + interval '10 seconds'
				order by least(not_after, closes_at)
				limit ${limit}
				for update skip locked
			)
			select m.id, m.state, m.profile, m.customer_id, m.hours, m.not_after, m.due_at, p.time_zone as project_zone,
				volna.now_exact() as now
			from closing
			join message m using (id)
			cross join project p
			order by m.id`.execute(tx);
		await decide(tx, deps, rows);
		return rows.length;
	});
}

interface Decision {
	readonly id: string;
	readonly state: MessageState;
	readonly reason: string | null;
	readonly zone: string | null;
	readonly dueAt: Date | null;
	readonly closesAt: Date | null;
	readonly phone: string | null;
	readonly phoneHash: string | null;
}

async function decide(tx: Tx, deps: RegateDeps, rows: readonly Row[]): Promise<void> {
	if (rows.length === 0) return;
	const recipients = await readRecipients(
		tx,
		rows.map((row) => row.customerId),
		deps.hashPhone,
	);
	const decisions = rows.map((row) => decisionOf(row, recipients.get(row.customerId)));
	const { rows: changed } = await sql<{ id: string; fromState: MessageState; toState: MessageState }>`
		with decided as (
			select * from jsonb_to_recordset(${JSON.stringify(decisions)}::jsonb) as d (
				id uuid, state text, reason text, zone text, "dueAt" timestamptz, "closesAt" timestamptz, phone text,
				"phoneHash" text)
		),
		moved as (
			update message m
			set state = d.state, reason = d.reason, zone = coalesce(d.zone, m.zone),
				due_at = coalesce(d."dueAt", m.due_at),
				closes_at = case when d.reason is null then coalesce(d."closesAt", 'infinity') else m.closes_at end,
				phone = coalesce(d.phone, m.phone), phone_hash = coalesce(decode(d."phoneHash", 'hex'), m.phone_hash),
				lease_until = null, leased_by = null, changed_at = volna.now_exact(),
				final_at = case when d.reason is not null then volna.now_exact() end
			from decided d
			where m.id = d.id
			returning m.id, m.attempt, m.reason, old.state as from_state, m.state as to_state
		),
		logged as (
			insert into message_event (message_id, at, from_state, to_state, cause, attempt, reason)
			select id, volna.now_exact(), from_state, to_state, 'gates', attempt, reason from moved
			where from_state <> to_state or to_state = 'scheduled'
		)
		select id, from_state, to_state from moved`.execute(tx);
	const moves = movesOf(changed);
	if (moves.length > 0) await deps.messagesMoved(tx, moves);
}

function decisionOf(row: Row, recipient: RecipientFacts | undefined): Decision {
	const zone = recipient?.timeZone ?? row.projectZone;
	const base = {
		id: row.id,
		zone,
		dueAt: null,
		closesAt: null,
		phone: recipient?.phone ?? null,
		phoneHash: recipient?.phoneHash?.toString('hex') ?? null,
	};
	const closed = closedGate(row.profile, recipient);
	if (closed) {
		return { ...base, state: notSentReasons[closed], reason: closed, phone: null, phoneHash: null };
	}
	const when = recheckWhen({
		hours: row.hours,
		zone: usableZone(zone, row.projectZone),
		// A back-off that outlasts the hours is judged by the moment at which it ends.
		from: row.dueAt > row.now ? row.dueAt : row.now,
		until: row.notAfter,
	});
	if (when.outcome === 'expired') return { ...base, state: 'expired_local', reason: 'expired' };
	if (when.outcome === 'go') {
		return {
			...base,
			state: row.state === 'scheduled' ? 'scheduled' : 'queued',
			reason: null,
			// A refusal that these gates do not explain must not be claimed and refused again without a pause.
			dueAt: row.state === 'leased' ? new Date(Math.max(row.dueAt.getTime(), row.now.getTime() + AGAIN_MS)) : null,
			closesAt: when.closesAt,
		};
	}
	return { ...base, state: 'scheduled', reason: null, dueAt: when.dueAt, closesAt: when.closesAt };
}
