import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import type { Selection } from './selection.ts';

const columns = sql`
	s.id, s.kind, s.filter, s.search, s.draw, s.seed, s.found, s.counts,
	(select coalesce(sum(n), 0)::integer from unnest(s.counts) as n) as count, s.as_of as "asOf", s.expires_at as "expiresAt"`;

/** A selection that has not expired; undefined otherwise. */
export async function readSelection(db: Db | Tx, id: string): Promise<Selection | undefined> {
	const { rows } = await sql<Selection>`
		select ${columns} from selection s where s.id = ${id} and s.expires_at > volna.now_stable()`.execute(db);
	return rows[0];
}

/** Which of some customers a selection holds. */
export async function selectedOf(db: Db | Tx, id: string, customerIds: readonly number[]): Promise<Set<number>> {
	if (customerIds.length === 0) return new Set();
	const { rows } = await sql<{ id: number }>`
		with near as (
			select unnest(k.ids) as id from selection_chunk k
			where k.selection_id = ${id} and exists (
				select from unnest(${customerIds as number[]}::bigint[]) as d(id) where d.id between k.first_id and k.last_id)
		)
		select n.id from near n where n.id = any(${customerIds as number[]}::bigint[])`.execute(db);
	return new Set(rows.map((row) => row.id));
}

export interface SelectionMembership {
	readonly total: number;
	/** How many are in no segment of the segmentation. */
	readonly outside: number;
	/** How many are in each segment of it. */
	readonly inside: readonly { readonly segmentId: string; readonly count: number }[];
	/** True once the segmentation has members: then only customers outside of it are offered first. */
	readonly hasMembers: boolean;
}

/** Where the customers of a selection stand in a segmentation just now. */
export async function readSelectionMembership(
	db: Db,
	selection: Selection,
	segmentationId: string,
): Promise<SelectionMembership> {
	const selectionId = selection.id;
	const { rows } = await db.transaction().execute(async (tx) => {
		await sql`select set_config('work_mem', '64MB', true)`.execute(tx);
		// How long the arrays are the planner does not know: it would look a million up one by one.
		if (selection.count > 20_000) await sql`set local enable_nestloop = off`.execute(tx);
		return sql<{ segmentId: string | null; count: number; hasMembers: boolean }>`
		select m.segment_id as "segmentId", count(*) as count,
			exists (select from segment_member a join segment g on g.id = a.segment_id
				where g.segmentation_id = ${segmentationId}) as "hasMembers"
		from (select unnest(k.ids) as id from selection_chunk k where k.selection_id = ${selectionId}) as d
		left join segment_member m on m.customer_id = d.id and m.segmentation_id = ${segmentationId}
		group by m.segment_id`.execute(tx);
	});
	const total = rows.reduce((sum, row) => sum + row.count, 0);
	const inside = rows.flatMap(({ segmentId, count }) => (segmentId === null ? [] : [{ segmentId, count }]));
	const outside = total - inside.reduce((sum, row) => sum + row.count, 0);
	const hasMembers = rows[0]?.hasMembers ?? (await hasAny(db, segmentationId));
	return { total, outside, inside, hasMembers };
}

async function hasAny(db: Db, segmentationId: string): Promise<boolean> {
	const { rows } = await sql`
		select from segment g join segment_member a on a.segment_id = g.id
		where g.segmentation_id = ${segmentationId} limit 1`.execute(db);
	return rows.length > 0;
}
