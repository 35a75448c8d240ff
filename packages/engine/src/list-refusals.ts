import type { Db, Tx } from '@volna/db';
import type { Json } from '@volna/node-sdk';
import { sql } from 'kysely';
import type { RunCustomer } from './list-runs.ts';
import { type Page, pageEndOf, pageOf } from './page-cursor.ts';
import { readClock } from './read-clock.ts';
import type { RefusalReason } from './states.ts';

export interface Refusal {
	readonly at: Date;
	readonly customer: RunCustomer;
	readonly reason: RefusalReason;
	readonly version: number;
	readonly actionAt: Date | null;
	readonly details: Readonly<Record<string, Json>>;
}

/** Hits of a flow that started no run, newest first, as long as they are kept. */
export async function listRefusals(
	db: Db | Tx,
	query: {
		readonly flowId: string;
		readonly customerId?: number;
		readonly reason?: RefusalReason;
		readonly cursor?: string;
		readonly limit?: number;
	},
): Promise<Page<Refusal>> {
	const { limit = 25, customerId = null, reason = null } = query;
	const end = pageEndOf(query.cursor);
	const asOf = await readClock(db);
	const { rows } = await sql<
		Omit<Refusal, 'customer'> & { id: string; customerId: number; name: string | null; phone: string | null }
	>`
		select x.id, x.at, x.customer_id, nullif(concat_ws(' ', c.first_name, c.last_name), '') as name, c.phone, x.reason,
			v.number as version, x.action_occurred_at as action_at, x.details
		from flow_refusal x
		join flow_version v on v.id = x.version_id
		left join customer c on c.id = x.customer_id
		where x.flow_id = ${query.flowId} and x.mode = 'live'
			and (${customerId}::bigint is null or x.customer_id = ${customerId})
			and (${reason}::text is null or x.reason = ${reason})
			and (${end?.at ?? null}::timestamptz is null
				or (x.at, x.id) < (${end?.at ?? null}, ${end?.id ?? null}::uuid))
		order by x.at desc, x.id desc
		limit ${limit + 1}`.execute(db);
	const page = pageOf(rows, limit, (row) => ({ at: row.at, id: row.id }), asOf);
	return {
		...page,
		items: page.items.map(({ id: _, customerId: customer, name, phone, ...refusal }) => ({
			...refusal,
			customer: { id: customer, name, phone },
		})),
	};
}
