import { describe, expect, it } from 'vitest';
import { conditionsOfFilter, Filter, measureFilter } from './filter.ts';
import {
	type DeclaredField,
	familyMemberOf,
	fieldStandsIn,
	filterFieldOf,
	filterFields,
	filterOperators,
	topScopes,
} from './filter-fields.ts';

const declared: DeclaredField[] = [
	{ entity: 'customer', name: 'bonus', type: 'number' },
	{ entity: 'customer', name: 'level', type: 'enum', options: ['gold'] },
	{ entity: 'customer', name: 'card', type: 'unique_id' },
	{ entity: 'action', name: 'size', type: 'enum', options: ['s'] },
	{ entity: 'action', name: 'size', type: 'enum', options: ['s', 'l'] },
	{ entity: 'action', name: 'mixed', type: 'number' },
	{ entity: 'action', name: 'mixed', type: 'date' },
];

describe('the field of a name', () => {
	it.each([
		['customer.custom.bonus', { type: 'number', scope: 'customer' }],
		['customer.custom.level', { type: 'enum', values: ['gold'] }],
		['customer.custom.card', { type: 'string' }],
		['action.custom.size', { type: 'enum', values: ['s', 'l'], scope: 'action' }],
		['trigger.action.custom.mixed', { type: 'string', scope: 'flow' }],
		['identifier.loyalty', { type: 'string', scope: 'customer' }],
		['topic.state.news.daily', { type: 'enum', scope: 'customer' }],
		['topic.since.news.daily', { type: 'instant' }],
		['run.Bonus', { type: 'string', scope: 'flow' }],
		['orders.avg', { type: 'number', aggregate: { rows: 'order', of: 'avg' } }],
	])('%s is %j', (name, field) => {
		expect(filterFieldOf(name, declared)).toMatchObject({ field: name, ...field });
	});

	it.each([
		'customer.custom.gone',
		'customer.custom.',
		"customer.custom.x' or true",
		'topic.state.',
		'constructor',
		'run.',
	])('%s is none', (name) => {
		expect(filterFieldOf(name, declared)).toBeUndefined();
	});

	it('is a text while declarations are not known', () => {
		expect(filterFieldOf('customer.custom.gone')).toMatchObject({ type: 'string' });
	});
});

it('a member of a family is what stands behind its beginning, dots included', () => {
	expect(familyMemberOf('topic.state.news.daily')).toBe('news.daily');
	expect(familyMemberOf('trigger.action.custom.sku')).toBe('sku');
	expect(familyMemberOf('customer.area')).toBeUndefined();
});

it('names are unique, and every type has operators', () => {
	const names = filterFields.map((field) => field.field);
	expect(new Set(names).size).toBe(names.length);
	for (const field of filterFields) expect(filterOperators[field.type].length).toBeGreaterThan(0);
});

it('rows of an aggregate are described only inside of it', () => {
	const moveAt = filterFieldOf('move.at')!;
	expect(fieldStandsIn(moveAt, ['entry'])).toBe(true);
	expect(fieldStandsIn(moveAt, ['action'])).toBe(false);
	expect(fieldStandsIn(moveAt, topScopes(true))).toBe(false);
	expect(fieldStandsIn(filterFieldOf('order.status')!, topScopes(false))).toBe(false);
});

it('conditions inside of aggregates count for depth and size', () => {
	const filter = Filter.parse({
		all: [
			{ field: 'phone.present', op: 'is', value: true },
			{ field: 'actions', op: 'ge', value: 1, where: { any: [{ field: 'action.at', op: 'filled' }] } },
		],
	});
	expect(measureFilter(filter)).toEqual({ depth: 4, conditions: 3 });
	expect(conditionsOfFilter(filter).map((one) => one.field)).toEqual(['phone.present', 'actions', 'action.at']);
});
