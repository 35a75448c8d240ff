import type { Db } from '@volna/db';
import { type RawBuilder, sql } from 'kysely';

/** How many are in the segment `g`, as SQL: its size rows added up, a handful each. */
export const sizeOfSegment: RawBuilder<number> = sql`
	coalesce((select sum(z.change) from segment_size z where z.segment_id = g.id), 0)::bigint`;

const FOLD_AT_ONCE = 50_000;

/**
 * Adds up the size rows of segments that have many into one row each. Rows that another process folds are left to it. A
 * worker calls it from time to time; answers how many rows went.
 */
export async function foldSegmentSizes(db: Db): Promise<number> {
	const { rows } = await sql<{ folded: number }>`
		with many as (
			select z.segment_id from segment_size z group by z.segment_id having count(*) > 20
		),
		taken as (
			delete from segment_size z using (
				select o.segment_id, o.id from segment_size o join many m on m.segment_id = o.segment_id
				limit ${FOLD_AT_ONCE}
				for update of o skip locked
			) t
			where z.segment_id = t.segment_id and z.id = t.id
			returning z.segment_id, z.change
		),
		put as (
			insert into segment_size (segment_id, change) select segment_id, sum(change) from taken group by segment_id
		)
		select count(*) as folded from taken`.execute(db);
	return rows[0]!.folded;
}
