import type { Db } from '@volna/db';
import { sql } from 'kysely';

/** Forgets selections that nobody may use any more, with their ids; a hundred at once. Answers how many. */
export async function forgetSelections(db: Db): Promise<number> {
	const { rows } = await sql`
		delete from selection s using (
			select id from selection where kept_until < volna.now_stable() order by kept_until limit 100 for update skip locked
		) old
		where s.id = old.id
		returning s.id`.execute(db);
	return rows.length;
}
