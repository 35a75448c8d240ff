import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { readNow } from './read-now.ts';
import type { SegmentationState } from './states.ts';
import { freeName, transliterate } from './transliterate.ts';
import { isUniqueViolation } from './unique-violation.ts';

export interface SegmentationInfo {
	id: string;
	name: string;
	systemName: string;
	externalId: string;
	description: string;
	state: SegmentationState;
	segments: { id: string; name: string; systemName: string; externalId: string; size: number }[];
}

/** Segmentations that are not archived, by name, each with its segments in order and how many are in them. */
export async function listSegmentations(db: Db): Promise<{ items: SegmentationInfo[]; asOf: Date }> {
	const { rows } = await sql<SegmentationInfo>`
		select s.id, s.name, s.system_name as "systemName", s.external_id as "externalId", s.description, s.state,
			coalesce(g.list, '[]') as segments
		from segmentation s
		left join lateral (
			select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'systemName', g.system_name,
				'externalId', g.external_id, 'size', (select count(*) from segment_member m where m.segment_id = g.id))
				order by g.position, g.id) as list
			from segment g where g.segmentation_id = s.id
		) g on true
		where s.state <> 'archived'
		order by s.name, s.id`.execute(db);
	return { items: rows, asOf: await readNow(db) };
}

export type CreatedSegmentation =
	| { status: 'created'; id: string; systemName: string; externalId: string }
	| { status: 'name-taken' };

/** Makes a draft of a static segmentation: invisible to filters, flows and calls until it is launched. */
export async function createSegmentation(
	db: Db,
	input: { name: string; systemName?: string; externalId?: string; description?: string },
): Promise<CreatedSegmentation> {
	const taken = await db.selectFrom('segmentation').select('systemName').execute();
	const systemName =
		input.systemName ??
		freeName(
			transliterate(input.name) || 'Segmentation',
			taken.map((row) => row.systemName),
		);
	try {
		const row = await db
			.insertInto('segmentation')
			.values({
				name: input.name,
				systemName,
				externalId: input.externalId ?? systemName,
				description: (input.description ?? '').slice(0, 300),
			})
			.returning(['id', 'systemName', 'externalId'])
			.executeTakeFirstOrThrow();
		return { status: 'created', ...row };
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

export type AddedSegment =
	| { status: 'added'; id: string; systemName: string; externalId: string }
	| { status: 'segmentation-unknown' }
	| { status: 'name-taken' };

/** Adds a segment to a draft or launched segmentation, after those it has. */
export async function addSegment(
	db: Db,
	segmentationId: string,
	input: { name: string; systemName?: string; externalId?: string },
): Promise<AddedSegment> {
	try {
		return await db.transaction().execute(async (tx): Promise<AddedSegment> => {
			const segmentation = await tx
				.selectFrom('segmentation')
				.select('id')
				.where('id', '=', segmentationId)
				.where('state', '<>', 'archived')
				.forUpdate()
				.executeTakeFirst();
			if (!segmentation) return { status: 'segmentation-unknown' };
			const others = await tx.selectFrom('segment').selectAll().where('segmentationId', '=', segmentationId).execute();
			const systemName =
				input.systemName ??
				freeName(
					transliterate(input.name) || 'Segment',
					others.map((row) => row.systemName),
				);
			const row = await tx
				.insertInto('segment')
				.values({
					segmentationId,
					name: input.name,
					systemName,
					externalId: input.externalId ?? systemName,
					position: others.length,
				})
				.returning(['id', 'systemName', 'externalId'])
				.executeTakeFirstOrThrow();
			return { status: 'added', ...row };
		});
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

export type LaunchedSegmentation = { status: 'launched' } | { status: 'not-a-draft' } | { status: 'no-segments' };

/** Puts a draft to work. Its names freeze; there is no way back but archiving. */
export async function launchSegmentation(db: Db, segmentationId: string): Promise<LaunchedSegmentation> {
	return db.transaction().execute(async (tx): Promise<LaunchedSegmentation> => {
		const row = await tx
			.selectFrom('segmentation')
			.select('state')
			.where('id', '=', segmentationId)
			.forUpdate()
			.executeTakeFirst();
		if (row?.state !== 'draft') return { status: 'not-a-draft' };
		const segment = await tx
			.selectFrom('segment')
			.select('id')
			.where('segmentationId', '=', segmentationId)
			.executeTakeFirst();
		if (!segment) return { status: 'no-segments' };
		await tx
			.updateTable('segmentation')
			.set({ state: 'launched', launchedAt: sql<Date>`volna.now_exact()` })
			.where('id', '=', segmentationId)
			.execute();
		return { status: 'launched' };
	});
}

export interface Membership {
	segmentationId: string;
	/** Null takes the customers out of the segmentation. */
	segmentId: string | null;
	customerIds: readonly number[];
	/** Who or what did it, for the customer's history. */
	source: string;
}

export type MembershipResult =
	| { status: 'done'; added: number; moved: number; left: number; already: number }
	/** Not a segment of a launched segmentation. */
	| { status: 'segment-unknown' };

/**
 * Puts customers into a segment of a launched segmentation, in one statement: at most one segment per segmentation, so
 * that adding to B takes out of A, as one fact with both ends. Customers are locked in the order of their ids.
 */
export async function putInSegment(tx: Tx, membership: Membership): Promise<MembershipResult> {
	const { segmentationId, segmentId, source } = membership;
	const { rows: known } = await sql`
		select from segmentation s
		where s.id = ${segmentationId} and s.state = 'launched' and (${segmentId}::uuid is null or exists (
			select from segment g where g.id = ${segmentId}::uuid and g.segmentation_id = s.id))`.execute(tx);
	if (known.length === 0) return { status: 'segment-unknown' };
	const { rows: locked } = await sql<{ id: number }>`
		select c.id from customer c
		where c.deleted_at is null and c.id in (
			select coalesce(l.survivor_id, d.id) from unnest(${membership.customerIds as number[]}::bigint[]) as d(id)
			left join customer_alias l on l.id = d.id)
		order by c.id
		for no key update of c`.execute(tx);
	const ids = locked.map((row) => row.id);
	const { rows } = await sql<{ added: number; moved: number; left: number }>`
		with wanted as (
			select d.id, m.segment_id as old
			from unnest(${ids}::bigint[]) as d(id)
			left join segment_member m on m.customer_id = d.id and m.segmentation_id = ${segmentationId}
			where m.segment_id is distinct from ${segmentId}::uuid
		),
		gone as (
			delete from segment_member m using wanted w
			where m.customer_id = w.id and m.segmentation_id = ${segmentationId} and ${segmentId}::uuid is null
		),
		put as (
			insert into segment_member (customer_id, segmentation_id, segment_id, since)
			select w.id, ${segmentationId}, ${segmentId}::uuid, volna.now_exact() from wanted w where ${segmentId}::uuid is not null
			on conflict (customer_id, segmentation_id) do update set segment_id = excluded.segment_id, since = excluded.since
		),
		noted as (
			insert into segment_move (customer_id, at, segmentation_id, from_segment_id, to_segment_id, source)
			select w.id, volna.now_exact(), ${segmentationId}, w.old, ${segmentId}::uuid, ${source} from wanted w
		)
		select count(*) filter (where old is null) as added,
			count(*) filter (where old is not null and ${segmentId}::uuid is not null) as moved,
			count(*) filter (where ${segmentId}::uuid is null) as left
		from wanted`.execute(tx);
	const { added, moved, left } = rows[0]!;
	return { status: 'done', added, moved, left, already: ids.length - added - moved - left };
}
