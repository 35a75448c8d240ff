import {
	checkFilter,
	countDemoCustomers,
	countFilter,
	listActionTemplates,
	listSegmentations,
	prepareProject,
	removeDemoCustomers,
} from '@volna/audience';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { saveAccount, settleDemoHolds } from '@volna/messaging';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoBase, loadDemoBase } from './load-demo-base.ts';
import { makePeople } from './make-people.ts';

let database: TestDatabase;
let base: DemoBase;
beforeAll(async () => {
	database = await testDatabase();
	const [one, two] = await Promise.all([loadDemoBase(database.db), loadDemoBase(database.db)]);
	expect([one, two].filter((loaded) => loaded === null)).toHaveLength(1);
	base = (one ?? two)!;
});
afterAll(() => database.close());

it('the demo is loaded once', async () => {
	expect(await loadDemoBase(database.db)).toBeNull();
	expect(await countDemoCustomers(database.db)).toBe(2000);
});

it('people are the same each time, their names agree, their phones are theirs alone', () => {
	const people = makePeople(2000);
	expect(makePeople(2000)).toEqual(people);
	const phones = people.flatMap((person) => person.phone ?? []);
	expect(new Set(phones).size).toBe(phones.length);
	expect(phones.every((phone) => /^\+7(900|999)\d{7}$/.test(phone))).toBe(true);
	for (const { sex, lastName, middleName } of people) {
		if (lastName) expect(lastName.endsWith('а')).toBe(sex === 'female');
		if (middleName) expect(middleName.endsWith('на')).toBe(sex === 'female');
	}
	expect(people.some((person) => person.firstName === null)).toBe(true);
	expect(people.some((person) => person.phone === null)).toBe(true);
});

it('subscribed customers have a consent, and every customer is found by their phone', async () => {
	const { rows } = await sql<{ unproved: number; lost: number }>`
		select
			(select count(*) from subscription s where s.state = 'subscribed'
				and not exists (select from consent k where k.customer_id = s.customer_id)) as unproved,
			(select count(*) from customer c where c.phone is not null
				and not exists (select from identifier i where i.kind = 'phone' and i.value = c.phone and i.customer_id = c.id)) as lost`.execute(
		database.db,
	);
	expect(rows[0]).toEqual({ unproved: 0, lost: 0 });
});

it('segmentations are launched and filled, templates were issued in thirty days', async () => {
	const { items } = await listSegmentations(database.db);
	const loyalty = items.find((item) => item.externalId === 'loyalty');
	expect(loyalty).toMatchObject({ name: 'Программа лояльности', state: 'launched' });
	expect(loyalty?.segments.map((segment) => segment.name)).toEqual(['VIP', 'Золотой', 'Серебряный', 'Базовый']);
	expect(loyalty?.segments.every((segment) => segment.size > 50)).toBe(true);
	const issued = (await listActionTemplates(database.db)).items.find(
		(item) => item.systemName === 'IzmenenieStatusaZakaza',
	);
	expect(issued?.issued30d).toBeGreaterThan(500);
	const vip = { field: 'segment', op: 'in', value: base.segmentations.loyalty?.segments.vip };
	expect(checkFilter(vip, 'customer')).toEqual([]);
	expect(await countFilter(database.db, vip)).toMatchObject({ status: 'counted', count: loyalty?.segments[0]?.size });
});

it('made-up customers are removed with all that names them', async () => {
	expect(await removeDemo(database)).toBe(2000);
	expect(await countDemoCustomers(database.db)).toBe(0);
	const { rows } = await sql<{ left: number }>`
		select (select count(*) from identifier) + (select count(*) from action)
			+ (select count(*) from customer where phone is not null or email is not null) as left`.execute(database.db);
	expect(rows[0]?.left).toBe(0);
});

async function removeDemo({ db }: TestDatabase): Promise<number> {
	return db.transaction().execute(async (tx) => {
		const removed = await removeDemoCustomers(tx);
		await settleDemoHolds(tx);
		return removed;
	});
}

describe('a real account', () => {
	const seal = { seal: (text: string) => Buffer.from(text), unseal: (sealed: Buffer) => sealed.toString() };
	const save = ({ db }: TestDatabase, isEmulator = false) =>
		db
			.transaction()
			.execute((tx) =>
				saveAccount(tx, { baseUrl: 'https://provider.example/api', isEmulator, username: 'shop', password: 's' }, seal),
			);
	const holds = async ({ db }: TestDatabase) =>
		(await db.selectFrom('hold').select('detail').execute()).map(({ detail }) => detail);
	let shop: TestDatabase;
	beforeEach(async () => {
		shop = await testDatabase();
		await prepareProject(shop.db);
	});
	afterEach(() => shop.close());

	it('is held while demo customers exist, and no longer, however often it is saved', async () => {
		await loadDemoBase(shop.db);
		await save(shop);
		expect(await holds(shop)).toEqual(['demo_customers']);
		await removeDemo(shop);
		expect(await holds(shop)).toEqual([]);
		await save(shop);
		expect(await holds(shop)).toEqual([]);
	});

	it('that was there before the demo is held from the moment the demo is loaded; an emulator is not', async () => {
		await save(shop);
		await loadDemoBase(shop.db);
		expect(await holds(shop)).toEqual(['demo_customers']);
		await save(shop, true);
		expect(await holds(shop)).toEqual([]);
	});

	it('that is saved while the demo is removed is not left held', async () => {
		await loadDemoBase(shop.db);
		await save(shop);
		await Promise.all([removeDemo(shop), save(shop), save(shop)]);
		expect(await holds(shop)).toEqual([]);
	});
});
