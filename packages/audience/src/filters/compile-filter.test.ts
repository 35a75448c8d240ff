import { randomUUID } from 'node:crypto';
import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { Filter, RunValues } from '@volna/node-sdk';
import { type FilterClock, instantSpan } from '@volna/node-sdk';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureActionMonths } from '../ensure-action-months.ts';
import { newCustomer, newSegmentation } from '../testing.ts';
import { checkFilter } from './check-filter.ts';
import { compileFilter } from './compile-filter.ts';
import { countFilter } from './count-filter.ts';
import { segmentCapability } from './flow-capabilities.ts';
import { matchFilter } from './match-filter.ts';
import { type SlowSubject, slowFilter } from './slow-filter.ts';

const clock: FilterClock = { now: Temporal.Instant.from('2026-11-02T09:00:00Z'), zone: 'Europe/Berlin' };

const texts = ['Анна', 'анна ', 'Алёна', 'Алена', '100%', 'a_b', 'axb', '', '  ', 'ОМСК', 'омск-2', 'İ'.slice(0, 0)];
const days = ['2026-10-24', '2026-10-25', '2026-10-26', '2026-11-01', '2026-11-02', '2026-11-03'];
// Around the night on which Berlin's clocks go back, and around now.
const moments = [
	'2026-10-24T21:59:59.999Z',
	'2026-10-24T22:00:00Z',
	'2026-10-25T00:30:00Z',
	'2026-10-25T01:30:00Z',
	'2026-10-25T22:59:59Z',
	'2026-10-25T23:00:00Z',
	'2026-11-01T09:00:00Z',
	'2026-11-02T08:00:00Z',
	'2026-11-02T09:00:00Z',
	'2026-11-02T09:00:00.001Z',
	'2026-10-26T09:00:00Z',
	'2026-10-26T08:59:59.999Z',
];
const templates = [randomUUID(), randomUUID()];
const segments = [randomUUID(), randomUUID(), randomUUID()];
const segmentationId = randomUUID();

const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });

const values: fc.Arbitrary<RunValues> = fc.record(
	{
		action: fc.record({
			id: fc.constant('a'),
			name: fc.constant('a'),
			occurredAt: oneOf(moments),
			touchpoint: maybe(oneOf(texts)),
			custom: fc.dictionary(oneOf(['sku', 'n']), fc.oneof(oneOf(texts), oneOf([1, 1.5, 120]), fc.boolean())),
		}),
		order: fc.record({
			ref: fc.constant('o'),
			id: maybe(oneOf(texts)),
			status: maybe(oneOf(texts)),
			total: maybe(oneOf([0, 1, 99.99, 100])),
			createdAt: maybe(oneOf(moments)),
			lineCount: oneOf([0, 1, 2]),
		}),
	},
	{ requiredKeys: [] },
);

const subject = fc.record({
	firstName: maybe(oneOf(texts)),
	lastName: maybe(oneOf(texts)),
	middleName: maybe(oneOf(texts)),
	sex: maybe(oneOf(['female', 'male'] as const)),
	birthDate: maybe(oneOf(days)),
	area: maybe(oneOf(texts)),
	timeZone: maybe(oneOf(['Asia/Omsk', 'Europe/Moscow'])),
	createdAt: oneOf(moments),
	lastActivityAt: maybe(oneOf(moments)),
	phone: maybe(fc.integer({ min: 9000000000, max: 9999999999 }).map((n) => `+7${n}`)),
	phoneStatus: oneOf(['unknown', 'valid', 'invalid'] as const),
	email: maybe(fc.constant('a@b.ru')),
	custom: fc.dictionary(oneOf(['city', 'bonus']), fc.oneof(oneOf(texts), oneOf([1, 120]), fc.boolean())),
	subscription: maybe(oneOf(['subscribed', 'unsubscribed', 'requires_confirmation'] as const)),
	segments: maybe(oneOf(segments)).map((id) => (id ? [id] : [])),
	actions: fc.array(fc.record({ templateId: oneOf(templates), at: oneOf(moments), touchpoint: maybe(oneOf(texts)) }), {
		maxLength: 4,
	}),
	values,
});

const filledText = oneOf(texts.filter((text) => text.trim() !== ''));
const moment = fc.oneof(oneOf(moments), oneOf(days));
const period = fc.record({
	n: oneOf([1, 2, 7, 8, 169]),
	unit: oneOf(['minutes', 'hours', 'days', 'weeks', 'months'] as const),
});
const has = (field: fc.Arbitrary<string>, op: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>) =>
	fc.record({ field, op, value }) as fc.Arbitrary<Filter>;
const presence = (field: fc.Arbitrary<string>) =>
	fc.record({ field, op: oneOf(['empty', 'filled']) }) as fc.Arbitrary<Filter>;

function textOn(fields: readonly string[]): fc.Arbitrary<Filter> {
	const field = oneOf(fields);
	return fc.oneof(
		has(
			field,
			oneOf(['eq', 'ne', 'contains', 'starts', 'ends']),
			fc.oneof(filledText, oneOf(['а', '%', '_', 'НА', 120])),
		),
		has(field, fc.constant('in'), fc.array(filledText, { minLength: 1, maxLength: 3 })),
		presence(field),
	);
}
function instantOn(fields: readonly string[]): fc.Arbitrary<Filter> {
	const field = oneOf(fields);
	return fc.oneof(
		has(field, oneOf(['before', 'after']), moment),
		has(field, fc.constant('between'), fc.tuple(moment, moment)),
		has(field, fc.constant('on'), oneOf(days)),
		has(field, oneOf(['inLast', 'notInLast']), period),
		presence(field),
	);
}
function numberOn(fields: readonly string[]): fc.Arbitrary<Filter> {
	const field = oneOf(fields);
	return fc.oneof(
		has(field, oneOf(['eq', 'ne', 'gt', 'ge', 'lt', 'le']), oneOf([0, 1, 99.99, 100, 1e9])),
		has(field, fc.constant('between'), fc.tuple(oneOf([0, 1, 2]), oneOf([0, 1, 2, 100]))),
		presence(field),
	);
}
function enumOn(field: string, words: readonly string[]): fc.Arbitrary<Filter> {
	return fc.oneof(
		has(fc.constant(field), fc.constant('is'), oneOf(words)),
		has(fc.constant(field), fc.constant('in'), fc.array(oneOf(words), { minLength: 1, maxLength: 3 })),
		presence(fc.constant(field)),
	);
}

function nested(leaf: fc.Arbitrary<Filter>, maxDepth: number): fc.Arbitrary<Filter> {
	return fc.letrec<{ filter: Filter }>((tie) => ({
		filter: fc.oneof(
			{ maxDepth, withCrossShrink: true },
			{ weight: 3, arbitrary: leaf },
			{ weight: 1, arbitrary: fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }) },
			{ weight: 1, arbitrary: fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }) },
			{ weight: 1, arbitrary: fc.record({ not: tie('filter') }) },
		),
	})).filter;
}

const actionLeaf = fc.oneof(
	enumOn('action.template', templates),
	instantOn(['action.at']),
	textOn(['action.touchpoint']),
);
const aggregate = fc
	.tuple(
		fc.oneof(
			has(fc.constant('actions'), oneOf(['eq', 'ne', 'gt', 'ge', 'lt', 'le']), oneOf([0, 1, 2, 3])),
			has(fc.constant('actions'), fc.constant('between'), fc.tuple(oneOf([0, 1, 2]), oneOf([0, 1, 2, 3]))),
		),
		fc.option(nested(actionLeaf, 2), { nil: undefined }),
	)
	.map(([condition, where]) => (where ? { ...condition, where } : condition) as Filter);

const leaf = fc.oneof(
	textOn(['customer.firstName', 'customer.lastName', 'customer.middleName', 'customer.area', 'customer.timeZone']),
	textOn(['customer.custom.city', 'customer.custom.bonus', 'customer.custom.none']),
	textOn([
		'trigger.action.touchpoint',
		'trigger.action.custom.sku',
		'trigger.action.custom.n',
		'order.id',
		'order.status',
	]),
	instantOn(['customer.createdAt', 'customer.lastActivityAt', 'trigger.action.at', 'order.createdAt']),
	numberOn(['customer.id', 'order.total', 'order.lineCount']),
	enumOn('customer.sex', ['female', 'male']),
	enumOn('phone.status', ['unknown', 'valid', 'invalid']),
	enumOn('subscription.sms', ['subscribed', 'unsubscribed', 'requires_confirmation', 'no_data']),
	fc.oneof(
		has(oneOf(['phone.present', 'email.present']), fc.constant('is'), fc.boolean()),
		presence(oneOf(['phone.present', 'email.present'])),
	),
	fc.oneof(
		has(fc.constant('customer.birthDate'), oneOf(['before', 'after', 'on']), oneOf(days)),
		has(fc.constant('customer.birthDate'), fc.constant('between'), fc.tuple(oneOf(days), oneOf(days))),
		presence(fc.constant('customer.birthDate')),
	),
	fc.oneof(
		has(fc.constant('segment'), oneOf(['in', 'notIn']), fc.array(oneOf(segments), { minLength: 1, maxLength: 2 })),
		has(fc.constant('segment'), oneOf(['in', 'notIn']), oneOf(segments)),
	),
	aggregate,
);

let database: TestDatabase;
let db: Db;
const base: SlowSubject[] = [];

beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	await ensureActionMonths(
		db,
		moments.map((at) => new Date(at)),
	);
	for (const one of fc.sample(subject, { numRuns: 60, seed: 20261102 })) base.push(await insert(one));
});
afterAll(() => database.close());

type Sampled = typeof subject extends fc.Arbitrary<infer T> ? T : never;

async function insert(one: Sampled): Promise<SlowSubject> {
	const { subscription, segments: segmentIds, actions, values: _values, custom, ...row } = one;
	const { id } = await db
		.insertInto('customer')
		.values({ ...row, custom: JSON.stringify(custom) })
		.returning('id')
		.executeTakeFirstOrThrow();
	if (subscription) {
		await db.insertInto('subscription').values({ customerId: id, state: subscription, source: 'test' }).execute();
	}
	for (const segmentId of segmentIds) {
		await db.insertInto('segmentMember').values({ customerId: id, segmentationId, segmentId }).execute();
	}
	for (const action of actions) {
		await db
			.insertInto('action')
			.values({
				customerId: id,
				templateId: action.templateId,
				occurredAt: action.at,
				touchpoint: action.touchpoint,
				source: 'operation',
			})
			.execute();
	}
	return { id, ...one };
}

it('a filter finds whom a slow reading of the operators finds, whatever is nested in it', async () => {
	const runs = base.map((one) => ({ id: String(one.id), customerId: one.id, values: one.values }));
	await fc.assert(
		fc.asyncProperty(nested(leaf, 4), async (filter) => {
			fc.pre(checkFilter(filter).length === 0);
			const expected = base.filter((one) => slowFilter(filter, one, clock)).map((one) => String(one.id));
			const found = await matchFilter(db, filter, runs, clock);
			expect([...found].sort()).toEqual(expected.sort());
			if (checkFilter(filter, 'customer').length === 0) {
				const counted = await countFilter(db, filter, { clock });
				expect(counted).toMatchObject({ status: 'counted', count: expected.length });
			}
		}),
		{ numRuns: 600 },
	);
}, 60_000);

it('generated filters pass the check, so that the property says something', () => {
	const filters = fc.sample(nested(leaf, 4), { numRuns: 500, seed: 1 });
	const passing = filters.filter((filter) => checkFilter(filter).length === 0);
	expect(passing.length).toBeGreaterThan(490);
	const conditions = fc.sample(leaf, { numRuns: 500, seed: 1 });
	expect(conditions.filter((filter) => checkFilter(filter).length > 0)).toEqual([]);
});

const fixed: FilterClock = { now: Temporal.Instant.from('2026-12-03T09:00:00Z'), zone: 'Europe/Moscow' };
it.each([
	['inLast', { n: 2, unit: 'days' }, '2026-12-01T09:00:00Z', '2026-12-03T09:00:00Z', true],
	['inLast', { n: 48, unit: 'hours' }, '2026-12-01T09:00:00Z', '2026-12-03T09:00:00Z', true],
	['on', '2026-12-01', '2026-11-30T21:00:00Z', '2026-12-01T21:00:00Z', undefined],
	['between', ['2026-05-01', '2026-05-03'], '2026-04-30T21:00:00Z', '2026-05-03T21:00:00Z', undefined],
	['before', '2026-05-01', undefined, '2026-04-30T21:00:00Z', undefined],
	['after', '2026-05-01', '2026-04-30T21:00:00Z', undefined, undefined],
] as const)('%s %j spans %s to %s', (op, value, from, until, included) => {
	const span = instantSpan(op, value, fixed);
	expect([span.from?.toString(), span.until?.toString(), span.untilIncluded]).toEqual([from, until, included]);
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
	const held = await segmentCapability(db).of(id, [run('a', survivorId), run('b', 5), run('c', base[0]!.id)]);
	expect([...held]).toEqual([
		['a', made.gold],
		['b', made.gold],
	]);
});
