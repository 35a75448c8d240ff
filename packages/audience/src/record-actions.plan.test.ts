import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openIntake } from './open-intake.ts';
import { sweepAccepted } from './sweep-accepted.ts';
import { newOperation, newSegmentation, newTemplate } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
	// One session, so that its counters can be flushed by hand.
	database = await testDatabase({ max: 1 });
});
afterAll(() => database.close());

const tables = ['identifier', 'customer', 'customer_order', 'operation_request', 'segment_member', 'subscription'];

async function wholeReads(): Promise<Record<string, number>> {
	await sql`select pg_stat_force_next_flush()`.execute(database.db);
	const { rows } = await sql<{ name: string; scans: number }>`
		select relname as name, seq_scan as scans from pg_stat_user_tables where relname = any(${tables}::text[])`.execute(
		database.db,
	);
	return Object.fromEntries(rows.map((row) => [row.name, row.scans]));
}

it('recording a batch reads no table whole, with or without statistics', async () => {
	const { db } = database;
	await sql`insert into customer (phone) select '+7916' || (1000000 + n) from generate_series(1, 60000) n`.execute(db);
	await sql`insert into identifier (kind, value, customer_id) select 'phone', phone, id from customer`.execute(db);
	await sql`insert into subscription (customer_id, state, source) select id, 'subscribed', 'x' from customer`.execute(
		db,
	);
	const template = await newTemplate(db);
	const operation = await newOperation(db, { templateId: template.id });
	const { externalId } = await newSegmentation(db, ['gold']);
	await sql`insert into segment_member (customer_id, segmentation_id, segment_id) select id, uuidv7(), uuidv7() from customer`.execute(
		db,
	);
	await sql`insert into operation_request (operation_id, transaction_id, endpoint_id, kind, state, body_hash)
		select ${operation.id}, 'old' || n, ${operation.endpointId}, 'async', 'recorded', '' from generate_series(1, 20000) n`.execute(
		db,
	);
	const intake = openIntake(db, { startRuns: async () => {} });
	let turns = 0;
	const call = (kind: 'sync' | 'async', n: number) =>
		intake.call({
			kind,
			query: { operation: operation.systemName, endpointId: operation.endpointName, transactionId: `${kind}${n}` },
			authorization: `SecretKey ${operation.secret}`,
			origin: null,
			body: {
				customer: {
					firstName: `Анна ${kind} ${turns}`,
					mobilePhone: `+7916${1_000_000 + n * 7}`,
					subscriptions: [{ isSubscribed: false }],
				},
				order: { ids: { externalId: `A-${n}` }, status: kind },
				segmentations: [{ ids: { externalId }, segment: { ids: { externalId: 'gold' } } }],
			},
		});
	const turn = async () => {
		turns++;
		await Promise.all(Array.from({ length: 200 }, (_, n) => call('sync', n)));
		await Promise.all(Array.from({ length: 200 }, (_, n) => call('async', n)));
		await intake.idle();
		await sweepAccepted(db, { startRuns: async () => {} });
		await sql`delete from operation_request where transaction_id like '%sync%'`.execute(db);
	};
	await turn();
	const before = await wholeReads();
	await turn();
	const between = await wholeReads();
	await sql`analyze`.execute(db);
	const analysed = await wholeReads();
	await turn();
	const after = await wholeReads();
	const reads = (from: Record<string, number>, to: Record<string, number>) =>
		Object.fromEntries(tables.map((table) => [table, to[table]! - from[table]!]));
	// The clean-up of a turn reads operation_request whole, once.
	const none = { ...Object.fromEntries(tables.map((table) => [table, 0])), operation_request: 1 };
	expect(reads(before, between)).toEqual(none);
	expect(reads(analysed, after)).toEqual(none);
});
