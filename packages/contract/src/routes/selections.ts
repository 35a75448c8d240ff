import { selectionKinds, splitLimits } from '@volna/audience/states';
import { Filter } from '@volna/node-sdk';
import { z } from 'zod';
import { CustomerNumber, IdOf, Instant, Uuid } from '../ids.ts';
import { needs, route } from '../route.ts';

export const Selection = z.object({
	id: IdOf('selection'),
	kind: z.enum(selectionKinds),
	/** How many there were to draw from. */
	found: z.number().int(),
	count: z.number().int(),
	/** How many each part has. */
	counts: z.array(z.number().int()),
	/** As it was drawn: `{"percent":50}`, `{"count":1000}`, `{"percents":[50,30]}`. */
	draw: z.record(z.string(), z.unknown()),
	seed: z.string(),
	asOf: Instant,
	expiresAt: Instant,
});
export type Selection = z.infer<typeof Selection>;

/** One decimal; 0, negative and above 100 are refused. */
const percent = z
	.number()
	.min(0.1)
	.max(100)
	.refine((value) => Math.abs(value * 10 - Math.round(value * 10)) < 1e-6);
const ids = z.array(CustomerNumber).max(10_000);
const from = {
	filter: Filter.nullable().optional(),
	search: z.string().max(200).nullable().optional(),
	/** Those who are in this segmentation are left out. */
	outside: Uuid.nullable().optional(),
};

export const DrawBody = z.union([
	z.strictObject({ kind: z.literal('all'), ...from }),
	z.strictObject({ kind: z.literal('part'), percent, ...from }),
	z.strictObject({ kind: z.literal('part'), count: z.number().int().min(1).max(2_000_000_000), ...from }),
	z.strictObject({
		kind: z.literal('split'),
		percents: z.array(percent).min(splitLimits.fewest).max(splitLimits.most),
		...from,
	}),
	z.strictObject({ kind: z.literal('chosen'), ids }),
	z.strictObject({ kind: z.literal('chosen'), of: IdOf('selection'), with: ids, without: ids }),
]);
export type DrawBody = z.input<typeof DrawBody>;

const params = z.strictObject({ selection: IdOf('selection') });

/** The task that does it. Its results: `added`, `moved`, `left`, `already`, `kept` (in a segment of their own), `failed`. */
const Started = z.object({ task: IdOf('task') });

export const selectionRoutes = {
	drawSelection: route({
		id: 'drawSelection',
		method: 'post',
		path: '/selections',
		tag: 'customers',
		summary: 'Draw customers and keep them for 24 hours; breaking off the request ends the draw',
		access: needs('read-customers'),
		body: z.strictObject({ draw: DrawBody }),
		response: Selection,
		errors: ['field-invalid', 'filter-too-slow', 'selection-expired'],
	}),
	readSelection: route({
		id: 'readSelection',
		method: 'get',
		path: '/selections/{selection}',
		tag: 'customers',
		summary: 'A kept selection',
		access: needs('read-customers'),
		params,
		response: Selection,
		errors: ['selection-expired'],
	}),
	readSelectionMembership: route({
		id: 'readSelectionMembership',
		method: 'get',
		path: '/selections/{selection}/membership',
		tag: 'customers',
		summary: 'Where the customers of a selection stand in a segmentation just now',
		access: needs('read-customers'),
		params,
		query: z.strictObject({ segmentation: Uuid }),
		response: z.object({
			total: z.number().int(),
			/** In no segment of it. */
			outside: z.number().int(),
			inside: z.array(z.object({ segmentId: Uuid, count: z.number().int() })),
			/** The segmentation has members already: only customers outside are offered first. */
			hasMembers: z.boolean(),
		}),
		errors: ['selection-expired'],
	}),
	addToSegment: route({
		id: 'addToSegment',
		method: 'post',
		path: '/selections/{selection}/segments',
		tag: 'segments',
		summary: 'Start a task that puts the customers of a selection into a segment, or each part of a split into its own',
		access: needs('edit'),
		params,
		body: z.strictObject({
			segmentation: Uuid,
			/** One of each part of the selection. */
			segments: z.array(Uuid).min(1).max(splitLimits.most),
			/** Those who are in another segment of the segmentation stay there. */
			onlyNew: z.boolean(),
		}),
		response: Started,
		errors: ['selection-expired', 'segmentation-state'],
	}),
	removeFromSegmentation: route({
		id: 'removeFromSegmentation',
		method: 'post',
		path: '/selections/{selection}/leave',
		tag: 'segments',
		summary: 'Start a task that takes the customers of a selection out of a segmentation',
		access: needs('edit'),
		params,
		body: z.strictObject({ segmentation: Uuid }),
		response: Started,
		errors: ['selection-expired', 'segmentation-state'],
	}),
} as const;
