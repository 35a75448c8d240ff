import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { migrate, readMigrations } from './migrate.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.close());

async function emptyDatabase(name: string): Promise<string> {
	const server = inject('postgresUrl');
	const client = new pg.Client({ connectionString: server });
	await client.connect();
	await client.query(`create database ${name}`);
	await client.end();
	return server.replace(/\/[^/]+$/, `/${name}`);
}

it('two processes that migrate an empty database at once both end with every migration applied once', async () => {
	const url = await emptyDatabase('twice_at_once');
	const results = await Promise.all([migrate(url), migrate(url)]);
	const names = readMigrations().map((file) => file.name);
	expect([...results[0], ...results[1]].sort()).toEqual(names);
});

it('a moved test clock is what SQL reads as now', async () => {
	await database.setClock(new Date('2030-01-01T00:00:00Z'));
	const { rows } = await database.pool.query('select volna.now_stable() as stable, volna.now_exact() as exact');
	expect(rows[0].stable.toISOString().slice(0, 16)).toBe('2030-01-01T00:00');
	expect(rows[0].exact.toISOString().slice(0, 16)).toBe('2030-01-01T00:00');
});

it('months of history are made on demand, once', async () => {
	const made = () =>
		database.pool
			.query(`select volna.ensure_months('action', '2024-02-10', '2024-04-01') as made`)
			.then((result) => result.rows[0].made);
	expect(await made()).toBe(3);
	expect(await made()).toBe(0);
});

/** The distribution column of every table that would be distributed on Citus (growing past one machine). */
const distributed: Record<string, string> = {
	customer: 'id',
	customer_alias: 'id',
	identifier: 'value',
	subscription: 'customer_id',
	consent: 'customer_id',
	customer_order: 'customer_id',
	action: 'customer_id',
	segment_member: 'customer_id',
	segment_move: 'customer_id',
	flow_refusal: 'customer_id',
	flow_entry: 'customer_id',
	operation_request: 'transaction_id',
	step: 'run_id',
	message_event: 'message_id',
};

it('every unique key of a distributed table contains its distribution column', async () => {
	const { rows } = await database.pool.query(
		`
		select c.relname as name, array_agg(a.attname::text) as columns
		from pg_index i
		join pg_class c on c.oid = i.indrelid
		join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
		where i.indisunique and c.relnamespace = 'public'::regnamespace and c.relname = any ($1::text[])
		group by c.relname, i.indexrelid`,
		[Object.keys(distributed)],
	);
	expect(rows.length).toBeGreaterThanOrEqual(Object.keys(distributed).length);
	for (const row of rows) expect(row.columns, row.name).toContain(distributed[row.name]);
});

it('no foreign key crosses between a distributed table and another', async () => {
	const { rows } = await database.pool.query(`
		select conrelid::regclass::text as from_table, confrelid::regclass::text as to_table
		from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`);
	const crossing = rows.filter((row) => row.from_table in distributed || row.to_table in distributed);
	expect(crossing).toEqual([]);
});
