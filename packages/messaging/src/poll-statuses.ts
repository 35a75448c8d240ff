import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { CREATED_AFTER_MS, CREATED_BEFORE_MS } from './adopt-reports.ts';
import { describeError, withRetries } from './faults.ts';
import type { ProviderReport, SmsGateway } from './gateway.ts';
import { nextRead } from './poll-schedule.ts';
import { clusterByTime, readWindow } from './read-window.ts';
import { recordStatus } from './record-status.ts';
import { isTerminal, type MessageState, type StatusSource } from './states.ts';
import type { TrackDeps } from './track-deps.ts';

const BATCH = 2_000;
/** Statuses written in one transaction. */
const WRITTEN_AT_ONCE = 500;
/** More open messages in one window than this are read from the list, fewer one by one. */
const SINGLY_AT_MOST = 50;
const WINDOW_GAP_MS = 600_000;
const READS_AT_ONCE = 4;
/** Around hand-offs the provider has created what it accepted; clocks that differ by more ask for a wider window. */
const CREATED_AROUND_MS = 15_000;

interface Due {
	readonly id: string;
	readonly accountId: string;
	readonly providerId: string;
	readonly submitAt: Date;
	/** Until when it is taken, as the database tells it: whoever sets another time wants an earlier reading. */
	readonly takenUntil: string;
}

/**
 * Reads the status of accepted messages that are due for it: after 30 s, 2 min, 10 min, 30 min, 2 h, then every 6 h until
 * 72 h, when tracking ends. Ended ones are read once more at 72 h, since a refund may come late. What is read wins over
 * what callbacks said.
 *
 * @returns how many were due; a full batch means that there may be more
 */
export async function pollStatuses(db: Db, deps: TrackDeps): Promise<number> {
	const due = await takeDue(db);
	for (const [accountId, group] of Map.groupBy(due, (row) => row.accountId)) {
		const gateway = await deps.gatewayOf(accountId);
		if (!gateway) continue;
		for (const cluster of clusterByTime(group, (row) => row.submitAt, WINDOW_GAP_MS)) {
			if (deps.ending?.aborted) return due.length;
			if (cluster.length > SINGLY_AT_MOST && gateway.capabilities.list) await readListed(db, deps, gateway, cluster);
			else await readSingly(db, deps, gateway, cluster);
		}
	}
	return due.length;
}

/** Takes messages for two minutes: what is not read by then, because a process died or the provider is away, is due again. */
async function takeDue(db: Db): Promise<readonly Due[]> {
	const { rows } = await sql<Due>`
		with due as materialized (
			select id from message
			where poll_at <= volna.now_stable() and provider_id is not null
			order by poll_at
			limit ${BATCH}
			for update skip locked
		)
		update message m
		set poll_at = volna.now_exact() + interval '2 minutes', polls = least(m.polls + 1, 32767)
		from due
		where m.id = due.id
		returning m.id, m.account_id, m.provider_id, coalesce(m.submit_at, m.accepted_at, m.created_at) as submit_at,
			m.poll_at::text as taken_until`.execute(db);
	return rows;
}

async function readListed(db: Db, deps: TrackDeps, gateway: SmsGateway, due: readonly Due[]): Promise<void> {
	const window = (beforeMs: number, afterMs: number) =>
		readWindow(
			gateway,
			new Date(due[0]!.submitAt.getTime() - beforeMs),
			new Date(due.at(-1)!.submitAt.getTime() + afterMs),
			deps.ending,
		);
	const narrow = await window(CREATED_AROUND_MS, CREATED_AROUND_MS);
	const seen = new Set(narrow.reports.map(({ providerId }) => providerId));
	const isEnough = due.filter((row) => !seen.has(row.providerId)).length <= SINGLY_AT_MOST;
	const { reports } = isEnough ? narrow : await window(CREATED_BEFORE_MS, CREATED_AFTER_MS);
	const listed = new Map(reports.map((report) => [report.providerId, report]));
	const found = due.filter((row) => listed.has(row.providerId));
	for (let from = 0; from < found.length; from += WRITTEN_AT_ONCE) {
		const part = found.slice(from, from + WRITTEN_AT_ONCE);
		const told = part.map((row) => listed.get(row.providerId)!);
		await record(db, deps, part, told, 'list');
	}
	// A list may lag or be cut short: a few are read by id at once, the rest when they are due again.
	const missing = due.filter((row) => !listed.has(row.providerId));
	await readSingly(db, deps, gateway, missing.slice(0, SINGLY_AT_MOST));
}

type Postponed = Pick<Due, 'id' | 'takenUntil'> & { readonly afterMs: number };

async function readSingly(db: Db, deps: TrackDeps, gateway: SmsGateway, due: readonly Due[]): Promise<void> {
	const waiting = [...due];
	const read: Due[] = [];
	const reports: ProviderReport[] = [];
	const postponed: Postponed[] = [];
	await Promise.all(
		Array.from({ length: READS_AT_ONCE }, async () => {
			for (let row = waiting.shift(); row && !deps.ending?.aborted; row = waiting.shift()) {
				const answer = await gateway.read(row.providerId);
				if (answer.class === 'found') reports.push(answer.report);
				if (answer.class !== 'failed') read.push(row);
				else if (answer.retryAfterMs !== undefined) postponed.push({ ...row, afterMs: answer.retryAfterMs });
			}
		}),
	);
	await record(db, deps, read, reports, 'poll');
	await postpone(db, postponed);
}

/** A report that cannot be written takes none of the others down with it; its message is read again at the usual time. */
async function record(
	db: Db,
	deps: TrackDeps,
	read: readonly Due[],
	reports: readonly ProviderReport[],
	source: StatusSource,
): Promise<void> {
	if (read.length === 0) return;
	try {
		await recordTogether(db, deps, read, reports, source);
	} catch (error) {
		if (reports.length === 0) throw error;
		if (read.length > 1) {
			const told = Map.groupBy(reports, ({ providerId }) => providerId);
			for (const row of read) await record(db, deps, [row], told.get(row.providerId) ?? [], source);
			return;
		}
		deps.log.error({ messageId: read[0]!.id, error: describeError(error) }, 'a status could not be recorded');
		await recordTogether(db, deps, read, [], source);
	}
}

async function recordTogether(
	db: Db,
	deps: TrackDeps,
	read: readonly Due[],
	reports: readonly ProviderReport[],
	source: StatusSource,
): Promise<void> {
	const accountId = read[0]!.accountId;
	const taken = new Map(read.map(({ id, takenUntil }) => [id, takenUntil]));
	await withRetries(() =>
		db.transaction().execute(async (tx) => {
			await recordStatus(tx, deps, accountId, reports, source);
			const { rows } = await sql<{ id: string; state: MessageState; since: Date; now: Date }>`
				select id, state, coalesce(accepted_at, submit_at, created_at) as since, volna.now_exact() as now
				from message
				where id = any (${read.map(({ id }) => id)}::uuid[]) and provider_id is not null
				order by id
				for update`.execute(tx);
			const next = rows.map((row) => {
				const at = nextRead(row.since, isTerminal(row.state), row.now);
				return { id: row.id, taken: taken.get(row.id), at, ends: at === null && !isTerminal(row.state) };
			});
			await sql`
				update message m
				set poll_at = case when m.poll_at is not distinct from n.taken then n.at else m.poll_at end,
					tracking_ended_at = case when n.ends and m.poll_at is not distinct from n.taken then volna.now_exact() else m.tracking_ended_at end
				from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as n (
					id uuid, taken timestamptz, at timestamptz, ends boolean)
				where m.id = n.id`.execute(tx);
		}),
	);
}

/** The provider asked for a pause. */
async function postpone(db: Db, rows: readonly Postponed[]): Promise<void> {
	if (rows.length === 0) return;
	await sql`
		update message m
		set poll_at = volna.now_exact() + greatest(n.after_ms, 1000) * interval '1 millisecond'
		from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ afterMs }) => Math.min(afterMs, 3_600_000))}::float8[],
			${rows.map(({ takenUntil }) => takenUntil)}::timestamptz[]) as n (id, after_ms, taken)
		where m.id = n.id and m.poll_at = n.taken`.execute(db);
}
