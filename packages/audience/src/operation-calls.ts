import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { readNow } from './read-now.ts';
import type { RequestState } from './states.ts';

export interface OperationCallInfo {
	id: string;
	at: Date;
	kind: 'sync' | 'async';
	state: RequestState;
	mode: 'live' | 'test';
	transactionId: string;
	customer: number | null;
	problems: { code: string; location: string }[];
	warnings: { code: string; location: string }[];
}

export interface CallQuery {
	/** Only calls with a problem or warning of this code. */
	code?: string;
	state?: RequestState;
	/** A part of a transactionId, or a customer's number. */
	q?: string;
	cursor?: string | null;
	/** 25 by default, 200 at most. */
	limit?: number;
}

const KEPT = 1000;

/** A page of an operation's last 1 000 calls, the newest first. */
export async function listOperationCalls(
	db: Db,
	operationId: string,
	query: CallQuery = {},
): Promise<{ items: OperationCallInfo[]; next: string | null; asOf: Date }> {
	const limit = Math.min(Math.max(query.limit ?? 25, 1), 200);
	const skip = cursorOffset(query.cursor);
	const q = query.q?.trim() ?? '';
	const { rows } = await sql<OperationCallInfo>`
		select l.id, l.received_at as at, l.kind, l.state, l.mode, l.transaction_id as "transactionId",
			l.customer_id as customer, l.problems, l.warnings
		from (${lastCalls(operationId)}) l
		where (${q} = '' or position(lower(${q}) in lower(l.transaction_id)) > 0 or l.customer_id::text = ${q})
		  and (${query.state ?? null}::text is null or l.state = ${query.state ?? null}::text)
		  and (${query.code ?? null}::text is null
			or (l.problems || l.warnings) @> jsonb_build_array(jsonb_build_object('code', ${query.code ?? null}::text)))
		order by l.received_at desc, l.id desc
		offset ${skip} limit ${limit + 1}`.execute(db);
	return {
		items: rows.slice(0, limit),
		next: rows.length > limit ? Buffer.from(String(skip + limit)).toString('base64url') : null,
		asOf: await readNow(db),
	};
}

/** In how many of an operation's last 1 000 calls of 24 hours each problem came up, the most frequent first. */
export async function countCallProblems(db: Db, operationId: string): Promise<{ code: string; calls: number }[]> {
	const { rows } = await sql<{ code: string; calls: number }>`
		select p.code, count(distinct l.id)::int as calls
		from (${lastCalls(operationId)}) l
		cross join lateral jsonb_to_recordset(l.problems) as p(code text)
		where l.received_at >= volna.now_stable() - interval '24 hours'
		group by p.code
		order by calls desc, p.code`.execute(db);
	return rows;
}

function lastCalls(operationId: string) {
	return sql`
		select r.id, r.received_at, r.kind, r.state, r.mode, r.transaction_id, r.customer_id, r.warnings,
			case when r.state = 'failed' then '[{"code": "internal", "location": ""}]'::jsonb
				else coalesce(jsonb_path_query_array(r.answer::jsonb, '$.validationMessages[*]'), '[]') end as problems
		from operation_request r
		where r.operation_id = ${operationId}
		order by r.received_at desc, r.id desc
		limit ${KEPT}`;
}

/** The list ends at a thousand, so counting from its head is cheap enough. */
function cursorOffset(cursor: string | null | undefined): number {
	const offset = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
	return Number.isInteger(offset) && offset > 0 && offset < KEPT ? offset : 0;
}

export interface OperationCallDetails extends OperationCallInfo {
	endpoint: string;
	query: Record<string, string>;
	/** The checked body; what was left out of it is not kept. Null for an invalid call. */
	body: unknown;
	answer: unknown;
}

/** One call with its request and answer; `operationId` must be its operation. */
export async function readOperationCall(
	db: Db,
	callId: string,
	operationId?: string,
): Promise<OperationCallDetails | null> {
	const { rows } = await sql<OperationCallDetails>`
		select r.id, r.received_at as at, r.kind, r.state, r.mode, r.transaction_id as "transactionId",
			r.customer_id as customer, coalesce(jsonb_path_query_array(r.answer::jsonb, '$.validationMessages[*]'), '[]') as problems,
			r.warnings, coalesce(e.system_name, '') as endpoint, r.query, r.body, r.answer::jsonb as answer
		from operation_request r left join endpoint e on e.id = r.endpoint_id
		where r.id = ${callId} and r.operation_id = coalesce(${operationId ?? null}::uuid, r.operation_id)`.execute(db);
	return rows[0] ?? null;
}
