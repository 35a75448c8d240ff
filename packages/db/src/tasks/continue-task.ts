import { sql } from 'kysely';
import type { Db } from '../open-database.ts';
import { wakeTaskWorkers } from './start-task.ts';

/** Has a cancelled or failed task go on from its cursor; it repeats nothing. */
export async function continueTask(db: Db, taskId: string): Promise<'continued' | 'not-ended' | 'unknown'> {
	return db.transaction().execute(async (tx) => {
		const { rows } = await sql`
			update task
			set state = 'waiting', attempts = 0, failure = null, cancel_requested_at = null, put_aside_at = null,
				finished_at = null, due_at = volna.now_exact(), turn_at = volna.now_exact()
			where id = ${taskId} and state in ('cancelled', 'failed')
			returning id`.execute(tx);
		if (rows[0]) {
			await wakeTaskWorkers(tx);
			return 'continued';
		}
		const { rows: there } = await sql`select from task where id = ${taskId}`.execute(tx);
		return there[0] ? 'not-ended' : 'unknown';
	});
}
