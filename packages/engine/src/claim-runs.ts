import { prepared, type Tx } from '@volna/db';
import type { OutputName, RunValues } from '@volna/node-sdk';
import { sql } from 'kysely';
import type { RunState } from './states.ts';

/** 0: tests and codes · 1: triggers · 2: bulk, and what was moved or resumed. */
export type Lane = 0 | 1 | 2;

export interface ClaimedRun {
	readonly id: string;
	readonly flowId: string;
	readonly versionId: string;
	readonly customerId: number;
	readonly mode: 'live' | 'test';
	readonly state: RunState;
	readonly nodeId: string;
	readonly visit: number;
	readonly visits: Readonly<Record<string, number>>;
	readonly stepCount: number;
	readonly values: RunValues;
	readonly attempts: number;
	readonly parked: boolean;
	readonly wakeOutput: OutputName | null;
	readonly dueAt: Date;
	readonly movedAt: Date;
	readonly entity: string;
	readonly fence: number;
	/** The database's clock, read once the rows were locked. */
	readonly now: Date;
}

/**
 * Claims due runs of a lane. The row locks are the lease: a killed worker's transaction rolls back and its runs are due
 * at once. Paused flows are joined out, because their runs leave the index only page by page.
 */
export async function claimRuns(tx: Tx, lane: Lane, limit: number): Promise<readonly ClaimedRun[]> {
	const { rows } = await sql<ClaimedRun>`${prepared}
		with due as (
			select r.id
			from run r
			join flow f on f.id = r.flow_id and f.paused_at is null
			where r.state in ('ready', 'waiting') and r.lane = ${lane}
				and r.due_at <= volna.now_stable()
			order by r.due_at
			limit ${limit}
			for update of r skip locked
		)
		update run r set fence = r.fence + 1
		from due where r.id = due.id
		returning r.id, r.flow_id, r.version_id, r.customer_id, r.mode, r.state, r.node_id, r.visit, r.visits, r.step_count,
			r.values, r.attempts, r.parked, r.wake_output, r.due_at, r.moved_at, r.entity, r.fence,
			volna.now_exact() as now`.execute(tx);
	return rows;
}
