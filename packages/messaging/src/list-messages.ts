import type { Db } from '@volna/db';
import { type RawBuilder, sql } from 'kysely';
import { type MessageState, statesOfGroup } from './states.ts';

export interface MessageQuery {
	/** A phone or its beginning in any spelling, a customer's number, beginnings of a name, or nothing. */
	q?: string;
	group?: keyof typeof statesOfGroup;
	reason?: string;
	flowId?: string;
	nodeId?: string;
	customerId?: number;
	/** The provider account it is planned for or was handed off by. */
	accountId?: string;
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

/**
 * Live messages, newest first. Ids grow with time, so a page begins after the last id of the one before. What is looked for
 * by phone, customer, name, reason or a rare state is found by an index; what is common is met soon on the way back.
 */
export async function listMessages(db: Db, query: MessageQuery): Promise<MessageRow[]> {
	const conditions = [...plainConditions(query)];
	const searched = query.q?.trim() ? await searchMessages(db, query.q.trim()) : null;
	if (searched) conditions.push(searched);
	// A group as whole is read by its own indexes; something narrower has a better one.
	const narrowed = searched !== null || query.customerId !== undefined || query.reason !== undefined;
	const parts = query.group && !narrowed ? await partsOfGroup(db, query.group, query.accountId) : null;
	if (query.group && !parts) conditions.push(isOneOf(statesOfGroup[query.group]));
	const where = sql.join(conditions, sql` and `);
	const all = parts?.map(
		(part) => sql`(
			select message.id from message where ${part} and ${where} order by message.id desc limit ${query.limit})`,
	);
	return messageRows(db)
		.where(all ? sql<boolean>`message.id in (${sql.join(all, sql` union all `)})` : sql<boolean>`${where}`)
		.orderBy('message.id', 'desc')
		.limit(query.limit)
		.execute();
}

function plainConditions(query: MessageQuery): RawBuilder<unknown>[] {
	return [
		sql`message.mode = 'live'`,
		...(query.accountId === undefined ? [] : [sql`message.account_id = ${query.accountId}`]),
		...(query.reason === undefined ? [] : [sql`message.reason = ${query.reason}`]),
		...(query.flowId === undefined ? [] : [sql`message.flow_id = ${query.flowId}`]),
		...(query.nodeId === undefined ? [] : [sql`message.node_id = ${query.nodeId}`]),
		...(query.customerId === undefined ? [] : [sql`message.customer_id = ${query.customerId}`]),
		...(query.after === undefined ? [] : [sql`message.id < ${query.after}`]),
	];
}

function isOneOf(states: readonly MessageState[]): RawBuilder<unknown> {
	return sql`message.state = any (${[...states]}::text[])`;
}

/**
 * Conditions that are a group between them and each of which has an index in the order of ids; null for a group that is
 * most of the table.
 */
async function partsOfGroup(
	db: Db,
	group: keyof typeof statesOfGroup,
	accountId: string | undefined,
): Promise<RawBuilder<unknown>[] | null> {
	if (group === 'handed_off' || group === 'delivered') return null;
	if (group !== 'waiting') return statesOfGroup[group].map((state) => sql`message.state = ${state}`);
	const accounts =
		accountId === undefined ? await db.selectFrom('smsAccount').select('id').execute() : [{ id: accountId }];
	return [
		...accounts.map(
			({ id }) => sql`message.account_id = ${id} and message.state in ('planned', 'scheduled', 'queued', 'leased')`,
		),
		sql`message.state = 'submitting'`,
	];
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

/** With more than these found, reading back in time meets a page of them sooner than fetching and sorting all would. */
const FEW = 2_000;

/**
 * Which messages a text means: those to a phone, or to phones that begin so, in any spelling; those of the customer of that
 * number; else those of customers with a name that begins so. A phone's middle or end finds nothing: no index knows them.
 */
async function searchMessages(db: Db, text: string): Promise<RawBuilder<unknown>> {
	if (!/^[\d\s()+-]*\d[\d\s()+-]*$/.test(text)) return searchByName(db, text);
	const digits = text.replace(/\D/g, '');
	const ofCustomer = digits.length <= 15 ? sql`message.customer_id = ${Number(digits)}` : sql`false`;
	if (digits.length < 4) return ofCustomer;
	const beginning = `${phoneBeginning(text, digits)}%`;
	const { rows } = await sql<{ id: string }>`
		select id from message where phone like ${beginning} limit ${FEW + 1}`.execute(db);
	if (rows.length > FEW) return sql`(message.phone like ${beginning} or ${ofCustomer})`;
	return sql`(message.id = any (${rows.map(({ id }) => id)}::uuid[]) or ${ofCustomer})`;
}

/** `8 916 123`, `916123` and `+7916123` begin one phone. */
function phoneBeginning(text: string, digits: string): string {
	if (text.includes('+')) return `+${digits}`;
	if (digits.startsWith('8')) return `+7${digits.slice(1)}`;
	return digits.startsWith('9') ? `+7${digits}` : `+${digits}`;
}

/** As the customers' indexes say it, word for word. */
const nameColumns = [sql`c.last_name`, sql`c.first_name`, sql`c.middle_name`].map(
	(column) => sql<string>`translate(lower(${column} collate "pg_c_utf8"), 'ё', 'е')`,
);

async function searchByName(db: Db, text: string): Promise<RawBuilder<unknown>> {
	const words = text.split(/\s+/).slice(0, 5).map(likeBeginning);
	const named = sql.join(
		words.map(
			(word) =>
				sql`(${sql.join(
					nameColumns.map((column) => sql`${column} like ${word}`),
					sql` or `,
				)})`,
		),
		sql` and `,
	);
	const longest = words.toSorted((a, b) => b.length - a.length)[0]!;
	const each = nameColumns.map(
		(column) => sql`(select c.id from customer c where ${column} like ${longest} limit ${FEW + 1})`,
	);
	const { rows } = await sql<{ id: number }>`${sql.join(each, sql` union `)}`.execute(db);
	if (rows.length > FEW) return sql`exists (select from customer c where c.id = message.customer_id and ${named})`;
	const { rows: ids } = await sql<{ id: number }>`
		select c.id from customer c where c.id = any (${rows.map(({ id }) => id)}::bigint[]) and ${named}`.execute(db);
	return sql`message.customer_id = any (${ids.map(({ id }) => id)}::bigint[])`;
}

function likeBeginning(word: string): string {
	return `${word
		.toLowerCase()
		.replaceAll('ё', 'е')
		.replace(/[\\%_]/g, '\\$&')}%`;
}
