import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

/** Refusals are kept so long. */
export const refusalsKeptDays = 30;

/**
 * Deletes one page of refusals that are no longer kept; a worker repeats it until nothing is left.
 *
 * @returns how many
 */
export async function dropOldRefusals(db: Db | Tx, page = 5_000): Promise<number> {
	const done = await sql`
		delete from flow_refusal
		where (customer_id, at, id) in (
			select x.customer_id, x.at, x.id
			from flow f
			cross join lateral (
				select customer_id, at, id from flow_refusal
				where flow_id = f.id and at < volna.now_stable() - make_interval(days => ${refusalsKeptDays})
				limit ${page}
			) x
			limit ${page}
		)`.execute(db);
	return Number(done.numAffectedRows ?? 0);
}
