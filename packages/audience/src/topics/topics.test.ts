import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newCustomer } from '../testing.ts';
import { listTopics } from './list-topics.ts';
import { removeTopic, restoreTopic, usesOfTopic } from './remove-topic.ts';
import { createTopic, updateTopic } from './save-topic.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
});
afterAll(() => database.close());

it('a topic keeps its system name once somebody has answered to it, and is archived then', async () => {
	const made = await createTopic(db, { name: 'Акции и скидки' });
	if (made.status !== 'created') throw new Error(made.status);
	expect(made.systemName).toBe('AkciiISkidki');
	expect(await createTopic(db, { name: 'x', systemName: 'AKCIIISKIDKI' })).toEqual({ status: 'name-taken' });
	const input = { name: 'Акции', systemName: 'promo' };
	expect(await updateTopic(db, made.id, 1, input)).toEqual({ status: 'updated', revision: 2 });
	expect(await updateTopic(db, made.id, 1, input)).toEqual({ status: 'changed', revision: 2 });
	await db
		.insertInto('subscription')
		.values({ customerId: await newCustomer(db), topic: 'promo', state: 'subscribed', source: 'test' })
		.execute();
	expect(await updateTopic(db, made.id, 2, { ...input, systemName: 'sale' })).toEqual({ status: 'locked' });
	expect(await removeTopic(db, made.id)).toEqual({ status: 'archived' });
	expect(await listTopics(db)).toMatchObject([{ systemName: 'promo', archived: true }]);
	expect(await restoreTopic(db, made.id)).toBe(true);
});

it('a topic nobody has answered to is deleted', async () => {
	const made = await createTopic(db, { name: 'Новости' });
	if (made.status !== 'created') throw new Error(made.status);
	expect(await removeTopic(db, made.id)).toEqual({ status: 'deleted' });
	expect(await removeTopic(db, made.id)).toEqual({ status: 'unknown' });
});

it.each([
	{ columns: ['IsSubscribedBySmsOn:News'], settings: {}, uses: 1 },
	{ columns: [], settings: { agreed: ['', 'news'] }, uses: 1 },
	{ columns: ['IsSubscribedBySmsOn:NewsOfShop'], settings: { agreed: ['promo'] }, uses: 0 },
])('an import of $columns $settings uses the topic in $uses places', async ({ columns, settings, uses }) => {
	await sql`delete from import`.execute(db);
	await sql`
		insert into import (kind, file_id, file_name, file_size, format, headers, columns, settings)
		values ('upsert', uuidv7(), 'a.csv', 1, '{}', '[]', ${JSON.stringify(columns)}::jsonb, ${JSON.stringify(settings)}::jsonb)`.execute(
		db,
	);
	const topic = { id: '0192f000-0000-7000-8000-000000000001', systemName: 'news' };
	expect(await usesOfTopic(db, topic)).toHaveLength(uses);
});
