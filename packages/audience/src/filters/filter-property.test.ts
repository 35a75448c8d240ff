import { type Db, json } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import {
	type DeclaredField,
	type Filter,
	filterEndReasons,
	filterFields,
	filterMessageReasons,
	filterMessageStates,
	filterOperators,
	type RunValues,
} from '@volna/node-sdk';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureActionMonths } from '../ensure-action-months.ts';
import { newCampaign } from '../testing.ts';
import { checkFilter } from './check-filter.ts';
import { countFilter } from './count-filter.ts';
import { matchFilter } from './match-filter.ts';
import { type SlowProject, type SlowRow, type SlowSubject, slowFilter } from './slow-filter.ts';

const uuid = (kind: number, n: number) => `0000000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`;
const texts = ['Анна', 'анна ', 'Алёна', 'Алена', '100%', 'a_b', 'axb', '', '  ', 'ОМСК', 'омск-2'];
const days = [
	'2026-10-24',
	'2026-10-25',
	'2026-10-26',
	'2026-11-01',
	'2026-11-02',
	'2026-11-03',
	'2026-12-31',
	'2027-02-28',
	'2027-03-01',
	'2028-02-29',
];
const births = [
	'1990-05-30',
	'2004-02-29',
	'2004-02-28',
	'2000-03-01',
	'1996-11-02',
	'1996-11-03',
	'2008-12-25',
	'1999-01-05',
	'2026-11-02',
];
// Around the nights on which clocks go back or forward, and around each now, to the millisecond.
const moments = [
	'2026-10-24T21:59:59.999Z',
	'2026-10-24T22:00:00Z',
	'2026-10-25T00:30:00Z',
	'2026-10-25T01:30:00Z',
	'2026-10-25T22:59:59Z',
	'2026-10-25T23:00:00Z',
	'2026-11-01T05:30:00Z',
	'2026-11-01T06:30:00Z',
	'2026-11-01T09:00:00Z',
	'2026-11-02T08:00:00Z',
	'2026-11-02T08:59:59.999Z',
	'2026-11-02T09:00:00Z',
	'2026-11-02T09:00:00.001Z',
	'2026-11-03T09:00:00Z',
	'2027-02-27T18:29:59Z',
	'2027-02-27T18:30:00Z',
	'2027-02-28T18:30:00Z',
	'2027-03-14T06:59:59Z',
	'2027-03-14T07:30:00Z',
	'2027-04-30T00:00:00Z',
	'2028-02-29T12:00:00Z',
];
const zones = [
	'Asia/Omsk',
	'Europe/Moscow',
	'America/New_York',
	'Pacific/Kiritimati',
	'Pacific/Pago_Pago',
	'Asia/Kolkata',
];
const templates = [uuid(1, 1), uuid(1, 2), uuid(1, 3)];
const categories = [uuid(2, 1), uuid(2, 2), uuid(2, 3), uuid(2, 4)];
const above = { [categories[1]!]: categories[0]!, [categories[2]!]: categories[1]! };
// What each template says of its actions; the third is not in the dictionary any more.
const told: Readonly<Record<string, SlowRow>> = {
	[templates[0]!]: { 'action.category': categories[2], 'action.tag': ['сайт', 'Касса '] },
	[templates[1]!]: { 'action.category': null, 'action.tag': [] },
	[templates[2]!]: { 'action.category': null, 'action.tag': [] },
};
const segments = [uuid(3, 1), uuid(3, 2), uuid(3, 3), uuid(3, 4)];
const segmentations = [uuid(4, 1), uuid(4, 2)];
// The first two segments are of the first segmentation.
const segmentationOf = (id: string) => segmentations[segments.indexOf(id) < 2 ? 0 : 1]!;
const campaigns = [uuid(5, 1), uuid(5, 2)];
const flows = [uuid(6, 1), uuid(6, 2)];
const nodes = ['start', 'sms', 'СМС'];

const fields: DeclaredField[] = [
	{ entity: 'customer', name: 'city', type: 'string' },
	{ entity: 'customer', name: 'bonus', type: 'number' },
	{ entity: 'customer', name: 'vip', type: 'boolean' },
	{ entity: 'customer', name: 'bornOn', type: 'date' },
	{ entity: 'customer', name: 'seenAt', type: 'instant' },
	{ entity: 'customer', name: 'level', type: 'enum', options: ['gold', 'Silver'] },
	{ entity: 'action', name: 'sku', type: 'string' },
	{ entity: 'action', name: 'bonus', type: 'number' },
	{ entity: 'action', name: 'mixed', type: 'number' },
	{ entity: 'action', name: 'mixed', type: 'string' },
];

const ranges = [
	{ first: 79_000_000_000, last: 79_199_999_999, operator: 'Анна' },
	{ first: 79_200_000_000, last: 79_399_999_999, operator: 'ОМСК ' },
	{ first: 79_600_000_000, last: 79_799_999_999, operator: 'a_b' },
];

const clocks: SlowProject[] = [
	['2026-11-02T09:00:00Z', 'Europe/Berlin'],
	['2026-11-01T06:45:12.345Z', 'America/New_York'],
	['2027-02-28T18:29:59.999Z', 'Asia/Kolkata'],
	['2027-05-01T00:30:00Z', 'Africa/Cairo'],
	['2028-02-29T10:59:00Z', 'Pacific/Kiritimati'],
	['2026-12-25T11:30:00Z', 'Pacific/Pago_Pago'],
].map(([now, zone]) => ({ now: Temporal.Instant.from(now!), zone: zone!, fields, above, ranges }));

const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 });
const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3) => fc.array(arbitrary, { maxLength });

const custom = fc.record(
	{
		city: fc.oneof(oneOf(texts), oneOf([120, true])),
		bonus: fc.oneof(oneOf<unknown>([0, 1, 99.99, 120]), oneOf<unknown>(['120', true, 'x'])),
		vip: oneOf<unknown>([true, false, 'true', 1]),
		bornOn: oneOf<unknown>([...days, '2026-02-30', 'infinity', 'x', 5]),
		seenAt: oneOf<unknown>([...moments, '2026-11-02', '2026-11-02T09:00:00', 'now', '2026-13-02T09:00:00Z']),
		level: oneOf<unknown>(['gold', 'Silver', 'silver', 'bronze', '']),
	},
	{ requiredKeys: [] },
);
const actionCustom = fc.record(
	{ sku: oneOf(texts), bonus: oneOf<unknown>([0, 1, '1']), mixed: oneOf<unknown>([1, 'a_b']) },
	{ requiredKeys: [] },
);
const values: fc.Arbitrary<RunValues> = fc.record(
	{
		action: fc.record({
			id: fc.constant('a'),
			name: oneOf(texts),
			occurredAt: oneOf(moments),
			touchpoint: maybe(oneOf(texts)),
			custom: actionCustom as fc.Arbitrary<Record<string, string>>,
		}),
		order: fc.record({
			ref: fc.constant('o'),
			id: maybe(oneOf(texts)),
			status: maybe(oneOf(texts)),
			total: maybe(oneOf([0, 1, 99.99, 100])),
			createdAt: maybe(oneOf(moments)),
			lineCount: oneOf([0, 1, 2]),
		}),
		run: fc.record({ Bonus: oneOf([12, 'Анна', true, null]) }, { requiredKeys: [] }),
	},
	{ requiredKeys: [] },
);
const action = fc
	.record({
		'action.template': oneOf(templates),
		'action.at': oneOf(moments),
		'action.touchpoint': maybe(oneOf(texts)),
		'action.trusted': fc.boolean(),
		custom: actionCustom,
	})
	.map((row): SlowRow => ({ ...row, ...told[row['action.template']] }));
const order = fc.record({
	'anyOrder.status': maybe(oneOf(texts)),
	'anyOrder.total': maybe(oneOf([0, 1, 99.99, 100, 33.33])),
	'anyOrder.createdAt': maybe(oneOf(moments)),
});
const message = fc.record({
	'message.campaign': oneOf(campaigns),
	'message.flow': maybe(oneOf(flows)),
	'message.node': maybe(oneOf(nodes)),
	'message.sender': oneOf(['VOLNA', 'volna ', 'B-Media']),
	'message.state': oneOf(filterMessageStates),
	'message.reason': maybe(oneOf(filterMessageReasons)),
	'message.createdAt': oneOf(moments),
	'message.handedOffAt': maybe(oneOf(moments)),
	mode: oneOf(['live', 'live', 'test']),
});
const run = fc
	.record({
		'flowRun.flow': oneOf(flows),
		'flowRun.startedAt': oneOf(moments),
		'flowRun.endedAt': maybe(oneOf(moments)),
		'flowRun.endReason': oneOf([...filterEndReasons.filter((reason) => reason !== 'output'), 'output:no']),
		'flowRun.passed': fc.uniqueArray(oneOf(nodes)),
		mode: oneOf(['live', 'live', 'test']),
	})
	.map((row) => ({
		...row,
		'flowRun.active': row['flowRun.endedAt'] === null,
		'flowRun.endReason': row['flowRun.endedAt'] === null ? null : row['flowRun.endReason'],
	}));
const move = fc
	.record({ at: oneOf(moments.slice(6, 12)), from: maybe(oneOf(segments)), to: maybe(oneOf(segments)) })
	.filter(({ from, to }) => (from ?? to) !== null && (!from || !to || segmentationOf(from) === segmentationOf(to)))
	.map((one) => ({ ...one, segmentationId: segmentationOf((one.from ?? one.to)!) }));

const subject = fc.record({
	firstName: maybe(oneOf(texts)),
	lastName: maybe(oneOf(texts)),
	middleName: maybe(oneOf(texts)),
	sex: maybe(oneOf(['female', 'male'] as const)),
	birthDate: maybe(oneOf(births)),
	area: maybe(oneOf(texts)),
	timeZone: maybe(oneOf(zones)),
	createdAt: oneOf(moments),
	lastActivityAt: maybe(oneOf(moments)),
	source: maybe(oneOf(texts)),
	phone: maybe(fc.integer({ min: 9000000000, max: 9999999999 }).map((n) => `+7${n}`)),
	phoneStatus: oneOf(['unknown', 'valid', 'invalid'] as const),
	phoneConfirmedAt: maybe(oneOf(moments)),
	email: maybe(fc.constant('a@b.ru')),
	custom,
	identifiers: some(
		fc.record({
			kind: oneOf(['unique', 'movable', 'device']),
			system: oneOf(['Shop', 'card']),
			value: oneOf(texts.filter((text) => text.trim())),
		}),
	),
	subscriptions: fc.uniqueArray(
		fc.record({
			topic: oneOf(['', 'sale', 'news.daily']),
			state: oneOf(['subscribed', 'unsubscribed', 'requires_confirmation']),
			changedAt: oneOf(moments),
		}),
		{ selector: (one) => one.topic, maxLength: 3 },
	),
	consents: some(
		fc.record({ topic: oneOf(['', 'sale']), source: oneOf(['form', 'Анна']), validUntil: maybe(oneOf(moments)) }),
	),
	segments: fc
		.uniqueArray(oneOf(segments), { maxLength: 2 })
		.filter((ids) => new Set(ids.map(segmentationOf)).size === ids.length),
	moves: some(move, 4).map((moves) => moves.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))),
	actions: some(action, 4),
	orders: some(order, 4),
	messages: some(message, 3),
	runs: some(run, 3),
	values,
});
type Sampled = typeof subject extends fc.Arbitrary<infer T> ? T : never;

const filledTexts = texts.filter((text) => text.trim() !== '');
const period = fc.record({
	n: oneOf([1, 2, 7, 8, 169]),
	unit: oneOf(['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const),
});
const calendarPeriod = fc.record({ n: oneOf([1, 2, 7]), unit: oneOf(['days', 'weeks', 'months', 'years'] as const) });
const condition = (field: string, op: string, value: fc.Arbitrary<unknown>) =>
	value.map((one) => ({ field, op, value: one }) as Filter);
const pairOf = <T>(one: fc.Arbitrary<T>) => fc.tuple(one, one);
const listOf = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });

const ids: Readonly<Record<string, readonly string[]>> = {
	'action-template': templates,
	'action-category': categories,
	campaign: campaigns,
	flow: flows,
	segment: segments,
	node: nodes,
};

/** Conditions of one field with every operator it has. */
function conditionsOf(
	name: string,
	field: Pick<(typeof every)[number], 'type' | 'values' | 'entity' | 'of'>,
): fc.Arbitrary<Filter> {
	const words = field.entity ? ids[field.entity]! : (field.values ?? ['gold', 'Silver']);
	const single: fc.Arbitrary<unknown> = {
		string: fc.oneof(oneOf(filledTexts), oneOf(['а', '%', '_', 'НА', 120, 'VOLNA', 'form', 'сайт'])),
		number: oneOf([0, 1, 99.99, 100, 50, 1e9]),
		aggregate: field.of === 'sum' ? oneOf([0, 1, 99.99, 132.32, 200]) : oneOf([0, 1, 2, 3]),
		boolean: fc.boolean(),
		enum: oneOf(words as readonly unknown[]),
		instant: fc.oneof(oneOf(moments), oneOf(days)),
		date: oneOf(days),
		birthday: oneOf(['05-30', '02-28', '02-29', '03-01', '11-02', '12-20', '01-10']),
		age: oneOf([0, 17, 18, 22, 23, 29, 30]),
		segment: oneOf(segments),
	}[field.type] as fc.Arbitrary<unknown>;
	const operators = filterOperators[field.type].map((op) => {
		switch (op) {
			case 'empty':
			case 'filled':
			case 'isToday':
				return fc.constant({ field: name, op } as Filter);
			case 'in':
			case 'notIn':
			case 'neverIn':
				return condition(name, op, field.type === 'segment' ? fc.oneof(single, listOf(single)) : listOf(single));
			case 'between':
				return condition(name, op, pairOf(single));
			case 'on':
				return condition(name, op, oneOf(days));
			case 'inLast':
			case 'notInLast':
			case 'inNext':
			case 'inLastFull':
				return condition(name, op, field.type === 'date' ? calendarPeriod : period);
			case 'inNextDays':
				return condition(name, op, oneOf([1, 2, 30, 59, 365, 366]));
			case 'wasIn':
				return condition(name, op, fc.record({ segments: listOf(single), on: oneOf(days) }));
			default:
				return condition(name, op, single);
		}
	});
	return fc.oneof(...operators);
}

interface Tried {
	readonly name: string;
	readonly type: keyof typeof filterOperators;
	readonly scope: readonly string[];
	readonly values?: readonly string[];
	readonly entity?: string;
	readonly of?: string;
	readonly rows?: string;
}
const every: Tried[] = [
	...filterFields.map(
		(field): Tried => ({
			name: field.field,
			type: field.type,
			scope: [field.scope].flat() as string[],
			...('values' in field && { values: field.values }),
			...('entity' in field && { entity: field.entity }),
			...('aggregate' in field && { of: field.aggregate.of, rows: field.aggregate.rows }),
		}),
	),
	{ name: 'customer.custom.city', type: 'string', scope: ['customer'] },
	{ name: 'customer.custom.bonus', type: 'number', scope: ['customer'] },
	{ name: 'customer.custom.vip', type: 'boolean', scope: ['customer'] },
	{ name: 'customer.custom.bornOn', type: 'date', scope: ['customer'] },
	{ name: 'customer.custom.seenAt', type: 'instant', scope: ['customer'] },
	{ name: 'customer.custom.level', type: 'enum', scope: ['customer'], values: ['gold', 'Silver'] },
	{ name: 'action.custom.sku', type: 'string', scope: ['action'] },
	{ name: 'action.custom.bonus', type: 'number', scope: ['action'] },
	{ name: 'action.custom.mixed', type: 'string', scope: ['action'] },
	{ name: 'trigger.action.custom.sku', type: 'string', scope: ['flow'] },
	{ name: 'trigger.action.custom.bonus', type: 'number', scope: ['flow'] },
	{ name: 'identifier.shop', type: 'string', scope: ['customer'] },
	{
		name: 'topic.state.Sale',
		type: 'enum',
		scope: ['customer'],
		values: ['subscribed', 'unsubscribed', 'requires_confirmation', 'no_data'],
	},
	{ name: 'topic.explicit.news.daily', type: 'boolean', scope: ['customer'] },
	{ name: 'topic.since.sale', type: 'instant', scope: ['customer'] },
	{ name: 'topic.consentSource.sale', type: 'string', scope: ['customer'] },
	{ name: 'run.Bonus', type: 'string', scope: ['flow'] },
];

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

const leafOf = (tried: Tried): fc.Arbitrary<Filter> => {
	if (!tried.rows) return conditionsOf(tried.name, tried);
	const row = every.filter((one) => one.scope.includes(tried.rows!)).map(leafOf);
	const counted = fc.oneof(
		fc.record({ op: oneOf(['eq', 'ne', 'gt', 'ge', 'lt', 'le']), value: oneOf([0, 1, 2]) }),
		fc.record({ op: fc.constant('between'), value: pairOf(oneOf([0, 1, 2])) }),
	);
	return fc
		.tuple(
			conditionsOf(tried.name, tried),
			fc.option(nested(fc.oneof(...row), 2), { nil: undefined }),
			fc.option(counted, { nil: undefined, freq: 4 }),
		)
		.map(([one, where, count]) => ({ ...one, ...(where && { where }), ...(count && { count }) }) as Filter);
};
const leaves = new Map(
	every
		.filter((one) => one.scope.some((scope) => scope === 'customer' || scope === 'flow'))
		.map((one) => [one.name, leafOf(one)]),
);
const leaf = fc.oneof(...leaves.values());

let database: TestDatabase;
let db: Db;
const base: SlowSubject[] = [];

beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	const dates = moments.map((at) => new Date(at));
	await ensureActionMonths(db, dates);
	await sql`select volna.ensure_months('step', '2026-10-01', '2028-03-01')`.execute(db);
	for (const [index, id] of categories.entries()) {
		await sql`insert into action_category (id, parent_id, level, code, name_ru, name_en)
			values (${id}, ${above[id] ?? null}, ${Math.min(index + 1, 3)}, ${`property-${index}`}, 'x', 'x')`.execute(db);
	}
	const campaignId = await newCampaign(db);
	for (const [index, id] of templates.slice(0, 2).entries()) {
		const { 'action.category': categoryId, 'action.tag': tags } = told[id]!;
		await sql`insert into action_template (id, campaign_id, name, system_name, category_id, tags)
			values (${id}, ${campaignId}, 'x', ${`Property${index}`}, ${categoryId ?? null}::uuid, ${tags}::text[])`.execute(
			db,
		);
	}
	await sql`insert into number_table (id, state, file_name) values (${uuid(8, 3)}, 'current', 'x'), (${uuid(8, 4)}, 'previous', 'x')`.execute(
		db,
	);
	for (const range of ranges)
		await sql`insert into number_range (table_id, first, last, operator, region) values
			(${uuid(8, 3)}, ${range.first}, ${range.last}, ${range.operator}, 'x'),
			(${uuid(8, 4)}, ${range.first}, ${range.last}, 'старый', 'x')`.execute(db);
	for (const one of fc.sample(subject, { numRuns: 70, seed: 20261102 })) base.push(await insert(one));
}, 120_000);
afterAll(() => database.close());

let serial = 0;
async function insert(one: Sampled): Promise<SlowSubject> {
	const {
		identifiers,
		subscriptions,
		consents,
		segments: held,
		moves,
		actions,
		orders,
		messages,
		runs,
		values: _,
		...row
	} = one;
	const { id } = await db
		.insertInto('customer')
		.values({ ...row, custom: JSON.stringify(row.custom) })
		.returning('id')
		.executeTakeFirstOrThrow();
	const kept: SlowSubject['identifiers'][number][] = [];
	for (const each of identifiers) {
		const value = `${each.value}`;
		const made = await sql`insert into identifier (kind, system, value, customer_id)
			values (${each.kind}, ${each.kind === 'device' ? '' : each.system}, ${value}, ${id}) on conflict do nothing returning 1`.execute(
			db,
		);
		if (made.rows.length > 0) kept.push(each);
	}
	for (const each of subscriptions)
		await sql`insert into subscription (customer_id, topic, state, source, changed_at)
			values (${id}, ${each.topic}, ${each.state}, 'test', ${each.changedAt})`.execute(db);
	for (const each of consents)
		await sql`insert into consent (customer_id, topic, source, given_at, valid_until)
			values (${id}, ${each.topic}, ${each.source}, '2026-01-01', ${each.validUntil})`.execute(db);
	for (const each of held)
		await db
			.insertInto('segmentMember')
			.values({ customerId: id, segmentationId: segmentationOf(each), segmentId: each })
			.execute();
	for (const each of moves)
		await sql`insert into segment_move (customer_id, at, id, segmentation_id, from_segment_id, to_segment_id, source)
			values (${id}, ${each.at}, ${uuid(7, ++serial)}, ${each.segmentationId}, ${each.from}, ${each.to}, 'test')`.execute(
			db,
		);
	for (const each of actions)
		await sql`insert into action (customer_id, template_id, occurred_at, touchpoint, trusted, custom, source)
			values (${id}, ${each['action.template']}, ${each['action.at']}, ${each['action.touchpoint']}, ${each['action.trusted']},
				${json(each.custom)}, 'operation')`.execute(db);
	for (const each of orders)
		await sql`insert into customer_order (customer_id, status, total, created_at, changed_at)
			values (${id}, ${each['anyOrder.status']}, ${each['anyOrder.total']}::numeric, ${each['anyOrder.createdAt']}, '2026-01-01')`.execute(
			db,
		);
	for (const each of messages)
		await sql`insert into message (account_id, campaign_id, lane, mode, state, reason, profile, customer_id, planned_for, flow_id,
				node_id, sender, hours, zone, due_at, not_after, created_at, accepted_at)
			values (${uuid(8, 1)}, ${each['message.campaign']}, 1, ${each.mode}, ${each['message.state']}, ${each['message.reason']},
				'marketing', ${id}, ${id}, ${each['message.flow']}::uuid, ${each['message.node']}, ${each['message.sender']}, '{}', 'UTC', now(), now(),
				${each['message.createdAt']}, ${each['message.handedOffAt']})`.execute(db);
	for (const each of runs) {
		const runId = uuid(9, ++serial);
		await sql`insert into run (id, flow_id, version_id, customer_id, mode, state, due_at, started_at, ended_at, end_reason)
			values (${runId}, ${each['flowRun.flow']}, ${uuid(8, 2)}, ${id}, ${each.mode}, ${each['flowRun.active'] ? 'waiting' : 'done'}, now(),
				${each['flowRun.startedAt']}, ${each['flowRun.endedAt']}, ${each['flowRun.endReason']})`.execute(db);
		for (const node of each['flowRun.passed'])
			await sql`insert into step (run_id, at, flow_id, version_id, customer_id, node_id, visit, kind)
				values (${runId}, '2026-11-02', ${each['flowRun.flow']}, ${uuid(8, 2)}, ${id}, ${node}, 1, 'passed'),
					(${runId}, '2026-11-02', ${each['flowRun.flow']}, ${uuid(8, 2)}, ${id}, 'start', 1, 'entered')`.execute(db);
	}
	const live = <T extends { mode: string }>(rows: readonly T[]) => rows.filter((each) => each.mode === 'live');
	return {
		...one,
		id,
		identifiers: kept,
		messages: live(messages),
		runs: live(runs).map((each) => ({
			...each,
			'flowRun.endReason': each['flowRun.endReason']?.replace(/^output:.*/, 'output') ?? null,
		})),
	};
}

async function compareAll(filter: Filter, project: SlowProject): Promise<void> {
	const runs = base.map((one) => ({ id: String(one.id), customerId: one.id, values: one.values }));
	const expected = base.filter((one) => slowFilter(filter, one, project)).map((one) => String(one.id));
	const found = await matchFilter(db, filter, runs, project);
	expect([...found].sort()).toEqual(expected.sort());
	if (checkFilter(filter, 'customer', fields).length > 0) return;
	expect(await countFilter(db, filter, { clock: project })).toMatchObject({
		status: 'counted',
		count: expected.length,
	});
}

it.each([...leaves])('%s finds whom a slow reading of its operators finds', async (_name, conditions) => {
	await fc.assert(
		fc.asyncProperty(conditions, oneOf(clocks), async (filter, project) => {
			expect(checkFilter(filter, 'flow', fields)).toEqual([]);
			await compareAll(filter, project);
		}),
		{ numRuns: 40 },
	);
});

it('a filter finds whom a slow reading of the operators finds, whatever is nested in it', async () => {
	await fc.assert(
		fc.asyncProperty(nested(leaf, 4), oneOf(clocks), async (filter, project) => {
			fc.pre(checkFilter(filter, 'flow', fields).length === 0);
			await compareAll(filter, project);
		}),
		{ numRuns: 400 },
	);
}, 60_000);

it('generated filters pass the check, so that the property says something', () => {
	const filters = fc.sample(nested(leaf, 4), { numRuns: 500, seed: 1 });
	expect(filters.filter((filter) => checkFilter(filter, 'flow', fields).length === 0).length).toBeGreaterThan(480);
	const found = filters.filter((filter) => base.some((one) => slowFilter(filter, one, clocks[0]!)));
	expect(found.length).toBeGreaterThan(100);
});
