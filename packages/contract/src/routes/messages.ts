import { messageProfiles } from '@volna/messaging/states';
import { z } from 'zod';
import { CustomerNumber, IdOf, Instant } from '../ids.ts';
import { MessageStateName } from '../message-state.ts';
import { PageQuery, pageOf } from '../page.ts';
import { needs, route } from '../route.ts';

export const MessageSummary = z.object({
	id: IdOf('message'),
	state: MessageStateName,
	reason: z.string().nullable(),
	detail: z.string().nullable(),
	/** Why a waiting message is not claimed just now. */
	hold: z.string().nullable(),
	customer: z.object({ id: CustomerNumber, name: z.string().nullable() }),
	phone: z.string().nullable(),
	sender: z.string(),
	/** Null without the right to see personal data. */
	text: z.string().nullable(),
	parts: z.number().int().nullable(),
	encoding: z.enum(['gsm7', 'ucs2']).nullable(),
	profile: z.enum(messageProfiles),
	flow: z.object({ id: IdOf('flow'), name: z.string() }).nullable(),
	run: IdOf('run').nullable(),
	nodeId: z.string().nullable(),
	createdAt: Instant,
	dueAt: Instant,
	notAfter: Instant,
	changedAt: Instant,
	price: z.number().nullable(),
});
export type MessageSummary = z.infer<typeof MessageSummary>;

export const MessageEvent = z.object({
	at: Instant,
	from: z.string().nullable(),
	to: z.string().nullable(),
	cause: z.string(),
	attempt: z.number().int(),
	source: z.string().nullable(),
	reason: z.string().nullable(),
	details: z.record(z.string(), z.unknown()),
});

export const messageRoutes = {
	listMessages: route({
		id: 'listMessages',
		method: 'get',
		path: '/messages',
		tag: 'messages',
		summary: 'Messages, newest first',
		access: needs('read-customers'),
		query: PageQuery.extend({
			group: z.enum(['waiting', 'handed_off', 'delivered', 'undelivered', 'unknown', 'not_sent']).optional(),
			reason: z.string().max(60).optional(),
			flow: IdOf('flow').optional(),
			node: z.string().max(100).optional(),
			customer: z.coerce.number().int().optional(),
			/** Messages planned for this account of the provider, or handed off by it. */
			account: IdOf('account').optional(),
		}),
		response: pageOf(MessageSummary),
	}),
	readMessage: route({
		id: 'readMessage',
		method: 'get',
		path: '/messages/{message}',
		tag: 'messages',
		summary: 'One message with everything that happened to it',
		access: needs('read-customers'),
		params: z.strictObject({ message: IdOf('message') }),
		response: MessageSummary.extend({
			providerId: z.string().nullable(),
			attempt: z.number().int(),
			events: z.array(MessageEvent),
		}),
	}),
	previewText: route({
		id: 'previewText',
		method: 'post',
		path: '/messages/preview',
		tag: 'messages',
		summary: 'A text as one customer would receive it',
		access: needs('read-customers'),
		body: z.strictObject({ text: z.string().max(4000), customer: CustomerNumber.optional() }),
		response: z.object({
			customer: z
				.object({ id: CustomerNumber, name: z.string().nullable(), area: z.string().nullable(), timeZone: z.string() })
				.nullable(),
			text: z.string().nullable(),
			/** Why it does not compose for this customer. */
			problem: z.string().nullable(),
			parts: z.number().int().nullable(),
			encoding: z.enum(['gsm7', 'ucs2']).nullable(),
		}),
	}),
} as const;
