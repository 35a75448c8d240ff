import { numberingProblems } from '@volna/audience/states';
import { z } from 'zod';
import { IdOf, Instant } from '../ids.ts';
import { needs, route } from '../route.ts';

export const NumberTable = z.object({
	state: z.enum(['loading', 'current', 'previous']),
	fileName: z.string(),
	ranges: z.number().int(),
	numbers: z.number().int(),
	/** Regions whose zone is not known: their numbers say nothing. */
	unknownRegions: z.array(z.object({ region: z.string(), ranges: z.number().int() })),
	staffName: z.string().nullable(),
	loadedAt: Instant,
});
export type NumberTable = z.infer<typeof NumberTable>;

/** `details` of the refusal `numbering-refused`. */
export const NumberingFault = z.object({
	problem: z.enum(numberingProblems),
	line: z.number().int().nullable(),
	value: z.string().nullable(),
});

export const zoneRoutes = {
	readNumbering: route({
		id: 'readNumbering',
		method: 'get',
		path: '/numbering',
		tag: 'numbering',
		summary: 'The tables of numbering ranges, and how many customers have their zone from them',
		access: needs('read'),
		response: z.object({ tables: z.array(NumberTable), customersByNumber: z.number().int(), asOf: Instant }),
	}),
	loadNumbering: route({
		id: 'loadNumbering',
		method: 'post',
		path: '/numbering',
		tag: 'numbering',
		summary: 'Load the ministry’s register of mobile ranges from an uploaded file; customers’ zones follow',
		access: needs('provider'),
		body: z.strictObject({ file: IdOf('file') }),
		response: z.object({ task: IdOf('task') }),
		errors: ['file-expired', 'numbering-refused'],
	}),
	tryNumber: route({
		id: 'tryNumber',
		method: 'post',
		path: '/numbering/try',
		tag: 'numbering',
		summary: 'What the current table says of a number',
		access: needs('read'),
		body: z.strictObject({ phone: z.string().max(100) }),
		response: z.discriminatedUnion('status', [
			z.object({
				status: z.literal('found'),
				phone: z.string(),
				range: z.object({ operator: z.string(), region: z.string(), zone: z.string().nullable() }).nullable(),
				zone: z.string().nullable(),
			}),
			z.object({ status: z.literal('refused'), problem: z.string() }),
		]),
	}),
} as const;
