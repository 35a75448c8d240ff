import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { readNow } from '../read-now.ts';
import type { ProtocolErrorCode } from '../states.ts';

/** A call that was refused as a whole, so that no operation's log has it. */
export interface RefusedCall {
	readonly code: ProtocolErrorCode;
	/** The caller's address as it came; its last part is cut off before it is kept. */
	readonly address: string | null;
	/** As called: the names may be of nothing. */
	readonly endpoint: string;
	readonly operation: string;
}

export interface RefusedCallInfo extends RefusedCall {
	readonly id: string;
	readonly at: Date;
	/** Without its last part. */
	readonly address: string;
}

const KEPT_DAYS = 30;
const NAME = 100;
const SHOWN = 1000;

const passing: ReadonlySet<ProtocolErrorCode> = new Set(['busy', 'internal', 'too-many', 'transaction-conflict']);

/**
 * Keeps refused calls, `perMinute` (60 by default) a minute of one process at most, and forgets those of over 30 days.
 * `note` never rejects and makes nobody wait; refusals that pass by themselves are not kept.
 */
export function keepRefusedCalls(
	db: Db,
	options: { perMinute?: number; now?: () => number; failed?: (error: unknown) => void } = {},
): { note(call: RefusedCall): void; idle(): Promise<void> } {
	const most = options.perMinute ?? 60;
	const now = options.now ?? (() => performance.now());
	let windowEnds = Number.NEGATIVE_INFINITY;
	let left = 0;
	let nextPurge = Number.NEGATIVE_INFINITY;
	let work: Promise<unknown> = Promise.resolve();
	const then = (next: () => Promise<unknown>) => {
		work = work.then(next).catch((error) => options.failed?.(error));
	};
	return {
		note(call) {
			if (passing.has(call.code)) return;
			const at = now();
			if (at >= windowEnds) {
				windowEnds = at + 60_000;
				left = most;
			}
			if (left === 0) return;
			left--;
			then(() => insert(db, call));
			if (at < nextPurge) return;
			nextPurge = at + 3_600_000;
			then(() => purgeRefusedCalls(db));
		},
		async idle() {
			await work;
		},
	};
}

/** Forgets refused calls of over 30 days. */
export async function purgeRefusedCalls(db: Db): Promise<number> {
	const result = await sql`
		delete from refused_call
		where received_at < volna.now_stable() - make_interval(days => ${KEPT_DAYS})`.execute(db);
	return Number(result.numAffectedRows ?? 0);
}

/** A page of the last 1 000 refused calls, the newest first; `code` keeps those of one code. */
export async function listRefusedCalls(
	db: Db,
	query: { code?: string; cursor?: string | null; limit?: number } = {},
): Promise<{ items: RefusedCallInfo[]; next: string | null; asOf: Date; codes: { code: string; calls: number }[] }> {
	const limit = Math.min(Math.max(query.limit ?? 25, 1), 200);
	const asked = query.cursor ? Number(Buffer.from(query.cursor, 'base64url').toString()) : 0;
	const skip = Number.isInteger(asked) && asked > 0 && asked < SHOWN ? asked : 0;
	const code = query.code ?? null;
	const { rows } = await sql<RefusedCallInfo>`
		select r.id, r.received_at as at, r.code, r.address, r.endpoint, r.operation
		from (
			select * from refused_call
			where received_at >= volna.now_stable() - make_interval(days => ${KEPT_DAYS})
			  and (${code}::text is null or code = ${code}::text)
			order by received_at desc, id desc limit ${SHOWN}
		) r
		order by r.received_at desc, r.id desc
		offset ${skip} limit ${limit + 1}`.execute(db);
	const { rows: codes } = await sql<{ code: string; calls: number }>`
		select code, count(*)::int as calls from refused_call
		where received_at >= volna.now_stable() - interval '24 hours'
		group by code order by calls desc, code`.execute(db);
	return {
		items: rows.slice(0, limit),
		next: rows.length > limit ? Buffer.from(String(skip + limit)).toString('base64url') : null,
		asOf: await readNow(db),
		codes,
	};
}

/** `203.0.113.7` → `203.0.113.*`, `2001:db8:1:2::7` → `2001:db8:1:*`. */
export function maskAddress(address: string | null): string {
	const text = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
	if (text.includes(':')) return `${text.split(':').slice(0, 3).join(':')}:*`;
	return text.replace(/\.\d+$/, '.*');
}

async function insert(db: Db, call: RefusedCall): Promise<void> {
	await db
		.insertInto('refusedCall')
		.values({
			code: call.code,
			address: maskAddress(call.address),
			endpoint: plain(call.endpoint),
			operation: plain(call.operation),
			receivedAt: sql<Date>`volna.now_exact()`,
		})
		.execute();
}

/** Names as called come from strangers: no control characters, no more than a name is long. */
function plain(text: string): string {
	return text.replace(/\p{C}/gu, '').slice(0, NAME);
}
