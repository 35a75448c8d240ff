import { type Db, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { failpoint } from '#failpoint';
import { adoptReport, matchReports, readUnsettled } from './adopt-reports.ts';
import { describeError, withRetries } from './faults.ts';
import type { ParseCallback, ProviderReport } from './gateway.ts';
import { recordStatus } from './record-status.ts';
import type { TrackDeps } from './track-deps.ts';

/** Bodies taken at once. */
const BATCH = 100;
/** How long a callback about an unknown id waits for the answer that names it. */
const WAIT_MS = 24 * 3_600_000;
/** A body that cannot be applied is put aside after so many tries. */
const MOST_TRIES = 12;

interface Stored {
	readonly id: string;
	readonly accountId: string;
	readonly body: unknown;
	readonly tries: number;
	readonly ageMs: number;
}

/** A report about an id that no message has. */
interface Stray {
	readonly accountId: string;
	readonly report: ProviderReport;
}

/**
 * Applies stored callbacks that are due. Each is a hint: it moves states by rank at once. One about an id that no message
 * has waits for a day, since it may be earlier than the answer that names it; meanwhile, if it speaks of a phone with
 * exactly one hand-off that it could be, the message is read by its id and adopted when phone, sender and text agree.
 *
 * @returns how many were looked at; a full batch means that there may be more
 */
export async function applyCallbacks(
	db: Db,
	deps: TrackDeps & { readonly parseCallback: ParseCallback },
): Promise<number> {
	const stored = await takeStored(db);
	if (stored.length === 0) return 0;
	const strays = await applyAll(db, deps, stored);
	failpoint('callback.applied');
	await adoptStrays(db, deps, strays);
	return stored.length;
}

/**
 * Takes bodies for a while, 2 s at first and twice as long each time up to 6 h: a process that dies loses none. What a body
 * waits for wakes it when it comes.
 */
async function takeStored(db: Db): Promise<readonly Stored[]> {
	const { rows } = await sql<Stored>`${prepared}
		with due as materialized (
			select id from callback_inbox
			where applied_at is null and next_try_at <= volna.now_stable()
			order by next_try_at
			limit ${BATCH}
			for update skip locked
		)
		update callback_inbox c
		set tries = tries + 1,
			next_try_at = volna.now_exact() + least(21600, power(2, least(c.tries + 1, 15))) * interval '1 second'
		from due
		where c.id = due.id
		returning c.id, c.account_id, c.body, c.tries,
			(extract(epoch from volna.now_exact() - c.received_at) * 1000)::bigint as age_ms`.execute(db);
	return rows;
}

/** A body that cannot be written takes none of the others down with it. */
async function applyAll(
	db: Db,
	deps: TrackDeps & { readonly parseCallback: ParseCallback },
	stored: readonly Stored[],
): Promise<readonly Stray[]> {
	try {
		return await withRetries(() => db.transaction().execute((tx) => applyBatch(tx, deps, stored)));
	} catch (error) {
		const [one, ...others] = stored;
		if (others.length > 0) {
			const strays: Stray[] = [];
			for (const each of stored) strays.push(...(await applyAll(db, deps, [each])));
			return strays;
		}
		deps.log.error({ callbackId: one!.id, error: describeError(error) }, 'a callback could not be applied');
		if (one!.tries >= MOST_TRIES) {
			await settle(db, [{ id: one!.id, outcome: 'failed', waitsFor: [], applied: true }]);
		}
		return [];
	}
}

async function applyBatch(
	tx: Tx,
	deps: TrackDeps & { readonly parseCallback: ParseCallback },
	stored: readonly Stored[],
): Promise<readonly Stray[]> {
	const parsed = stored.map((row) => ({ row, result: deps.parseCallback(row.body) }));
	const known = new Map<string, ReadonlySet<string>>();
	for (const [accountId, group] of Map.groupBy(parsed, ({ row }) => row.accountId)) {
		const reports = group.flatMap(({ result }) => (result.ok ? result.reports : []));
		known.set(accountId, (await recordStatus(tx, deps, accountId, reports, 'callback')).known);
	}
	const strays: Stray[] = [];
	const outcomes = parsed.map(({ row, result }): Settled => {
		if (!result.ok) return { id: row.id, outcome: result.problem, waitsFor: [], applied: true };
		const unknown = result.reports.filter(({ providerId }) => !known.get(row.accountId)!.has(providerId));
		if (unknown.length === 0) return { id: row.id, outcome: 'applied', waitsFor: [], applied: true };
		strays.push(...unknown.map((report) => ({ accountId: row.accountId, report })));
		const waitsFor = [
			...new Set(unknown.flatMap(({ providerId, phone }) => (phone === null ? [providerId] : [providerId, phone]))),
		];
		return { id: row.id, outcome: 'unknown_id', waitsFor, applied: row.ageMs >= WAIT_MS };
	});
	await settle(tx, outcomes);
	return strays;
}

interface Settled {
	readonly id: string;
	readonly outcome: string;
	readonly waitsFor: readonly string[];
	readonly applied: boolean;
}

async function settle(db: Db | Tx, outcomes: readonly Settled[]): Promise<void> {
	await sql`${prepared}
		update callback_inbox c
		set outcome = o.outcome, waits_for = o."waitsFor", applied_at = case when o.applied then volna.now_exact() end
		from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as o (
			id uuid, outcome text, "waitsFor" text[], applied boolean)
		where c.id = o.id and c.applied_at is null`.execute(db);
}

async function adoptStrays(db: Db, deps: TrackDeps, strays: readonly Stray[]): Promise<void> {
	for (const [accountId, group] of Map.groupBy(strays, (stray) => stray.accountId)) {
		const phones = group.flatMap(({ report }) => report.phone ?? []);
		const unsettled = await readUnsettled(db, accountId, phones);
		// One under way gets its own answer in a moment, which names the id: no need to read.
		const waiting = new Set(unsettled.filter(({ state }) => state !== 'submitting').map(({ phone }) => phone));
		const likely = group.filter(({ report }) => report.phone !== null && waiting.has(report.phone));
		if (likely.length === 0 || deps.ending?.aborted) continue;
		const gateway = await deps.gatewayOf(accountId);
		if (!gateway) continue;
		const read: ProviderReport[] = [];
		for (const providerId of new Set(likely.map(({ report }) => report.providerId))) {
			const answer = await gateway.read(providerId);
			if (answer.class === 'found') read.push(answer.report);
		}
		// Read again: the answers of hand-offs that were under way may have come meanwhile.
		for (const match of matchReports(read, await readUnsettled(db, accountId, phones))) {
			try {
				if (!(await adoptReport(db, deps, accountId, match, 'poll'))) continue;
				deps.log.info({ messageId: match.message.id }, 'a hand-off was adopted after a callback');
			} catch (error) {
				deps.log.error(
					{ messageId: match.message.id, error: describeError(error) },
					'a found hand-off is not recorded',
				);
			}
		}
	}
}
