import { sql } from 'kysely';
import type { Db } from '../open-database.ts';

const DAYS_KEPT = 90;
const LIMIT = 500;

/** Removes tasks that ended 90 days ago, with their errors: some hundreds a call, until it returns 0. */
export async function forgetTasks(db: Db): Promise<number> {
	const { rows } = await sql`
		delete from task where id in (
			select id from task
			where finished_at < volna.now_stable() - make_interval(days => ${DAYS_KEPT})
			limit ${LIMIT}
			for update skip locked
		) returning id`.execute(db);
	return rows.length;
}
