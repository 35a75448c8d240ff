import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { keepRefusedCalls, listRefusedCalls, maskAddress, purgeRefusedCalls } from './refused-calls.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(async () => {
	await database?.close();
});

const call = { code: 'key-invalid', address: '203.0.113.7', endpoint: 'shop', operation: 'Order' } as const;

it('so many refused calls a minute are kept and no more, and the next minute counts anew', async () => {
	let at = 0;
	const keeper = keepRefusedCalls(database.db, { perMinute: 3, now: () => at });
	for (let n = 0; n < 10; n++) keeper.note({ ...call, operation: `First${n}` });
	at = 60_000;
	keeper.note({ ...call, operation: 'Second' });
	keeper.note({ ...call, code: 'busy' });
	await keeper.idle();
	const { items } = await listRefusedCalls(database.db);
	expect(items.map((one) => one.operation)).toEqual(['Second', 'First2', 'First1', 'First0']);
	expect(items[0]).toMatchObject({ code: 'key-invalid', address: '203.0.113.*', endpoint: 'shop' });
});

it('a name as called is kept short and without control characters', async () => {
	const keeper = keepRefusedCalls(database.db);
	keeper.note({ ...call, operation: `a\0b\n${'c'.repeat(500)}` });
	await keeper.idle();
	expect((await listRefusedCalls(database.db, { limit: 1 })).items[0]!.operation).toBe(`ab${'c'.repeat(98)}`);
});

it('refused calls are forgotten after 30 days', async () => {
	await sql`update refused_call set received_at = volna.now_exact() - interval '31 days'
		where operation = 'Second'`.execute(database.db);
	expect((await listRefusedCalls(database.db)).items.map((one) => one.operation)).not.toContain('Second');
	expect(await purgeRefusedCalls(database.db)).toBe(1);
});

test.each([
	['203.0.113.7', '203.0.113.*'],
	['::ffff:203.0.113.7', '203.0.113.*'],
	['2001:db8:1:2::7', '2001:db8:1:*'],
	[null, ''],
])('of the address %s is kept %s', (address, kept) => {
	expect(maskAddress(address)).toBe(kept);
});
