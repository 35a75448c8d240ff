import { customerSorts } from '@volna/audience/states';
import { Filter } from '@volna/node-sdk';
import { z } from 'zod';
import { CustomerNumber, IdOf, Instant, Uuid } from '../ids.ts';
import { Done } from '../page.ts';
import { needs, route } from '../route.ts';

/** A row of the list. What its columns do not ask for is null or empty; personal data is masked without the right. */
export const CustomerRow = z.object({
	id: CustomerNumber,
	name: z.string().nullable(),
	phone: z.string().nullable(),
	email: z.string().nullable(),
	area: z.string().nullable(),
	timeZone: z.string().nullable(),
	smsSubscription: z.enum(['subscribed', 'unsubscribed', 'requires_confirmation', 'no_data']),
	segments: z.array(z.object({ segmentationId: Uuid, name: z.string() })),
	createdAt: Instant,
	lastActivityAt: Instant.nullable(),
	source: z.string().nullable(),
	sex: z.enum(['female', 'male']).nullable(),
	birthDate: z.string().nullable(),
	orders: z.number().int().nullable(),
	ordersTotal: z.number().nullable(),
	lastAction: z.object({ template: z.string(), at: Instant }).nullable(),
	custom: z.record(z.string(), z.unknown()),
	selected: z.boolean(),
});
export type CustomerRow = z.infer<typeof CustomerRow>;

const search = z.string().max(200).nullable().optional();
const filter = Filter.nullable().optional();
const columns = z.array(z.string().max(140)).max(24);

export const CustomerView = z.object({
	id: IdOf('view'),
	name: z.string(),
	filter: Filter.nullable(),
	search: z.string().nullable(),
	columns: z.array(z.string()),
	sort: z.enum(customerSorts),
	shared: z.boolean(),
	/** One's own; others' are only seen. */
	own: z.boolean(),
	owner: z.string(),
});
export type CustomerView = z.infer<typeof CustomerView>;

const ViewBody = z.strictObject({
	name: z.string().trim().min(1).max(100),
	filter: Filter.nullable(),
	search: z.string().max(200).nullable(),
	columns,
	sort: z.enum(customerSorts),
	shared: z.boolean(),
});

const ListSetting = z.strictObject({ columns, pageSize: z.number().int().min(10).max(500) });

export const customerListRoutes = {
	findCustomers: route({
		id: 'findCustomers',
		method: 'post',
		path: '/customers/find',
		tag: 'customers',
		summary: 'A page of customers by filter and search. With `rest` it was answered before it was full: read on there',
		access: needs('read-customers'),
		body: z.strictObject({
			search,
			filter,
			sort: z.enum(customerSorts).optional(),
			/** `next`, `previous` or `rest` of a page; `end` is the last page. */
			cursor: z.string().max(100).nullable().optional(),
			limit: z.number().int().min(1).max(500).optional(),
			columns: columns.optional(),
			selection: IdOf('selection').nullable().optional(),
		}),
		response: z.object({
			items: z.array(CustomerRow),
			next: z.string().nullable(),
			previous: z.string().nullable(),
			rest: z.string().nullable(),
			/** The page before was asked for: what is behind `rest` stands before these. */
			back: z.boolean(),
			asOf: Instant,
		}),
		errors: ['field-invalid', 'filter-too-slow'],
	}),
	countCustomers: route({
		id: 'countCustomers',
		method: 'post',
		path: '/customers/count',
		tag: 'customers',
		summary: 'How many customers a filter and a search find; breaking off the request ends the count',
		access: needs('read-customers'),
		body: z.strictObject({
			search,
			filter,
			/** Those who are in this segmentation are left out. */
			outside: Uuid.nullable().optional(),
		}),
		response: z.object({ count: z.number().int(), asOf: Instant }),
		errors: ['field-invalid', 'filter-too-slow'],
	}),
	listCustomerViews: route({
		id: 'listCustomerViews',
		method: 'get',
		path: '/customer-views',
		tag: 'customers',
		summary: 'Saved views of the list of customers, one’s own and shared ones, and the columns chosen last',
		access: needs('read-customers'),
		response: z.object({ items: z.array(CustomerView), setting: ListSetting }),
	}),
	saveCustomerView: route({
		id: 'saveCustomerView',
		method: 'post',
		path: '/customer-views',
		tag: 'customers',
		summary: 'Save a view of the list of customers',
		access: needs('read-customers'),
		body: ViewBody,
		response: z.object({ id: IdOf('view') }),
		errors: ['name-taken', 'field-invalid'],
	}),
	updateCustomerView: route({
		id: 'updateCustomerView',
		method: 'put',
		path: '/customer-views/{view}',
		tag: 'customers',
		summary: 'Save one’s own view anew',
		access: needs('read-customers'),
		params: z.strictObject({ view: IdOf('view') }),
		body: ViewBody,
		response: Done,
		errors: ['name-taken', 'field-invalid'],
	}),
	deleteCustomerView: route({
		id: 'deleteCustomerView',
		method: 'delete',
		path: '/customer-views/{view}',
		tag: 'customers',
		summary: 'Delete one’s own view',
		access: needs('read-customers'),
		params: z.strictObject({ view: IdOf('view') }),
		response: Done,
	}),
	keepCustomerList: route({
		id: 'keepCustomerList',
		method: 'put',
		path: '/customer-list',
		tag: 'customers',
		summary: 'Keep the columns and the page size of the list for the next time',
		access: needs('read-customers'),
		body: ListSetting,
		response: Done,
	}),
} as const;
