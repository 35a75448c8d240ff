import { audit } from '@volna/access';
import {
	archiveSegmentation,
	createSegmentation,
	deleteDraft,
	launchSegmentation,
	listSegmentations,
	readNow,
	readSegmentation,
	type SegmentationProblem,
	startRecalculationTask,
	updateSegmentation,
	usesOfSegmentation,
} from '@volna/audience';
import { type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type Asked = Pick<Input<'createSegmentation'>, 'staff' | 'requestId'>;

/** Segmentations: drafts, launching, archiving. */
export function segmentationHandlers({ db }: { db: Db }) {
	const note = (act: string, id: string, { staff, requestId }: Asked, details = {}) =>
		db
			.transaction()
			.execute((tx) => audit(tx, { staffId: staff.id, act, subject: `segmentation:${id}`, details, requestId }));
	return {
		async listSegmentations({ query }: Input<'listSegmentations'>) {
			return listSegmentations(db, query);
		},

		async readSegmentation({ params }: Input<'readSegmentation'>) {
			const segmentation = await readSegmentation(db, params.segmentation);
			if (!segmentation) throw unknown();
			return { ...segmentation, asOf: await readNow(db) };
		},

		async createSegmentation({ body, staff, requestId }: Input<'createSegmentation'>) {
			const made = await createSegmentation(db, body, staff.id);
			if (made.status !== 'created') throw refusalOf(made);
			const details = { kind: body.kind, segments: body.segments.length };
			await note('segmentation.create', made.id, { staff, requestId }, details);
			return { id: made.id, systemName: made.systemName, externalId: made.externalId };
		},

		async updateSegmentation({ params, body, revision, staff, requestId }: Input<'updateSegmentation'>) {
			const id = params.segmentation;
			const saved = await updateSegmentation(db, id, revision, body, staff.id);
			switch (saved.status) {
				case 'updated':
					await note('segmentation.update', id, { staff, requestId }, { segments: body.segments.length });
					return { revision: saved.revision };
				case 'unknown':
					throw unknown();
				case 'archived':
					throw new Refusal('segmentation-state');
				case 'changed':
					throw new Refusal('draft-changed', { values: { revision: saved.revision } });
				case 'names-frozen':
					throw new Refusal('segmentation-frozen', { at: saved.at });
				case 'segments-stay':
					throw new Refusal('segmentation-frozen', { at: '/segments' });
				default:
					throw refusalOf(saved);
			}
		},

		async launchSegmentation({ params, staff, requestId }: Input<'launchSegmentation'>) {
			const id = params.segmentation;
			const launched = await launchSegmentation(db, id, staff.id);
			if (launched.status === 'not-a-draft') throw new Refusal('segmentation-state');
			if (launched.status === 'no-segments') throw new Refusal('segmentation-empty');
			if (launched.status !== 'launched') throw refusalOf(launched);
			await note('segmentation.launch', id, { staff, requestId });
			return { done: true as const };
		},

		async recalculateSegmentation({ params, staff, requestId }: Input<'recalculateSegmentation'>) {
			const found = await readSegmentation(db, params.segmentation);
			if (found?.state !== 'launched' || found.kind !== 'filter') throw new Refusal('segmentation-state');
			const { id } = found;
			const task = await db.transaction().execute(async (tx) => {
				const taskId = await startRecalculationTask(tx, found, staff.id);
				const details = { task: taskId };
				await audit(tx, {
					staffId: staff.id,
					act: 'segmentation.recalculate',
					subject: `segmentation:${id}`,
					details,
					requestId,
				});
				return taskId;
			});
			return { task: toId('task', task) };
		},

		async archiveSegmentation({ params, staff, requestId }: Input<'archiveSegmentation'>) {
			const id = params.segmentation;
			if (!(await archiveSegmentation(db, id, staff.id))) throw new Refusal('segmentation-state');
			await note('segmentation.archive', id, { staff, requestId });
			return { done: true as const };
		},

		async deleteSegmentation({ params, staff, requestId }: Input<'deleteSegmentation'>) {
			const id = params.segmentation;
			if (!(await deleteDraft(db, id))) throw new Refusal('segmentation-state');
			await note('segmentation.delete', id, { staff, requestId });
			return { done: true as const };
		},

		async readSegmentationUses({ params }: Input<'readSegmentationUses'>) {
			const uses = await usesOfSegmentation(db, params.segmentation);
			return { items: uses.map(({ kind, id, name, version, live }) => ({ kind, id, name, version, live })) };
		},
	};
}

function unknown(): Refusal {
	return new Refusal('thing-unknown', { values: { kind: 'segmentation' } });
}

function refusalOf(problem: SegmentationProblem): Refusal {
	if (problem.status === 'name-taken') return new Refusal('name-taken', { at: problem.at });
	const rule = problem.status === 'filter-invalid' ? (problem.issues[0]?.code ?? problem.status) : problem.status;
	const details = problem.status === 'filter-invalid' ? problem.issues : undefined;
	return new Refusal('field-invalid', { at: problem.at, values: { rule }, details });
}
