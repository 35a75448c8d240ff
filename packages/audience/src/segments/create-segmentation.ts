import { type Db, json } from '@volna/db';
import type { SegmentationKind } from '../states.ts';
import { freeName, transliterate } from '../transliterate.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import {
	checkSegmentFilters,
	type SegmentationInput,
	type SegmentationProblem,
	SegmentationRefused,
	settleSegments,
} from './segmentation-input.ts';

export type CreatedSegmentation =
	| { status: 'created'; id: string; systemName: string; externalId: string }
	| SegmentationProblem;

/** Makes a draft: invisible to filters, flows, calls and pickers until it is launched. Its kind stays. */
export async function createSegmentation(
	db: Db,
	input: Omit<SegmentationInput, 'segments'> & Partial<SegmentationInput> & { kind?: SegmentationKind },
	staffId: string | null = null,
): Promise<CreatedSegmentation> {
	const kind = input.kind ?? 'static';
	try {
		return await db.transaction().execute(async (tx): Promise<CreatedSegmentation> => {
			const taken = await tx.selectFrom('segmentation').select('systemName').execute();
			const systemName =
				input.systemName ??
				freeName(
					transliterate(input.name) || 'Segmentation',
					taken.map((row) => row.systemName),
				);
			const row = await tx
				.insertInto('segmentation')
				.values({
					name: input.name,
					systemName,
					externalId: input.externalId ?? systemName,
					description: (input.description ?? '').slice(0, 300),
					kind,
					updatedBy: staffId,
				})
				.returning(['id', 'systemName', 'externalId'])
				.executeTakeFirstOrThrow();
			const segments = settleSegments(input.segments ?? [], []);
			await checkSegmentFilters(tx, kind, segments, { needed: false });
			if (segments.length > 0) {
				await tx
					.insertInto('segment')
					.values(
						segments.map(({ id: _, filter, ...names }, position) => ({
							...names,
							segmentationId: row.id,
							position,
							filter: kind === 'filter' && filter ? json(filter) : null,
						})),
					)
					.execute();
			}
			return { status: 'created', ...row };
		});
	} catch (error) {
		if (error instanceof SegmentationRefused) return error.problem as SegmentationProblem;
		if (isUniqueViolation(error)) return { status: 'name-taken', at: placeOf(error) };
		throw error;
	}
}

/** Which of a segmentation's own names a unique index refused. */
export function placeOf(error: unknown): string {
	return (error as { constraint?: string }).constraint === 'segmentation_external_id' ? '/externalId' : '/systemName';
}
