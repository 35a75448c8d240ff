import type { Db } from '@volna/db';
import { sql } from 'kysely';
import {
	checkSegmentFilters,
	type SegmentationProblem,
	SegmentationRefused,
	settleSegments,
} from './segmentation-input.ts';

export type LaunchedSegmentation =
	| { status: 'launched' }
	| { status: 'not-a-draft' }
	| { status: 'no-segments' }
	| Extract<SegmentationProblem, { status: 'filter-invalid' | 'filter-own' | 'filter-missing' }>;

/** Puts a draft to work. Its names freeze; there is no way back but archiving. */
export async function launchSegmentation(
	db: Db,
	segmentationId: string,
	staffId: string | null = null,
): Promise<LaunchedSegmentation> {
	try {
		return await db.transaction().execute(async (tx): Promise<LaunchedSegmentation> => {
			const row = await tx
				.selectFrom('segmentation')
				.select(['state', 'kind'])
				.where('id', '=', segmentationId)
				.forUpdate()
				.executeTakeFirst();
			if (row?.state !== 'draft') return { status: 'not-a-draft' };
			const present = await tx
				.selectFrom('segment')
				.selectAll()
				.where('segmentationId', '=', segmentationId)
				.orderBy('position')
				.execute();
			if (present.length === 0) return { status: 'no-segments' };
			const stored = present.map(({ id, name, filter }) => ({ id, name, filter: filter as null }));
			await checkSegmentFilters(tx, row.kind, settleSegments(stored, present), { needed: true });
			await tx
				.updateTable('segmentation')
				.set({
					state: 'launched',
					launchedAt: sql<Date>`volna.now_exact()`,
					updatedAt: sql<Date>`volna.now_exact()`,
					updatedBy: staffId,
					revision: sql<number>`revision + 1`,
				})
				.where('id', '=', segmentationId)
				.execute();
			return { status: 'launched' };
		});
	} catch (error) {
		if (error instanceof SegmentationRefused) return error.problem as LaunchedSegmentation;
		throw error;
	}
}
