import { type Db, json, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { CallIssue, OperationCall } from './operation-call.ts';
import type { CallToRecord } from './record-actions.ts';
import type { RequestState } from './states.ts';

export interface ClaimedCall {
	readonly call: CallToRecord;
	/** Its place in the batch. */
	readonly index: number;
	readonly receivedAt: Date;
}

/**
 * Which calls of a batch are ours to record: new ones whose key nobody holds and whose secret was not revoked, accepted
 * ones that nobody else has locked. New calls hold their key only once `insertCalls` has written them, at the end.
 */
export async function claimCalls(tx: Tx, batch: readonly CallToRecord[]): Promise<ClaimedCall[]> {
	const receivedAt = new Map<string, Date>();
	const fresh = batch.filter((call) => call.entry === 'new');
	if (fresh.length > 0) await findFree(tx, fresh, receivedAt);
	const accepted = batch.filter((call) => call.entry === 'accepted');
	if (accepted.length > 0) await takeAccepted(tx, accepted, receivedAt);
	const claimed: ClaimedCall[] = [];
	for (const [index, call] of batch.entries()) {
		const at = receivedAt.get(keyOf(call));
		if (!at) continue;
		// The same key twice in one batch is recorded once.
		receivedAt.delete(keyOf(call));
		claimed.push({ call, index, receivedAt: at });
	}
	return claimed;
}

async function findFree(tx: Tx, calls: readonly CallToRecord[], receivedAt: Map<string, Date>): Promise<void> {
	const named = calls.filter((call) => call.named);
	const keyIds = [...new Set(calls.flatMap((call) => call.keyId ?? []))];
	const { rows } = await sql<{ now: Date; taken: number[]; revoked: string[] }>`${prepared}
		select volna.now_exact() as now,
			array(select id from endpoint_key where id = any(${keyIds}::uuid[]) and revoked_at is not null) as revoked,
			array(
				select d.n::integer
				from unnest(${named.map((call) => call.operationId)}::uuid[], ${named.map((call) => call.transactionId)}::text[])
				  with ordinality as d(o, t, n)
				cross join lateral (
					select r.state, r.received_at from operation_request r
					where r.operation_id = d.o and r.transaction_id = d.t
					limit 1
				) r
				where r.state in ('accepted', 'recorded') and r.received_at >= volna.now_stable() - interval '72 hours'
			) as taken`.execute(tx);
	const { now, taken, revoked } = rows[0]!;
	const closed = new Set(taken.map((n) => keyOf(named[n - 1]!)));
	const dead = new Set(revoked);
	for (const call of calls) {
		if (!closed.has(keyOf(call)) && !(call.keyId && dead.has(call.keyId))) receivedAt.set(keyOf(call), now);
	}
}

async function takeAccepted(tx: Tx, calls: readonly CallToRecord[], receivedAt: Map<string, Date>): Promise<void> {
	// Row by row through the primary key, the state looked at afterwards: the index of accepted calls is full of entries
	// of calls just recorded, and a plan that reads it takes a hundred times as long.
	const { rows } = await sql<{
		operationId: string;
		transactionId: string;
		state: RequestState;
		receivedAt: Date;
	}>`${prepared}
		select d.o as "operationId", d.t as "transactionId", r.state, r.received_at as "receivedAt"
		from unnest(${calls.map((call) => call.operationId)}::uuid[], ${calls.map((call) => call.transactionId)}::text[])
		  as d(o, t)
		cross join lateral (
			select q.state, q.received_at from operation_request q
			where q.operation_id = d.o and q.transaction_id = d.t
			for update skip locked
		) r`.execute(tx);
	for (const row of rows) if (row.state === 'accepted') receivedAt.set(keyOf(row), row.receivedAt);
}

/** A request row to be. `accepted` holds a checked call, `invalid` an answer and no body. */
export type RequestRow = Omit<CallToRecord, 'call' | 'entry' | 'receivedAt' | 'warnings'> & {
	readonly state: RequestState;
	readonly call: OperationCall | null;
	readonly warnings: readonly CallIssue[];
	readonly answer?: string | null;
	readonly customerId?: number | null;
};

/**
 * Writes request rows in key order and returns the keys of those that are new. An invalid, failed or expired call (72
 * hours) of the same id gives way; any other stands, and a call whose secret was revoked meanwhile is left out. Of one
 * key twice the first counts. `claimSeconds` is how long accepted ones are left to this process.
 */
export async function insertCalls(
	db: Db | Tx,
	calls: readonly RequestRow[],
	claimSeconds: number,
): Promise<Set<string>> {
	if (calls.length === 0) return new Set();
	const byKey = new Map<string, RequestRow>();
	for (const call of calls) if (!byKey.has(keyOf(call))) byKey.set(keyOf(call), call);
	const rows = [...byKey.values()].map((call) => ({
		o: call.operationId,
		t: call.transactionId,
		e: call.endpointId,
		k: call.keyId,
		kind: call.kind,
		mode: call.mode,
		state: call.state,
		named: call.named,
		query: call.query,
		body: call.call,
		hash: call.bodyHash.toString('hex'),
		answer: call.answer ?? null,
		warnings: call.warnings,
		customer: call.customerId ?? null,
	}));
	const { rows: written } = await sql<{ operationId: string; transactionId: string }>`${prepared}
		insert into operation_request as r (operation_id, transaction_id, endpoint_id, key_id, kind, mode, state,
			keyed_by_call, query, body, body_hash, answer, warnings, customer_id, received_at, claimed_until, finished_at)
		select d.o, d.t, d.e, d.k, d.kind, d.mode, d.state, d.named, d.query, d.body, decode(d.hash, 'hex'), d.answer,
			d.warnings, d.customer, volna.now_exact(),
			case when d.state = 'accepted' then volna.now_exact() + make_interval(secs => ${claimSeconds}) end,
			case when d.state <> 'accepted' then volna.now_exact() end
		from jsonb_to_recordset(${json(rows)}) as d(o uuid, t text, e uuid, k uuid, kind text, mode text, state text,
			named boolean, query jsonb, body jsonb, hash text, answer text, warnings jsonb, customer bigint)
		where d.k is null or exists (select 1 from endpoint_key k where k.id = d.k and k.revoked_at is null)
		order by d.o, d.t
		on conflict (operation_id, transaction_id) do update
		set endpoint_id = excluded.endpoint_id, key_id = excluded.key_id, kind = excluded.kind, mode = excluded.mode,
			state = excluded.state, keyed_by_call = excluded.keyed_by_call, query = excluded.query, body = excluded.body,
			body_hash = excluded.body_hash, answer = excluded.answer, warnings = excluded.warnings,
			customer_id = excluded.customer_id, attempts = 0, received_at = excluded.received_at,
			claimed_until = excluded.claimed_until, finished_at = excluded.finished_at
		where r.state in ('invalid', 'failed') or r.received_at < volna.now_stable() - interval '72 hours'
		returning operation_id as "operationId", transaction_id as "transactionId"`.execute(db);
	return new Set(written.map(keyOf));
}

export function keyOf(key: { operationId: string; transactionId: string }): string {
	return `${key.operationId} ${key.transactionId}`;
}
