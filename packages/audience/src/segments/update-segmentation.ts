import { type Db, json, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { isUniqueViolation } from '../unique-violation.ts';
import { placeOf } from './create-segmentation.ts';
import {
	checkSegmentFilters,
	type SegmentationInput,
	type SegmentationProblem,
	SegmentationRefused,
	type SettledSegment,
	settleSegments,
} from './segmentation-input.ts';

export type UpdatedSegmentation =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	| { status: 'archived' }
	/** Somebody saved in between. */
	| { status: 'changed'; revision: number }
	/** System names and external ids stay from the launch on. */
	| { status: 'names-frozen'; at: string }
	/** From the launch on segments are added and renamed, not deleted. */
	| { status: 'segments-stay' }
	| SegmentationProblem;

/**
 * Saves a segmentation as it is stated. A draft changes in everything but its kind; from the launch on names for people,
 * the description, the order and the filters change, and segments are added. Compare-and-swap on `revision`.
 */
export async function updateSegmentation(
	db: Db,
	id: string,
	revision: number,
	input: SegmentationInput,
	staffId: string | null = null,
): Promise<UpdatedSegmentation> {
	try {
		return await db.transaction().execute(async (tx): Promise<UpdatedSegmentation> => {
			const current = await tx
				.selectFrom('segmentation')
				.selectAll()
				.where('id', '=', id)
				.forNoKeyUpdate()
				.executeTakeFirst();
			if (!current) return { status: 'unknown' };
			if (current.state === 'archived') return { status: 'archived' };
			if (current.revision !== revision) return { status: 'changed', revision: current.revision };
			const present = await tx.selectFrom('segment').selectAll().where('segmentationId', '=', id).execute();
			const segments = settleSegments(input.segments, present);
			const launched = current.state === 'launched';
			if (launched) {
				const frozen = frozenName(input, segments, current, present);
				if (frozen !== null) return { status: 'names-frozen', at: frozen };
				if (present.some((one) => segments.every((segment) => segment.id !== one.id)))
					return { status: 'segments-stay' };
			}
			await checkSegmentFilters(tx, current.kind, segments, { needed: launched });
			await tx
				.updateTable('segmentation')
				.set({
					name: input.name,
					...(input.systemName !== undefined && { systemName: input.systemName }),
					...(input.externalId !== undefined && { externalId: input.externalId }),
					description: (input.description ?? '').slice(0, 300),
					revision: revision + 1,
					updatedAt: sql<Date>`volna.now_exact()`,
					updatedBy: staffId,
				})
				.where('id', '=', id)
				.execute();
			await writeSegments(
				tx,
				id,
				current.kind === 'filter',
				segments,
				present.map((one) => one.id),
			);
			return { status: 'updated', revision: revision + 1 };
		});
	} catch (error) {
		if (error instanceof SegmentationRefused) return error.problem as SegmentationProblem;
		if (isUniqueViolation(error)) return { status: 'name-taken', at: placeOf(error) };
		throw error;
	}
}

interface Named {
	readonly id: string;
	readonly systemName: string;
	readonly externalId: string;
}

function frozenName(
	input: SegmentationInput,
	segments: readonly SettledSegment[],
	current: Named,
	present: readonly Named[],
): string | null {
	for (const key of ['systemName', 'externalId'] as const) {
		if (input[key] !== undefined && input[key] !== current[key]) return `/${key}`;
		for (const [index, segment] of segments.entries()) {
			const old = present.find((one) => one.id === segment.id);
			if (old && old[key] !== segment[key]) return `/segments/${index}/${key}`;
		}
	}
	return null;
}

/** Names may have changed places among them, so that none keeps its own while the others are written. */
async function writeSegments(
	tx: Tx,
	segmentationId: string,
	byFilter: boolean,
	segments: readonly SettledSegment[],
	presentIds: readonly string[],
): Promise<void> {
	const gone = presentIds.filter((id) => segments.every((segment) => segment.id !== id));
	if (gone.length > 0) await tx.deleteFrom('segment').where('id', 'in', gone).execute();
	const stated = segments.map((segment, position) => ({
		...segment,
		position,
		filter: byFilter ? segment.filter : null,
	}));
	const kept = stated.filter((segment) => segment.id !== undefined);
	await sql`
		update segment set system_name = id::text, external_id = id::text
		where segmentation_id = ${segmentationId}`.execute(tx);
	await sql`
		update segment g
		set name = d.name, system_name = d."systemName", external_id = d."externalId", position = d.position, filter = d.filter
		from jsonb_to_recordset(${json(kept)})
		  as d(id uuid, name text, "systemName" text, "externalId" text, position integer, filter jsonb)
		where g.id = d.id`.execute(tx);
	const added = stated.filter((segment) => segment.id === undefined);
	if (added.length === 0) return;
	await tx
		.insertInto('segment')
		.values(
			added.map(({ id: _, filter, ...names }) => ({ ...names, segmentationId, filter: filter ? json(filter) : null })),
		)
		.execute();
}
