import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { readClock } from './read-clock.ts';

export interface Counted {
	readonly reason: string;
	readonly count: number;
}

export interface NodeCounts {
	readonly nodeId: string;
	/** Arrivals, and of how many customers. */
	readonly entered: number;
	readonly customers: number;
	/** Runs whose place it is, whenever they came. */
	readonly hereNow: number;
	readonly nextDueAt: Date | null;
	readonly outputs: readonly { readonly output: string; readonly passed: number }[];
	/** Ends here, failures and unconnected outputs too. */
	readonly ended: readonly Counted[];
	/** null: it asked for no messages. */
	readonly messages: {
		readonly waiting: number;
		/** All that were handed off: delivered, undelivered and unknown ones are among them. */
		readonly handedOff: number;
		readonly delivered: number;
		readonly undelivered: number;
		readonly unknown: number;
		readonly notSent: readonly Counted[];
	} | null;
}

export interface FlowCounts {
	readonly asOf: Date;
	readonly since: Date;
	/** null: all versions, added up by node id. */
	readonly versionId: string | null;
	readonly trigger: { readonly hits: number; readonly entered: number; readonly refused: readonly Counted[] };
	readonly nodes: readonly NodeCounts[];
}

/**
 * Figures of a flow from its run, step, refusal and message rows, tests left out; null when there is no such flow. They
 * balance: what entered a node is here now, or passed, or ended here (taken from the flow's start).
 *
 * @param options `versionId`: the active version when left out, `'all'` adds up all of them by node id
 */
export async function flowCounts(
	db: Db | Tx,
	flowId: string,
	options: { readonly versionId?: string | 'all'; readonly since: Date },
): Promise<FlowCounts | null> {
	const flow = await db.selectFrom('flow').select('activeVersionId').where('id', '=', flowId).executeTakeFirst();
	if (!flow) return null;
	const asOf = await readClock(db);
	const { since } = options;
	const versionId = options.versionId === 'all' ? null : (options.versionId ?? flow.activeVersionId);
	const chosen = sql`t.flow_id = ${flowId} and t.mode = 'live' and (${versionId}::uuid is null or t.version_id = ${versionId})`;
	const [nodes, arrived, here, left, messages, started, refused] = [
		await planNodes(db, flowId, versionId),
		await sql<{ nodeId: string; entered: number; customers: number }>`
			with firsts as materialized (
				select id, coalesce(plan -> 'trigger' ->> 'first', plan -> 'trigger' ->> 'node') as node_id
				from flow_version where flow_id = ${flowId}
			),
			arrivals as (
				select f.node_id, t.customer_id from run t join firsts f on f.id = t.version_id
				where ${chosen} and t.started_at >= ${since}
				union all
				select t.next_node_id, t.customer_id from step t
				where ${chosen} and t.at >= ${since} and t.kind = 'passed'
			)
			select node_id, count(*) as entered, count(distinct customer_id) as customers
			from arrivals group by node_id`.execute(db),
		await sql<{ nodeId: string; count: number; nextDueAt: Date | null }>`
			select node_id, count(*) as count,
				min(due_at) filter (where state = 'waiting' and due_at <> 'infinity') as next_due_at
			from run t where ${chosen} and ended_at is null
			group by node_id`.execute(db),
		await sql<{ nodeId: string; kind: string; name: string; count: number }>`
			select node_id, case kind when 'passed' then 'passed' else 'ended' end as kind,
				case kind when 'passed' then output else reason end as name, count(*) as count
			from step t where ${chosen} and at >= ${since} and kind in ('passed', 'ended', 'failed')
			group by 1, 2, 3
			order by 4 desc, 3`.execute(db),
		await sql<{
			nodeId: string;
			kind: keyof NonNullable<NodeCounts['messages']>;
			reason: string | null;
			count: number;
		}>`
			select node_id, case
					when state in ('suppressed', 'expired_local', 'cancelled', 'rejected', 'failed') then 'notSent'
					when state in ('submitted', 'sent') then 'handedOff'
					when state in ('undelivered', 'expired_remote') then 'undelivered'
					when state in ('unknown', 'unknown_final') then 'unknown'
					when state = 'delivered' then 'delivered'
					else 'waiting' end as kind,
				case when state in ('suppressed', 'expired_local', 'cancelled', 'rejected', 'failed') then reason end as reason,
				count(*) as count
			from message t where ${chosen} and created_at >= ${since} and node_id is not null
			group by 1, 2, 3
			order by 4 desc, 3`.execute(db),
		await sql<{ count: number }>`
			select count(*) as count from run t where ${chosen} and started_at >= ${since}`.execute(db),
		await sql<Counted>`
			select reason, count(*) as count from flow_refusal t where ${chosen} and at >= ${since}
			group by reason order by 2 desc, 1`.execute(db),
	];
	const ids = new Set([
		...nodes,
		...[arrived.rows, here.rows, left.rows, messages.rows].flatMap((rows) => rows.map((row) => row.nodeId)),
	]);
	const entered = started.rows[0]!.count;
	return {
		asOf,
		since,
		versionId,
		trigger: { hits: entered + sum(refused.rows), entered, refused: refused.rows },
		nodes: [...ids].map((nodeId): NodeCounts => {
			const at = <T extends { readonly nodeId: string }>(rows: readonly T[]) =>
				rows.filter((row) => row.nodeId === nodeId);
			const [arrivals] = at(arrived.rows);
			const [now] = at(here.rows);
			const away = at(left.rows);
			return {
				nodeId,
				entered: arrivals?.entered ?? 0,
				customers: arrivals?.customers ?? 0,
				hereNow: now?.count ?? 0,
				nextDueAt: now?.nextDueAt ?? null,
				outputs: away.filter((row) => row.kind === 'passed').map((row) => ({ output: row.name, passed: row.count })),
				ended: away.filter((row) => row.kind === 'ended').map((row) => ({ reason: row.name, count: row.count })),
				messages: messagesOf(at(messages.rows)),
			};
		}),
	};
}

async function planNodes(db: Db | Tx, flowId: string, versionId: string | null): Promise<readonly string[]> {
	const { rows } = await sql<{ nodeId: string }>`
		select distinct s ->> 'node' as node_id
		from flow_version v cross join lateral jsonb_array_elements(v.plan -> 'steps') s
		where v.flow_id = ${flowId} and v.id = ${versionId}
		order by 1`.execute(db);
	return rows.map((row) => row.nodeId);
}

function messagesOf(
	rows: readonly { kind: keyof NonNullable<NodeCounts['messages']>; reason: string | null; count: number }[],
): NodeCounts['messages'] {
	if (rows.length === 0) return null;
	const count = (...kinds: readonly string[]) => sum(rows.filter((row) => kinds.includes(row.kind)));
	return {
		waiting: count('waiting'),
		handedOff: count('handedOff', 'delivered', 'undelivered', 'unknown'),
		delivered: count('delivered'),
		undelivered: count('undelivered'),
		unknown: count('unknown'),
		notSent: rows
			.filter((row) => row.kind === 'notSent')
			.map((row) => ({ reason: row.reason ?? 'other', count: row.count })),
	};
}

function sum(rows: readonly { readonly count: number }[]): number {
	return rows.reduce((total, row) => total + row.count, 0);
}
