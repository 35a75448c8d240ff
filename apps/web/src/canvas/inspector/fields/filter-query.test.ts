import type { Filter } from '@volna/node-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterOf, isComplete, queryOf } from './filter-query.ts';

const condition: fc.Arbitrary<Filter> = fc.oneof(
	fc.record({ field: fc.constant('customer.firstName'), op: fc.constant('eq'), value: fc.string({ minLength: 1 }) }),
	fc.constant<Filter>({ field: 'customer.birthDate', op: 'filled' }),
	fc.constant<Filter>({
		field: 'actions',
		op: 'ge',
		value: 2,
		where: { all: [{ field: 'action.at', op: 'inLast', value: { n: 2, unit: 'days' } }] },
	}),
);
const { group } = fc.letrec<{ group: Filter }>((tie) => ({
	group: fc.oneof(
		{ maxDepth: 3 },
		fc.array(fc.oneof(condition, tie('group')), { maxLength: 3 }).map((all): Filter => ({ all })),
		fc.array(fc.oneof(condition, tie('group')), { maxLength: 3 }).map((any): Filter => ({ any })),
	),
}));

describe('the filter builder', () => {
	it('gives back the filter it was given', () => {
		fc.assert(
			fc.property(group, (filter) => {
				expect(filterOf(queryOf(filter))).toEqual(filter);
			}),
		);
	});

	it('keeps what is negated', () => {
		fc.assert(
			fc.property(group, (filter) => {
				expect(filterOf(queryOf({ not: filter }))).toEqual({ not: filter });
			}),
		);
	});

	it('puts a lone condition into a group', () => {
		const lone: Filter = { field: 'order.total', op: 'ge', value: 5000 };
		expect(filterOf(queryOf(lone))).toEqual({ all: [lone] });
	});

	it.each<[Filter, boolean]>([
		[{ field: 'order.total', op: 'ge' }, false],
		[{ field: 'order.total', op: 'empty' }, true],
		[{ field: 'order.total', op: 'between', value: [1] }, false],
		[{ any: [{ field: 'order.total', op: 'ge', value: 0 }] }, true],
	])('knows whether every row is filled in: %j', (filter, complete) => expect(isComplete(filter)).toBe(complete));
});
