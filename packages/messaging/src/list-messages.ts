import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { type MessageState, statesOfGroup } from './states.ts';

export interface MessageQuery {
	/** Digits of a phone, a customer's number, or nothing. */
	q?: string;
	group?: keyof typeof statesOfGroup;
	reason?: string;
	flowId?: string;
	nodeId?: string;
	customerId?: number;
	/** Id of the last message of the page before. */
	after?: string;
	limit: number;
}

export interface MessageRow {
	id: string;
	state: MessageState;
	reason: string | null;
	detail: string | null;
	hold: string | null;
	customerId: number;
	customerName: string | null;
	phone: string | null;
	sender: string;
	text: string | null;
	parts: number | null;
	encoding: 'gsm7' | 'ucs2' | null;
	profile: 'marketing' | 'transactional' | 'code';
	flowId: string | null;
	flowName: string | null;
	runId: string | null;
	nodeId: string | null;
	createdAt: Date;
	dueAt: Date;
	notAfter: Date;
	changedAt: Date;
	price: number | null;
}

/** Live messages, newest first. Ids grow with time, so a page begins after the last id of the one before. */
export async function listMessages(db: Db, query: MessageQuery): Promise<MessageRow[]> {
	const rows = await messageRows(db)
		.where('message.mode', '=', 'live')
		.$if(query.group !== undefined, (q) => q.where('message.state', 'in', [...statesOfGroup[query.group!]]))
		.$if(query.reason !== undefined, (q) => q.where('message.reason', '=', query.reason!))
		.$if(query.flowId !== undefined, (q) => q.where('message.flowId', '=', query.flowId!))
		.$if(query.nodeId !== undefined, (q) => q.where('message.nodeId', '=', query.nodeId!))
		.$if(query.customerId !== undefined, (q) => q.where('message.customerId', '=', query.customerId!))
		.$if(query.after !== undefined, (q) => q.where('message.id', '<', query.after!))
		.$if(Boolean(query.q?.trim()), (q) => q.where(searchOf(query.q!.trim())))
		.orderBy('message.id', 'desc')
		.limit(query.limit)
		.execute();
	return rows;
}

/** One message as lists show it; null when there is none. */
export async function findMessage(db: Db, id: string): Promise<MessageRow | null> {
	return (await messageRows(db).where('message.id', '=', id).executeTakeFirst()) ?? null;
}

function messageRows(db: Db) {
	return db
		.selectFrom('message')
		.leftJoin('flow', 'flow.id', 'message.flowId')
		.leftJoin('customer', 'customer.id', 'message.customerId')
		.select([
			'message.id',
			'message.state',
			'message.reason',
			'message.detail',
			'message.customerId',
			'message.phone',
			'message.sender',
			'message.text',
			'message.parts',
			'message.encoding',
			'message.profile',
			'message.flowId',
			'flow.name as flowName',
			'message.runId',
			'message.nodeId',
			'message.createdAt',
			'message.dueAt',
			'message.notAfter',
			'message.changedAt',
			'message.price',
		])
		.select(sql<string | null>`nullif(concat_ws(' ', customer.first_name, customer.last_name), '')`.as('customerName'))
		.select(
			sql<string | null>`case when message.state in ('planned', 'scheduled', 'queued', 'leased') then
				(select coalesce(h.detail, h.reason) from hold h where h.key = any (message.hold_keys) order by h.since limit 1) end`.as(
				'hold',
			),
		);
}

function searchOf(text: string) {
	const digits = text.replace(/\D/g, '').replace(/^8(?=\d{10}$)/, '7');
	if (digits.length >= 4)
		return sql<boolean>`(message.phone like ${`%${digits}%`} or message.customer_id::text = ${digits})`;
	return sql<boolean>`(customer.first_name ilike ${`${escapeLike(text)}%`} or customer.last_name ilike ${`${escapeLike(text)}%`} or message.customer_id::text = ${text})`;
}

function escapeLike(text: string): string {
	return text.replace(/[\\%_]/g, (found) => `\\${found}`);
}
