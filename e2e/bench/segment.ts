import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFilter, ensureActionMonths, prepareScan } from '@volna/audience';
import { type Db, migrate, openDatabase, type Tx } from '@volna/db';
import { startEmbeddedPostgres } from '@volna/db/embedded';
import type { Filter, FilterClock } from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { type BenchResult, median } from './result.ts';

const RUNS = 5;
const NOW = '2026-11-25T09:00:00Z';
const clock: FilterClock = {
	now: Temporal.Instant.from(NOW),
	zone: 'Europe/Moscow',
	fields: [
		{ entity: 'customer', name: 'bonus', type: 'number' },
		{ entity: 'customer', name: 'level', type: 'enum', options: ['gold', 'silver', 'bronze'] },
	],
};
const uuid = (kind: number, n: number) => `0000000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`;
const template = (n: number) => uuid(1, n);
const segment = (n: number) => uuid(2, n);
const days = (n: number) => ({ n, unit: 'days' as const });
const done = (n: number, op: string, where: readonly Filter[]): Filter => ({
	field: 'actions',
	op,
	value: n,
	where: { all: where },
});
const lately = (field: string, n: number): Filter => ({ field, op: 'inLast', value: days(n) });
const of = (n: number): Filter => ({ field: 'action.template', op: 'is', value: template(n) });
/** What one would write by hand; `c` is the customer. Moments are those the filter means, told as plain SQL. */
const ago = (n: number) => sql`(timestamptz '2026-11-25 09:00Z' - make_interval(days => ${n}))`;
const now = sql`timestamptz '2026-11-25 09:00Z'`;

interface Question {
	readonly name: string;
	readonly filter: Filter;
	readonly byHand: RawBuilder<SqlBool>;
}

const questions: readonly Question[] = [
	{
		name: 'region and phone',
		filter: {
			all: [
				{ field: 'customer.area', op: 'in', value: ['Омск', 'Томск'] },
				{ field: 'phone.status', op: 'is', value: 'valid' },
			],
		},
		byHand: sql`lower(c.area) in ('омск', 'томск') and c.phone is not null and c.phone_status = 'valid'`,
	},
	{
		name: 'custom fields',
		filter: {
			all: [
				{ field: 'customer.custom.bonus', op: 'ge', value: 900 },
				{ field: 'customer.custom.level', op: 'is', value: 'gold' },
			],
		},
		byHand: sql`(c.custom ->> 'bonus')::numeric >= 900 and c.custom ->> 'level' = 'gold'`,
	},
	{
		name: 'birthday in a week',
		filter: { field: 'customer.birthday', op: 'inNextDays', value: 7 },
		byHand: sql`to_char(c.birth_date, 'MM-DD') in (
			select to_char(d, 'MM-DD') from generate_series(
				(${now} at time zone coalesce(c.time_zone, 'Europe/Moscow'))::date + 1,
				(${now} at time zone coalesce(c.time_zone, 'Europe/Moscow'))::date + 7, interval '1 day') d)`,
	},
	{
		name: 'bought lately',
		filter: done(1, 'ge', [of(3), lately('action.at', 30)]),
		byHand: sql`exists (select from action a where a.customer_id = c.id and a.template_id = ${template(3)}::uuid
			and a.occurred_at between ${ago(30)} and ${now})`,
	},
	{
		name: 'thrice in 90 days',
		filter: done(3, 'ge', [lately('action.at', 90)]),
		byHand: sql`c.id in (select a.customer_id from action a where a.occurred_at between ${ago(90)} and ${now}
			group by a.customer_id having count(*) >= 3)`,
	},
	{
		name: 'nothing in 60 days',
		filter: done(0, 'eq', [lately('action.at', 60)]),
		byHand: sql`not exists (select from action a where a.customer_id = c.id
			and a.occurred_at between ${ago(60)} and ${now})`,
	},
	{
		name: 'spent much in a year',
		filter: { field: 'orders.sum', op: 'ge', value: 9000, where: lately('anyOrder.createdAt', 365) },
		byHand: sql`c.id in (select o.customer_id from customer_order o where o.created_at between ${ago(365)} and ${now}
			group by o.customer_id having sum(o.total) >= 9000)`,
	},
	{
		name: 'last seen long ago',
		filter: { field: 'actions.last', op: 'notInLast', value: days(120), where: of(5) },
		byHand: sql`not exists (select from action a where a.customer_id = c.id and a.template_id = ${template(5)}::uuid
			and a.occurred_at between ${ago(120)} and ${now})`,
	},
	{
		name: 'segments and consent',
		filter: {
			all: [
				{ field: 'segment', op: 'in', value: [segment(1)] },
				{ field: 'segment', op: 'notIn', value: [segment(5)] },
				{ field: 'subscription.sms', op: 'is', value: 'subscribed' },
			],
		},
		byHand: sql`exists (select from segment_member m where m.customer_id = c.id and m.segment_id = ${segment(1)}::uuid)
			and not exists (select from segment_member m where m.customer_id = c.id and m.segment_id = ${segment(5)}::uuid)
			and exists (select from subscription u where u.customer_id = c.id and u.channel = 'sms' and u.topic = ''
				and u.state = 'subscribed')`,
	},
	{
		name: 'any of three',
		filter: {
			any: [
				done(2, 'ge', [of(3), lately('action.at', 30)]),
				{ field: 'orders.sum', op: 'ge', value: 9000 },
				{ field: 'segment', op: 'in', value: [segment(5)] },
			],
		},
		byHand: sql`c.id in (
			select a.customer_id from action a where a.template_id = ${template(3)}::uuid
				and a.occurred_at between ${ago(30)} and ${now} group by a.customer_id having count(*) >= 2
			union select o.customer_id from customer_order o group by o.customer_id having sum(o.total) >= 9000
			union select m.customer_id from segment_member m where m.segment_id = ${segment(5)}::uuid)`,
	},
];

/** Counts and members of ten filters beside the same questions written by hand; `--customers 50000` for a small base. */
export async function benchSegment(): Promise<BenchResult[]> {
	const at = process.argv.indexOf('--customers');
	const customers = at === -1 ? 1_000_000 : Number(process.argv[at + 1]);
	const folder = mkdtempSync(join(tmpdir(), 'volna-segment-'));
	// Ours to open: as root the server's own user has to enter it.
	chmodSync(folder, 0o755);
	const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), throwAway: true });
	const database = openDatabase(server.url, { max: 4, name: 'volna bench' });
	try {
		await migrate(server.url);
		await fill(database.db, customers);
		const results: BenchResult[] = [];
		for (const question of questions) results.push(...(await ask(database.db, question, customers)));
		return results;
	} finally {
		await database.close();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Ten actions, two orders, a segment or two a customer, over the last 13 months, the busy ones more than others. */
async function fill(db: Db, customers: number): Promise<void> {
	const until = new Date(NOW);
	const months = Array.from({ length: 14 }, (_, back) => new Date(until.getTime() - back * 30 * 86_400_000));
	await ensureActionMonths(db, months);
	await sql`
		insert into customer (id, area, time_zone, phone, phone_status, birth_date, custom, created_at, last_activity_at)
		select i, (array['Омск', 'Томск', 'Москва', 'Казань', 'Тюмень', 'Самара', null])[1 + i % 7],
			(array['Asia/Omsk', 'Europe/Moscow', 'Asia/Yekaterinburg', null])[1 + i % 4],
			case when i % 10 > 0 then '+79' || lpad(i::text, 9, '0') end, (array['valid', 'unknown', 'invalid'])[1 + i % 3],
			case when i % 5 > 0 then date '1950-01-01' + (i * 7919 % 20000)::integer end,
			jsonb_build_object('bonus', i * 31 % 1000, 'level', (array['gold', 'silver', 'bronze'])[1 + i % 3]),
			${NOW}::timestamptz - make_interval(secs => i % 30000000), ${NOW}::timestamptz - make_interval(secs => i % 9000000)
		from generate_series(1, ${customers}::bigint) as i`.execute(db);
	await sql`
		insert into action (customer_id, occurred_at, id, template_id, source)
		select 1 + floor(${customers}::double precision * power(random(), 1.5))::bigint,
			${NOW}::timestamptz - make_interval(secs => random() * 33000000), gen_random_uuid(),
			('00000001-0000-7000-8000-' || lpad((1 + floor(20 * power(random(), 2)))::text, 12, '0'))::uuid, 'operation'
		from generate_series(1, ${customers * 10}::bigint)`.execute(db);
	await sql`
		insert into customer_order (customer_id, id, status, total, created_at, changed_at)
		select 1 + floor(${customers}::double precision * power(random(), 1.5))::bigint, gen_random_uuid(), 'paid', round((random() * 5000)::numeric, 2),
			${NOW}::timestamptz - make_interval(secs => random() * 60000000), ${NOW}::timestamptz
		from generate_series(1, ${customers * 2}::bigint)`.execute(db);
	await sql`
		insert into segment_member (customer_id, segmentation_id, segment_id)
		select i, ${uuid(3, 1)}::uuid, ('00000002-0000-7000-8000-' || lpad((1 + i % 4)::text, 12, '0'))::uuid
		from generate_series(1, ${customers}::bigint) as i where i % 3 > 0
		union all
		select i, ${uuid(3, 2)}::uuid, ${segment(5)}::uuid from generate_series(1, ${customers}::bigint) as i where i % 50 = 0`.execute(
		db,
	);
	await sql`
		insert into subscription (customer_id, state, source)
		select i, case when i % 9 = 0 then 'unsubscribed' else 'subscribed' end, 'bench'
		from generate_series(1, ${customers}::bigint) as i where i % 2 = 0`.execute(db);
	await sql`vacuum (analyze) customer, action, customer_order, segment_member, subscription`.execute(db);
}

type Ask = (tx: Tx) => Promise<number>;

async function ask(db: Db, { name, filter, byHand }: Question, customers: number): Promise<BenchResult[]> {
	const compiled = compileFilter(filter, { ...clock, reach: 'scan' });
	const count =
		(predicate: RawBuilder<SqlBool>): Ask =>
		async (tx) => {
			const { rows } = await sql<{ n: number }>`
			select count(*) as n from customer c where c.deleted_at is null and ${predicate}`.execute(tx);
			return rows[0]!.n;
		};
	const members =
		(predicate: RawBuilder<SqlBool>): Ask =>
		async (tx) => {
			await sql`
			create temporary table members on commit drop as
			select c.id from customer c where c.deleted_at is null and ${predicate}`.execute(tx);
			const { rows } = await sql<{ n: number }>`select count(*) as n from members`.execute(tx);
			return rows[0]!.n;
		};
	const results: BenchResult[] = [];
	for (const [metric, make] of [
		['count', count],
		['members', members],
	] as const) {
		const times: Record<'filter' | 'hand', number[]> = { filter: [], hand: [] };
		let found = { filter: 0, hand: 0 };
		for (let run = 0; run <= RUNS; run++) {
			const filtered = await timed(db, make(compiled));
			const handmade = await timed(db, make(byHand));
			found = { filter: filtered.found, hand: handmade.found };
			// The first of each fills the caches.
			if (run === 0) continue;
			times.filter.push(filtered.ms);
			times.hand.push(handmade.ms);
		}
		if (found.filter !== found.hand)
			throw new Error(`${name}: the filter finds ${found.filter}, the hand-written question ${found.hand}`);
		const [value, baseline] = [median(times.filter), median(times.hand)];
		results.push({
			bench: 'segment',
			metric: `${metric}: ${name}`,
			unit: 'ms',
			value,
			baseline,
			ratio: value / baseline,
			runs: RUNS,
			details: { found: found.filter, of: customers },
		});
	}
	return results;
}

async function timed(db: Db, work: Ask): Promise<{ found: number; ms: number }> {
	return db.transaction().execute(async (tx) => {
		await prepareScan(tx, 600_000);
		const startedAt = performance.now();
		const found = await work(tx);
		return { found, ms: performance.now() - startedAt };
	});
}
