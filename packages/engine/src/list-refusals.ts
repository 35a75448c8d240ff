import type { Db, Tx } from '@volna/db';
import type { Json } from '@volna/node-sdk';
import { sql } from 'kysely';
import type { RunCustomer } from './list-runs.ts';
import type { RefusalReason } from './states.ts';

export interface Refusal {
	/** Its place in the list: what the next page begins after. */
	readonly id: string;
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
	flowId: string,
	query: {
		readonly customerId?: number;
		readonly reason?: RefusalReason;
		/** Place of the last refusal of the page before; anything else reads as the first page. */
		readonly after?: string;
		/** 25 by default. */
		readonly limit?: number;
	} = {},
): Promise<Refusal[]> {
	const { customerId = null, reason = null } = query;
	const [at = null, id = null] = /^(\d{4}-[0-9T:.-]+Z)\|([0-9a-f-]{36})$/.exec(query.after ?? '')?.slice(1) ?? [];
	const { rows } = await sql<
		Omit<Refusal, 'customer'> & { customerId: number; name: string | null; phone: string | null }
	>`
		select x.id, x.at, x.customer_id, nullif(concat_ws(' ', c.first_name, c.last_name), '') as name, c.phone, x.reason,
			v.number as version, x.action_occurred_at as action_at, x.details
		from flow_refusal x
		join flow_version v on v.id = x.version_id
		left join customer c on c.id = x.customer_id
		where x.flow_id = ${flowId} and x.mode = 'live'
			and (${customerId}::bigint is null or x.customer_id = ${customerId})
			and (${reason}::text is null or x.reason = ${reason})
			and (${at}::timestamptz is null or (x.at, x.id) < (${at}::timestamptz, ${id}::uuid))
		order by x.at desc, x.id desc
		limit ${query.limit ?? 25}`.execute(db);
	return rows.map(({ customerId: customer, name, phone, ...refusal }) => ({
		...refusal,
		id: `${refusal.at.toISOString()}|${refusal.id}`,
		customer: { id: customer, name, phone },
	}));
}
