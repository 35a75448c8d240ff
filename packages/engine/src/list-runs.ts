import type { Db, Tx } from '@volna/db';
import { type RawBuilder, sql } from 'kysely';
import type { FlowState, RunState } from './states.ts';

export interface RunCustomer {
	readonly id: number;
	readonly name: string | null;
	/** Unmasked: the edge masks it for those who may not see it. */
	readonly phone: string | null;
}

export interface RunSummary {
	readonly id: string;
	readonly flow: { readonly id: string; readonly name: string; readonly state: FlowState };
	readonly version: number;
	readonly customer: RunCustomer;
	readonly state: RunState;
	readonly nodeId: string | null;
	/** As the version called it; empty: its type's name. */
	readonly nodeName: string | null;
	/** null: no time of its own, it waits for a message, or has ended. In a paused flow the time its wait ends. */
	readonly dueAt: Date | null;
	readonly startedAt: Date;
	readonly endedAt: Date | null;
	readonly endReason: string | null;
}

export interface RunQuery {
	readonly flowId?: string;
	/** Runs that have been at this node; with `inside`, those that are there now. */
	readonly nodeId?: string;
	readonly state?: 'inside' | 'ended' | 'failed';
	readonly customerId?: number;
	/** A customer's number, phone or part of a name. */
	readonly q?: string;
	/** Id of the last run of the page before. */
	readonly after?: string;
	/** 25 by default. */
	readonly limit?: number;
}

type Row = Omit<RunSummary, 'flow' | 'customer'> & {
	flowId: string;
	flowName: string;
	flowState: FlowState;
	customerId: number;
	customerName: string | null;
	phone: string | null;
};

/** Runs, newest first. */
export async function listRuns(db: Db | Tx, query: RunQuery = {}): Promise<RunSummary[]> {
	const conditions = [
		query.flowId !== undefined && sql`r.flow_id = ${query.flowId}`,
		query.nodeId !== undefined &&
			(query.state === 'inside'
				? sql`r.node_id = ${query.nodeId}`
				: sql`(r.node_id = ${query.nodeId} or jsonb_exists(r.visits, ${query.nodeId}))`),
		query.customerId !== undefined && sql`r.customer_id = ${query.customerId}`,
		query.state === 'inside' && sql`r.ended_at is null`,
		query.state === 'ended' && sql`r.ended_at is not null`,
		query.state === 'failed' && sql`r.state = 'failed'`,
		query.q !== undefined && query.q.trim() !== '' && customerMatches(query.q.trim()),
		query.after !== undefined &&
			sql`(r.started_at, r.id) < (select a.started_at, a.id from run a where a.id = ${query.after})`,
	].filter((condition) => condition !== false);
	const { rows } = await selectRuns(
		conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``,
		sql`order by r.started_at desc, r.id desc limit ${query.limit ?? 25}`,
	).execute(db);
	return rows.map(summaryOf);
}

/** One run as lists show it. */
export async function readRunSummary(db: Db | Tx, runId: string): Promise<RunSummary | null> {
	const { rows } = await selectRuns(sql`where r.id = ${runId}`, sql``).execute(db);
	return rows[0] ? summaryOf(rows[0]) : null;
}

function customerMatches(text: string): RawBuilder<unknown> {
	if (/^\+?\d{3,15}$/.test(text)) {
		const digits = text.replace('+', '');
		return sql`(c.phone = ${`+${digits}`} or r.customer_id = ${Number(digits)})`;
	}
	return sql`position(lower(${text}) in lower(concat_ws(' ', c.first_name, c.last_name))) > 0`;
}

function selectRuns(where: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<Row> {
	return sql<Row>`
		select r.id, r.flow_id, f.name as flow_name, f.state as flow_state, v.number as version, r.customer_id,
			nullif(concat_ws(' ', c.first_name, c.last_name), '') as customer_name, c.phone, r.state, r.node_id,
			(select e ->> 'name' from jsonb_array_elements(v.document -> 'nodes') e where e ->> 'id' = r.node_id limit 1)
				as node_name,
			case when r.ended_at is null then nullif(coalesce(r.held_due_at, r.due_at), 'infinity') end as due_at,
			r.started_at, r.ended_at, r.end_reason
		from run r
		join flow f on f.id = r.flow_id
		join flow_version v on v.id = r.version_id
		left join customer c on c.id = r.customer_id
		${where}
		${order}`;
}

function summaryOf({ flowId, flowName, flowState, customerId, customerName, phone, ...run }: Row): RunSummary {
	return {
		...run,
		flow: { id: flowId, name: flowName, state: flowState },
		customer: { id: customerId, name: customerName, phone },
	};
}
