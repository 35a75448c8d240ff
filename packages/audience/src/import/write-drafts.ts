import { json, prepared, type Tx, together } from '@volna/db';
import { sql } from 'kysely';
import { isUniqueViolation } from '../unique-violation.ts';
import { LostRace } from '../write-batch.ts';
import type { BatchDraft } from './apply-row.ts';
import { type CustomerDraft, type DraftKey, fieldsDiffer } from './customer-draft.ts';
import { textColumn } from './text-column.ts';

export interface WrittenDrafts {
	/** Customers that came into a segment from none, and from another one. */
	readonly added: number;
	readonly moved: number;
}

/**
 * Writes what a batch of rows came to, a statement per table, identifiers first and in key order. `source` says whose it
 * was in the customers' history. Throws `LostRace` when somebody else took a new identifier first.
 */
export async function writeDrafts(tx: Tx, batch: BatchDraft, source: string): Promise<WrittenDrafts> {
	const drafts = [...batch.drafts.values()];
	// Given together, so that Postgres has the next one when it is done with the one before; they run in this order.
	const [, , , , moves] = await together([
		writeIdentifiers(tx, batch),
		insertCustomers(
			tx,
			drafts.filter((draft) => draft.created),
		),
		updateCustomers(
			tx,
			drafts.filter((draft) => !draft.created && fieldsDiffer(draft)),
		),
		writeSubscriptions(tx, drafts, source),
		writeSegments(tx, drafts, source),
	]);
	return moves;
}

type Named = { readonly key: DraftKey; readonly draft: CustomerDraft };
const kinds = (list: readonly Named[]) => textColumn(list.map((entry) => entry.key.kind));
const systems = (list: readonly Named[]) => textColumn(list.map((entry) => entry.key.system));
const values = (list: readonly Named[]) => textColumn(list.map((entry) => entry.key.value));
const holders = (list: readonly Named[]) => ids(list.map((entry) => entry.draft.id));
const ids = (list: readonly number[]) => sql`${textColumn(list.map(String))}::bigint[]`;

async function writeIdentifiers(tx: Tx, batch: BatchDraft): Promise<void> {
	const steps: Promise<unknown>[] = [];
	const released = [...batch.released.values()];
	if (released.length > 0) {
		// All who hold them are locked, so nobody else took them meanwhile.
		steps.push(
			sql`${prepared}
				delete from identifier i
				using unnest(${kinds(released)}, ${systems(released)}, ${values(released)}) as d(kind, system, value)
				where (i.kind, i.system, i.value) = (d.kind, d.system, d.value)`.execute(tx),
		);
	}
	const claimed = [...batch.claimed.values()];
	if (claimed.length > 0) steps.push(claim(tx, claimed));
	const moved = [...batch.moved.values()];
	if (moved.length > 0) {
		steps.push(
			sql`${prepared}
				insert into identifier (kind, system, value, customer_id)
				select d.kind, d.system, d.value, d.customer_id
				from unnest(${kinds(moved)}, ${systems(moved)}, ${values(moved)}, ${holders(moved)})
				  as d(kind, system, value, customer_id)
				order by 1, 2, 3
				on conflict (kind, system, value) do update set customer_id = excluded.customer_id`.execute(tx),
		);
	}
	await together(steps);
}

async function claim(tx: Tx, claimed: readonly Named[]): Promise<void> {
	try {
		// Without `on conflict`, which looks each one up before: a quarter of the time of a file of new customers.
		await sql`${prepared}
			insert into identifier (kind, system, value, customer_id)
			select d.kind, d.system, d.value, d.customer_id
			from unnest(${kinds(claimed)}, ${systems(claimed)}, ${values(claimed)}, ${holders(claimed)})
			  as d(kind, system, value, customer_id)
			order by 1, 2, 3`.execute(tx);
	} catch (error) {
		if (isUniqueViolation(error)) throw new LostRace('an identifier was taken');
		throw error;
	}
}

/** A column of fields, left to be null as a whole where no row has one. */
function column(drafts: readonly CustomerDraft[], read: (draft: CustomerDraft) => string | null) {
	const list = drafts.map(read);
	return list.every((value) => value === null) ? sql`null::text[]` : textColumn(list);
}

function rowsOf(drafts: readonly CustomerDraft[]) {
	return sql`rows from (
		unnest(${ids(drafts.map((draft) => draft.id))}),
		unnest(${column(drafts, ({ row }) => row.firstName)}),
		unnest(${column(drafts, ({ row }) => row.lastName)}),
		unnest(${column(drafts, ({ row }) => row.middleName)}),
		unnest(${column(drafts, ({ row }) => row.sex)}),
		unnest(${column(drafts, ({ row }) => row.birthDate)}),
		unnest(${column(drafts, ({ row }) => row.area)}),
		unnest(${column(drafts, ({ row }) => row.timeZone)}),
		unnest(${column(drafts, ({ row }) => row.timeZoneSource)}),
		unnest(${column(drafts, ({ row }) => row.timeZoneAt)}),
		unnest(${column(drafts, ({ row }) => row.phone)}),
		unnest(${column(drafts, ({ row }) => row.phoneStatus)}),
		unnest(${column(drafts, ({ row }) => row.phoneConfirmedAt)}),
		unnest(${column(drafts, ({ row }) => row.email)}),
		unnest(${column(drafts, ({ row }) => customText(row.custom))})
	) as d(id, first_name, last_name, middle_name, sex, birth_date, area, time_zone, time_zone_source, time_zone_at, phone,
		phone_status, phone_confirmed_at, email, custom)`;
}

function customText(custom: Record<string, unknown>): string | null {
	for (const _ in custom) return JSON.stringify(custom);
	return null;
}

async function insertCustomers(tx: Tx, drafts: readonly CustomerDraft[]): Promise<void> {
	if (drafts.length === 0) return;
	await sql`
		insert into customer (id, first_name, last_name, middle_name, sex, birth_date, area, time_zone, time_zone_source,
			time_zone_at, phone, phone_status, phone_confirmed_at, email, custom, source, created_at, updated_at)
		overriding system value
		select d.id, d.first_name, d.last_name, d.middle_name, d.sex, d.birth_date::date, d.area, d.time_zone,
			d.time_zone_source, d.time_zone_at::timestamptz, d.phone, d.phone_status, d.phone_confirmed_at::timestamptz,
			d.email, coalesce(d.custom::jsonb, '{}'), 'import', n.at, n.at
		from ${rowsOf(drafts)}
		cross join (select volna.now_exact() as at) n`.execute(tx);
}

async function updateCustomers(tx: Tx, drafts: readonly CustomerDraft[]): Promise<void> {
	if (drafts.length === 0) return;
	// By place: these rows are locked, so they stay where they are.
	await sql`
		update customer c
		set first_name = d.first_name, last_name = d.last_name, middle_name = d.middle_name, sex = d.sex,
			birth_date = d.birth_date::date, area = d.area, time_zone = d.time_zone, time_zone_source = d.time_zone_source,
			time_zone_at = d.time_zone_at::timestamptz, phone = d.phone, phone_status = d.phone_status,
			phone_confirmed_at = d.phone_confirmed_at::timestamptz, email = d.email,
			custom = coalesce(d.custom::jsonb, '{}'), updated_at = volna.now_exact()
		from ${rowsOf(drafts)}
		cross join lateral (select q.ctid as place from customer q where q.id = d.id limit 1) q
		where c.ctid = q.place`.execute(tx);
}

async function writeSubscriptions(tx: Tx, drafts: readonly CustomerDraft[], source: string): Promise<void> {
	const fresh = { owners: [] as number[], topics: [] as string[], states: [] as string[] };
	const known = { owners: [] as number[], topics: [] as string[], states: [] as string[] };
	const consents: { c: number; topic: string; source: string; at: number; evidence: string | null }[] = [];
	for (const draft of drafts) {
		for (const [topic, entry] of draft.subscriptions) {
			if (entry.state === entry.before) continue;
			const part = draft.created ? fresh : known;
			part.owners.push(draft.id);
			part.topics.push(topic);
			part.states.push(entry.state);
		}
		for (const entry of draft.consents) {
			if (entry.isNew) consents.push({ c: draft.id, ...entry });
		}
	}
	const steps: Promise<unknown>[] = [];
	for (const part of [fresh, known]) {
		if (part.owners.length === 0) continue;
		// A new customer has none, and `on conflict` costs a look.
		const conflict =
			part === fresh
				? sql``
				: sql`on conflict (customer_id, channel, topic) do update
					set state = excluded.state, source = excluded.source, changed_at = excluded.changed_at`;
		steps.push(
			sql`${prepared}
				insert into subscription (customer_id, topic, state, source, changed_at)
				select d.c, d.topic, d.state, ${source}, n.at
				from unnest(${ids(part.owners)}, ${textColumn(part.topics)}, ${textColumn(part.states)}) as d(c, topic, state)
				cross join (select volna.now_exact() as at) n
				${conflict}`.execute(tx),
		);
	}
	if (consents.length > 0) {
		steps.push(
			sql`${prepared}
			insert into consent (customer_id, topic, source, given_at, evidence, recorded_by, recorded_at)
			select d.c, d.topic, d.source, to_timestamp(d.at / 1000), d.evidence, ${source}, n.at
			from unnest(${ids(consents.map((entry) => entry.c))}, ${textColumn(consents.map((entry) => entry.topic))},
				${textColumn(consents.map((entry) => entry.source))}, ${textColumn(consents.map((entry) => String(entry.at)))}::float8[],
				${textColumn(consents.map((entry) => entry.evidence))}) as d(c, topic, source, at, evidence)
			cross join (select volna.now_exact() as at) n`.execute(tx),
		);
	}
	await together(steps);
}

interface Move {
	readonly c: number;
	readonly segmentation: string;
	readonly from: string | null;
	readonly to: string | null;
}

function movesOf(draft: CustomerDraft): Move[] {
	const moves: Move[] = [];
	for (const [segmentation, to] of draft.segments) {
		const from = draft.segmentsBefore.get(segmentation) ?? null;
		if (from !== to) moves.push({ c: draft.id, segmentation, from, to });
	}
	for (const [segmentation, from] of draft.segmentsBefore) {
		if (!draft.segments.has(segmentation)) moves.push({ c: draft.id, segmentation, from, to: null });
	}
	return moves;
}

async function writeSegments(tx: Tx, drafts: readonly CustomerDraft[], source: string): Promise<WrittenDrafts> {
	const moves = drafts.flatMap(movesOf);
	if (moves.length === 0) return { added: 0, moved: 0 };
	const steps: Promise<unknown>[] = [];
	const gone = moves.filter((move) => move.to === null);
	if (gone.length > 0) {
		steps.push(
			sql`${prepared}
				delete from segment_member m using jsonb_to_recordset(${json(gone)}) as d(c bigint, segmentation uuid)
				where m.customer_id = d.c and m.segmentation_id = d.segmentation`.execute(tx),
		);
	}
	const added = moves.filter((move) => move.from === null);
	const moved = moves.filter((move) => move.from !== null && move.to !== null);
	for (const part of [added, moved]) {
		if (part.length === 0) continue;
		// Their customers are locked or new, so nobody else put them anywhere.
		const conflict =
			part === added
				? sql``
				: sql`on conflict (customer_id, segmentation_id) do update
					set segment_id = excluded.segment_id, since = excluded.since`;
		steps.push(
			sql`${prepared}
				insert into segment_member (customer_id, segmentation_id, segment_id, since)
				select d.c, d.segmentation::uuid, d.segment::uuid, n.at
				from unnest(${ids(part.map((move) => move.c))}, ${textColumn(part.map((move) => move.segmentation))},
					${textColumn(part.map((move) => move.to))}) as d(c, segmentation, segment)
				cross join (select volna.now_exact() as at) n
				${conflict}`.execute(tx),
		);
	}
	steps.push(
		sql`${prepared}
			insert into segment_move (customer_id, at, segmentation_id, from_segment_id, to_segment_id, source)
			select d.c, n.at, d.segmentation::uuid, d."from"::uuid, d."to"::uuid, ${source}
			from unnest(${ids(moves.map((move) => move.c))}, ${textColumn(moves.map((move) => move.segmentation))},
				${textColumn(moves.map((move) => move.from))}, ${textColumn(moves.map((move) => move.to))})
			  as d(c, segmentation, "from", "to")
			cross join (select volna.now_exact() as at) n`.execute(tx),
	);
	await together(steps);
	return { added: added.length, moved: moved.length };
}
