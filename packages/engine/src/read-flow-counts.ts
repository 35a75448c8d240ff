import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

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
}

export interface FlowCounts {
	readonly trigger: { readonly hits: number; readonly entered: number; readonly refused: readonly Counted[] };
	/** Every node of the version, and whatever else has figures. */
	readonly nodes: readonly NodeCounts[];
}

/**
 * Figures of a flow from its run, step and refusal rows, tests left out. They balance: what entered a node is here now,
 * or passed, or ended here (when `since` lies before the flow's first run).
 *
 * @param options `versionId`: null adds up all versions by node id
 */
export async function readFlowCounts(
	db: Db | Tx,
	flowId: string,
	{ since, versionId }: { readonly since: Date; readonly versionId: string | null },
): Promise<FlowCounts> {
	const chosen = sql`t.flow_id = ${flowId} and t.mode = 'live' and (${versionId}::uuid is null or t.version_id = ${versionId})`;
	const [nodes, arrived, here, left, started, refused] = [
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
		await sql<{ count: number }>`
			select count(*) as count from run t where ${chosen} and started_at >= ${since}`.execute(db),
		await sql<Counted>`
			select reason, count(*) as count from flow_refusal t where ${chosen} and at >= ${since}
			group by reason order by 2 desc, 1`.execute(db),
	];
	const ids = new Set([
		...nodes,
		...[arrived.rows, here.rows, left.rows].flatMap((rows) => rows.map((row) => row.nodeId)),
	]);
	const entered = started.rows[0]!.count;
	return {
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

function sum(rows: readonly { readonly count: number }[]): number {
	return rows.reduce((total, row) => total + row.count, 0);
}
