import { type Db, json, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { OperationCall } from './operation-call.ts';
import type { CallToRecord } from './record-actions.ts';

export interface ClaimedCall {
	readonly call: CallToRecord;
	/** Its place in the batch. */
	readonly index: number;
	readonly receivedAt: Date;
}

interface Key {
	operationId: string;
	transactionId: string;
	receivedAt: Date;
}

/**
 * Locks the request rows of a batch: makes those of new calls, takes those of accepted ones that nobody else has. A call
 * that is not returned is not ours to record.
 */
export async function claimCalls(tx: Tx, batch: readonly CallToRecord[]): Promise<ClaimedCall[]> {
	const made = await insertCalls(
		tx,
		batch.filter((call) => call.entry === 'new'),
		null,
	);
	const taken = await takeAccepted(
		tx,
		batch.filter((call) => call.entry === 'accepted'),
	);
	const receivedAt = new Map([...made, ...taken].map((key) => [keyOf(key), key.receivedAt]));
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

/** A request row to be: `accepted` with a checked call, or `invalid` with its answer and no body. */
export type RequestRow = Omit<CallToRecord, 'call' | 'entry' | 'receivedAt'> & {
	readonly call: OperationCall | null;
	readonly answer?: string;
};

/**
 * Inserts request rows in key order and returns those that are new. An invalid, failed or expired call (72 hours) of the
 * same id gives way; any other stands, and a call whose key was revoked meanwhile is left out. Of one key twice the first
 * counts.
 */
export async function insertCalls(
	db: Db | Tx,
	calls: readonly RequestRow[],
	claimSeconds: number | null,
): Promise<Key[]> {
	if (calls.length === 0) return [];
	const byKey = new Map<string, RequestRow>();
	for (const call of calls) if (!byKey.has(keyOf(call))) byKey.set(keyOf(call), call);
	const rows = [...byKey.values()].map((call) => ({
		o: call.operationId,
		t: call.transactionId,
		e: call.endpointId,
		k: call.keyId,
		kind: call.kind,
		mode: call.mode,
		state: call.call ? 'accepted' : 'invalid',
		named: call.named,
		query: call.query,
		body: call.call,
		hash: call.bodyHash.toString('hex'),
		answer: call.answer ?? null,
		warnings: call.warnings,
	}));
	const { rows: inserted } = await sql<Key>`
		insert into operation_request as r (operation_id, transaction_id, endpoint_id, key_id, kind, mode, state,
			keyed_by_call, query, body, body_hash, answer, warnings, received_at, claimed_until, finished_at)
		select d.o, d.t, d.e, d.k, d.kind, d.mode, d.state, d.named, d.query, d.body, decode(d.hash, 'hex'), d.answer, d.warnings,
			volna.now_exact(), volna.now_exact() + make_interval(secs => ${claimSeconds}::float8),
			case when d.state = 'invalid' then volna.now_exact() end
		from jsonb_to_recordset(${json(rows)}) as d(o uuid, t text, e uuid, k uuid, kind text, mode text, state text,
			named boolean, query jsonb, body jsonb, hash text, answer text, warnings jsonb)
		where d.k is null or exists (select 1 from endpoint_key k where k.id = d.k and k.revoked_at is null)
		order by d.o, d.t
		on conflict (operation_id, transaction_id) do update
		set endpoint_id = excluded.endpoint_id, key_id = excluded.key_id, kind = excluded.kind, mode = excluded.mode,
			state = excluded.state, keyed_by_call = excluded.keyed_by_call, query = excluded.query, body = excluded.body,
			body_hash = excluded.body_hash, answer = excluded.answer, warnings = excluded.warnings, customer_id = null,
			attempts = 0, received_at = excluded.received_at, claimed_until = excluded.claimed_until,
			finished_at = excluded.finished_at
		where r.state in ('invalid', 'failed') or r.received_at < volna.now_stable() - interval '72 hours'
		returning operation_id as "operationId", transaction_id as "transactionId", received_at as "receivedAt"`.execute(
		db,
	);
	return inserted;
}

async function takeAccepted(tx: Tx, calls: readonly CallToRecord[]): Promise<Key[]> {
	if (calls.length === 0) return [];
	const { rows } = await sql<Key>`
		select r.operation_id as "operationId", r.transaction_id as "transactionId", r.received_at as "receivedAt"
		from operation_request r
		join unnest(${calls.map((call) => call.operationId)}::uuid[], ${calls.map((call) => call.transactionId)}::text[])
		  as d(o, t) on r.operation_id = d.o and r.transaction_id = d.t
		where r.state = 'accepted'
		for update of r skip locked`.execute(tx);
	return rows;
}

export function keyOf(key: { operationId: string; transactionId: string }): string {
	return `${key.operationId} ${key.transactionId}`;
}
