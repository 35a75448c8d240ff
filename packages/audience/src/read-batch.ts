import { prepared, type Tx, together } from '@volna/db';
import type { Json } from '@volna/node-sdk';
import { sql } from 'kysely';
import { type BatchChanges, type CallToApply, deviceKey, lookupKeys, orderKeys } from './apply-call.ts';
import {
	type CustomerRow,
	type CustomerState,
	type IdentifierKey,
	type IdentifierKind,
	keyText,
} from './batch-state.ts';
import type { Catalogue } from './catalogue.ts';
import type { ClaimedCall } from './claim-calls.ts';
import type { OperationCall } from './operation-call.ts';
import { LostRace } from './write-batch.ts';

export interface ReadBatch {
	changes: BatchChanges;
	toApply: readonly CallToApply[];
	recordedAt: Date;
}

/**
 * Reads all that a batch of calls may touch: who holds its identifiers, those customers locked in the order of their ids,
 * and what they have. From here on nobody else changes them.
 */
export async function readBatch(
	tx: Tx,
	claimed: readonly ClaimedCall[],
	holders: readonly Holder[],
	catalogue: Catalogue,
): Promise<ReadBatch> {
	const toApply = claimed.map((item) => toCall(item, catalogue));
	const customers = await lockCustomers(tx, [...new Set(holders.map((row) => row.customerId))]);
	const [reserve] = await together([reserveIds(tx, toApply, holders), readBelongings(tx, customers, toApply, holders)]);
	const changes: BatchChanges = {
		owners: new Map(),
		byVolnaId: new Map(),
		customers: new Set(customers.values()),
		claimed: new Map(),
		moved: new Map(),
		released: new Map(),
		declared: new Map(),
		consents: [],
		segmentMoves: [],
		orders: new Map(),
		actions: [],
		nextCustomerId: () => next(reserve.customerIds),
		nextUuid: () => next(reserve.uuids),
	};
	for (const row of holders) {
		const customer = customers.get(row.customerId);
		if (!customer) continue;
		if (row.kind === 'volna') changes.byVolnaId.set(Number(row.value), customer);
		else {
			const key: IdentifierKey = { kind: row.kind, system: row.system, value: row.value };
			changes.owners.set(keyText(key), { customer, orderId: row.orderId });
		}
	}
	return { changes, toApply, recordedAt: reserve.at };
}

function toCall(item: ClaimedCall, catalogue: Catalogue): CallToApply {
	const { call } = item;
	const operation = catalogue.operationById.get(call.operationId);
	const endpoint = catalogue.endpointById.get(call.endpointId);
	return {
		call: call.call,
		right: operation?.right ?? 'find',
		keyed: call.keyId !== null,
		occurredAt: call.call.occurredAt ?? item.receivedAt.toISOString(),
		source: `${operation?.systemName ?? ''}@${endpoint?.systemName ?? ''}`,
		transactionId: call.transactionId,
		recordedBy: 'operation',
	};
}

function next<T>(list: T[]): T {
	const value = list.pop();
	// Calls of one batch took an identifier from each other; one by one they cannot.
	if (value === undefined) throw new Error('more rows than were reserved');
	return value;
}

/** Who holds an identifier, the survivor of merged ones; `orderId` where the identifier is an order's. */
export interface Holder {
	kind: IdentifierKind | 'volna';
	system: string;
	value: string;
	customerId: number;
	orderId: string | null;
}

/** Who holds what calls name, before anybody is locked. */
// Lookups are lateral, with a limit or offset that keeps them so: joined, a planner without fresh statistics reads the whole table.
export async function readHolders(tx: Tx, calls: readonly OperationCall[]): Promise<Holder[]> {
	const keys = new Map<string, IdentifierKey>();
	for (const call of calls) {
		const all = [...lookupKeys(call).map((entry) => entry.key), ...orderKeys(call)];
		if (call.device) all.push(deviceKey(call.device));
		for (const key of all) keys.set(keyText(key), key);
	}
	const list = [...keys.values()];
	const volnaIds = [...new Set(calls.flatMap((call) => (call.volnaId === null ? [] : [call.volnaId])))];
	const { rows } = await sql<Holder>`${prepared}
		select i.kind, i.system, i.value, coalesce(a.survivor_id, i.customer_id) as "customerId", i.order_id as "orderId"
		from unnest(${list.map((key) => key.kind)}::text[], ${list.map((key) => key.system)}::text[],
			${list.map((key) => key.value)}::text[]) as k(kind, system, value)
		cross join lateral (
			select i.* from identifier i
			where i.kind = k.kind and i.system = k.system and i.value = k.value
			limit 1
		) i
		left join customer_alias a on a.id = i.customer_id
		union all
		select 'volna', '', v.id::text, c.id, null
		from unnest(${volnaIds}::bigint[]) as v(id)
		left join customer_alias a on a.id = v.id
		cross join lateral (
			select q.id from customer q where q.id = coalesce(a.survivor_id, v.id) and q.deleted_at is null limit 1
		) c`.execute(tx);
	return rows;
}

async function lockCustomers(tx: Tx, ids: readonly number[]): Promise<Map<number, CustomerState>> {
	if (ids.length === 0) return new Map();
	const { rows } = await sql<
		Omit<CustomerRow, 'timeZoneAt' | 'phoneConfirmedAt' | 'lastActivityAt'> & LockedDates & { id: number }
	>`${prepared}
		select id, first_name as "firstName", last_name as "lastName", middle_name as "middleName", sex,
			birth_date as "birthDate", area, time_zone as "timeZone", time_zone_source as "timeZoneSource",
			time_zone_at as "timeZoneAt", phone, phone_status as "phoneStatus", phone_confirmed_at as "phoneConfirmedAt",
			email, custom, source, last_activity_at as "lastActivityAt"
		from customer
		where id = any(${ids as number[]}::bigint[]) and deleted_at is null
		order by id
		for no key update`.execute(tx);
	// Merged or deleted between the two statements: look again.
	if (rows.length < ids.length) throw new LostRace('a customer went away');
	return new Map(
		rows.map(({ id, ...row }) => [
			id,
			{
				id,
				created: false,
				dirty: false,
				row: {
					...row,
					timeZoneAt: row.timeZoneAt?.toISOString() ?? null,
					phoneConfirmedAt: row.phoneConfirmedAt?.toISOString() ?? null,
					lastActivityAt: row.lastActivityAt?.toISOString() ?? null,
				},
				held: new Map(),
				subscriptions: new Map(),
				segments: new Map(),
				orders: new Map(),
			},
		]),
	);
}

interface LockedDates {
	timeZoneAt: Date | null;
	phoneConfirmedAt: Date | null;
	lastActivityAt: Date | null;
}

async function readBelongings(
	tx: Tx,
	customers: ReadonlyMap<number, CustomerState>,
	calls: readonly CallToApply[],
	holders: readonly Holder[],
): Promise<void> {
	if (customers.size === 0) return;
	const ids = [...customers.keys()];
	const orders = holders.filter((row) => row.orderId !== null);
	await together([
		readIdentifiers(tx, customers, ids, holders),
		calls.some(({ call }) => call.subscriptions.length > 0) && readSubscriptions(tx, customers, ids),
		calls.some(({ call }) => call.segments.length > 0) && readSegments(tx, customers, ids),
		orders.length > 0 && readOrders(tx, customers, orders),
	]);
}

async function readSubscriptions(tx: Tx, customers: ReadonlyMap<number, CustomerState>, ids: number[]): Promise<void> {
	const { rows } = await sql<{ customerId: number; topic: string; state: 'subscribed'; source: string }>`${prepared}
			select k.id as "customerId", u.topic, u.state, u.source
			from unnest(${ids}::bigint[]) as k(id)
			cross join lateral (
				select * from subscription u where u.customer_id = k.id and u.channel = 'sms' offset 0
			) u`.execute(tx);
	for (const { customerId, ...row } of rows) {
		customers.get(customerId)!.subscriptions.set(row.topic, { ...row, touched: false });
	}
}

async function readSegments(tx: Tx, customers: ReadonlyMap<number, CustomerState>, ids: number[]): Promise<void> {
	const { rows } = await sql<{ customerId: number; segmentationId: string; segmentId: string }>`${prepared}
			select k.id as "customerId", m.segmentation_id as "segmentationId", m.segment_id as "segmentId"
			from unnest(${ids}::bigint[]) as k(id)
			cross join lateral (select * from segment_member m where m.customer_id = k.id offset 0) m`.execute(tx);
	for (const row of rows) customers.get(row.customerId)!.segments.set(row.segmentationId, row.segmentId);
}

async function readIdentifiers(
	tx: Tx,
	customers: ReadonlyMap<number, CustomerState>,
	ids: readonly number[],
	holders: readonly Holder[],
): Promise<void> {
	const { rows } = await sql<Holder>`${prepared}
		select i.kind, i.system, i.value, k.id as "customerId", null as "orderId"
		from unnest(${ids as number[]}::bigint[]) as k(id)
		cross join lateral (
			select * from identifier i
			where i.customer_id = k.id and i.kind in ('unique', 'movable', 'phone', 'email')
			offset 0
		) i`.execute(tx);
	const locked = new Map<string, number>();
	for (const row of rows) {
		const key = { kind: row.kind as IdentifierKind, system: row.system, value: row.value };
		customers.get(row.customerId)!.held.set(`${row.kind}:${row.system}`, key);
		locked.set(keyText(key), row.customerId);
	}
	// An identifier may have moved between finding its holder and locking them.
	for (const row of holders) {
		if (row.kind === 'volna' || row.kind === 'device' || row.kind === 'order') continue;
		if (locked.get(keyText({ kind: row.kind, system: row.system, value: row.value })) !== row.customerId) {
			throw new LostRace('an identifier moved');
		}
	}
}

async function readOrders(
	tx: Tx,
	customers: ReadonlyMap<number, CustomerState>,
	orders: readonly Holder[],
): Promise<void> {
	const { rows } = await sql<{
		customerId: number;
		id: string;
		status: string | null;
		total: number | null;
		createdAt: Date | null;
		changedAt: Date;
		lines: Json[];
		lineCount: number;
		externalId: string | null;
	}>`${prepared}
		select o.customer_id as "customerId", o.id, o.status, o.total, o.created_at as "createdAt",
			o.changed_at as "changedAt", o.lines, o.line_count as "lineCount", o.external_id as "externalId"
		from unnest(${orders.map((row) => row.customerId)}::bigint[], ${orders.map((row) => row.orderId)}::uuid[])
		  as k(customer_id, id)
		cross join lateral (
			select q.* from customer_order q where q.customer_id = k.customer_id and q.id = k.id limit 1
		) o`.execute(tx);
	for (const { customerId, createdAt, changedAt, ...row } of rows) {
		customers.get(customerId)!.orders.set(row.id, {
			...row,
			createdAt: createdAt?.toISOString() ?? null,
			changedAt: changedAt.toISOString(),
		});
	}
}

/** Ids for whatever the batch may create, and the moment of recording: once everything is locked. */
async function reserveIds(tx: Tx, calls: readonly CallToApply[], holders: readonly Holder[]) {
	const held = new Set(holders.filter((row) => row.kind !== 'volna').map((row) => keyText(row as IdentifierKey)));
	const newcomers = calls.filter(
		({ call, right }) => right !== 'find' && !lookupKeys(call).some((entry) => held.has(keyText(entry.key))),
	).length;
	const uuids = calls.reduce((sum, { call }) => sum + (call.action ? 1 : 0) + (call.order ? 2 : 0), 0);
	const { rows } = await sql<{ customerIds: number[]; uuids: string[]; at: Date }>`${prepared}
		select
			coalesce((select json_agg(nextval('customer_id_seq')) from generate_series(1, ${newcomers})), '[]') as "customerIds",
			coalesce((select json_agg(uuidv7()) from generate_series(1, ${uuids})), '[]') as uuids,
			volna.now_exact() as at`.execute(tx);
	const row = rows[0]!;
	// Taken from the end: the first call gets the first id.
	return { customerIds: row.customerIds.reverse(), uuids: row.uuids.reverse(), at: row.at };
}
