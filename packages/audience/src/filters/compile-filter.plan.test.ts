import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { Filter, FilterClock } from '@volna/node-sdk';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureActionMonths } from '../ensure-action-months.ts';
import { compileFilter } from './compile-filter.ts';
import { prepareScan } from './read-within.ts';

const clock: FilterClock = { now: Temporal.Instant.from('2026-11-25T09:00:00Z'), zone: 'Europe/Moscow' };
const template = '00000001-0000-7000-8000-000000000003';
const segment = '00000002-0000-7000-8000-000000000001';
let database: TestDatabase;

beforeAll(async () => {
	database = await testDatabase();
	const { db } = database;
	const months = Array.from({ length: 7 }, (_, back) => new Date(Date.UTC(2026, 10 - back, 15)));
	await ensureActionMonths(db, months);
	await sql`insert into customer (id) select generate_series(1, 4000)`.execute(db);
	await sql`insert into action (customer_id, occurred_at, template_id, source)
		select 1 + i % 4000, timestamptz '2026-11-25' - make_interval(hours => i % 4000),
			('00000001-0000-7000-8000-' || lpad((1 + i % 7)::text, 12, '0'))::uuid, 'operation' from generate_series(1, 30000) i`.execute(
		db,
	);
	await sql`insert into customer_order (customer_id, total, created_at, changed_at)
		select 1 + i % 4000, i % 900, timestamptz '2026-11-25', now() from generate_series(1, 8000) i`.execute(db);
	await sql`insert into segment_member (customer_id, segmentation_id, segment_id)
		select i, ${segment}, ${segment} from generate_series(1, 4000, 2) i`.execute(db);
	await sql`analyze customer, action, customer_order, segment_member`.execute(db);
});
afterAll(() => database.close());

async function planOf(filter: Filter): Promise<string> {
	return database.db.transaction().execute(async (tx) => {
		await prepareScan(tx, 10_000);
		const { rows } = await sql<Record<string, string>>`
			explain select count(*) from customer c where c.deleted_at is null and ${compileFilter(filter, { ...clock, reach: 'scan' })}`.execute(
			tx,
		);
		return rows.map((row) => Object.values(row)[0]).join('\n');
	});
}

const bought = (n: number): Filter => ({
	field: 'actions',
	op: 'ge',
	value: n,
	where: {
		all: [
			{ field: 'action.template', op: 'is', value: template },
			{ field: 'action.at', op: 'inLast', value: { n: 30, unit: 'days' } },
		],
	},
});
const spent: Filter = { field: 'orders.sum', op: 'ge', value: 900 };
const held: Filter = { field: 'segment', op: 'in', value: [segment] };

it.each<[string, Filter]>([
	['one row decides', bought(1)],
	['several rows decide', bought(3)],
	['a sum decides', spent],
	['a segment decides', held],
	['all of them', { all: [bought(2), spent, held] }],
	['none of them', { all: [{ not: bought(2) }, { not: spent }, { not: held }] }],
	['those without rows', { field: 'actions', op: 'eq', value: 0 }],
	['the last row', { field: 'actions.last', op: 'notInLast', value: { n: 7, unit: 'days' } }],
])('rows are joined as sets, not read customer by customer: %s', async (_name, filter) => {
	const plan = await planOf(filter);
	expect(plan).toMatch(/Join/);
	expect(plan).not.toMatch(/SubPlan|Nested Loop/);
});

it('under an "or" sets are hashed once', async () => {
	const plan = await planOf({ any: [bought(2), spent, held] });
	expect(plan.match(/hashed SubPlan/g)).toHaveLength(3);
	expect(plan).not.toMatch(/\((?:alternatives: )?SubPlan/);
});

it('a period reads only the months it covers', async () => {
	const plan = await planOf(bought(1));
	expect(plan).toContain('action_2026_11');
	expect(plan).not.toContain('action_2026_06');
});
