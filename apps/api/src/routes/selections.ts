import { audit } from '@volna/access';
import {
	type Draw,
	drawSelection,
	type FillOrder,
	readSelection,
	readSelectionMembership,
	type Selection,
	startFill,
} from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { openLanes } from './open-lanes.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

const TIMEOUT_MS = 60_000;
/** Draws over the whole base at once. */
const LANES = 2;

/** Selections of customers. A draw is answered in the request that asks: breaking it off ends it. */
export function selectionHandlers({ db }: { db: Db }) {
	const lanes = openLanes(LANES);
	async function fill(
		order: Omit<FillOrder, 'staffId'>,
		{ staff, requestId }: Pick<Input<'addToSegment'>, 'staff' | 'requestId'>,
	) {
		const { segmentationId, selection, segmentIds, onlyNew } = order;
		const started = await db.transaction().execute(async (tx) => {
			const begun = await startFill(tx, { ...order, staffId: staff.id });
			if (begun.status !== 'started') return begun;
			await audit(tx, {
				staffId: staff.id,
				act: 'segmentation.fill',
				subject: `segmentation:${segmentationId}`,
				details: { task: begun.taskId, selection: selection.id, count: selection.count, segments: segmentIds, onlyNew },
				requestId,
			});
			return begun;
		});
		if (started.status !== 'started') throw new Refusal('segmentation-state');
		return { task: toId('task', started.taskId) };
	}
	return {
		async drawSelection({ body: { draw: asked }, staff, context }: Input<'drawSelection'>) {
			const { signal } = context.req.raw;
			const draw: Draw = 'of' in asked ? { ...asked, of: fromId('selection', asked.of) } : asked;
			const drawn = await lanes(signal, () =>
				drawSelection(db, draw, { staffId: staff.id, signal, timeoutMs: TIMEOUT_MS }),
			);
			switch (drawn?.status) {
				case 'drawn':
					return described(drawn.selection);
				case 'unknown':
					throw new Refusal('selection-expired');
				case 'invalid':
					throw new Refusal('field-invalid', {
						at: '/filter',
						values: { rule: drawn.issues[0]?.code ?? 'filter' },
						details: drawn.issues,
					});
				case 'draw-invalid':
					throw new Refusal('field-invalid', { at: '/', values: { rule: drawn.rule } });
				default:
					throw new Refusal('filter-too-slow', { at: '/filter', values: { seconds: TIMEOUT_MS / 1000 } });
			}
		},

		async readSelection({ params }: Input<'readSelection'>) {
			return described(await readOrRefuse(db, params.selection));
		},

		async readSelectionMembership({ params, query }: Input<'readSelectionMembership'>) {
			const selection = await readOrRefuse(db, params.selection);
			return readSelectionMembership(db, selection, query.segmentation);
		},

		async addToSegment({ params, body, staff, requestId }: Input<'addToSegment'>) {
			const selection = await readOrRefuse(db, params.selection);
			const { segmentation: segmentationId, segments: segmentIds, onlyNew } = body;
			return fill({ selection, segmentationId, segmentIds, onlyNew }, { staff, requestId });
		},

		async removeFromSegmentation({ params, body, staff, requestId }: Input<'removeFromSegmentation'>) {
			const selection = await readOrRefuse(db, params.selection);
			const segmentIds = selection.counts.map(() => null);
			return fill({ selection, segmentationId: body.segmentation, segmentIds, onlyNew: false }, { staff, requestId });
		},
	};
}

/** The selection of an id that passed the contract; refused when its day is over. */
export async function readOrRefuse(db: Db, id: string): Promise<Selection> {
	const selection = await readSelection(db, fromId('selection', id));
	if (!selection) throw new Refusal('selection-expired');
	return selection;
}

function described({ id, kind, found, count, counts, draw, seed, asOf, expiresAt }: Selection) {
	return { id: toId('selection', id), kind, found, count, counts: [...counts], draw, seed, asOf, expiresAt };
}
