import { type Db, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { sqlStateOf, withRetries } from './faults.ts';
import type { ProviderReport } from './gateway.ts';
import { recordStatus, type StatusDeps } from './record-status.ts';
import type { MessageState, StatusSource } from './states.ts';
import { wakeCallbacks } from './wake-callbacks.ts';

/** A hand-off that no id of the provider belongs to yet. */
export interface Unsettled {
	readonly id: string;
	readonly attempt: number;
	readonly state: MessageState;
	readonly phone: string;
	readonly sender: string;
	readonly text: string;
	readonly submitAt: Date;
}

/** The provider creates a message between these, ms around the intent; clocks differ. */
export const CREATED_BEFORE_MS = 60_000;
export const CREATED_AFTER_MS = 120_000;

/** Hand-offs of an account to these phones whose outcome no id settles. */
export async function readUnsettled(
	db: Db | Tx,
	accountId: string,
	phones: readonly string[],
): Promise<readonly Unsettled[]> {
	if (phones.length === 0) return [];
	const { rows } = await sql<Unsettled>`${prepared}
		select id, attempt, state, phone, sender, text, submit_at from message
		where account_id = ${accountId} and phone = any (${[...new Set(phones)]}::text[])
			and attempt > 0 and provider_id is null and state <> 'rejected' and text is not null and submit_at is not null`.execute(
		db,
	);
	return rows;
}

/**
 * Which reports are certainly which hand-offs: phone, sender and text agree exactly, the creation fits the intent, and
 * neither has another that fits. A hand-off under way is still to get its own answer, so it is never matched, and
 * whatever it could be is left alone too.
 */
export function matchReports(
	reports: readonly ProviderReport[],
	unsettled: readonly Unsettled[],
): readonly { report: ProviderReport; message: Unsettled }[] {
	const byId = new Map(reports.map((report) => [report.providerId, report]));
	const fits = [...byId.values()].map((report) => ({
		report,
		messages: unsettled.filter((message) => isSame(report, message)),
	}));
	const claims = new Map<string, number>();
	for (const { messages } of fits) for (const { id } of messages) claims.set(id, (claims.get(id) ?? 0) + 1);
	return fits.flatMap(({ report, messages }) => {
		const [message, ...others] = messages;
		if (!message || others.length > 0 || claims.get(message.id) !== 1 || message.state === 'submitting') return [];
		return [{ report, message }];
	});
}

function isSame(report: ProviderReport, message: Unsettled): boolean {
	if (report.phone !== message.phone || report.sender !== message.sender || report.text !== message.text) return false;
	if (report.createdAt === null) return true;
	const offset = report.createdAt.getTime() - message.submitAt.getTime();
	return offset >= -CREATED_BEFORE_MS && offset <= CREATED_AFTER_MS;
}

/** Provider ids among these that a message of the account has. */
export async function readOwned(
	db: Db | Tx,
	accountId: string,
	providerIds: readonly string[],
): Promise<ReadonlySet<string>> {
	const { rows } = await sql<{ providerId: string }>`${prepared}
		select provider_id from message
		where account_id = ${accountId} and provider_id = any (${providerIds}::text[])`.execute(db);
	return new Set(rows.map((row) => row.providerId));
}

/**
 * Gives a hand-off the provider's id that certainly is its own, and takes over what the provider says.
 *
 * @returns false when something settled either of them meanwhile
 */
export async function adoptReport(
	db: Db,
	deps: StatusDeps,
	accountId: string,
	{ report, message }: { report: ProviderReport; message: Pick<Unsettled, 'id' | 'attempt'> },
	source: StatusSource,
): Promise<boolean> {
	try {
		return await withRetries(() =>
			db.transaction().execute((tx) => adopt(tx, deps, accountId, report, message, source)),
		);
	} catch (error) {
		// Another message got this id in the same moment: then it is not ours.
		if (sqlStateOf(error) === '23505') return false;
		throw error;
	}
}

async function adopt(
	tx: Tx,
	deps: StatusDeps,
	accountId: string,
	report: ProviderReport,
	message: Pick<Unsettled, 'id' | 'attempt'>,
	source: StatusSource,
): Promise<boolean> {
	const { rows } = await sql`${prepared}
		update message set provider_id = ${report.providerId}, changed_at = volna.now_exact()
		where id = ${message.id} and attempt = ${message.attempt} and provider_id is null and state <> 'submitting'
		returning id`.execute(tx);
	if (rows.length === 0) return false;
	// A word nobody knows is still a proof that the provider has the message.
	const proof: ProviderReport = report.state === null ? { ...report, state: 'submitted' } : report;
	await recordStatus(tx, deps, accountId, [proof], source);
	await wakeCallbacks(tx, accountId, [report.providerId]);
	return true;
}
