import { prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { CustomerRow } from '../batch-state.ts';
import { LostRace } from '../write-batch.ts';
import { type CustomerDraft, type DraftKey, type DraftSubscription, keyOf, NONE, slotOf } from './customer-draft.ts';
import { textColumn } from './text-column.ts';

export interface WantedDrafts {
	readonly keys: readonly DraftKey[];
	readonly volnaIds: readonly number[];
	/** What of the customers is needed besides. */
	readonly subscriptions: boolean;
	readonly segments: boolean;
}

export interface ReadDrafts {
	readonly owners: Map<string, CustomerDraft>;
	readonly byVolnaId: Map<number, CustomerDraft>;
	readonly drafts: Map<number, CustomerDraft>;
}

interface Holder extends DraftKey {
	customerId: number;
}

/**
 * Reads and locks all customers that a batch of rows may touch: who holds its identifiers, in the order of their ids, as
 * everybody does who changes customers. Throws `LostRace` when one went away or an identifier moved meanwhile.
 */
export async function readDrafts(tx: Tx, wanted: WantedDrafts): Promise<ReadDrafts> {
	const holders = await readHolders(tx, wanted.keys);
	const named = await readNamed(tx, wanted.volnaIds);
	const ids = [...new Set([...holders.map((row) => row.customerId), ...named.values()])];
	const drafts = await lockDrafts(tx, ids);
	if (drafts.size > 0) await readBelongings(tx, drafts, holders, wanted);
	const byVolnaId = new Map<number, CustomerDraft>();
	for (const [asked, id] of named) byVolnaId.set(asked, drafts.get(id)!);
	return { owners: new Map(holders.map((row) => [keyOf(row), drafts.get(row.customerId)!])), byVolnaId, drafts };
}

async function readHolders(tx: Tx, keys: readonly DraftKey[]): Promise<Holder[]> {
	if (keys.length === 0) return [];
	// Lateral with a limit: joined, a planner without fresh statistics reads the whole table.
	const { rows } = await sql<Holder>`${prepared}
		select i.kind, i.system, i.value, coalesce(a.survivor_id, i.customer_id) as "customerId"
		from unnest(${textColumn(keys.map((key) => key.kind))}, ${textColumn(keys.map((key) => key.system))},
			${textColumn(keys.map((key) => key.value))}) as k(kind, system, value)
		cross join lateral (
			select i.* from identifier i
			where i.kind = k.kind and i.system = k.system and i.value = k.value
			limit 1
		) i
		left join customer_alias a on a.id = i.customer_id`.execute(tx);
	return rows;
}

async function readNamed(tx: Tx, ids: readonly number[]): Promise<Map<number, number>> {
	if (ids.length === 0) return new Map();
	const { rows } = await sql<{ asked: number; id: number }>`${prepared}
		select v.id as asked, c.id
		from unnest(${[...new Set(ids)]}::bigint[]) as v(id)
		left join customer_alias a on a.id = v.id
		cross join lateral (
			select q.id from customer q where q.id = coalesce(a.survivor_id, v.id) and q.deleted_at is null limit 1
		) c`.execute(tx);
	return new Map(rows.map((row) => [row.asked, row.id]));
}

type Locked = Omit<CustomerRow, 'timeZoneAt' | 'phoneConfirmedAt' | 'lastActivityAt'> & {
	id: number;
	timeZoneAt: Date | null;
	phoneConfirmedAt: Date | null;
	lastActivityAt: Date | null;
};

async function lockDrafts(tx: Tx, ids: readonly number[]): Promise<Map<number, CustomerDraft>> {
	if (ids.length === 0) return new Map();
	const { rows } = await sql<Locked>`${prepared}
		select id, first_name as "firstName", last_name as "lastName", middle_name as "middleName", sex,
			birth_date as "birthDate", area, time_zone as "timeZone", time_zone_source as "timeZoneSource",
			time_zone_at as "timeZoneAt", phone, phone_status as "phoneStatus", phone_confirmed_at as "phoneConfirmedAt",
			email, custom, source, last_activity_at as "lastActivityAt"
		from customer
		where id = any(${ids as number[]}::bigint[]) and deleted_at is null
		order by id
		for no key update`.execute(tx);
	if (rows.length < ids.length) throw new LostRace('a customer went away');
	return new Map(rows.map((row) => [row.id, draftOf(row)]));
}

function draftOf({ id, ...locked }: Locked): CustomerDraft {
	const row: CustomerRow = {
		...locked,
		timeZoneAt: locked.timeZoneAt?.toISOString() ?? null,
		phoneConfirmedAt: locked.phoneConfirmedAt?.toISOString() ?? null,
		lastActivityAt: locked.lastActivityAt?.toISOString() ?? null,
	};
	return { ...newDraft(id, row), created: false, before: { ...row }, segmentsBefore: new Map() };
}

/** A customer that no row has touched yet. */
export function newDraft(id: number, row: CustomerRow): CustomerDraft {
	return {
		id,
		created: true,
		row,
		before: null,
		held: new Map(),
		subscriptions: new Map(),
		consents: [],
		segments: new Map(),
		segmentsBefore: NONE,
		identified: false,
	};
}

async function readBelongings(
	tx: Tx,
	drafts: ReadonlyMap<number, CustomerDraft>,
	holders: readonly Holder[],
	wanted: WantedDrafts,
): Promise<void> {
	const ids = [...drafts.keys()];
	await readIdentifiers(tx, drafts, ids, holders);
	if (wanted.subscriptions) {
		await readSubscriptions(tx, drafts, ids);
		await readConsents(tx, drafts, ids);
	}
	if (wanted.segments) {
		const { rows } = await sql<{ customerId: number; segmentationId: string; segmentId: string }>`${prepared}
			select k.id as "customerId", m.segmentation_id as "segmentationId", m.segment_id as "segmentId"
			from unnest(${ids}::bigint[]) as k(id)
			cross join lateral (select * from segment_member m where m.customer_id = k.id offset 0) m`.execute(tx);
		for (const row of rows) {
			const draft = drafts.get(row.customerId)!;
			draft.segments.set(row.segmentationId, row.segmentId);
			(draft.segmentsBefore as Map<string, string>).set(row.segmentationId, row.segmentId);
		}
	}
}

async function readIdentifiers(
	tx: Tx,
	drafts: ReadonlyMap<number, CustomerDraft>,
	ids: readonly number[],
	holders: readonly Holder[],
): Promise<void> {
	const { rows } = await sql<Holder>`${prepared}
		select i.kind, i.system, i.value, k.id as "customerId"
		from unnest(${ids as number[]}::bigint[]) as k(id)
		cross join lateral (
			select * from identifier i
			where i.customer_id = k.id and i.kind in ('unique', 'movable', 'phone', 'email')
			offset 0
		) i`.execute(tx);
	const now = new Map<string, number>();
	for (const row of rows) {
		const key: DraftKey = { kind: row.kind, system: row.system, value: row.value };
		drafts.get(row.customerId)!.held.set(slotOf(key), key);
		now.set(keyOf(key), row.customerId);
	}
	for (const row of holders) {
		if (now.get(keyOf(row)) !== row.customerId) throw new LostRace('an identifier moved');
	}
}

async function readSubscriptions(
	tx: Tx,
	drafts: ReadonlyMap<number, CustomerDraft>,
	ids: readonly number[],
): Promise<void> {
	const { rows } = await sql<{
		customerId: number;
		topic: string;
		state: DraftSubscription['state'];
		changedAt: Date;
	}>`${prepared}
		select k.id as "customerId", u.topic, u.state, u.changed_at as "changedAt"
		from unnest(${ids as number[]}::bigint[]) as k(id)
		cross join lateral (
			select * from subscription u where u.customer_id = k.id and u.channel = 'sms' offset 0
		) u`.execute(tx);
	for (const { customerId, topic, state, changedAt } of rows) {
		drafts.get(customerId)!.subscriptions.set(topic, { state, before: state, changedAt: changedAt.getTime() });
	}
}

async function readConsents(tx: Tx, drafts: ReadonlyMap<number, CustomerDraft>, ids: readonly number[]): Promise<void> {
	const { rows } = await sql<{
		customerId: number;
		topic: string;
		source: string;
		givenAt: Date;
		evidence: string | null;
	}>`${prepared}
		select k.id as "customerId", s.topic, s.source, s.given_at as "givenAt", s.evidence
		from unnest(${ids as number[]}::bigint[]) as k(id)
		cross join lateral (
			select * from consent s where s.customer_id = k.id and s.channel = 'sms' offset 0
		) s`.execute(tx);
	for (const { customerId, topic, source, givenAt, evidence } of rows) {
		drafts.get(customerId)!.consents.push({ topic, source, at: givenAt.getTime(), evidence, isNew: false });
	}
}
