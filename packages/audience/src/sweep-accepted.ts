import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { CallIssue, OperationCall } from './operation-call.ts';
import { type CallToRecord, type RecordDeps, recordActions } from './record-actions.ts';

/**
 * Takes over accepted calls whose process died or gave up (their claim has run out), up to `limit`, and records them.
 * Returns how many were taken: as many as `limit` means there may be more. Any number of workers may sweep at once.
 */
export async function sweepAccepted(db: Db, deps: RecordDeps, limit = 250): Promise<number> {
	const { rows } = await sql<{
		operationId: string;
		transactionId: string;
		kind: 'sync' | 'async';
		named: boolean;
		endpointId: string;
		keyId: string | null;
		mode: 'live' | 'test';
		query: Record<string, string>;
		bodyHash: Buffer;
		call: OperationCall;
		warnings: CallIssue[];
		receivedAt: Date;
	}>`
		with due as (
			select operation_id, transaction_id from operation_request
			where state = 'accepted' and (claimed_until is null or claimed_until <= volna.now_stable())
			order by received_at
			limit ${limit}
			for update skip locked
		)
		update operation_request r set claimed_until = volna.now_exact() + interval '60 seconds'
		from due
		where r.operation_id = due.operation_id and r.transaction_id = due.transaction_id
		returning r.operation_id as "operationId", r.transaction_id as "transactionId", r.kind, r.keyed_by_call as named,
			r.endpoint_id as "endpointId", r.key_id as "keyId", r.mode, r.query, r.body_hash as "bodyHash", r.body as call,
			r.warnings, r.received_at as "receivedAt"`.execute(db);
	const batch = rows.map((row): CallToRecord => ({ ...row, entry: 'accepted' }));
	// In the order of their coming: two calls about one order must not change places.
	batch.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime());
	await recordActions(db, batch, deps);
	return rows.length;
}

/** Deletes calls older than a week, in one page; returns how many. Their ids have been free since the third day. */
export async function forgetOldCalls(db: Db, limit = 5000): Promise<number> {
	const { numAffectedRows } = await sql`
		delete from operation_request where ctid = any(array(
			select ctid from operation_request
			where received_at < volna.now_stable() - interval '7 days' and state <> 'accepted'
			limit ${limit}))`.execute(db);
	return Number(numAffectedRows ?? 0);
}
