import type { Tx } from '@volna/db';
import { sql } from 'kysely';
import { putInSegment } from './put-in-segment.ts';

/** What a task of the kind `segment.fill` is told. */
export interface FillInput {
	readonly segmentationId: string;
	readonly selectionId: string;
	/** The segment of each part of the selection; null takes its customers out of the segmentation. */
	readonly segmentIds: readonly (string | null)[];
	/** Those who are in another segment of the segmentation stay there. */
	readonly onlyNew: boolean;
	/** For the history of customers: `staff`. */
	readonly source: string;
}

/** The stored row of ids that comes next. */
export interface FillCursor {
	readonly part: number;
	readonly position: number;
}

export interface FillStep {
	readonly cursor: FillCursor;
	readonly done: number;
	readonly results: Readonly<Record<string, number>>;
	readonly errors: readonly { code: 'customer-gone' | 'segment-gone'; customerId?: number }[];
	readonly finished: boolean;
}

export const firstFill: FillCursor = { part: 1, position: 0 };

/**
 * One batch of filling: the customers of one stored row of the selection, 5 000 at most. When the segmentation was
 * archived meanwhile, all that is left has failed, and the work ends.
 */
export async function fillStep(tx: Tx, input: FillInput, cursor: FillCursor): Promise<FillStep> {
	const { rows } = await sql<{ part: number; position: number; ids: number[] }>`
		select k.part, k.position, to_jsonb(k.ids) as ids from selection_chunk k
		where k.selection_id = ${input.selectionId} and (k.part, k.position) >= (${cursor.part}, ${cursor.position})
		order by k.part, k.position limit 1`.execute(tx);
	const chunk = rows[0];
	if (!chunk) return { cursor, done: 0, results: {}, errors: [], finished: true };
	const next = { part: chunk.part, position: chunk.position + 1 };
	const put = await putInSegment(tx, {
		segmentationId: input.segmentationId,
		segmentId: input.segmentIds[chunk.part - 1] ?? null,
		customerIds: chunk.ids,
		source: input.source,
		onlyNew: input.onlyNew,
	});
	if (put.status === 'segment-unknown') {
		const left = await countFrom(tx, input.selectionId, chunk);
		return { cursor: next, done: left, results: { failed: left }, errors: [{ code: 'segment-gone' }], finished: true };
	}
	const { added, moved, left, already, kept, missing } = put;
	const results = Object.entries({ added, moved, left, already, kept, failed: missing.length }).filter(
		([, n]) => n > 0,
	);
	return {
		cursor: next,
		done: chunk.ids.length,
		results: Object.fromEntries(results),
		errors: missing.map((customerId) => ({ code: 'customer-gone', customerId })),
		finished: false,
	};
}

async function countFrom(tx: Tx, selectionId: string, { part, position }: FillCursor): Promise<number> {
	const { rows } = await sql<{ n: number }>`
		select coalesce(sum(cardinality(k.ids)), 0)::integer as n from selection_chunk k
		where k.selection_id = ${selectionId} and (k.part, k.position) >= (${part}, ${position})`.execute(tx);
	return rows[0]!.n;
}
