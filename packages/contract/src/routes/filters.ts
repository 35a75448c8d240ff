import { Filter } from '@volna/node-sdk';
import { z } from 'zod';
import { CustomerNumber, Instant, Uuid } from '../ids.ts';
import { needs, route } from '../route.ts';

const Named = z.object({ id: Uuid, name: z.string(), archived: z.boolean() });

export const FilterWords = z.object({
	zone: z.string(),
	fields: z.array(
		z.object({
			entity: z.enum(['customer', 'action']),
			name: z.string(),
			title: z.string(),
			type: z.enum(['string', 'number', 'boolean', 'date', 'instant', 'enum', 'unique_id']),
			options: z.array(z.object({ value: z.string(), name: z.string() })),
			archived: z.boolean(),
		}),
	),
	systems: z.array(z.string()),
	topics: z.array(z.object({ name: z.string(), title: z.string(), archived: z.boolean() })),
	templates: z.array(Named),
	tags: z.array(z.string()),
	categories: z.array(z.object({ id: Uuid, parentId: Uuid.nullable(), ru: z.string(), en: z.string() })),
	segmentations: z.array(Named.extend({ segments: z.array(z.object({ id: Uuid, name: z.string() })) })),
	campaigns: z.array(Named),
	flows: z.array(
		z.object({
			id: Uuid,
			name: z.string(),
			nodes: z.array(z.object({ id: z.string(), name: z.string(), type: z.string() })),
		}),
	),
	senders: z.array(z.string()),
	operators: z.array(z.string()),
});
export type FilterWords = z.infer<typeof FilterWords>;

export const FilterExample = z.object({
	id: CustomerNumber,
	name: z.string().nullable(),
	phone: z.string().nullable(),
	area: z.string().nullable(),
});
export type FilterExample = z.infer<typeof FilterExample>;

export const filterRoutes = {
	countFilter: route({
		id: 'countFilter',
		method: 'post',
		path: '/filters/count',
		tag: 'customers',
		summary: 'How many customers a filter finds; breaking off the request ends the count',
		access: needs('read'),
		body: z.strictObject({ filter: Filter }),
		response: z.object({ count: z.number().int(), asOf: Instant, tookMs: z.number().int() }),
		errors: ['field-invalid', 'filter-too-slow'],
	}),
	findFilterExamples: route({
		id: 'findFilterExamples',
		method: 'post',
		path: '/filters/examples',
		tag: 'customers',
		summary: 'Five of the customers a filter finds',
		access: needs('read-customers'),
		body: z.strictObject({ filter: Filter }),
		response: z.object({ items: z.array(FilterExample), asOf: Instant }),
		errors: ['field-invalid', 'filter-too-slow'],
	}),
	readFilterWords: route({
		id: 'readFilterWords',
		method: 'get',
		path: '/filters/words',
		tag: 'customers',
		summary: 'What filters can name: custom fields, segments, templates, topics, campaigns, flows',
		access: needs('read'),
		response: FilterWords,
	}),
} as const;
