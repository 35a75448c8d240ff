import { z } from 'zod';
import { CustomerNumber, IdOf, Instant, Uuid } from '../ids.ts';
import { PageQuery, pageOf } from '../page.ts';
import { needs, route } from '../route.ts';

export const CustomerSummary = z.object({
	id: CustomerNumber,
	name: z.string().nullable(),
	phone: z.string().nullable(),
	email: z.string().nullable(),
	area: z.string().nullable(),
	timeZone: z.string().nullable(),
	smsSubscription: z.enum(['subscribed', 'unsubscribed', 'requires_confirmation', 'no_data']),
	segments: z.array(z.string()),
	createdAt: Instant,
	lastActivityAt: Instant.nullable(),
});
export type CustomerSummary = z.infer<typeof CustomerSummary>;

export const CustomerCard = CustomerSummary.extend({
	firstName: z.string().nullable(),
	lastName: z.string().nullable(),
	middleName: z.string().nullable(),
	sex: z.enum(['female', 'male']).nullable(),
	birthDate: z.string().nullable(),
	timeZoneSource: z.string().nullable(),
	phoneStatus: z.enum(['unknown', 'valid', 'invalid']),
	custom: z.record(z.string(), z.unknown()),
	identifiers: z.array(z.object({ kind: z.string(), system: z.string(), value: z.string() })),
	subscriptions: z.array(
		z.object({ channel: z.string(), topic: z.string(), state: z.string(), source: z.string(), changedAt: Instant }),
	),
	consents: z.array(z.object({ source: z.string(), givenAt: Instant, evidence: z.string().nullable() })),
	memberships: z.array(z.object({ segmentation: z.string(), segment: z.string(), since: Instant })),
	orders: z.array(
		z.object({
			id: IdOf('order'),
			externalId: z.string().nullable(),
			status: z.string().nullable(),
			total: z.number().nullable(),
			changedAt: Instant,
		}),
	),
	actions: z.array(
		z.object({
			id: IdOf('action'),
			at: Instant,
			template: z.string(),
			touchpoint: z.string().nullable(),
			source: z.string(),
		}),
	),
});
export type CustomerCard = z.infer<typeof CustomerCard>;

export const Ref = z.object({
	id: z.string(),
	systemName: z.string(),
	name: z.string(),
	hint: z.string().nullable(),
	/** False for what may not be chosen anew. */
	usable: z.boolean(),
	/** Why it may not: archived, a draft, not ticked for this use, for other roles, of a campaign out of reach. */
	problem: z.enum(['archived', 'draft', 'usage', 'role', 'campaign']).nullable(),
});
export type Ref = z.infer<typeof Ref>;

const refEntities = ['action-template', 'segmentation', 'segment', 'sender', 'campaign', 'topic'] as const;

export const audienceRoutes = {
	listCustomers: route({
		id: 'listCustomers',
		method: 'get',
		path: '/customers',
		tag: 'customers',
		summary: 'Customers; search by name, phone in any spelling, e-mail, external id, Volna id',
		access: needs('read-customers'),
		query: PageQuery,
		response: pageOf(CustomerSummary),
	}),
	readCustomer: route({
		id: 'readCustomer',
		method: 'get',
		path: '/customers/{customer}',
		tag: 'customers',
		summary: 'A customer’s card',
		access: needs('read-customers'),
		params: z.strictObject({ customer: z.coerce.number().int().min(1) }),
		response: CustomerCard,
	}),
	listRefs: route({
		id: 'listRefs',
		method: 'get',
		path: '/refs/{entity}',
		tag: 'references',
		summary: 'What a picker offers; `of` is the segmentation of segments, `campaign` whose templates must be in reach',
		access: needs('read'),
		params: z.strictObject({ entity: z.enum(refEntities) }),
		query: z.strictObject({
			of: Uuid.optional(),
			q: z.string().max(200).optional(),
			use: z.enum(['operation', 'trigger', 'import', 'tracker']).optional(),
			campaign: IdOf('campaign').optional(),
		}),
		response: z.object({ items: z.array(Ref) }),
	}),
} as const;
