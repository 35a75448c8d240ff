import type { Db } from '@volna/db';
import { sql } from 'kysely';
import {
	adoptReport,
	CREATED_AFTER_MS,
	CREATED_BEFORE_MS,
	matchReports,
	readOwned,
	readUnsettled,
} from './adopt-reports.ts';
import { describeError } from './faults.ts';
import type { SmsGateway } from './gateway.ts';
import { nextSearch } from './poll-schedule.ts';
import { clusterByTime, readWindow } from './read-window.ts';
import type { TrackDeps } from './track-deps.ts';

const BATCH = 500;
const RETRY_MS = 30_000;
const WINDOW_GAP_MS = CREATED_BEFORE_MS + CREATED_AFTER_MS;

interface Due {
	readonly id: string;
	readonly accountId: string;
	readonly submitAt: Date;
	readonly now: Date;
}

/**
 * Looks for hand-offs of uncertain outcome in the provider's list, from the moment they become `unknown` on, densely until
 * the quiet period is over and rarely later. One listed item that fits one hand-off is adopted; none, or several, leave
 * it as it is, for later evidence or a person. Absence is never concluded here.
 *
 * @returns how many were due; a full batch means that there may be more
 */
export async function reconcileUnknown(db: Db, deps: TrackDeps): Promise<number> {
	const due = await takeDue(db);
	for (const [accountId, group] of Map.groupBy(due, (row) => row.accountId)) {
		const gateway = await deps.gatewayOf(accountId);
		if (!gateway) continue;
		for (const cluster of clusterByTime(group, (row) => row.submitAt, WINDOW_GAP_MS)) {
			if (deps.ending?.aborted) return due.length;
			await settleCluster(db, deps, gateway, cluster);
		}
	}
	return due.length;
}

/**
 * Looks for a cluster, and for each half of it on its own where its window was too long to be read whole: a burst of the
 * account's other messages must not hide an unknown for good.
 */
async function settleCluster(db: Db, deps: TrackDeps, gateway: SmsGateway, cluster: readonly Due[]): Promise<void> {
	const found = gateway.capabilities.list ? await search(db, deps, gateway, cluster) : SEARCHED;
	if (!found.cut || cluster.length === 1) {
		await schedule(db, cluster, found.retryMs);
		return;
	}
	const middle = cluster.length >> 1;
	for (const half of [cluster.slice(0, middle), cluster.slice(middle)]) {
		if (deps.ending?.aborted) return;
		await settleCluster(db, deps, gateway, half);
	}
}

/** Takes hand-offs for a minute; a null time is that of one that has just become unknown. */
async function takeDue(db: Db): Promise<readonly Due[]> {
	const { rows } = await sql<Due>`
		with due as materialized (
			select id from message
			where state = 'unknown' and provider_id is null and submit_at is not null
				and (poll_at is null or poll_at <= volna.now_stable())
			order by submit_at
			limit ${BATCH}
			for update skip locked
		)
		update message m
		set poll_at = volna.now_exact() + interval '60 seconds', polls = least(m.polls + 1, 32767)
		from due
		where m.id = due.id
		returning m.id, m.account_id, m.submit_at, volna.now_exact() as now`.execute(db);
	return rows;
}

interface Search {
	/** When to look again, ms, where the provider could not be asked in full; null for the usual time. */
	readonly retryMs: number | null;
	/** The window has more pages than are read in one go. */
	readonly cut: boolean;
}

const SEARCHED: Search = { retryMs: null, cut: false };

async function search(db: Db, deps: TrackDeps, gateway: SmsGateway, cluster: readonly Due[]): Promise<Search> {
	const { accountId } = cluster[0]!;
	const from = new Date(cluster[0]!.submitAt.getTime() - CREATED_BEFORE_MS);
	// Fixed before the first page, so that what is created meanwhile does not shift the next ones.
	const until = new Date(cluster.at(-1)!.submitAt.getTime() + CREATED_AFTER_MS);
	const listed = await readWindow(gateway, from, until, deps.ending);
	if (!listed.complete) {
		// Clusters that failed together are not asked for together again.
		return { retryMs: listed.retryAfterMs ?? RETRY_MS * (0.5 + Math.random() / 2), cut: listed.cut };
	}
	const owned = await readOwned(
		db,
		accountId,
		listed.reports.map(({ providerId }) => providerId),
	);
	const free = listed.reports.filter(({ providerId }) => !owned.has(providerId));
	const unsettled = await readUnsettled(
		db,
		accountId,
		free.flatMap(({ phone }) => phone ?? []),
	);
	for (const match of matchReports(free, unsettled)) {
		// Of one at the edge another item that fits may lie outside this window.
		const at = match.message.submitAt.getTime();
		if (at - CREATED_BEFORE_MS < from.getTime() || at + CREATED_AFTER_MS > until.getTime()) continue;
		try {
			if (await adoptReport(db, deps, accountId, match, 'list')) {
				deps.log.info({ messageId: match.message.id }, 'a hand-off was found in the list');
			}
		} catch (error) {
			// What cannot be written keeps nobody else from being found.
			deps.log.error({ messageId: match.message.id, error: describeError(error) }, 'a found hand-off is not recorded');
		}
	}
	return SEARCHED;
}

async function schedule(db: Db, cluster: readonly Due[], retryMs: number | null): Promise<void> {
	const next = cluster.map(({ id, submitAt, now }) => ({
		id,
		at: retryMs === null ? nextSearch(submitAt, now) : new Date(now.getTime() + retryMs),
	}));
	await sql`
		update message m set poll_at = n.at
		from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as n (id uuid, at timestamptz)
		where m.id = n.id and m.state = 'unknown'`.execute(db);
}
