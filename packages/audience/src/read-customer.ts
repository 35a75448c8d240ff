import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { SmsSubscription } from './customer-list/describe-customers.ts';
import { maskSummary } from './customer-list/list-customers.ts';
import { maskEmail, maskPhone } from './mask-personal.ts';

export interface CustomerCard {
	id: number;
	name: string | null;
	firstName: string | null;
	lastName: string | null;
	middleName: string | null;
	sex: 'female' | 'male' | null;
	birthDate: string | null;
	area: string | null;
	timeZone: string | null;
	timeZoneSource: string | null;
	phone: string | null;
	phoneStatus: 'unknown' | 'valid' | 'invalid';
	email: string | null;
	custom: Record<string, unknown>;
	smsSubscription: SmsSubscription;
	/** Names of segments. */
	segments: string[];
	createdAt: Date;
	lastActivityAt: Date | null;
	identifiers: { kind: string; system: string; value: string }[];
	subscriptions: { channel: string; topic: string; state: string; source: string; changedAt: Date }[];
	consents: { source: string; givenAt: Date; evidence: string | null }[];
	memberships: { segmentation: string; segment: string; since: Date }[];
	orders: { id: string; externalId: string | null; status: string | null; total: number | null; changedAt: Date }[];
	actions: { id: string; at: Date; template: string; touchpoint: string | null; source: string }[];
}

/**
 * A customer's card with the last 50 orders and actions; a former id of a merged customer gives the survivor. Null when
 * there is nobody, or they were deleted.
 */
export async function readCustomer(
	db: Db,
	id: number,
	options: { masked?: boolean } = {},
): Promise<CustomerCard | null> {
	const alias = await db.selectFrom('customerAlias').select('survivorId').where('id', '=', id).executeTakeFirst();
	const customerId = alias?.survivorId ?? id;
	const customer = await db
		.selectFrom('customer')
		.select([
			'id',
			'firstName',
			'lastName',
			'middleName',
			'sex',
			'birthDate',
			'area',
			'timeZone',
			'timeZoneSource',
			'phone',
			'phoneStatus',
			'email',
			'custom',
			'createdAt',
			'lastActivityAt',
		])
		.where('id', '=', customerId)
		.where('deletedAt', 'is', null)
		.executeTakeFirst();
	if (!customer) return null;
	const [identifiers, subscriptions, consents, memberships, orders, actions] = await Promise.all([
		readIdentifiers(db, customerId),
		db
			.selectFrom('subscription')
			.select(['channel', 'topic', 'state', 'source', 'changedAt'])
			.where('customerId', '=', customerId)
			.orderBy('topic')
			.execute(),
		db
			.selectFrom('consent')
			.select(['source', 'givenAt', 'evidence'])
			.where('customerId', '=', customerId)
			.orderBy('givenAt', 'desc')
			.limit(50)
			.execute(),
		readMemberships(db, customerId),
		db
			.selectFrom('customerOrder')
			.select(['id', 'externalId', 'status', 'total', 'changedAt'])
			.where('customerId', '=', customerId)
			.orderBy('changedAt', 'desc')
			.limit(50)
			.execute(),
		readActions(db, customerId),
	]);
	const name = [customer.lastName, customer.firstName, customer.middleName].filter(Boolean).join(' ') || null;
	const card: CustomerCard = {
		...customer,
		name,
		custom: customer.custom as Record<string, unknown>,
		smsSubscription: subscriptions.find((row) => row.channel === 'sms' && row.topic === '')?.state ?? 'no_data',
		segments: memberships.map((row) => row.segment),
		identifiers,
		subscriptions,
		consents,
		memberships,
		orders,
		actions,
	};
	return options.masked ? { ...maskSummary(card), identifiers: identifiers.map(maskIdentifier) } : card;
}

function maskIdentifier(row: CustomerCard['identifiers'][number]): CustomerCard['identifiers'][number] {
	if (row.kind === 'phone') return { ...row, value: maskPhone(row.value) };
	return row.kind === 'email' ? { ...row, value: maskEmail(row.value) } : row;
}

function readIdentifiers(db: Db, customerId: number): Promise<CustomerCard['identifiers']> {
	return db
		.selectFrom('identifier')
		.select(['kind', 'system', 'value'])
		.where('customerId', '=', customerId)
		.where('kind', '<>', 'order')
		.orderBy('kind')
		.orderBy('system')
		.limit(200)
		.execute();
}

function readMemberships(db: Db, customerId: number): Promise<CustomerCard['memberships']> {
	return db
		.selectFrom('segmentMember')
		.innerJoin('segment', 'segment.id', 'segmentMember.segmentId')
		.innerJoin('segmentation', 'segmentation.id', 'segmentMember.segmentationId')
		.select(['segmentation.name as segmentation', 'segment.name as segment', 'segmentMember.since'])
		.where('segmentMember.customerId', '=', customerId)
		.where('segmentation.state', '=', 'launched')
		.orderBy('segmentation.name')
		.execute();
}

async function readActions(db: Db, customerId: number): Promise<CustomerCard['actions']> {
	const { rows } = await sql<CustomerCard['actions'][number]>`
		select a.id, a.occurred_at as at, coalesce(t.name, '') as template, a.touchpoint, a.source
		from action a left join action_template t on t.id = a.template_id
		where a.customer_id = ${customerId}
		order by a.occurred_at desc, a.id desc
		limit 50`.execute(db);
	return rows;
}
