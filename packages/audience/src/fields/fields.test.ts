import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findUses } from '../templates/find-uses.ts';
import { newCampaign, newCustomer } from '../testing.ts';
import { createField } from './create-field.ts';
import { listFields, readField } from './list-fields.ts';
import { removeField, restoreField } from './remove-field.ts';
import { updateField } from './update-field.ts';
import { usesOfField } from './uses-of-field.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
});
afterAll(() => database.close());

async function make(name: string, type: 'string' | 'unique_id' = 'string', systemName?: string) {
	const made = await createField(db, { name, type, systemName });
	if (made.status !== 'created') throw new Error(made.status);
	return made;
}

const drafted = async (text: string) =>
	sql`
		insert into flow (campaign_id, name, system_name, document, document_hash)
		values (${await newCampaign(db)}, 'Сценарий', 'f' || replace(uuidv7()::text, '-', ''),
			${JSON.stringify({ text })}::jsonb, 'x')`.execute(db);

it('a field gets its system name from its name, and names clash without regard to case', async () => {
	expect(await make('Любимый цвет')).toMatchObject({ systemName: 'LyubimyjCvet' });
	expect(await make('Любимый цвет')).toMatchObject({ systemName: 'LyubimyjCvet2' });
	expect(await createField(db, { name: 'x', systemName: 'lyubimyjcvet', type: 'number' })).toEqual({
		status: 'name-taken',
	});
	expect(await createField(db, { name: 'x', systemName: 'a-b', type: 'number' })).toEqual({
		status: 'invalid',
		fault: 'system-name',
	});
	expect((await listFields(db, { entity: 'customer' })).map((field) => field.systemName)).toEqual([
		'LyubimyjCvet',
		'LyubimyjCvet2',
	]);
});

it('system name and type change until a customer has a value, words always', async () => {
	const { id, systemName } = await make('Размер');
	const input = { systemName, name: 'Размер', type: 'string' } as const;
	expect(await updateField(db, id, 1, { ...input, type: 'number' })).toEqual({ status: 'updated', revision: 2 });
	const customer = await newCustomer(db);
	await sql`update customer set custom = ${JSON.stringify({ [systemName]: 1 })}::jsonb where id = ${customer}`.execute(
		db,
	);
	expect(await updateField(db, id, 2, input)).toEqual({ status: 'locked' });
	expect(await updateField(db, id, 2, { ...input, type: 'number', name: 'Размер ноги' })).toMatchObject({
		revision: 3,
	});
	expect(await updateField(db, id, 2, input)).toEqual({ status: 'changed', revision: 3 });
	expect(await removeField(db, id)).toEqual({ status: 'archived' });
	expect(await readField(db, id)).toMatchObject({ archived: true, name: 'Размер ноги' });
	expect(await restoreField(db, id)).toBe(true);
});

it('a field without values that nothing names is deleted, and its name is free again', async () => {
	const { id } = await make('Пробное', 'string', 'Trial');
	expect(await removeField(db, id)).toEqual({ status: 'deleted' });
	await make('Пробное', 'string', 'trial');
});

it.each([
	['${ Recipient.CustomFields.Wanted }', true],
	['${ AdditionalData.wanted }', true],
	['{"field":"customer.custom.Wanted"}', true],
	['Custom:wanted', true],
	['${ Recipient.CustomFields.Wanted2 }', false],
	['${ Action.CustomFields.Wanted }', false],
	['ActionField:Wanted', false],
])('the text %s names the field: %s', async (text, names) => {
	await sql`delete from flow`.execute(db);
	await drafted(text);
	expect((await findUses(db, usesOfField('customer', 'Wanted'))).map((use) => use.kind)).toEqual(
		names ? ['flow-draft'] : [],
	);
});

it('a unique id declares its system, and does not take over one that is in use', async () => {
	await make('Номер карты', 'unique_id', 'Card');
	expect(await db.selectFrom('identifierSystem').select(['name', 'kind']).execute()).toEqual([
		{ name: 'Card', kind: 'unique' },
	]);
	await db.insertInto('identifierSystem').values({ name: 'crm' }).execute();
	await db
		.insertInto('identifier')
		.values({ kind: 'unique', system: 'crm', value: '1', customerId: await newCustomer(db) })
		.execute();
	expect(await createField(db, { name: 'CRM', systemName: 'CRM', type: 'unique_id' })).toEqual({
		status: 'system-taken',
	});
});
