import { recalculationProblems, segmentationKinds, segmentationStates } from '@volna/audience/states';
import { Filter } from '@volna/node-sdk';
import { z } from 'zod';
import { IdOf, Instant, Uuid } from '../ids.ts';
import { Done } from '../page.ts';
import { needs, route } from '../route.ts';

const name = z.string().trim().min(1).max(200);
const systemName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/);
const externalId = z.string().trim().min(1).max(100);

export const Segment = z.object({
	id: Uuid,
	name: z.string(),
	systemName: z.string(),
	externalId: z.string(),
	/** Of a segmentation by filter; a draft may lack it. */
	filter: Filter.nullable(),
	size: z.number().int(),
});
export type Segment = z.infer<typeof Segment>;

export const Segmentation = z.object({
	id: Uuid,
	name: z.string(),
	systemName: z.string(),
	externalId: z.string(),
	description: z.string(),
	kind: z.enum(segmentationKinds),
	state: z.enum(segmentationStates),
	revision: z.number().int(),
	createdAt: Instant,
	launchedAt: Instant.nullable(),
	archivedAt: Instant.nullable(),
	updatedAt: Instant,
	/** The moment the members of a segmentation by filter are of. */
	recalculatedAt: Instant.nullable(),
	recalculating: z.boolean(),
	recalculationProblem: z.enum(recalculationProblems).nullable(),
	segments: z.array(Segment),
});
export type Segmentation = z.infer<typeof Segmentation>;

const SegmentationBody = z.strictObject({
	name,
	systemName: systemName.optional(),
	externalId: externalId.optional(),
	description: z.string().max(300).default(''),
	/** In their order; by filter the first that is true wins. */
	segments: z
		.array(
			z.strictObject({
				id: Uuid.optional(),
				name,
				systemName: systemName.optional(),
				externalId: externalId.optional(),
				filter: Filter.nullable().optional(),
			}),
		)
		.max(1000),
});

const params = z.strictObject({ segmentation: Uuid });

/** Something that names a segmentation or one of its segments. */
export const SegmentationUse = z.object({
	kind: z.string(),
	id: z.string(),
	name: z.string(),
	version: z.number().int().nullable(),
	live: z.boolean(),
});
export type SegmentationUse = z.infer<typeof SegmentationUse>;

export const segmentationRoutes = {
	listSegmentations: route({
		id: 'listSegmentations',
		method: 'get',
		path: '/segmentations',
		tag: 'segments',
		summary: 'Segmentations with their segments and sizes; archived ones only when asked for',
		access: needs('read'),
		query: z.strictObject({
			q: z.string().max(200).optional(),
			state: z.enum(segmentationStates).optional(),
			kind: z.enum(segmentationKinds).optional(),
		}),
		response: z.object({ items: z.array(Segmentation), asOf: Instant }),
	}),
	readSegmentation: route({
		id: 'readSegmentation',
		method: 'get',
		path: '/segmentations/{segmentation}',
		tag: 'segments',
		summary: 'A segmentation with its segments and sizes',
		access: needs('read'),
		params,
		response: Segmentation.extend({ asOf: Instant }),
	}),
	createSegmentation: route({
		id: 'createSegmentation',
		method: 'post',
		path: '/segmentations',
		tag: 'segments',
		summary: 'Make a draft; its kind stays. A name left out is made of the name for people',
		access: needs('edit'),
		body: SegmentationBody.extend({ kind: z.enum(segmentationKinds) }),
		response: z.object({ id: Uuid, systemName: z.string(), externalId: z.string() }),
		errors: ['name-taken', 'field-invalid'],
	}),
	updateSegmentation: route({
		id: 'updateSegmentation',
		method: 'put',
		path: '/segmentations/{segmentation}',
		tag: 'segments',
		summary: 'Save a segmentation; once launched its system names, external ids and segments stay',
		access: needs('edit'),
		params,
		body: SegmentationBody,
		response: z.object({ revision: z.number().int() }),
		revision: true,
		errors: ['draft-changed', 'name-taken', 'segmentation-frozen', 'segmentation-state', 'field-invalid'],
	}),
	launchSegmentation: route({
		id: 'launchSegmentation',
		method: 'post',
		path: '/segmentations/{segmentation}/launch',
		tag: 'segments',
		summary: 'Put a draft to work; system names and external ids freeze',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['segmentation-state', 'segmentation-empty', 'field-invalid'],
	}),
	recalculateSegmentation: route({
		id: 'recalculateSegmentation',
		method: 'post',
		path: '/segmentations/{segmentation}/recalculate',
		tag: 'segments',
		summary: 'Start a task that asks the filters of a segmentation now, and moves its members',
		access: needs('edit'),
		params,
		response: z.object({ task: IdOf('task') }),
		errors: ['segmentation-state'],
	}),
	archiveSegmentation: route({
		id: 'archiveSegmentation',
		method: 'post',
		path: '/segmentations/{segmentation}/archive',
		tag: 'segments',
		summary: 'Archive a launched segmentation; there is no way back',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['segmentation-state'],
	}),
	deleteSegmentation: route({
		id: 'deleteSegmentation',
		method: 'delete',
		path: '/segmentations/{segmentation}',
		tag: 'segments',
		summary: 'Delete a draft',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['segmentation-state'],
	}),
	readSegmentationUses: route({
		id: 'readSegmentationUses',
		method: 'get',
		path: '/segmentations/{segmentation}/uses',
		tag: 'segments',
		summary: 'What names a segmentation or one of its segments',
		access: needs('read'),
		params,
		response: z.object({ items: z.array(SegmentationUse) }),
	}),
} as const;
