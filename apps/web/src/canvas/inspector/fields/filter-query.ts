import type { Filter, FilterValue } from '@volna/node-sdk';
import { filterFieldOf } from '@volna/node-sdk';
import type { RuleGroupType, RuleType } from 'react-querybuilder';

/** What a row of an aggregate holds: the number it is compared with, and which rows are counted. */
export interface AggregateValue {
	readonly count: FilterValue | undefined;
	readonly where: Filter | undefined;
}

/** A filter as the builder's tree. `queryOf(filterOf(query))` is the same query but for ids. */
export function queryOf(filter: Filter | undefined): RuleGroupType {
	if (filter === undefined) return { combinator: 'and', rules: [] };
	const node = nodeOf(filter);
	return 'rules' in node ? node : { combinator: 'and', rules: [node] };
}

function nodeOf(filter: Filter): RuleGroupType | RuleType {
	if ('not' in filter) {
		const inner = nodeOf(filter.not);
		const group: RuleGroupType = 'rules' in inner ? inner : { combinator: 'and', rules: [inner] };
		return group.not ? { combinator: 'and', not: true, rules: [group] } : { ...group, not: true };
	}
	if ('all' in filter) return { combinator: 'and', rules: filter.all.map(nodeOf) };
	if ('any' in filter) return { combinator: 'or', rules: filter.any.map(nodeOf) };
	const { field, op, value, where } = filter;
	const isAggregate = filterFieldOf(field)?.type === 'aggregate';
	return { field, operator: op, value: isAggregate ? ({ count: value, where } satisfies AggregateValue) : value };
}

/** The builder's tree as a filter; a row whose value is still missing keeps none. */
export function filterOf(query: RuleGroupType): Filter {
	const parts = query.rules.map((rule): Filter => ('rules' in rule ? filterOf(rule) : conditionOf(rule)));
	const group: Filter = query.combinator === 'or' ? { any: parts } : { all: parts };
	return query.not ? { not: group } : group;
}

function conditionOf({ field, operator, value }: RuleType): Filter {
	const isAggregate = filterFieldOf(field)?.type === 'aggregate';
	const given = isAggregate ? (value as AggregateValue | undefined)?.count : (value as FilterValue | undefined);
	const where = isAggregate ? (value as AggregateValue | undefined)?.where : undefined;
	const hasNone = operator === 'empty' || operator === 'filled' || given === undefined || given === '';
	return { field, op: operator, ...(!hasNone && { value: given }), ...(where && { where }) };
}

/** Whether every row has what it needs. */
export function isComplete(filter: Filter): boolean {
	if ('not' in filter) return isComplete(filter.not);
	if ('all' in filter) return filter.all.every(isComplete);
	if ('any' in filter) return filter.any.every(isComplete);
	if (filter.op === 'empty' || filter.op === 'filled') return true;
	const { value } = filter;
	if (value === undefined || value === null) return false;
	if (Array.isArray(value))
		return value.length >= (filter.op === 'between' ? 2 : 1) && value.every((one) => one !== '');
	return filter.where === undefined || isComplete(filter.where);
}
