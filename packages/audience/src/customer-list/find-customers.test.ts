import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawSelection } from '../selections/draw-selection.ts';
import { newCustomer, newSegmentation } from '../testing.ts';
import { countCustomers } from './count-customers.ts';
import { type FindCustomersQuery, type FoundCustomers, findCustomers } from './find-customers.ts';
import { isSearch, searchCustomers } from './search-customers.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
const people: Record<string, number> = {};
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	await sql`
		insert into customer (id, source, area, first_name, created_at)
		select 200000 + n, 'test', case when n % 997 = 0 then 'Редкий' when n % 2 = 0 then 'Частый' end, 'Иннокентий', now()
		from generate_series(1, 9000) n`.execute(db);
	people.fedorov = await newCustomer(db, { lastName: 'Фёдоров', firstName: 'Пётр', phone: '+79161112233' });
	people.fedorova = await newCustomer(db, { lastName: 'Федорова', firstName: 'Анна', email: 'anna@example.ru' });
	people.percent = await newCustomer(db, { lastName: '100%_x', firstName: 'Сто' });
	await db
		.insertInto('identifier')
		.values([
			{ kind: 'unique', system: 'crm', value: 'CRM-7', customerId: people.fedorova },
			{ kind: 'order', system: '', value: 'A-100', customerId: people.fedorov },
		])
		.execute();
	await db.insertInto('customerAlias').values({ id: 9, survivorId: people.fedorov }).execute();
});
afterAll(() => database.close());

async function page(query: FindCustomersQuery, budgetMs?: number): Promise<FoundCustomers> {
	const found = await findCustomers(db, query, budgetMs === undefined ? {} : { budgetMs });
	if (found.status !== 'found') throw new Error(JSON.stringify(found));
	return found;
}

const ids = (found: FoundCustomers) => found.items.map((item) => item.id);

it.each([
	['8 (916) 111-22-33', ['fedorov']],
	['+79161112233', ['fedorov']],
	['ANNA@example.ru', ['fedorova']],
	['CRM-7', ['fedorova']],
	['A-100', ['fedorov']],
	['9', ['fedorov']],
	['федоров', ['fedorova', 'fedorov']],
	['ФЁДОРОВ', ['fedorova', 'fedorov']],
	['пет фёд', ['fedorov']],
	['едоров', []],
	['100%', ['percent']],
	['100%_', ['percent']],
	['1_0', []],
	['нет такого', []],
] as const)('«%s» finds %j', async (search, names) => {
	expect(ids(await page({ search }))).toEqual(names.map((name) => people[name]));
	expect(await countCustomers(db, { search })).toMatchObject({ status: 'counted', count: names.length });
});

it('a name of many is looked for along the list, a rare one by its index', async () => {
	expect((await searchCustomers(db, 'Иннокентий')).ids).toBeNull();
	expect((await searchCustomers(db, 'Иннокентий Фёдоров')).ids).toEqual([]);
	expect(isSearch(' \0 ')).toBe(false);
	expect(ids(await page({ search: 'инн', limit: 3 }))).toEqual([209_000, 208_999, 208_998]);
});

it.each(['newest', 'oldest'] as const)(
	'pages of the %s go forward to the end and back to the beginning',
	async (sort) => {
		const query = { sort, limit: 7, filter: { field: 'customer.area', op: 'eq', value: 'Редкий' } as Filter };
		const expected = Array.from({ length: 9 }, (_, n) => 200_000 + 997 * (n + 1));
		if (sort === 'newest') expected.reverse();
		const first = await page(query);
		expect(ids(first)).toEqual(expected.slice(0, 7));
		expect(first.previous).toBeNull();
		const second = await page({ ...query, cursor: first.next });
		expect(ids(second)).toEqual(expected.slice(7));
		expect(second.next).toBeNull();
		const back = await page({ ...query, cursor: second.previous });
		expect(ids(back)).toEqual(expected.slice(0, 7));
		expect(back.previous).toBeNull();
		expect(ids(await page({ ...query, cursor: back.next }))).toEqual(expected.slice(7));
		const last = await page({ ...query, limit: 4, cursor: 'end' });
		expect(ids(last)).toEqual(expected.slice(5));
		expect(ids(await page({ ...query, limit: 4, cursor: last.previous }))).toEqual(expected.slice(1, 5));
	},
);

it.each(['newest', 'oldest'] as const)(
	'%s: when time is up, what was found and the rest are the whole page',
	async (sort) => {
		const query = { sort, limit: 8, filter: { field: 'customer.area', op: 'eq', value: 'Редкий' } as Filter };
		const whole = await page(query);
		const begun = await page(query, 0);
		expect(begun.rest).not.toBeNull();
		expect(begun.items.length).toBeLessThan(8);
		const rest = await page({ ...query, limit: 8 - begun.items.length, cursor: begun.rest });
		expect(rest.rest).toBeNull();
		expect([...ids(begun), ...ids(rest)]).toEqual(ids(whole));
		const second = await page({ ...query, cursor: rest.next });
		expect(ids(second)).toEqual(ids(await page({ ...query, cursor: whole.next })));
		// Backward too, from the end of the list.
		const back = await page({ ...query, cursor: second.previous });
		expect(ids(back)).toEqual(ids(whole));
	},
);

it('columns are read when asked for, and nothing personal is shown without the right', async () => {
	const customerId = people.fedorov!;
	const { id, segments } = await newSegmentation(db, ['Золотой']);
	await db
		.insertInto('segmentMember')
		.values({ customerId, segmentationId: id, segmentId: segments.Золотой! })
		.execute();
	await db
		.insertInto('customerOrder')
		.values([
			{ customerId, status: 'paid', total: 100.5, changedAt: new Date() },
			{ customerId, status: 'new', total: 50, changedAt: new Date() },
		])
		.execute();
	await db
		.updateTable('customer')
		.set({ custom: JSON.stringify({ size: 'L', other: 1 }), birthDate: '1990-05-20' })
		.where('id', '=', customerId)
		.execute();
	const query = { search: 'CRM-7', columns: [] };
	expect((await page({ ...query, search: '9' })).items[0]).toMatchObject({
		orders: null,
		custom: {},
		lastAction: null,
	});
	const columns = ['orders', 'ordersTotal', 'lastAction', 'custom:size'];
	expect((await page({ search: '9', columns })).items[0]).toMatchObject({
		name: 'Фёдоров Пётр',
		phone: '+79161112233',
		birthDate: '1990-05-20',
		orders: 2,
		ordersTotal: 150.5,
		custom: { size: 'L' },
		segments: [{ segmentationId: id, name: 'Золотой' }],
	});
	expect((await page({ search: '9', columns, masked: true })).items[0]).toMatchObject({
		phone: '+7916***2233',
		birthDate: null,
		custom: {},
	});
});

it('rows say whether they are selected', async () => {
	const drawn = await drawSelection(db, { kind: 'chosen', ids: [208_999, 208_997] });
	if (drawn.status !== 'drawn') throw new Error(drawn.status);
	const { items } = await page({ search: 'инн', limit: 4, selection: drawn.selection.id });
	expect(items.map((item) => item.selected)).toEqual([false, true, false, true]);
});

it('a filter that cannot be asked is refused, and an aborted read ends', async () => {
	const filter = { field: 'nothing', op: 'eq', value: 1 } as Filter;
	expect(await findCustomers(db, { filter })).toMatchObject({ status: 'invalid' });
	expect(await countCustomers(db, { filter })).toMatchObject({ status: 'invalid' });
	expect(await countCustomers(db, {}, { signal: AbortSignal.abort() })).toEqual({ status: 'cancelled' });
});
