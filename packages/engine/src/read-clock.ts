import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

/** The database's clock: the `as of` of a read. */
export async function readClock(db: Db | Tx): Promise<Date> {
	const { rows } = await sql<{ now: Date }>`select volna.now_stable() as now`.execute(db);
	return rows[0]!.now;
}
