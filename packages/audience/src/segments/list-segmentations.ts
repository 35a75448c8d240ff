import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { type RawBuilder, sql } from 'kysely';
import { readNow } from '../read-now.ts';
import type { RecalculationProblem, SegmentationKind, SegmentationState } from '../states.ts';
import { sizeOfSegment } from './segment-sizes.ts';

export interface SegmentInfo {
	id: string;
	name: string;
	systemName: string;
	externalId: string;
	/** Of a segmentation by filter. */
	filter: Filter | null;
	size: number;
}

export interface SegmentationInfo {
	id: string;
	name: string;
	systemName: string;
	externalId: string;
	description: string;
	kind: SegmentationKind;
	state: SegmentationState;
	revision: number;
	createdAt: Date;
	launchedAt: Date | null;
	archivedAt: Date | null;
	updatedAt: Date;
	/** Of a segmentation by filter: the moment its members are of; null before the first recalculation. */
	recalculatedAt: Date | null;
	/** A recalculation is under way. */
	recalculating: boolean;
	/** Why the last recalculation left the members as they were. */
	recalculationProblem: RecalculationProblem | null;
	/** In order; by filter the first that is true wins. */
	segments: SegmentInfo[];
}

export interface SegmentationQuery {
	/** A part of the name, the system name or a segment's name. */
	q?: string | undefined;
	state?: SegmentationState | undefined;
	kind?: SegmentationKind | undefined;
}

/** Segmentations by name, archived ones only when asked for; each with its segments and how many are in them just now. */
export async function listSegmentations(
	db: Db,
	query: SegmentationQuery = {},
): Promise<{ items: SegmentationInfo[]; asOf: Date }> {
	const text = query.q?.replaceAll('\0', '').trim() ?? '';
	const items = await read(
		db,
		sql`(${query.state ?? null}::text is null and s.state <> 'archived' or s.state = ${query.state ?? null}::text)
			and (${query.kind ?? null}::text is null or s.kind = ${query.kind ?? null}::text)
			and (${text} = '' or position(lower(${text} collate "pg_c_utf8") in lower(concat_ws(' ', s.name, s.system_name,
				(select string_agg(o.name, ' ') from segment o where o.segmentation_id = s.id)) collate "pg_c_utf8")) > 0)`,
	);
	return { items, asOf: await readNow(db) };
}

/** One segmentation, whatever its state; undefined when there is none. */
export async function readSegmentation(db: Db, id: string): Promise<SegmentationInfo | undefined> {
	return (await read(db, sql`s.id = ${id}`))[0];
}

async function read(db: Db, wanted: RawBuilder<unknown>): Promise<SegmentationInfo[]> {
	const { rows } = await sql<SegmentationInfo>`
		select s.id, s.name, s.system_name as "systemName", s.external_id as "externalId", s.description, s.kind, s.state,
			s.revision, s.created_at as "createdAt", s.launched_at as "launchedAt", s.archived_at as "archivedAt",
			s.updated_at as "updatedAt", s.recalculated_at as "recalculatedAt",
			coalesce(s.recalculating_until > volna.now_stable(), false) as recalculating,
			s.recalculation_problem as "recalculationProblem", coalesce(l.list, '[]') as segments
		from segmentation s
		left join lateral (
			select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'systemName', g.system_name,
				'externalId', g.external_id, 'filter', g.filter, 'size', ${sizeOfSegment}) order by g.position, g.id) as list
			from segment g where g.segmentation_id = s.id
		) l on true
		where ${wanted}
		order by s.name, s.id`.execute(db);
	return rows;
}
