import { json, prepared, type Tx, together } from '@volna/db';
import { sql } from 'kysely';
import type { AppliedCall, BatchChanges } from './apply-call.ts';
import type { CustomerState, IdentifierKey, NewAction } from './batch-state.ts';
import type { ClaimedCall } from './claim-calls.ts';
import { countIssued } from './templates/count-issued.ts';

/** Somebody else was first: what was read no longer holds, and reading again will show what does. */
export class LostRace extends Error {}

/** Writes what a batch came to, a statement per table. Throws `LostRace` when another batch took a new identifier first. */
export async function writeBatch(
	tx: Tx,
	changes: BatchChanges,
	recordedAt: Date,
	claimed: readonly ClaimedCall[],
	applied: readonly AppliedCall[],
): Promise<void> {
	await together([
		writeIdentifiers(tx, changes),
		writeCustomers(tx, changes),
		writeSubscriptions(tx, changes, recordedAt),
		writeSegments(tx, changes),
		writeOrders(tx, changes, recordedAt),
		writeActions(tx, changes.actions, recordedAt, claimed, applied),
	]);
}

async function writeIdentifiers(tx: Tx, changes: BatchChanges): Promise<void> {
	await together([
		declareSystems(tx, [...changes.declared.values()]),
		release(tx, [...changes.released.values()]),
		claim(tx, [...changes.claimed.values()]),
		move(tx, [...changes.moved.values()]),
	]);
}

async function declareSystems(tx: Tx, names: readonly string[]): Promise<void> {
	if (names.length === 0) return;
	await sql`${prepared}
		insert into identifier_system (name)
		select d.name from unnest(${[...names].sort()}::text[]) as d(name)
		where not exists (select 1 from identifier_system s where lower(s.name) = lower(d.name))
		order by d.name
		on conflict do nothing`.execute(tx);
}

async function release(tx: Tx, released: readonly Named[]): Promise<void> {
	if (released.length === 0) return;
	await sql`${prepared}
		delete from identifier i
		using unnest(${kinds(released)}::text[], ${systems(released)}::text[], ${values(released)}::text[],
			${customerIds(released)}::bigint[]) as d(kind, system, value, customer_id)
		where (i.kind, i.system, i.value, i.customer_id) = (d.kind, d.system, d.value, d.customer_id)`.execute(tx);
}

async function claim(tx: Tx, claimed: readonly (Named & { orderId: string | null })[]): Promise<void> {
	if (claimed.length === 0) return;
	// In one order everywhere, so that two batches that take the same identifiers cannot wait for each other.
	const { numAffectedRows } = await sql`${prepared}
		insert into identifier (kind, system, value, customer_id, order_id)
		select d.kind, d.system, d.value, d.customer_id, d.order_id
		from unnest(${kinds(claimed)}::text[], ${systems(claimed)}::text[], ${values(claimed)}::text[],
			${customerIds(claimed)}::bigint[], ${claimed.map((entry) => entry.orderId)}::uuid[])
		  as d(kind, system, value, customer_id, order_id)
		order by 1, 2, 3
		on conflict do nothing`.execute(tx);
	if (Number(numAffectedRows) < claimed.length) throw new LostRace('an identifier was taken');
}

async function move(tx: Tx, moved: readonly Named[]): Promise<void> {
	if (moved.length === 0) return;
	await sql`${prepared}
		insert into identifier (kind, system, value, customer_id)
		select d.kind, d.system, d.value, d.customer_id
		from unnest(${kinds(moved)}::text[], ${systems(moved)}::text[], ${values(moved)}::text[],
			${customerIds(moved)}::bigint[]) as d(kind, system, value, customer_id)
		order by 1, 2, 3
		on conflict (kind, system, value) do update set customer_id = excluded.customer_id`.execute(tx);
}

type Named = { key: IdentifierKey; customer: CustomerState };
const kinds = (list: readonly Named[]) => list.map((entry) => entry.key.kind);
const systems = (list: readonly Named[]) => list.map((entry) => entry.key.system);
const values = (list: readonly Named[]) => list.map((entry) => entry.key.value);
const customerIds = (list: readonly Named[]) => list.map((entry) => entry.customer.id);

async function writeCustomers(tx: Tx, changes: BatchChanges): Promise<void> {
	const rowOf = (customer: CustomerState) => ({ id: customer.id, ...customer.row });
	const customers = [...changes.customers];
	await together([
		insertCustomers(tx, customers.filter((customer) => customer.created).map(rowOf)),
		updateCustomers(tx, customers.filter((customer) => !customer.created && customer.dirty).map(rowOf)),
	]);
}

async function insertCustomers(tx: Tx, created: readonly object[]): Promise<void> {
	if (created.length > 0) {
		await sql`${prepared}
			insert into customer (id, first_name, last_name, middle_name, sex, birth_date, area, time_zone, time_zone_source,
				time_zone_at, phone, phone_status, phone_confirmed_at, email, custom, source, last_activity_at, created_at, updated_at)
			overriding system value
			select d.id, d."firstName", d."lastName", d."middleName", d.sex, d."birthDate", d.area, d."timeZone",
				d."timeZoneSource", d."timeZoneAt", d.phone, d."phoneStatus", d."phoneConfirmedAt", d.email, d.custom, d.source,
				d."lastActivityAt", volna.now_exact(), volna.now_exact()
			from jsonb_to_recordset(${json(created)}) as d(${customerColumns})`.execute(tx);
	}
}

async function updateCustomers(tx: Tx, changed: readonly object[]): Promise<void> {
	if (changed.length > 0) {
		// By place: these rows are locked, so they stay where they are.
		await sql`${prepared}
			update customer c
			set first_name = d."firstName", last_name = d."lastName", middle_name = d."middleName", sex = d.sex,
				birth_date = d."birthDate", area = d.area, time_zone = d."timeZone", time_zone_source = d."timeZoneSource",
				time_zone_at = d."timeZoneAt", phone = d.phone, phone_status = d."phoneStatus",
				phone_confirmed_at = d."phoneConfirmedAt", email = d.email, custom = d.custom,
				last_activity_at = d."lastActivityAt", updated_at = volna.now_exact()
			from jsonb_to_recordset(${json(changed)}) as d(${customerColumns})
			cross join lateral (select q.ctid as place from customer q where q.id = d.id limit 1) q
			where c.ctid = q.place`.execute(tx);
	}
}

const customerColumns = sql`id bigint, "firstName" text, "lastName" text, "middleName" text, sex text, "birthDate" date,
	area text, "timeZone" text, "timeZoneSource" text, "timeZoneAt" timestamptz, phone text, "phoneStatus" text,
	"phoneConfirmedAt" timestamptz, email text, custom jsonb, source text, "lastActivityAt" timestamptz`;

async function writeSubscriptions(tx: Tx, changes: BatchChanges, recordedAt: Date): Promise<void> {
	await together([writeStates(tx, changes, recordedAt), writeConsents(tx, changes, recordedAt)]);
}

async function writeStates(tx: Tx, changes: BatchChanges, recordedAt: Date): Promise<void> {
	const rows = [...changes.customers].flatMap((customer) =>
		[...customer.subscriptions.values()]
			.filter((row) => row.touched)
			.map(({ topic, state, source }) => ({ c: customer.id, topic, state, source })),
	);
	if (rows.length > 0) {
		await sql`${prepared}
			insert into subscription (customer_id, topic, state, source, changed_at)
			select d.c, d.topic, d.state, d.source, ${recordedAt}
			from jsonb_to_recordset(${json(rows)}) as d(c bigint, topic text, state text, source text)
			on conflict (customer_id, channel, topic) do update
			set state = excluded.state, source = excluded.source, changed_at = excluded.changed_at`.execute(tx);
	}
}

async function writeConsents(tx: Tx, changes: BatchChanges, recordedAt: Date): Promise<void> {
	if (changes.consents.length > 0) {
		const consents = changes.consents.map(({ customer, ...consent }) => ({ c: customer.id, ...consent }));
		await sql`${prepared}
			insert into consent (customer_id, topic, source, given_at, evidence, recorded_by, recorded_at)
			select d.c, d.topic, d.source, d."givenAt", d.evidence, d."recordedBy", ${recordedAt}
			from jsonb_to_recordset(${json(consents)})
			  as d(c bigint, topic text, source text, "givenAt" timestamptz, evidence text, "recordedBy" text)`.execute(tx);
	}
}

async function writeSegments(tx: Tx, changes: BatchChanges): Promise<void> {
	if (changes.segmentMoves.length === 0) return;
	const ends = new Map<string, { c: number; n: string; s: string | null }>();
	for (const move of changes.segmentMoves) {
		ends.set(`${move.customer.id} ${move.segmentationId}`, { c: move.customer.id, n: move.segmentationId, s: move.to });
	}
	const moves = changes.segmentMoves.map(({ customer, ...move }) => ({ c: customer.id, ...move }));
	await sql`${prepared}
		with e as (select * from jsonb_to_recordset(${json([...ends.values()])}) as d(c bigint, n uuid, s uuid)),
		left_them as (
			delete from segment_member m using e
			where m.customer_id = e.c and m.segmentation_id = e.n and e.s is null
		),
		entered as (
			insert into segment_member (customer_id, segmentation_id, segment_id, since)
			select c, n, s, volna.now_exact() from e where s is not null
			on conflict (customer_id, segmentation_id) do update
			set segment_id = excluded.segment_id, since = excluded.since
		)
		insert into segment_move (customer_id, at, segmentation_id, from_segment_id, to_segment_id, source)
		select d.c, volna.now_exact(), d."segmentationId", d."from", d."to", d.source
		from jsonb_to_recordset(${json(moves)})
		  as d(c bigint, "segmentationId" uuid, "from" uuid, "to" uuid, source text)`.execute(tx);
}

async function writeOrders(tx: Tx, changes: BatchChanges, recordedAt: Date): Promise<void> {
	if (changes.orders.size === 0) return;
	const rows = [...changes.orders.values()].map(({ customer, order }) => ({ c: customer.id, ...order }));
	await sql`${prepared}
		insert into customer_order (customer_id, id, status, total, created_at, changed_at, lines, line_count, external_id,
			recorded_at)
		select d.c, d.id, d.status, d.total, d."createdAt", d."changedAt", d.lines, d."lineCount", d."externalId", ${recordedAt}
		from jsonb_to_recordset(${json(rows)}) as d(c bigint, id uuid, status text, total numeric, "createdAt" timestamptz,
			"changedAt" timestamptz, lines jsonb, "lineCount" integer, "externalId" text)
		on conflict (customer_id, id) do update
		set status = excluded.status, total = excluded.total, created_at = excluded.created_at,
			changed_at = excluded.changed_at, lines = excluded.lines, line_count = excluded.line_count,
			recorded_at = excluded.recorded_at`.execute(tx);
}

/** Stores actions and counts them; part of `writeBatch` unless some of them have guards to pass first. */
export async function writeActions(
	tx: Tx,
	actions: readonly NewAction[],
	recordedAt: Date,
	claimed: readonly ClaimedCall[],
	applied: readonly AppliedCall[],
): Promise<void> {
	if (actions.length === 0) return;
	const callOf = new Map(
		claimed.filter((_, index) => applied[index]!.status === 'applied').map((item) => [item.call.call, item.call]),
	);
	const rows = actions.map((action) => {
		const call = callOf.get(action.call)!;
		return {
			c: action.customer.id,
			at: action.occurredAt,
			id: action.id,
			template: action.templateId,
			mode: call.mode,
			trusted: call.keyId !== null,
			touchpoint: action.call.touchpoint,
			operation: call.operationId,
			transaction: call.transactionId,
			order: action.order?.id ?? null,
			custom: action.custom,
		};
	});
	const stored = sql`${prepared}
		insert into action (customer_id, occurred_at, id, template_id, recorded_at, mode, trusted, touchpoint, source,
			operation_id, transaction_id, order_id, custom)
		select d.c, d.at, d.id, d.template, ${recordedAt}, d.mode, d.trusted, d.touchpoint, 'operation', d.operation,
			d.transaction, d."order", d.custom
		from jsonb_to_recordset(${json(rows)}) as d(c bigint, at timestamptz, id uuid, template uuid, mode text,
			trusted boolean, touchpoint text, operation uuid, transaction text, "order" uuid, custom jsonb)`.execute(tx);
	const issued = rows.map((row) => ({ templateId: row.template, occurredAt: row.at, mode: row.mode }));
	await together([stored, countIssued(tx, issued)]);
}

/** Activity of customers whose action had a guard to pass first. */
export async function noteActivity(tx: Tx, actions: readonly NewAction[]): Promise<void> {
	if (actions.length === 0) return;
	await sql`${prepared}
		update customer c
		set last_activity_at = greatest(c.last_activity_at, d.at), updated_at = volna.now_exact()
		from (
			select w.id, max(w.at) as at
			from unnest(${actions.map((action) => action.customer.id)}::bigint[],
				${actions.map((action) => action.occurredAt)}::timestamptz[]) as w(id, at)
			group by w.id
		) d
		where c.id = d.id`.execute(tx);
}
