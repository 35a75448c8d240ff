import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

/** The database's moment. */
export async function readNow(db: Db | Tx): Promise<Date> {
	const { rows } = await sql<{ now: Date }>`select volna.now_exact() as now`.execute(db);
	return rows[0]!.now;
}
