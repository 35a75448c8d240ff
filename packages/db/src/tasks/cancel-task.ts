import { sql } from 'kysely';
import type { Db } from '../open-database.ts';

/**
 * Ends a task: at once while nobody works on it, else after the batch under way, within about a second for kinds that
 * heed their signal. What is done stays. `ended` when it had ended already.
 */
export async function cancelTask(db: Db, taskId: string): Promise<'cancelled' | 'cancelling' | 'ended' | 'unknown'> {
	const { rows } = await sql<{ state: string }>`
		update task
		set cancel_requested_at = coalesce(cancel_requested_at, volna.now_exact()),
			state = case when leased_by is null then 'cancelled' else state end,
			finished_at = case when leased_by is null then volna.now_exact() end
		where id = ${taskId} and state in ('waiting', 'running')
		returning state`.execute(db);
	if (rows[0]) return rows[0].state === 'cancelled' ? 'cancelled' : 'cancelling';
	const { rows: there } = await sql`select from task where id = ${taskId}`.execute(db);
	return there[0] ? 'ended' : 'unknown';
}
