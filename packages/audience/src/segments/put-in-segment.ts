import type { Tx } from '@volna/db';
import { sql } from 'kysely';

export interface Membership {
	segmentationId: string;
	/** Null takes the customers out of the segmentation. */
	segmentId: string | null;
	customerIds: readonly number[];
	/** Who or what did it, for the customer's history. */
	source: string;
	/** Those who are in another segment of the segmentation already stay there. */
	onlyNew?: boolean;
}

export interface MembershipDone {
	status: 'done';
	added: number;
	/** From another segment of the segmentation. */
	moved: number;
	left: number;
	/** Nothing had to be done, or the same customer was named twice. */
	already: number;
	/** Left in their own segment, because only new ones were wanted. */
	kept: number;
	/** Ids of nobody: erased, or never given. */
	missing: number[];
}

export type MembershipResult =
	| MembershipDone
	/** Not a segment of a launched static segmentation. */
	| { status: 'segment-unknown' };

/**
 * Puts customers into a segment of a launched static segmentation: at most one segment per segmentation, so that adding
 * to B takes out of A, as one fact with both ends. Former ids of merged customers stand for their survivors.
 */
export async function putInSegment(tx: Tx, membership: Membership): Promise<MembershipResult> {
	const { segmentationId, segmentId } = membership;
	const { rows: known } = await sql`
		select from segmentation s
		where s.id = ${segmentationId} and s.state = 'launched' and s.kind = 'static'
		  and (${segmentId}::uuid is null or exists (
			select from segment g where g.id = ${segmentId}::uuid and g.segmentation_id = s.id))`.execute(tx);
	return known.length === 0 ? { status: 'segment-unknown' } : changeMembership(tx, membership);
}

/**
 * The change itself, for any kind of segmentation. Customers are locked in the order of their ids, as everybody does
 * who changes them: without the lock a call that moves the same customer meanwhile would be written over unseen.
 *
 * Members are looked up one by one: of a segmentation that is new the statistics say that it has none, and a join would
 * read the whole table for each batch.
 */
export async function changeMembership(tx: Tx, membership: Membership): Promise<MembershipDone> {
	const { segmentationId, segmentId, customerIds, source, onlyNew = false } = membership;
	const { rows: locked } = await sql<{ id: number }>`
		select c.id from customer c
		where c.deleted_at is null and c.id = any(array(
			select coalesce(l.survivor_id, d.id) from unnest(${customerIds as number[]}::bigint[]) as d(id)
			left join customer_alias l on l.id = d.id))
		order by c.id
		for no key update of c`.execute(tx);
	const ids = locked.map((row) => row.id);
	const { rows } = await sql<{ added: number; moved: number; left: number; kept: number }>`
		with wanted as (
			select d.id, m.segment_id as old, m.segment_id is not null and ${onlyNew}::boolean as keeps
			from unnest(${ids}::bigint[]) as d(id)
			left join lateral (
				select p.segment_id from segment_member p
				where p.customer_id = d.id and p.segmentation_id = ${segmentationId} limit 1
			) m on true
			where m.segment_id is distinct from ${segmentId}::uuid
		),
		gone as (
			delete from segment_member m using (
				select q.place from wanted w cross join lateral (
					select p.ctid as place from segment_member p
					where p.customer_id = w.id and p.segmentation_id = ${segmentationId} limit 1
				) q
				where ${segmentId}::uuid is null
			) l
			where m.ctid = l.place
		),
		put as (
			insert into segment_member (customer_id, segmentation_id, segment_id, since)
			select w.id, ${segmentationId}, ${segmentId}::uuid, volna.now_exact() from wanted w
			where ${segmentId}::uuid is not null and not w.keeps
			on conflict (customer_id, segmentation_id) do update set segment_id = excluded.segment_id, since = excluded.since
		),
		noted as (
			insert into segment_move (customer_id, at, segmentation_id, from_segment_id, to_segment_id, source)
			select w.id, volna.now_exact(), ${segmentationId}, w.old, ${segmentId}::uuid, ${source} from wanted w
			where not w.keeps
		)
		select count(*) filter (where old is null) as added,
			count(*) filter (where old is not null and not keeps and ${segmentId}::uuid is not null) as moved,
			count(*) filter (where not keeps and ${segmentId}::uuid is null) as left,
			count(*) filter (where keeps) as kept
		from wanted`.execute(tx);
	const { added, moved, left, kept } = rows[0]!;
	const missing = ids.length === customerIds.length ? [] : await readMissing(tx, customerIds, ids);
	const already = customerIds.length - missing.length - added - moved - left - kept;
	return { status: 'done', added, moved, left, already, kept, missing };
}

async function readMissing(tx: Tx, wanted: readonly number[], locked: readonly number[]): Promise<number[]> {
	const { rows } = await sql<{ id: number }>`
		select d.id from unnest(${wanted as number[]}::bigint[]) as d(id)
		left join customer_alias l on l.id = d.id
		where coalesce(l.survivor_id, d.id) <> all (${locked as number[]}::bigint[])
		order by d.id`.execute(tx);
	return rows.map((row) => row.id);
}
