import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { searchCustomers } from '../customer-list/search-customers.ts';
import { newSegmentation } from '../testing.ts';
import { putInSegment } from './put-in-segment.ts';

let database: TestDatabase;
beforeAll(async () => {
	// One session, so that its counters can be flushed by hand.
	database = await testDatabase({ max: 1 });
	await sql`
		insert into customer (last_name, first_name)
		select 'Фамилия' || n, 'Имя' || n from generate_series(1, 60000) n`.execute(database.db);
	await sql`
		insert into segment_member (customer_id, segmentation_id, segment_id)
		select id, '0192f000-0000-7000-8000-000000000001', uuidv7() from customer`.execute(database.db);
	await sql`analyze`.execute(database.db);
});
afterAll(() => database.close());

const tables = ['customer', 'segment_member'];

/** Whole reads of each table, and entries read of its indexes: a key that is skipped through counts as well. */
async function reads(): Promise<Record<string, { whole: number; entries: number }>> {
	await sql`select pg_stat_force_next_flush()`.execute(database.db);
	const { rows } = await sql<{ name: string; whole: number; entries: number }>`
		select t.relname as name, t.seq_scan as whole, sum(i.idx_tup_read) as entries
		from pg_stat_user_tables t join pg_stat_user_indexes i on i.relid = t.relid
		where t.relname = any(${tables}::text[]) group by 1, 2`.execute(database.db);
	return Object.fromEntries(rows.map(({ name, ...counts }) => [name, counts]));
}

async function readsOf(work: () => Promise<unknown>) {
	const before = await reads();
	await work();
	const after = await reads();
	return Object.fromEntries(
		tables.map((name) => [
			name,
			{
				whole: after[name]!.whole - before[name]!.whole,
				entries: after[name]!.entries - before[name]!.entries,
			},
		]),
	);
}

it('a batch of members is looked up by key, also of a segmentation the statistics know nothing of', async () => {
	const { db } = database;
	const { id, segments } = await newSegmentation(db, ['A', 'B']);
	const { rows } = await sql<{ id: number }>`select id from customer order by id limit 5000`.execute(db);
	const customerIds = rows.map((row) => row.id);
	const put = (segmentId: string | null) =>
		db.transaction().execute((tx) => putInSegment(tx, { segmentationId: id, segmentId, customerIds, source: 'test' }));
	for (const segmentId of [segments.A!, segments.B!, null]) {
		const { customer, segment_member } = await readsOf(() => put(segmentId));
		expect(customer!.whole + segment_member!.whole).toBe(0);
		// Twice to look, once to write, and each entry that an earlier batch left dead.
		expect(segment_member!.entries).toBeLessThan(30_000);
		expect(customer!.entries).toBeLessThan(15_000);
	}
});

it('names are searched by the indexes of their beginnings', async () => {
	const { customer } = await readsOf(() => searchCustomers(database.db, 'имя599 фамилия5999'));
	expect(customer!.whole).toBe(0);
	expect(customer!.entries).toBeLessThan(3000);
});
