import { randomUUID } from 'node:crypto';
import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import {
	agedBetween,
	birthdayCodes,
	dateSpan,
	type Filter,
	type FilterClock,
	instantSpan,
	type SpanOperator,
	todaysOnEarth,
} from '@volna/node-sdk';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureActionMonths } from '../ensure-action-months.ts';
import { newCustomer, newSegmentation } from '../testing.ts';
import { checkFilter } from './check-filter.ts';
import { compileFilter } from './compile-filter.ts';
import { countFilter, findExamples } from './count-filter.ts';
import { segmentCapability } from './flow-capabilities.ts';
import { matchFilter } from './match-filter.ts';
import { readFilterWords } from './read-filter-words.ts';

const clock: FilterClock = { now: Temporal.Instant.from('2026-11-02T09:00:00Z'), zone: 'Europe/Berlin' };

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
});
afterAll(() => database.close());

const fixed: FilterClock = { now: Temporal.Instant.from('2026-12-03T09:00:00Z'), zone: 'Europe/Moscow' };
const MOSCOW = 'Europe/Moscow';
it.each<[SpanOperator, unknown, string, string?, string?, string?]>([
	['inLast', { n: 2, unit: 'days' }, MOSCOW, '2026-12-01T09:00:00Z', '2026-12-03T09:00:00Z', 'until'],
	['inLast', { n: 48, unit: 'hours' }, MOSCOW, '2026-12-01T09:00:00Z', '2026-12-03T09:00:00Z', 'until'],
	// A month ago New York's clocks were an hour ahead of those of today: the calendar keeps the hour, not the distance.
	['inLast', { n: 2, unit: 'months' }, 'America/New_York', '2026-10-03T08:00:00Z', '2026-12-03T09:00:00Z', 'until'],
	['inLast', { n: 1464, unit: 'hours' }, 'America/New_York', '2026-10-03T09:00:00Z', '2026-12-03T09:00:00Z', 'until'],
	['inNext', { n: 1, unit: 'weeks' }, MOSCOW, '2026-12-03T09:00:00Z', '2026-12-10T09:00:00Z', 'until, not from'],
	['inLastFull', { n: 2, unit: 'days' }, MOSCOW, '2026-11-30T21:00:00Z', '2026-12-02T21:00:00Z'],
	// 3 December 2026 is a Thursday.
	['inLastFull', { n: 1, unit: 'weeks' }, MOSCOW, '2026-11-22T21:00:00Z', '2026-11-29T21:00:00Z'],
	['inLastFull', { n: 1, unit: 'months' }, MOSCOW, '2026-10-31T21:00:00Z', '2026-11-30T21:00:00Z'],
	['inLastFull', { n: 1, unit: 'years' }, MOSCOW, '2024-12-31T21:00:00Z', '2025-12-31T21:00:00Z'],
	['inLastFull', { n: 3, unit: 'hours' }, 'Asia/Kolkata', '2026-12-03T05:30:00Z', '2026-12-03T08:30:00Z'],
	['on', '2026-12-01', MOSCOW, '2026-11-30T21:00:00Z', '2026-12-01T21:00:00Z'],
	['between', ['2026-05-01', '2026-05-03'], MOSCOW, '2026-04-30T21:00:00Z', '2026-05-03T21:00:00Z'],
	['between', ['2026-05-01', '2026-05-03T10:00:00Z'], MOSCOW, '2026-04-30T21:00:00Z', '2026-05-03T10:00:00Z'],
	['before', '2026-05-01', MOSCOW, undefined, '2026-04-30T21:00:00Z'],
	['after', '2026-05-01', MOSCOW, '2026-04-30T21:00:00Z', undefined],
])('%s %j in %s spans %s to %s', (op, value, zone, from, until, included = '') => {
	const span = instantSpan(op, value, { now: fixed.now, zone });
	expect([span.from?.toString(), span.until?.toString()]).toEqual([from, until]);
	expect([span.untilIncluded ?? false, span.fromExcluded ?? false]).toEqual([
		included.startsWith('until'),
		included.endsWith('not from'),
	]);
});

it.each<[SpanOperator, unknown, string?, string?, boolean?]>([
	['on', '2026-12-01', '2026-12-01', '2026-12-01', true],
	['between', ['2026-12-01', '2026-12-03'], '2026-12-01', '2026-12-03', true],
	['before', '2026-12-01', undefined, '2026-12-01', false],
	['after', '2026-12-01', '2026-12-01', undefined, false],
	['inLast', { n: 2, unit: 'days' }, '2026-12-01', '2026-12-03', true],
	['inNext', { n: 2, unit: 'days' }, '2026-12-03', '2026-12-05', true],
	['inLastFull', { n: 1, unit: 'weeks' }, '2026-11-23', '2026-11-30', false],
])('of dates %s %j spans %s to %s', (op, value, from, until, included) => {
	const span = dateSpan(op, value, fixed);
	expect([span.from?.toString(), span.until?.toString(), span.untilIncluded ?? false]).toEqual([from, until, included]);
});

const day = Temporal.PlainDate.from;
it.each<[Parameters<typeof birthdayCodes>[0], unknown, string, string]>([
	['isToday', undefined, '2027-02-28', '228,229'],
	['isToday', undefined, '2028-02-28', '228'],
	['isToday', undefined, '2028-02-29', '229'],
	['inNextDays', 1, '2027-02-27', '228,229'],
	['inNextDays', 3, '2026-12-30', '101,102,1231'],
	['between', ['12-31', '01-02'], '2026-06-01', '101,102,1231'],
	['between', ['02-28', '02-28'], '2027-06-01', '228,229'],
	['between', ['02-28', '02-28'], '2028-06-01', '228'],
	['between', ['02-29', '03-01'], '2027-06-01', '228,229,301'],
])('a birthday %s %j on %s finds those born on %s', (op, value, today, codes) => {
	expect(
		birthdayCodes(op, value, day(today))
			.toSorted((a, b) => a - b)
			.join(),
	).toBe(codes);
});

it.each([
	['2026-11-02', 18, 30, '1995-11-02', '2008-11-02'],
	['2027-02-28', 23, 23, '2003-02-28', '2004-02-29'],
	['2028-02-28', 24, 24, '2003-02-28', '2004-02-28'],
	['2028-02-29', 24, 24, '2003-02-28', '2004-02-29'],
])('on %s those of %s to %s full years were born after %s, until %s', (today, least, most, after, until) => {
	const span = agedBetween([least, most], day(today));
	expect([span.after.toString(), span.until.toString()]).toEqual([after, until]);
});

it('it is as many days on earth as there are', () => {
	const on = (now: string) => todaysOnEarth(Temporal.Instant.from(now)).join(' ');
	expect(on('2026-12-03T09:00:00Z')).toBe('2026-12-02 2026-12-03');
	expect(on('2026-12-03T10:30:00Z')).toBe('2026-12-02 2026-12-03 2026-12-04');
	expect(on('2026-12-03T12:00:00Z')).toBe('2026-12-03 2026-12-04');
});

it('a day that has no midnight begins when it begins', () => {
	const cairo: FilterClock = { now: fixed.now, zone: 'Africa/Cairo' };
	const span = instantSpan('on', '2027-04-30', cairo);
	expect([span.from?.toString(), span.until?.toString()]).toEqual(['2027-04-29T22:00:00Z', '2027-04-30T21:00:00Z']);
});

it('ne finds those without a value, and a condition on a missing value is false', async () => {
	const [none, omsk, other] = [
		await newCustomer(db, { firstName: 'ne-test' }),
		await newCustomer(db, { firstName: 'ne-test', area: ' омск ' }),
		await newCustomer(db, { firstName: 'ne-test', area: 'Томск' }),
	];
	const find = async (condition: Filter) => {
		const runs = [none, omsk, other].map((customerId) => ({ id: String(customerId), customerId, values: {} }));
		return [...(await matchFilter(db, condition, runs, clock))].map(Number).sort();
	};
	expect(await find({ field: 'customer.area', op: 'ne', value: 'Омск' })).toEqual([none, other]);
	expect(await find({ field: 'customer.area', op: 'eq', value: 'Омск' })).toEqual([omsk]);
	expect(await find({ not: { field: 'customer.area', op: 'contains', value: 'мск' } })).toEqual([none]);
	expect(await find({ all: [] })).toEqual([none, omsk, other]);
	expect(await find({ any: [] })).toEqual([]);
});

it('an action recorded in this microsecond is within the last minute', async () => {
	const customerId = await newCustomer(db, {});
	const templateId = randomUUID();
	await database.db.transaction().execute(async (tx) => {
		await ensureActionMonths(db, [new Date()]);
		await sql`insert into action (customer_id, occurred_at, template_id, source)
			values (${customerId}, volna.now_exact(), ${templateId}, 'operation')`.execute(tx);
		const filter: Filter = {
			field: 'actions',
			op: 'ge',
			value: 1,
			where: {
				all: [
					{ field: 'action.template', op: 'is', value: templateId },
					{ field: 'action.at', op: 'inLast', value: { n: 1, unit: 'minutes' } },
				],
			},
		};
		expect(await matchFilter(tx, filter, [{ id: 'r', customerId, values: {} }])).toEqual(new Set(['r']));
	});
});

it('the SQL text does not depend on values, however they are written', () => {
	const text = (value: string) =>
		compileFilter(
			{
				all: [
					{ field: 'customer.custom.city', op: 'eq', value },
					{ field: 'customer.firstName', op: 'in', value: [value] },
				],
			},
			{ ...clock, reach: 'scan' },
		).compile(db).sql;
	fc.assert(fc.property(fc.string(), (value) => text(value) === text('x')));
	expect(text("'; drop table customer; --")).not.toContain('drop');
});

it('a field that is none, or carries SQL in its name, is refused', () => {
	for (const field of [
		"customer.custom.x' or true",
		'customer.password',
		'constructor',
		'__proto__',
		'customer.custom.',
	]) {
		expect(checkFilter({ field, op: 'eq', value: 'x' })).toMatchObject([{ code: 'field-unknown', at: '/field' }]);
	}
});

const segment = randomUUID();
it.each<[string, unknown, string, string]>([
	['no object', 'x', 'filter-shape', ''],
	['an operator of another type', { field: 'customer.sex', op: 'contains', value: 'f' }, 'operator-unknown', '/op'],
	['no value', { all: [{ field: 'customer.firstName', op: 'eq' }] }, 'value-missing', '/all/0/value'],
	['a blank text', { field: 'customer.firstName', op: 'eq', value: ' ' }, 'value-wrong', '/value'],
	['a word not of the list', { field: 'customer.sex', op: 'is', value: 'x' }, 'value-wrong', '/value'],
	['an id that is none', { field: 'segment', op: 'in', value: ['1'] }, 'value-wrong', '/value'],
	['a day that is none', { field: 'customer.createdAt', op: 'on', value: '2026-02-30' }, 'value-wrong', '/value'],
	['a moment as a day', { field: 'customer.birthDate', op: 'on', value: '2026-02-03T00:00Z' }, 'value-wrong', '/value'],
	['a fraction as a count', { field: 'actions', op: 'ge', value: 1.5 }, 'value-wrong', '/value'],
	[
		'rows chosen where none are counted',
		{ field: 'phone.present', op: 'is', value: true, where: { all: [] } },
		'where-not-allowed',
		'/where',
	],
	[
		'a customer inside of actions',
		{ field: 'actions', op: 'ge', value: 1, where: { field: 'customer.sex', op: 'filled' } },
		'field-out-of-scope',
		'/where/field',
	],
	[
		'an order inside of actions',
		{ field: 'actions', op: 'ge', value: 1, where: { field: 'anyOrder.status', op: 'filled' } },
		'field-out-of-scope',
		'/where/field',
	],
	[
		'hours of a date',
		{ field: 'customer.birthDate', op: 'inLast', value: { n: 2, unit: 'hours' } },
		'value-wrong',
		'/value',
	],
	[
		'a day of no year',
		{ field: 'customer.birthday', op: 'between', value: ['02-30', '03-01'] },
		'value-wrong',
		'/value',
	],
	['a birthday beyond a year', { field: 'customer.birthday', op: 'inNextDays', value: 367 }, 'value-wrong', '/value'],
	['half an age', { field: 'customer.age', op: 'between', value: [17.5, 20] }, 'value-wrong', '/value'],
	[
		'a segment on no day',
		{ field: 'segment', op: 'wasIn', value: { segments: [segment], on: 'x' } },
		'value-wrong',
		'/value',
	],
	['no segment on a day', { field: 'segment', op: 'wasIn', value: '2026-05-01' }, 'value-wrong', '/value'],
	['a text as a truth', { field: 'phone.present', op: 'in', value: ['true'] }, 'value-wrong', '/value'],
	[
		'a count of what is not counted',
		{ field: 'phone.present', op: 'is', value: true, count: { op: 'ge', value: 1 } },
		'where-not-allowed',
		'/count',
	],
	[
		'a count below nothing',
		{ field: 'orders.sum', op: 'ge', value: 1, count: { op: 'ge', value: -1 } },
		'value-wrong',
		'/count/value',
	],
	[
		'more texts than may be listed',
		{ field: 'customer.area', op: 'in', value: Array(10_001).fill('x') },
		'filter-shape',
		'',
	],
	['an action outside of them', { field: 'action.touchpoint', op: 'filled' }, 'field-out-of-scope', '/field'],
])('%s is refused', (_, filter, code, at) => {
	expect(checkFilter(filter)).toMatchObject([{ code, at }]);
});

it('fields of a flow are refused where nothing started a run', () => {
	const filter = { field: 'order.status', op: 'eq', value: 'paid' };
	expect(checkFilter(filter, 'flow')).toEqual([]);
	expect(checkFilter(filter, 'customer')).toMatchObject([{ code: 'field-out-of-scope' }]);
});

it('depth, size and documents without end are refused', () => {
	let deep: unknown = { field: 'phone.present', op: 'is', value: true };
	for (let level = 0; level < 9; level++) deep = { not: deep };
	expect(checkFilter(deep)).toEqual([]);
	expect(checkFilter({ not: deep })).toMatchObject([{ code: 'filter-too-deep' }]);
	let grouped: unknown = { field: 'customer.firstName', op: 'in', value: ['x'] };
	for (let level = 0; level < 9; level++) grouped = { all: [grouped] };
	expect(checkFilter(grouped)).toEqual([]);
	for (let level = 0; level < 20_000; level++) deep = { not: deep };
	expect(checkFilter(deep)).toMatchObject([{ code: 'filter-too-deep' }]);
	const wide = {
		any: Array.from({ length: 51 }, () => ({
			all: [
				{ field: 'phone.present', op: 'filled' },
				{ field: 'phone.present', op: 'filled' },
			],
		})),
	};
	expect(checkFilter(wide)).toMatchObject([{ code: 'filter-too-large' }]);
});

it('a count that takes too long is given up', async () => {
	const slow = { any: Array.from({ length: 30 }, (_, index) => ({ field: 'actions', op: 'eq', value: index + 2 })) };
	expect(await countFilter(db, slow, { timeoutMs: 1 })).toEqual({ status: 'too-slow' });
});

it('a count that is broken off ends in the database at once, and hits no other statement', async () => {
	const filter: Filter = { field: 'actions', op: 'ge', value: 2 };
	const abort = new AbortController();
	await db.transaction().execute(async (tx) => {
		await sql`lock table action in access exclusive mode`.execute(tx);
		const counted = countFilter(db, filter, { signal: abort.signal });
		const waiting = async () => {
			const { rows } = await sql`select 1 from pg_stat_activity where datname = current_database()
				and wait_event_type = 'Lock' and query like '%count(*)%'`.execute(db);
			return rows.length;
		};
		await expect.poll(waiting).toBe(1);
		abort.abort();
		expect(await counted).toEqual({ status: 'cancelled' });
		expect(await waiting()).toBe(0);
	});
	expect(await countFilter(db, filter, { signal: abort.signal })).toEqual({ status: 'cancelled' });
	expect(await countFilter(db, filter)).toMatchObject({ status: 'counted' });
});

it('a declared field has the operators of its type, and one that is not declared is none', async () => {
	await sql`insert into custom_field (entity, system_name, name, type) values ('customer', 'bonus', 'Bonus', 'number')`.execute(
		db,
	);
	const customerId = await newCustomer(db, { firstName: 'declared' });
	await db
		.updateTable('customer')
		.set({ custom: JSON.stringify({ bonus: 120 }) })
		.where('id', '=', customerId)
		.execute();
	const count = (op: string, field = 'customer.custom.bonus') =>
		countFilter(db, {
			all: [
				{ field: 'customer.firstName', op: 'eq', value: 'declared' },
				{ field, op, value: 99 },
			],
		});
	expect(await count('gt')).toMatchObject({ count: 1 });
	expect(await count('contains')).toMatchObject({ issues: [{ code: 'operator-unknown', at: '/all/1/op' }] });
	expect(await count('eq', 'customer.custom.gone')).toMatchObject({ issues: [{ code: 'field-unknown' }] });
	// A flow that was published before the field changed must go on.
	const runs = [{ id: 'r', customerId, values: {} }];
	const asText: Filter = { field: 'customer.custom.bonus', op: 'contains', value: '12' };
	expect(await matchFilter(db, asText, runs)).toEqual(new Set(['r']));
	expect(await matchFilter(db, { field: 'customer.custom.gone', op: 'gt', value: 1 }, runs)).toEqual(new Set());
});

it('examples are of those the filter finds, and masked for who may not see phones', async () => {
	const customerId = await newCustomer(db, { firstName: 'example', lastName: 'Of', phone: '+79990001122' });
	const found = await findExamples(db, { field: 'customer.firstName', op: 'eq', value: 'Example' }, { masked: true });
	expect(found).toMatchObject({
		status: 'found',
		items: [{ id: customerId, name: 'Of example', phone: '+7999***1122', area: null }],
	});
});

it('words of filters name what the project has, drafts left out', async () => {
	const launched = await newSegmentation(db, ['silver']);
	await newSegmentation(db, ['never'], 'draft');
	const words = await readFilterWords(db);
	expect(words.fields).toContainEqual({
		entity: 'customer',
		name: 'bonus',
		title: 'Bonus',
		type: 'number',
		options: [],
		archived: false,
	});
	const names = words.segmentations.flatMap((one) => one.segments.map((segment) => segment.name));
	expect(names).toContain('silver');
	expect(names).not.toContain('never');
	expect(words.segmentations.find((one) => one.id === launched.id)?.segments).toEqual([
		{ id: launched.segments.silver, name: 'silver' },
	]);
});

it('segments of runs follow the aliases of merged customers', async () => {
	const { id, segments: made } = await newSegmentation(db, ['gold']);
	const survivorId = await newCustomer(db, {});
	await db.insertInto('customerAlias').values({ id: 5, survivorId }).execute();
	await db
		.insertInto('segmentMember')
		.values({ customerId: survivorId, segmentationId: id, segmentId: made.gold! })
		.execute();
	const run = (runId: string, customerId: number) => ({
		id: runId,
		customerId,
		nodeId: 'n',
		visit: 1,
		key: runId,
		values: {},
	});
	const held = await segmentCapability(db).of(id, [run('a', survivorId), run('b', 5), run('c', 7)]);
	expect([...held]).toEqual([
		['a', made.gold],
		['b', made.gold],
	]);
});
