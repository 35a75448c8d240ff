import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newSegmentation } from '../testing.ts';
import { rangesOf } from '../zones/number-ranges.ts';
import { importBatch } from './import-batch.ts';
import { readImportNames } from './import-names.ts';
import type { ImportSetup } from './import-settings.ts';
import { planRows } from './parse-row.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase({ max: 2 });
});
afterAll(() => database.close());

const TABLES = ['customer', 'identifier', 'subscription', 'consent', 'segment_member'];

async function wholeReads(): Promise<Record<string, number>> {
	await database.pool.query('select pg_stat_force_next_flush()');
	const { rows } = await sql<{ name: string; reads: number }>`
		select relname as name, seq_scan as reads from pg_stat_user_tables where relname = any(${TABLES}::text[])`.execute(
		database.db,
	);
	return Object.fromEntries(rows.map((row) => [row.name, row.reads]));
}

it('new rows, rows known already and changed ones are applied without reading a table whole, fresh statistics or none', async () => {
	const { id: segmentationId, segments } = await newSegmentation(database.db, ['one']);
	await sql`insert into customer (id, phone, first_name) overriding system value
		select i, '+7916' || lpad(i::text, 7, '0'), 'Анна' from generate_series(1, 20000) i`.execute(database.db);
	await sql`insert into identifier (kind, value, customer_id) select 'phone', phone, id from customer`.execute(
		database.db,
	);
	await sql`insert into subscription (customer_id, state, source) select id, 'subscribed', 'x' from customer`.execute(
		database.db,
	);
	await sql`insert into consent (customer_id, source, given_at) select id, 'x', '2026-11-01' from customer`.execute(
		database.db,
	);
	await sql`insert into segment_member (customer_id, segmentation_id, segment_id)
		select id, ${segmentationId}, ${segments.one} from customer`.execute(database.db);
	await sql`select setval('customer_id_seq', 200000)`.execute(database.db);
	const setup: ImportSetup = {
		kind: 'upsert',
		format: { encoding: 'utf-8', delimiter: ';', quotes: true, header: true },
		columns: ['MobilePhone', 'Id:shop', 'FirstName', 'IsSubscribedBySms'],
		settings: {
			findBy: null,
			fill: 'overwrite',
			consent: { source: 'x', at: '2026-11-01T00:00:00Z', evidence: null },
			agreed: null,
			touchpoint: null,
			segment: { segmentationId, segmentId: segments.one! },
			templateId: null,
			occurredAt: null,
			startsFlows: false,
		},
	};
	const names = await readImportNames(database.db);
	const plan = planRows(setup, ['phone', 'shop', 'name', 'sms'], names);
	const rowsFrom = (from: number, name: string) =>
		Array.from({ length: 100 }, (_, index) => {
			const cells = [`+7916${String(from + index).padStart(7, '0')}`, '', name, 'да'];
			const parsed = plan.parse({ line: index + 2, cells, problem: null });
			if (!('row' in parsed)) throw new Error(parsed.faults[0]!.code);
			return parsed.row;
		});
	const context = { importId: 'x', setup, plan, names, ranges: rangesOf(null, []), startRuns: null };
	for (const analysed of [false, true]) {
		if (analysed) await sql`analyze customer, identifier, subscription, consent, segment_member`.execute(database.db);
		const before = await wholeReads();
		const apply = (from: number, name: string) =>
			database.db.transaction().execute((tx) => importBatch(tx, rowsFrom(from, name), context));
		const shift = analysed ? 100 : 0;
		expect((await apply(30_000 + shift, 'Яна')).counts.created).toBe(100);
		expect((await apply(5000 + shift, 'Анна')).counts.unchanged).toBe(100);
		expect((await apply(9000 + shift, 'Инна')).counts.updated).toBe(100);
		expect(await wholeReads(), analysed ? 'analysed' : 'not analysed').toEqual(before);
	}
});
