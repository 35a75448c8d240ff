import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newCustomer } from '../testing.ts';
import { createSegmentation } from './create-segmentation.ts';
import { launchSegmentation } from './launch-segmentation.ts';
import { readSegmentation } from './list-segmentations.ts';
import { recalculateDue, recalculateSegmentation, startRecalculation } from './recalculate.ts';
import { updateSegmentation } from './update-segmentation.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
});
afterAll(() => database.close());

const area = (value: string): Filter => ({ field: 'customer.area', op: 'eq', value });

async function launched(filters: readonly Filter[]): Promise<string> {
	const segments = filters.map((filter, n) => ({ name: `Сегмент ${n + 1}`, filter }));
	const made = await createSegmentation(db, { name: 'По фильтру', kind: 'filter', segments });
	if (made.status !== 'created') throw new Error(made.status);
	expect(await launchSegmentation(db, made.id)).toEqual({ status: 'launched' });
	return made.id;
}

async function membersOf(id: string): Promise<Record<number, string>> {
	const { rows } = await sql<{ id: number; name: string }>`
		select m.customer_id as id, g.name from segment_member m join segment g on g.id = m.segment_id
		where m.segmentation_id = ${id} order by 1`.execute(db);
	return Object.fromEntries(rows.map((row) => [row.id, row.name]));
}

it('the first filter that is true wins, and each change is one fact with both ends', async () => {
	const omsk = await newCustomer(db, { area: 'Омск', firstName: 'Анна' });
	const tomsk = await newCustomer(db, { area: 'Томск' });
	const nobody = await newCustomer(db, {});
	const id = await launched([area('Омск'), { field: 'customer.area', op: 'filled' }]);
	const before = (await readSegmentation(db, id))!;
	expect(before).toMatchObject({ recalculatedAt: null, recalculating: false });
	expect(await recalculateSegmentation(db, id)).toMatchObject({ status: 'done', changed: 2 });
	expect(await membersOf(id)).toEqual({ [omsk]: 'Сегмент 1', [tomsk]: 'Сегмент 2' });
	const counted = (await readSegmentation(db, id))!;
	expect(counted.recalculatedAt).toBeInstanceOf(Date);
	expect(counted.segments.map((segment) => segment.size)).toEqual([1, 1]);

	await db.updateTable('customer').set({ area: 'Томск' }).where('id', '=', omsk).execute();
	await db.updateTable('customer').set({ area: null }).where('id', '=', tomsk).execute();
	await db.updateTable('customer').set({ area: 'Омск' }).where('id', '=', nobody).execute();
	expect(await recalculateSegmentation(db, id)).toMatchObject({ status: 'done', changed: 3 });
	expect(await membersOf(id)).toEqual({ [omsk]: 'Сегмент 2', [nobody]: 'Сегмент 1' });
	const [first, second] = counted.segments.map((segment) => segment.id);
	const { rows } = await sql`
		select customer_id as c, from_segment_id as f, to_segment_id as t, source from segment_move
		where segmentation_id = ${id} order by at, customer_id`.execute(db);
	expect(rows).toEqual([
		{ c: omsk, f: null, t: first, source: 'system' },
		{ c: tomsk, f: null, t: second, source: 'system' },
		{ c: nobody, f: null, t: first, source: 'system' },
		{ c: omsk, f: first, t: second, source: 'system' },
		{ c: tomsk, f: second, t: null, source: 'system' },
	]);
	expect(await recalculateSegmentation(db, id)).toMatchObject({ status: 'done', changed: 0 });
	expect(await db.selectFrom('selection').select('id').where('kind', '=', 'recalculation').execute()).toEqual([]);
});

it('the order of the segments decides, and a change of it is recalculated before the hour is over', async () => {
	const id = await launched([area('Пермь'), { field: 'customer.firstName', op: 'eq', value: 'Вера' }]);
	const both = await newCustomer(db, { area: 'Пермь', firstName: 'Вера' });
	while (await recalculateDue(db));
	expect(await membersOf(id)).toEqual({ [both]: 'Сегмент 1' });
	const { revision, segments } = (await readSegmentation(db, id))!;
	const [first, second] = segments.map(({ id: one, name, filter }) => ({ id: one, name, filter }));
	await updateSegmentation(db, id, revision, { name: 'Иначе', segments: [second!, first!] });
	expect(await recalculateDue(db)).toBe(true);
	expect(await membersOf(id)).toEqual({ [both]: 'Сегмент 2' });
});

it('by the hour every one is recalculated once, by one of many workers', async () => {
	await launched([area('Уфа')]);
	while (await recalculateDue(db));
	await database.moveClock(59 * 60_000);
	expect(await recalculateDue(db)).toBe(false);
	await database.moveClock(2 * 60_000);
	const wanted = await db
		.selectFrom('segmentation')
		.select('id')
		.where('kind', '=', 'filter')
		.where('state', '=', 'launched')
		.execute();
	const each = await Promise.all(
		Array.from({ length: 3 }, async () => {
			let n = 0;
			while (await recalculateDue(db)) n++;
			return n;
		}),
	);
	expect(each.reduce((a, b) => a + b)).toBe(wanted.length);
});

it('two are never at one segmentation, and one that died is not waited for', async () => {
	const id = await launched([area('Казань')]);
	const started = await db.transaction().execute((tx) => startRecalculation(tx, id));
	expect(started.status).toBe('started');
	expect((await readSegmentation(db, id))!.recalculating).toBe(true);
	expect(await recalculateSegmentation(db, id)).toEqual({ status: 'under-way' });
	await database.moveClock(11 * 60_000);
	expect(await recalculateSegmentation(db, id)).toMatchObject({ status: 'done' });
});

it('a filter that can be asked no more leaves the members, and says so', async () => {
	const customer = await newCustomer(db, { area: 'Сочи' });
	const id = await launched([area('Сочи')]);
	await recalculateSegmentation(db, id);
	await sql`update segment set filter = '{"field":"gone","op":"eq","value":1}' where segmentation_id = ${id}`.execute(
		db,
	);
	expect(await recalculateSegmentation(db, id)).toEqual({ status: 'filter-invalid' });
	expect(await readSegmentation(db, id)).toMatchObject({
		recalculationProblem: 'filter-invalid',
		recalculating: false,
	});
	expect(await membersOf(id)).toEqual({ [customer]: 'Сегмент 1' });
	await sql`update segment set filter = '{"all":[]}' where segmentation_id = ${id}`.execute(db);
	await recalculateSegmentation(db, id);
	expect(await readSegmentation(db, id)).toMatchObject({ recalculationProblem: null });
});
