import {
	type Filter,
	type FilterCondition,
	type FilterCount,
	type FilterField,
	type FilterFieldScope,
	FilterPeriod,
	FilterSegmentsOn,
	type FilterValue,
	fieldStandsIn,
	filterFieldOf,
	operatorsWithoutValue,
} from '@volna/node-sdk';
import type { RuleGroupType, RuleType } from 'react-querybuilder';

/** A group of the builder's tree. `bare`: it stands for its only part, and is no group of the filter. */
export type FilterGroup = RuleGroupType & { readonly bare?: boolean };

/** What a row of the builder holds besides field and operator. */
export interface RowValue {
	readonly value?: FilterValue | undefined;
	readonly where?: Filter | undefined;
	readonly count?: FilterCount | undefined;
}

/** A filter as the builder's tree. `filterOf(queryOf(filter))` is the filter again. */
export function queryOf(filter: Filter | undefined): FilterGroup {
	const node = filter === undefined ? undefined : nodeOf(filter);
	if (node === undefined) return { combinator: 'and', rules: [] };
	return 'rules' in node ? (node as FilterGroup) : ({ combinator: 'and', bare: true, rules: [node] } as FilterGroup);
}

function nodeOf(filter: Filter): FilterGroup | RuleType {
	if ('not' in filter) {
		const inner = nodeOf(filter.not);
		return 'rules' in inner && !inner.not
			? { ...inner, not: true }
			: ({ combinator: 'and', not: true, bare: true, rules: [inner] } as FilterGroup);
	}
	if ('all' in filter) return { combinator: 'and', rules: filter.all.map(nodeOf) };
	if ('any' in filter) return { combinator: 'or', rules: filter.any.map(nodeOf) };
	const { field, op, ...rest } = filter;
	return { field, operator: op, value: rest satisfies RowValue };
}

/** The builder's tree as a filter; a row whose value is still missing keeps none. */
export function filterOf(query: RuleGroupType): Filter {
	const group = query as FilterGroup;
	const parts = group.rules.map((rule): Filter => ('rules' in rule ? filterOf(rule) : conditionOf(rule)));
	const core: Filter =
		group.bare && parts.length === 1 ? parts[0]! : group.combinator === 'or' ? { any: parts } : { all: parts };
	return group.not ? { not: core } : core;
}

function conditionOf({ field, operator, value }: RuleType): FilterCondition {
	const { value: given, where, count } = (value ?? {}) as RowValue;
	const takesNone = operatorsWithoutValue.has(operator) || given === undefined || given === '';
	return {
		field,
		op: operator,
		...(!takesNone && { value: given }),
		...(where !== undefined && { where }),
		...(count !== undefined && { count }),
	};
}

/** Whether a filter holds no condition at all: it finds everybody. */
export function isBlank(filter: Filter | undefined): boolean {
	return filter === undefined || ('all' in filter && filter.all.length === 0);
}

/** Whether every row has what it needs. */
export function isComplete(filter: Filter): boolean {
	if ('not' in filter) return isComplete(filter.not);
	if ('all' in filter) return filter.all.every(isComplete);
	if ('any' in filter) return filter.any.every(isComplete);
	const { op, value, where, count } = filter;
	if (filter.field === '') return false;
	if (where !== undefined && !isComplete(where)) return false;
	if (count !== undefined && !isFull(count.value, count.op)) return false;
	return operatorsWithoutValue.has(op) || isFull(value, op);
}

function isFull(value: unknown, op: string): boolean {
	if (value === undefined || value === null || value === '') return false;
	if (Array.isArray(value)) {
		const filled = value.filter((part) => part !== '' && part !== null && part !== undefined);
		return filled.length === value.length && value.length >= (op === 'between' ? 2 : 1);
	}
	if (op === 'wasIn') return FilterSegmentsOn.safeParse(value).success && (value as FilterSegmentsOn).on !== '';
	if (typeof value === 'object') return FilterPeriod.safeParse(value).success;
	return op !== 'between';
}

/** The value of a row after its operator changed: kept where it still fits, else none. */
export function valueFor(field: FilterField, op: string, before: RowValue): RowValue {
	const { value, ...rest } = before;
	const kept = { ...rest, ...(value !== undefined && shapeOf(value) === shapeFor(field, op) && { value }) };
	return kept;
}

type Shape = 'none' | 'one' | 'pair' | 'list' | 'period' | 'segments' | 'on';

/** What a field's operator takes. */
export function shapeFor(field: FilterField, op: string): Shape {
	if (operatorsWithoutValue.has(op)) return 'none';
	if (op === 'between') return 'pair';
	if (op === 'inLast' || op === 'notInLast' || op === 'inNext' || op === 'inLastFull') return 'period';
	if (op === 'wasIn') return 'segments';
	if (op === 'on') return 'on';
	if (op === 'in' || op === 'notIn' || op === 'neverIn') return 'list';
	return field.type === 'segment' ? 'list' : 'one';
}

function shapeOf(value: FilterValue): Shape | undefined {
	if (FilterPeriod.safeParse(value).success) return 'period';
	if (typeof value === 'object' && value !== null && 'segments' in value) return 'segments';
	// A list of two could be a pair of another meaning: neither is taken for the other.
	if (Array.isArray(value)) return undefined;
	return value === null ? undefined : 'one';
}

/** Whether the filter names what only a run knows. */
export function readsRun(filter: Filter): boolean {
	if ('not' in filter) return readsRun(filter.not);
	if ('all' in filter) return filter.all.some(readsRun);
	if ('any' in filter) return filter.any.some(readsRun);
	const field = filterFieldOf(filter.field);
	return field !== undefined && fieldStandsIn(field, ['flow' satisfies FilterFieldScope]);
}
