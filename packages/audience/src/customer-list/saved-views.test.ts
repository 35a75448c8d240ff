import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstColumns } from './list-columns.ts';
import { deleteView, keepListSetting, listViews, readListSetting, saveView } from './saved-views.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	await db
		.insertInto('staff')
		.values(['anna', 'olga'].map((id) => ({ id, name: id, email: `${id}@example.ru` })))
		.execute();
});
afterAll(() => database.close());

const view = { name: 'Омск', filter: null, search: null, columns: ['phone'], sort: 'newest', shared: false } as const;

it('a view is its owner’s to change and, shared, everybody’s to see', async () => {
	const made = await saveView(db, 'anna', view);
	if (made.status !== 'saved') throw new Error(made.status);
	expect(await listViews(db, 'olga')).toEqual([]);
	expect(await saveView(db, 'olga', view, made.id)).toEqual({ status: 'unknown' });
	expect(await deleteView(db, 'olga', made.id)).toBe(false);
	const filter = { field: 'customer.area', op: 'eq', value: 'Омск' } as const;
	expect(await saveView(db, 'anna', { ...view, filter, shared: true }, made.id)).toMatchObject({ status: 'saved' });
	expect(await listViews(db, 'olga')).toEqual([
		{ ...view, id: made.id, filter, shared: true, own: false, owner: 'anna', columns: ['name', 'phone'] },
	]);
	expect(await saveView(db, 'anna', { ...view, name: 'омск' })).toEqual({ status: 'name-taken' });
	expect(await saveView(db, 'olga', view)).toMatchObject({ status: 'saved' });
	const wrong = { field: 'gone', op: 'eq', value: 1 };
	expect(await saveView(db, 'anna', { ...view, name: 'x', filter: wrong })).toMatchObject({ status: 'filter-invalid' });
	expect(await deleteView(db, 'anna', made.id)).toBe(true);
	expect((await listViews(db, 'olga')).map((one) => one.own)).toEqual([true]);
});

it('columns and page size are each person’s own, and unknown columns are left out', async () => {
	expect(await readListSetting(db, 'anna')).toEqual({ columns: firstColumns, pageSize: 50 });
	await keepListSetting(db, 'anna', { columns: ['phone', 'nonsense', 'custom:size', 'phone'], pageSize: 100 });
	await keepListSetting(db, 'anna', { columns: ['email', 'custom:size'], pageSize: 25 });
	expect(await readListSetting(db, 'anna')).toEqual({ columns: ['name', 'email', 'custom:size'], pageSize: 25 });
	expect((await readListSetting(db, 'olga')).pageSize).toBe(50);
});
