import { demoSource, ensureActionMonths, readNow } from '@volna/audience';
import { type Db, transact } from '@volna/db';
import { sql } from 'kysely';

export interface GrowOptions {
	/** How many demo customers there shall be in all. */
	readonly customers: number;
	/** How many actions of demo customers there shall be in all. */
	readonly actions: number;
	readonly signal: AbortSignal;
	onProgress(done: GrownBase): void;
}

export interface GrownBase {
	readonly customers: number;
	readonly actions: number;
}

const CUSTOMERS_AT_ONCE = 20_000;
const ACTIONS_AT_ONCE = 50_000;
const DAYS = 365;
const DAY_MS = 86_400_000;

/**
 * Makes more people like those of the demo base, whose names, places and habits it mixes, and more of what they did in the
 * last year, until there are as many as asked for. Each batch is one transaction; a repeat goes on where the last ended,
 * and makes nothing that is there.
 */
export async function growDemoBase(db: Db, options: GrowOptions): Promise<GrownBase> {
	const now = await readNow(db);
	await ensureActionMonths(
		db,
		Array.from({ length: 14 }, (_, month) => new Date(now.getTime() - month * 30 * DAY_MS)),
	);
	const done = await countGrown(db);
	const seeded = await countSeeds(db);
	while (done.customers < options.customers && !options.signal.aborted) {
		const count = Math.min(CUSTOMERS_AT_ONCE, options.customers - done.customers);
		// The table grows by the transaction: on what was known of it before, the next one would compare each row with each.
		await sql`analyze customer, segment, segmentation`.execute(db);
		await growCustomers(db, done.customers, count, now, seeded);
		done.customers += count;
		options.onProgress(done);
	}
	await sql`analyze customer, identifier, subscription, consent, segment_member`.execute(db);
	while (done.actions < options.actions && !options.signal.aborted) {
		const count = Math.min(ACTIONS_AT_ONCE, options.actions - done.actions);
		await growActions(db, done.actions, count, now, seeded);
		done.actions += count;
		options.onProgress(done);
	}
	await sql`analyze action, customer, customer_order`.execute(db);
	return done;
}

async function countGrown(db: Db): Promise<{ customers: number; actions: number }> {
	const { rows } = await sql<{ customers: number; actions: number }>`
		select (select count(*) from customer where source = ${demoSource} and deleted_at is null) as customers,
			(select coalesce(sum(issued), 0) from action_template_day) as actions`.execute(db);
	return { customers: rows[0]!.customers, actions: rows[0]!.actions };
}

/** A number in [0, 1) of a row's own, the same every time. */
function chance(of: 'p.n' | 'd.n', salt: number) {
	const n = of === 'p.n' ? sql`p.n` : sql`d.n`;
	return sql`((hashint8extended(${n}, ${salt}::bigint) & 1048575)::float8 / 1048576)`;
}

/** The people to mix: whoever the demo base began with. Names go together by sex. */
const seeds = sql`
	seed as materialized (
		select row_number() over (order by id) - 1 as k, c.*
		from (select * from customer where source = ${demoSource} and deleted_at is null order by id limit 2000) c
	),
	named as materialized (
		select row_number() over (partition by sex order by id) - 1 as k, sex, last_name from seed where sex is not null
	)`;

interface SeedCounts {
	readonly all: number;
	readonly women: number;
	readonly men: number;
	readonly templates: number;
}

/** Counted beforehand: a join on a number drawn out of a joined count could only compare each row with each. */
async function countSeeds(db: Db): Promise<SeedCounts> {
	const { rows } = await sql<SeedCounts>`
		with ${seeds}
		select count(*) as all, count(*) filter (where sex = 'female') as women, count(*) filter (where sex = 'male') as men,
			(select count(*) from action_template where kind = 'standard' and archived_at is null) as templates
		from seed`.execute(db);
	return rows[0]!;
}

async function growCustomers(db: Db, from: number, count: number, now: Date, seeded: SeedCounts): Promise<void> {
	await transact(db, async (tx) => {
		await sql`set local synchronous_commit = off`.execute(tx);
		await sql`
			with ${seeds},
			p as materialized (
				select n, nextval('customer_id_seq') as id from generate_series(${from}::bigint, ${from + count - 1}::bigint) as n
			),
			person as materialized (
				select p.n, p.id, a.first_name, coalesce(b.last_name, a.last_name) as last_name, a.middle_name, a.sex,
					a.birth_date + (${chance('p.n', 3)} * 300)::int as birth_date, g.area, g.time_zone, g.custom,
					case when ${chance('p.n', 4)} < 0.95 then '+7902' || lpad(p.n::text, 7, '0') end as phone,
					case when ${chance('p.n', 5)} < 0.6 then 'klient-' || p.n || '@demo.example' end as email,
					${now}::timestamptz - ${chance('p.n', 6)} * 730 * interval '1 day' as created_at,
					${chance('p.n', 7)} as agrees, ${chance('p.n', 8)} as loyal, ${chance('p.n', 9)} as lively
				from p
				join seed a on a.k = floor(${chance('p.n', 1)} * ${seeded.all}::bigint)::bigint
				left join named b on b.sex = a.sex and b.k = floor(${chance('p.n', 2)}
					* case a.sex when 'female' then ${seeded.women}::bigint else ${seeded.men}::bigint end)::bigint
				join seed g on g.k = floor(${chance('p.n', 10)} * ${seeded.all}::bigint)::bigint
			),
			customers as (
				insert into customer (id, first_name, last_name, middle_name, sex, birth_date, area, time_zone, time_zone_source,
					time_zone_at, phone, phone_status, email, custom, source, created_at, updated_at)
				overriding system value
				select id, first_name, last_name, middle_name, sex, birth_date, area, time_zone, 'area', created_at, phone,
					case when agrees < 0.3 then 'valid' when agrees < 0.33 then 'invalid' else 'unknown' end,
					email, custom, ${demoSource}, created_at, created_at
				from person order by id
			),
			identifiers as (
				insert into identifier (kind, system, value, customer_id)
				select i.kind, i.system, i.value, person.id
				from person
				cross join lateral (values ('unique', 'websiteId', 'demo-' || person.id), ('phone', '', phone), ('email', '', email))
					as i (kind, system, value)
				where i.value is not null
			),
			agreed as (
				insert into consent (customer_id, source, given_at, evidence, recorded_by, recorded_at)
				select id, 'site-form', created_at, 'Анкета ' || n, 'demo', created_at from person where agrees < 0.74
			),
			subscriptions as (
				insert into subscription (customer_id, state, source, changed_at)
				select id, case when agrees < 0.74 then 'subscribed' when agrees < 0.84 then 'unsubscribed'
					else 'requires_confirmation' end, 'site-form', created_at
				from person where agrees < 0.9
			),
			places as (
				select person.id, person.created_at, s.id as segment_id, s.segmentation_id
				from person
				cross join lateral (values
					('loyalty', case when loyal < 0.08 then 'vip' when loyal < 0.25 then 'gold' when loyal < 0.55 then 'silver'
						when loyal < 0.85 then 'base' end),
					('activity', case when lively < 0.45 then 'active' when lively < 0.75 then 'sleeping'
						when lively < 0.9 then 'lost' end)) as w (segmentation, segment)
				join segmentation n on n.external_id = w.segmentation
				join segment s on s.segmentation_id = n.id and s.external_id = w.segment
			),
			moves as (
				insert into segment_move (customer_id, at, segmentation_id, to_segment_id, source)
				select id, created_at, segmentation_id, segment_id, 'demo' from places
			)
			insert into segment_member (customer_id, segmentation_id, segment_id, since)
			select id, segmentation_id, segment_id, created_at from places`.execute(tx);
	});
}

/** Half of what happens happens to a tenth of the people; more of it lately than long ago. */
async function growActions(db: Db, from: number, count: number, now: Date, seeded: SeedCounts): Promise<void> {
	await transact(db, async (tx) => {
		await sql`set local synchronous_commit = off`.execute(tx);
		await sql`
			with range as (
				select min(id) as first, max(id) - min(id) + 1 as width from customer where source = ${demoSource}
			),
			templates as materialized (
				select row_number() over (order by system_name) - 1 as k, id, system_name
				from action_template where kind = 'standard' and archived_at is null
			),
			d as (
				select n from generate_series(${from}::bigint, ${from + count - 1}::bigint) as n
			),
			drawn as materialized (
				select d.n,
					range.first + floor(range.width * ${chance('d.n', 21)}
						* case when ${chance('d.n', 22)} < 0.5 then 0.1 else 1 end)::bigint as customer_id,
					${now}::timestamptz - interval '1 hour' - ${DAYS} * power(${chance('d.n', 23)}, 2) * interval '1 day' as at,
					t.id as template_id, t.system_name
				from d cross join range
				join templates t on t.k = floor(${chance('d.n', 24)} * ${seeded.templates}::bigint)::bigint
			),
			happened as (
				insert into action (customer_id, occurred_at, template_id, recorded_at, touchpoint, source, custom)
				select c.id, drawn.at, drawn.template_id, drawn.at, 'shop', 'operation',
					case drawn.system_name
						when 'ProsmotrTovara' then jsonb_build_object('sku', 'sku-' || (drawn.n % 60 + 1))
						when 'IzmenenieStatusaZakaza' then jsonb_build_object('status',
							(array['new', 'paid', 'sent', 'delivered', 'cancelled'])[drawn.n % 5 + 1])
						else '{}' end
				from drawn
				-- Whoever is nobody's customer gives way to the next one, so that as many happen as were asked for.
				cross join lateral (select id from customer where id >= drawn.customer_id and source = ${demoSource}
					and deleted_at is null order by id limit 1) c
				returning customer_id, occurred_at, template_id
			),
			ordered as (
				insert into customer_order (customer_id, id, status, total, created_at, changed_at, lines, line_count, external_id,
					recorded_at)
				select customer_id, uuidv7(), 'delivered', 990 + customer_id % 97 * 100, occurred_at, occurred_at, '[]', 0, null,
					occurred_at
				from happened
				where template_id = (select id from action_template where system_name = 'OformlenieZakaza')
			),
			counted as (
				insert into action_template_day as t (template_id, day, slot, issued, last_at)
				select template_id, (occurred_at at time zone 'UTC')::date, 0, count(*), max(occurred_at)
				from happened group by 1, 2
				on conflict (template_id, day, slot) do update
				set issued = t.issued + excluded.issued, last_at = greatest(t.last_at, excluded.last_at)
			)
			update customer c set last_activity_at = greatest(c.last_activity_at, h.at)
			from (select customer_id, max(occurred_at) as at from happened group by customer_id) h
			where c.id = h.customer_id`.execute(tx);
	});
}
