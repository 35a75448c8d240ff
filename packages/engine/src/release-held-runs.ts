import type { Db } from '@volna/db';
import { stepOf } from '@volna/flow';
import { sql } from 'kysely';
import { runnableOf } from './can-run.ts';
import type { AdvanceDeps } from './engine-deps.ts';

/** Makes held runs due again whose node this worker can run. */
export async function releaseHeldRuns(db: Db, deps: Pick<AdvanceDeps, 'plans' | 'nodes'>): Promise<number> {
	const { rows } = await sql<{ versionId: string; nodeId: string }>`
		select distinct version_id, node_id from run where state = 'held'`.execute(db);
	if (rows.length === 0) return 0;
	const plans = await deps.plans.get(db, new Set(rows.map((row) => row.versionId)));
	const known = rows.filter(({ versionId, nodeId }) => {
		const step = stepOf(plans.get(versionId)!, nodeId);
		return step !== undefined && runnableOf(deps.nodes, step) !== null;
	});
	if (known.length === 0) return 0;
	const done = await sql`
		update run r set state = case when r.parked then 'waiting' else 'ready' end
		from unnest(${known.map((row) => row.versionId)}::uuid[], ${known.map((row) => row.nodeId)}::text[]) as k (version_id, node_id)
		where r.state = 'held' and r.version_id = k.version_id and r.node_id = k.node_id`.execute(db);
	return Number(done.numAffectedRows ?? 0);
}
