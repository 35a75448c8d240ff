import { startTask, type TaskKind, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { Selection } from '../selections/selection.ts';
import { type FillCursor, type FillInput, fillStep, firstFill } from './fill-step.ts';

/**
 * Fills segments with a stored selection (domain G-22): batches of one stored row of ids. Results by name: `added`,
 * `moved`, `left`, `already`, `kept`, `failed`.
 */
export const fillTask: TaskKind<FillInput, FillCursor> = {
	kind: 'segment.fill',
	async open(input, cursor) {
		let at = cursor ?? firstFill;
		return {
			async next(tx) {
				const step = await fillStep(tx, input, at);
				at = step.cursor;
				return step;
			},
			close: async () => {},
		};
	},
};

export interface FillOrder {
	readonly selection: Selection;
	readonly segmentationId: string;
	/** One of each part of the selection; null takes out. */
	readonly segmentIds: readonly (string | null)[];
	readonly onlyNew: boolean;
	readonly staffId: string;
}

export type StartedFill =
	| { readonly status: 'started'; readonly taskId: string }
	/** Not segments of a launched static segmentation, or not one for each part. */
	| { readonly status: 'segments-unknown' };

/** Puts a filling on the list of tasks. The selection's ids are kept for a week then, so that a retry finds them. */
export async function startFill(tx: Tx, order: FillOrder): Promise<StartedFill> {
	const { selection, segmentationId, segmentIds, onlyNew, staffId } = order;
	const wanted = [...new Set(segmentIds.filter((id) => id !== null))];
	const { rows } = await sql<{ name: string; segments: { id: string; name: string }[] }>`
		select s.name, (
			select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name)), '[]') from segment g
			where g.segmentation_id = s.id and g.id = any(${wanted}::uuid[])) as segments
		from segmentation s
		where s.id = ${segmentationId} and s.state = 'launched' and s.kind = 'static'`.execute(tx);
	const segmentation = rows[0];
	const fits = segmentIds.length === selection.counts.length && wanted.length === segmentation?.segments.length;
	const distinct = wanted.length === segmentIds.length || wanted.length === 0;
	if (!segmentation || !fits || !distinct) return { status: 'segments-unknown' };
	await sql`
		update selection set kept_until = greatest(kept_until, volna.now_exact() + interval '7 days')
		where id = ${selection.id}`.execute(tx);
	const names = { segmentation: segmentation.name };
	const [first] = segmentation.segments;
	const title =
		wanted.length === 0
			? { code: 'segment-leave', values: names }
			: wanted.length === 1
				? { code: 'segment-fill', values: { ...names, segment: first?.name ?? '' } }
				: { code: 'segment-split', values: { ...names, parts: wanted.length } };
	const input: FillInput = { segmentationId, selectionId: selection.id, segmentIds, onlyNew, source: 'staff' };
	const taskId = await startTask(tx, {
		kind: fillTask.kind,
		title,
		input,
		staffId,
		total: selection.count,
		subject: `segmentation:${segmentationId}`,
	});
	return { status: 'started', taskId };
}
