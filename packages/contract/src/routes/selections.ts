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

export const selectionRoutes = {
	drawSelection: route({
		id: 'drawSelection',
		method: 'post',
		path: '/selections',
		tag: 'customers',
		summary: 'Draw customers and keep them for 24 hours; breaking off the request ends the draw',
		access: needs('read-customers'),
		body: DrawBody,
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
} as const;
