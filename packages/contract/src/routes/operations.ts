import { customerRights, protocolErrors, requestStates } from '@volna/audience/states';
import { z } from 'zod';
import { CustomerNumber, IdOf, Instant, Uuid } from '../ids.ts';
import { Done, PageQuery, pageOf } from '../page.ts';
import { needs, route } from '../route.ts';

const SystemName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/);
/** As browsers say it: scheme, host, port unless it is the usual one; nothing after. */
const Origin = z
	.string()
	.max(300)
	.regex(/^https?:\/\/[^\s/?#@]+$/i);

export const EndpointKey = z.object({
	id: IdOf('key'),
	name: z.string(),
	hint: z.string(),
	mode: z.enum(['live', 'test']),
	createdAt: Instant,
	lastUsedAt: Instant.nullable(),
});

export const Endpoint = z.object({
	id: IdOf('endpoint'),
	name: z.string(),
	systemName: z.string(),
	origins: z.array(z.string()),
	isApp: z.boolean(),
	revision: z.number().int(),
	keys: z.array(EndpointKey),
});
export type Endpoint = z.infer<typeof Endpoint>;

export const Operation = z.object({
	id: IdOf('operation'),
	campaign: z.object({ id: IdOf('campaign'), name: z.string() }),
	name: z.string(),
	systemName: z.string(),
	template: z.object({ id: Uuid, name: z.string(), systemName: z.string() }).nullable(),
	customerRight: z.enum(customerRights),
	requiresKey: z.boolean(),
	strict: z.boolean(),
	requiresConsent: z.boolean(),
	endpoints: z.array(Endpoint),
	calls24h: z.number().int(),
	errors24h: z.number().int(),
	revision: z.number().int(),
	archivedAt: Instant.nullable(),
	archiveReason: z.string(),
});
export type Operation = z.infer<typeof Operation>;

const OperationBody = z.strictObject({
	campaign: IdOf('campaign'),
	name: z.string().trim().min(1).max(200),
	systemName: SystemName,
	template: Uuid.nullable().default(null),
	customerRight: z.enum(customerRights).default('create_or_edit'),
	requiresKey: z.boolean().default(true),
	strict: z.boolean().default(false),
	requiresConsent: z.boolean().default(false),
	endpoints: z.array(IdOf('endpoint')).max(100),
});
export type OperationBody = z.input<typeof OperationBody>;

const EndpointBody = z.strictObject({
	name: z.string().trim().min(1).max(200),
	systemName: SystemName,
	origins: z.array(Origin).max(50).default([]),
	isApp: z.boolean().default(false),
});
export type EndpointBody = z.input<typeof EndpointBody>;

const Issue = z.object({ code: z.string(), location: z.string() });

export const OperationCall = z.object({
	id: z.string(),
	at: Instant,
	kind: z.enum(['sync', 'async']),
	state: z.enum(requestStates),
	mode: z.enum(['live', 'test']),
	transactionId: z.string(),
	customer: CustomerNumber.nullable(),
	problems: z.array(Issue),
	warnings: z.array(Issue),
});

const CodeCount = z.object({ code: z.string(), calls: z.number().int() });
const params = z.strictObject({ operation: IdOf('operation') });
const endpointParams = z.strictObject({ endpoint: IdOf('endpoint') });

export const operationRoutes = {
	listOperations: route({
		id: 'listOperations',
		method: 'get',
		path: '/operations',
		tag: 'operations',
		summary:
			'Operations with their endpoints and keys; `template` keeps those that issue one, `archived=1` asks for archived ones',
		access: needs('read'),
		query: z.strictObject({ template: Uuid.optional(), archived: z.literal('1').optional() }),
		response: z.object({ items: z.array(Operation), asOf: Instant }),
	}),
	createOperation: route({
		id: 'createOperation',
		method: 'post',
		path: '/operations',
		tag: 'operations',
		summary: 'Make an operation; without a system name it is made from the name',
		access: needs('integrate'),
		body: OperationBody.extend({ systemName: SystemName.optional() }),
		response: z.object({ id: IdOf('operation'), systemName: z.string() }),
		errors: ['name-taken', 'thing-unknown', 'template-unfit'],
	}),
	updateOperation: route({
		id: 'updateOperation',
		method: 'put',
		path: '/operations/{operation}',
		tag: 'operations',
		summary: 'Change an operation; calls follow within seconds',
		access: needs('integrate'),
		revision: true,
		params,
		body: OperationBody,
		response: z.object({ revision: z.number().int() }),
		errors: ['thing-unknown', 'thing-changed', 'name-taken', 'template-unfit'],
	}),
	archiveOperation: route({
		id: 'archiveOperation',
		method: 'post',
		path: '/operations/{operation}/archive',
		tag: 'operations',
		summary: 'Take an operation out of use, with why; its calls are refused as unknown',
		access: needs('integrate'),
		params,
		body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
		response: Done,
		errors: ['thing-unknown'],
	}),
	restoreOperation: route({
		id: 'restoreOperation',
		method: 'post',
		path: '/operations/{operation}/restore',
		tag: 'operations',
		summary: 'Put an archived operation back',
		access: needs('integrate'),
		params,
		response: Done,
		errors: ['thing-unknown'],
	}),
	listOperationCalls: route({
		id: 'listOperationCalls',
		method: 'get',
		path: '/operations/{operation}/calls',
		tag: 'operations',
		summary: 'The last 1 000 calls of an operation; `q` is a part of a transactionId or a customer’s number',
		access: needs('integrate'),
		params,
		query: PageQuery.extend({
			state: z.enum(requestStates).optional(),
			code: z.string().max(100).optional(),
		}),
		response: pageOf(OperationCall),
	}),
	readOperationCall: route({
		id: 'readOperationCall',
		method: 'get',
		path: '/operations/{operation}/calls/{call}',
		tag: 'operations',
		summary: 'A call: its request as it was read, its answer; personal data masked without the right',
		access: needs('integrate'),
		params: params.extend({ call: Uuid }),
		response: OperationCall.extend({
			endpoint: z.string(),
			query: z.record(z.string(), z.string()),
			/** Null for a call that was refused: its values are not kept. */
			body: z.unknown(),
			answer: z.unknown(),
			masked: z.boolean(),
		}),
		errors: ['thing-unknown'],
	}),
	countOperationErrors: route({
		id: 'countOperationErrors',
		method: 'get',
		path: '/operations/{operation}/errors',
		tag: 'operations',
		summary: 'In how many of the last 1 000 calls of 24 hours each problem came up',
		access: needs('integrate'),
		params,
		response: z.object({ items: z.array(CodeCount) }),
	}),
	listRefusedCalls: route({
		id: 'listRefusedCalls',
		method: 'get',
		path: '/refused-calls',
		tag: 'operations',
		summary: 'The last 1 000 calls refused before an operation’s log; `codes` counts 24 hours',
		access: needs('integrate'),
		query: PageQuery.omit({ q: true }).extend({
			code: z.enum(Object.keys(protocolErrors) as [keyof typeof protocolErrors]).optional(),
		}),
		response: pageOf(
			z.object({
				id: z.string(),
				at: Instant,
				code: z.string(),
				address: z.string(),
				endpoint: z.string(),
				operation: z.string(),
			}),
		).extend({ codes: z.array(CodeCount) }),
	}),
	listEndpoints: route({
		id: 'listEndpoints',
		method: 'get',
		path: '/endpoints',
		tag: 'operations',
		summary: 'Endpoints with their keys',
		access: needs('read'),
		response: z.object({ items: z.array(Endpoint) }),
	}),
	createEndpoint: route({
		id: 'createEndpoint',
		method: 'post',
		path: '/endpoints',
		tag: 'operations',
		summary: 'Make an endpoint with its first production key, whose secret is shown once',
		access: needs('integrate'),
		body: EndpointBody.extend({ systemName: SystemName.optional(), keyName: z.string().trim().min(1).max(100) }),
		response: z.object({ id: IdOf('endpoint'), systemName: z.string(), key: EndpointKey, secret: z.string() }),
		errors: ['name-taken'],
	}),
	updateEndpoint: route({
		id: 'updateEndpoint',
		method: 'put',
		path: '/endpoints/{endpoint}',
		tag: 'operations',
		summary: 'Change an endpoint; its keys stay',
		access: needs('integrate'),
		revision: true,
		params: endpointParams,
		body: EndpointBody,
		response: z.object({ revision: z.number().int() }),
		errors: ['thing-unknown', 'thing-changed', 'name-taken'],
	}),
	archiveEndpoint: route({
		id: 'archiveEndpoint',
		method: 'delete',
		path: '/endpoints/{endpoint}',
		tag: 'operations',
		summary: 'Take an endpoint out of use and revoke its keys',
		access: needs('integrate'),
		params: endpointParams,
		response: Done,
		errors: ['thing-unknown'],
	}),
	createKey: route({
		id: 'createKey',
		method: 'post',
		path: '/endpoints/{endpoint}/keys',
		tag: 'operations',
		summary: 'Make a secret key; it is shown once',
		access: needs('integrate'),
		params: endpointParams,
		body: z.strictObject({ name: z.string().min(1).max(100), mode: z.enum(['live', 'test']).default('live') }),
		response: z.object({ key: EndpointKey, secret: z.string() }),
	}),
	revokeKey: route({
		id: 'revokeKey',
		method: 'delete',
		path: '/keys/{key}',
		tag: 'operations',
		summary: 'Revoke a key; calls with it are refused at once',
		access: needs('integrate'),
		params: z.strictObject({ key: IdOf('key') }),
		response: Done,
	}),
} as const;
