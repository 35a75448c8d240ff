import { type Filter, filterFieldOf } from '@volna/node-sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { filterOf, isComplete, queryOf, valueFor } from './filter-query.ts';

const condition = fc.record(
	{
		field: fc.constantFrom('customer.area', 'orders.avg', 'segment', 'customer.custom.x', 'gone.field'),
		op: fc.constantFrom('eq', 'in', 'between', 'wasIn', 'inLast'),
		value: fc.oneof(
			fc.string({ minLength: 1 }),
			fc.integer(),
			fc.boolean(),
			fc.constant(null),
			fc.array(fc.string(), { minLength: 1 }),
			fc.constant({ n: 2, unit: 'days' }),
			fc.constant({ segments: ['a'], on: '2026-05-01' }),
		),
		count: fc.constant({ op: 'ge', value: 2 }),
		where: fc.constantFrom({ all: [] }, { not: { field: 'action.at', op: 'filled' } }),
	},
	{ requiredKeys: ['field', 'op'] },
) as unknown as fc.Arbitrary<Filter>;

const filters = fc.letrec<{ filter: Filter }>((tie) => ({
	filter: fc.oneof(
		{ maxDepth: 5, withCrossShrink: true },
		condition,
		fc.record({ all: fc.array(tie('filter'), { maxLength: 4 }) }),
		fc.record({ any: fc.array(tie('filter'), { maxLength: 4 }) }),
		fc.record({ not: tie('filter') }),
	),
})).filter;

it('a filter that went through the builder is the same filter, to the last bracket', () => {
	fc.assert(
		fc.property(filters, (filter) => {
			expect(filterOf(queryOf(filter))).toEqual(filter);
		}),
		{ numRuns: 2000 },
	);
});

it('a tree that went through a filter is the same tree', () => {
	fc.assert(
		fc.property(filters, (filter) => {
			const query = queryOf(filter);
			expect(queryOf(filterOf(query))).toEqual(query);
		}),
	);
});

it('a second row makes a group of what stood alone', () => {
	const alone = queryOf({ field: 'customer.area', op: 'eq', value: 'Омск' });
	const two = { ...alone, rules: [...alone.rules, { field: 'phone.present', operator: 'filled', value: {} }] };
	expect(filterOf(two)).toEqual({
		all: [
			{ field: 'customer.area', op: 'eq', value: 'Омск' },
			{ field: 'phone.present', op: 'filled' },
		],
	});
});

it.each<[unknown, boolean]>([
	[{ field: 'customer.area', op: 'eq' }, false],
	[{ field: '', op: '' }, false],
	[{ field: 'customer.area', op: 'empty' }, true],
	[{ field: 'customer.birthday', op: 'isToday' }, true],
	[{ field: 'orders.sum', op: 'between', value: [1, ''] }, false],
	[{ field: 'orders.sum', op: 'between', value: [1, 2] }, true],
	[{ field: 'segment', op: 'wasIn', value: { segments: ['a'], on: '' } }, false],
	[{ field: 'segment', op: 'in', value: [] }, false],
	[{ field: 'actions', op: 'ge', value: 1, where: { all: [{ field: 'action.at', op: 'inLast' }] } }, false],
	[{ field: 'orders.avg', op: 'ge', value: 1, count: { op: 'between', value: [1] } }, false],
	[{ not: { any: [{ field: 'phone.present', op: 'is', value: false }] } }, true],
])('%j is complete: %s', (filter, complete) => {
	expect(isComplete(filter as Filter)).toBe(complete);
});

it('a value stays under another operator only where it means the same', () => {
	const area = filterFieldOf('customer.area')!;
	const created = filterFieldOf('customer.createdAt')!;
	expect(valueFor(area, 'ne', { value: 'Омск' })).toEqual({ value: 'Омск' });
	expect(valueFor(area, 'in', { value: 'Омск' })).toEqual({});
	expect(valueFor(created, 'notInLast', { value: { n: 2, unit: 'days' } })).toEqual({ value: { n: 2, unit: 'days' } });
	expect(valueFor(created, 'before', { value: { n: 2, unit: 'days' } })).toEqual({});
});
