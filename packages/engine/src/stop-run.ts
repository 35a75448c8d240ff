import { json, type Tx } from '@volna/db';
import { sql } from 'kysely';

export type StoppedRun =
	| { readonly kind: 'stopped'; readonly runIds: readonly string[] }
	| { readonly kind: 'run-ended' }
	| { readonly kind: 'unknown' };

/**
 * Ends a run by a person's wish: its place and waits are given up, a later write of a worker finds no row. The app hands
 * the run ids to messaging in this transaction, so that what waits is cancelled.
 */
export async function stopRun(
	tx: Tx,
	{ runId, staffId }: { runId: string; staffId: string | null },
): Promise<StoppedRun> {
	await sql`select volna.ensure_months('step', volna.now_exact(), volna.now_exact())`.execute(tx);
	const { rows } = await sql<{ id: string }>`
		with stopped as (
			update run r
			set state = 'stopped', fence = r.fence + 1, parked = false, wake_output = null, held_due_at = null,
				ended_at = volna.now_exact(),
				end_reason = 'person'
			where r.id = ${runId} and r.ended_at is null and r.state <> 'calling'
			returning r.*
		),
		freed as (
			update flow_entry e set live_run_id = null
			from stopped s
			where e.customer_id = s.customer_id and e.flow_id = s.flow_id and e.entity = s.entity and e.live_run_id = s.id
		),
		unheard as (delete from run_wait w using stopped s where w.run_id = s.id)
		insert into step (run_id, at, flow_id, version_id, customer_id, mode, node_id, visit, kind, reason, details)
		select id, ended_at, flow_id, version_id, customer_id, mode, node_id, visit, 'ended', 'person', ${json({ staffId })}
		from stopped
		returning run_id as id`.execute(tx);
	if (rows.length > 0) return { kind: 'stopped', runIds: [runId] };
	const run = await tx.selectFrom('run').select('id').where('id', '=', runId).executeTakeFirst();
	return { kind: run ? 'run-ended' : 'unknown' };
}
