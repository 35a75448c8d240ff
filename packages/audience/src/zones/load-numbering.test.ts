import type { TaskStep } from '@volna/db';
import { writeFile } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openIntake } from '../open-intake.ts';
import { newCustomer, newOperation } from '../testing.ts';
import { type LoadNumberingCursor, loadNumberingTaskKind, startNumbering } from './load-numbering.ts';
import { keptNumberRanges, readNumberRanges } from './number-ranges.ts';
import { readNumbering, tryNumber } from './read-numbering.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.close());

const HEAD = 'АВС/ DEF;От;До;Емкость;Оператор;Регион';
const OMSK = '913;6000000;6999999;1000000;ПАО "МТС";Омская обл.';
const SAMARA = '927;2000000;2999999;1000000;ООО "Т2 Мобайл";Самарская обл.';
const NOWHERE = '999;0000000;0000009;10;АО "НОВЫЙ";Российская Федерация';

async function load(rows: readonly string[]) {
	const { fileId } = await writeFile(
		database.db,
		{ name: 'def.csv', contentType: 'text/csv', staffId: null, neededRight: 'import', expiresInHours: 1 },
		(async function* () {
			yield Buffer.from([HEAD, ...rows].join('\n'));
		})(),
	);
	const started = await startNumbering(database.db, {
		file: { id: fileId, name: 'def.csv' },
		staffId: null,
		leastRows: 1,
	});
	if (started.status === 'refused') return started;
	const task = await database.db
		.selectFrom('task')
		.selectAll()
		.where('id', '=', started.taskId)
		.executeTakeFirstOrThrow();
	const kind = loadNumberingTaskKind();
	const context = { db: database.db, taskId: task.id, staffId: null, signal: new AbortController().signal };
	let cursor: LoadNumberingCursor | null = null;
	for (let finished = false; !finished; ) {
		// Opened anew for each batch, as after a crash.
		const work = await kind.open(task.input as never, cursor, context);
		const step: TaskStep<LoadNumberingCursor> = await database.db.transaction().execute((tx) => work.next(tx));
		await work.close();
		cursor = step.cursor;
		finished = step.finished;
	}
	return started;
}

const zones = async () =>
	(
		await sql<{
			z: string;
		}>`select coalesce(time_zone_source || ' ' || time_zone, '') as z from customer order by id`.execute(database.db)
	).rows.map((row) => row.z);

it('a new table gives zones to those whom only the number tells, and the next one takes them back', async () => {
	await newCustomer(database.db, { phone: '+79136123456' });
	await newCustomer(database.db, { phone: '+79272123456' });
	await newCustomer(database.db, { phone: '+79990000001' });
	await newCustomer(database.db, { phone: '+77011234567' });
	const stated = await newCustomer(database.db, { phone: '+79136123457', timeZone: 'Asia/Tokyo' });
	await sql`update customer set time_zone_source = 'stated' where id = ${stated}`.execute(database.db);
	await newCustomer(database.db, { phone: null });

	expect(await load([OMSK, SAMARA, NOWHERE])).toMatchObject({ status: 'started' });
	expect(await zones()).toEqual([
		'number Asia/Omsk',
		'number Europe/Samara',
		'',
		'number Asia/Almaty',
		'stated Asia/Tokyo',
		'',
	]);
	expect(await tryNumber(database.db, '8 913 612-34-56')).toMatchObject({
		status: 'found',
		zone: 'Asia/Omsk',
		range: { operator: 'ПАО "МТС"', region: 'Омская обл.' },
	});
	expect(await tryNumber(database.db, '495')).toMatchObject({ status: 'refused' });
	const first = await readNumberRanges(database.db);

	expect(await load([SAMARA])).toMatchObject({ status: 'started' });
	expect(await zones()).toEqual(['', 'number Europe/Samara', '', 'number Asia/Almaty', 'stated Asia/Tokyo', '']);
	const second = await readNumberRanges(database.db, first);
	expect([first.zoneOf('+79136123456'), second.zoneOf('+79136123456')]).toEqual(['Asia/Omsk', null]);
	expect(await keptNumberRanges(database.db, second.tableId)).toBe(await keptNumberRanges(database.db, second.tableId));

	await load([OMSK, NOWHERE]);
	const { tables, customersByNumber } = await readNumbering(database.db);
	expect(tables).toMatchObject([
		{
			state: 'current',
			ranges: 2,
			numbers: 1_000_010,
			unknownRegions: [{ region: 'Российская Федерация', ranges: 1 }],
		},
		{ state: 'previous', ranges: 1 },
	]);
	expect(customersByNumber).toBe(2);
});

it('a call’s customer gets the number’s zone, an area outranks it, and a new number brings a new zone', async () => {
	await load([OMSK, SAMARA]);
	const operation = await newOperation(database.db);
	const intake = openIntake(database.db, { startRuns: async () => {}, catalogueMs: 0 });
	const call = async (customer: object) => {
		const outcome = await intake.call({
			kind: 'sync',
			query: { operation: operation.systemName, endpointId: operation.endpointName },
			authorization: `SecretKey ${operation.secret}`,
			origin: null,
			body: { customer: { ids: { shop: 'z1' }, ...customer } },
		});
		expect(outcome).toMatchObject({ status: 'answered' });
		const { rows } = await sql<{ z: string }>`
			select time_zone_source || ' ' || time_zone as z from customer c
			join identifier i on i.customer_id = c.id and i.value = 'z1'`.execute(database.db);
		return rows[0]!.z;
	};
	expect(await call({ mobilePhone: '+79136555555' })).toBe('number Asia/Omsk');
	expect(await call({ mobilePhone: '+79272555555' })).toBe('number Europe/Samara');
	expect(await call({ area: { name: 'Приморский край' } })).toBe('area Asia/Vladivostok');
	expect(await call({ mobilePhone: '+79136555556' })).toBe('area Asia/Vladivostok');
	await intake.idle();
});

it('a file with a fault is refused before anything changes', async () => {
	const before = await readNumbering(database.db);
	expect(await load([OMSK, '913;6000000;6000009;9;О;Омская обл.'])).toEqual({
		status: 'refused',
		problem: 'numbering-capacity',
		line: 3,
		value: '913;6000000;6000009;9;О;Омская обл.',
	});
	expect((await readNumbering(database.db)).tables).toEqual(before.tables);
});

it('the range of a phone is found through its index', async () => {
	const { rows } = await sql<{ 'QUERY PLAN': string }>`
		explain select c.phone, r.operator from unnest(array['+79136123456', '+79272123456']) as c(phone)
		left join lateral volna.number_range_of(c.phone) r on true`.execute(database.db);
	expect(rows.map((row) => Object.values(row)[0]).join('\n')).toMatch(/Index Scan( Backward)? using number_range_pkey/);
});
