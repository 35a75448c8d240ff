import type { Db } from '@volna/db';
import { isUniqueViolation } from '../unique-violation.ts';
import { SegmentationRefused, settleSegments } from './segmentation-input.ts';

export type AddedSegment =
	| { status: 'added'; id: string; systemName: string; externalId: string }
	| { status: 'segmentation-unknown' }
	| { status: 'name-taken' };

/** Adds a segment to a static segmentation that is a draft or launched, after those it has. */
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
				.where('kind', '=', 'static')
				.forUpdate()
				.executeTakeFirst();
			if (!segmentation) return { status: 'segmentation-unknown' };
			const present = await tx.selectFrom('segment').selectAll().where('segmentationId', '=', segmentationId).execute();
			const settled = settleSegments([...present.map(({ id, name }) => ({ id, name })), input], present).at(-1)!;
			const { name, systemName, externalId } = settled;
			const row = await tx
				.insertInto('segment')
				.values({ segmentationId, name, systemName, externalId, position: present.length })
				.returning(['id', 'systemName', 'externalId'])
				.executeTakeFirstOrThrow();
			return { status: 'added', ...row };
		});
	} catch (error) {
		if (error instanceof SegmentationRefused || isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}
