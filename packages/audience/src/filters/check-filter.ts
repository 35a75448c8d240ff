import {
	Filter,
	type FilterCondition,
	type FilterField,
	FilterPeriod,
	filterFieldOf,
	filterLimits,
	filterOperators,
	measureFilter,
} from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';
import type { FilterIssueCode } from '../states.ts';
import { readFilterMoment } from './filter-bounds.ts';

/** One reason why a filter cannot be used. `at` is a JSON pointer into it. */
export interface FilterIssue {
	readonly code: FilterIssueCode;
	readonly at: string;
	readonly values?: Readonly<Record<string, string | number>>;
}

/** `customer` where nothing started a run: lists, audiences. `flow` also knows what started it. */
export type FilterScope = 'customer' | 'flow';

/** Everything that keeps a filter from being compiled; empty when nothing does. Takes anything. */
export function checkFilter(filter: unknown, scope: FilterScope = 'flow'): FilterIssue[] {
	// A document nested thousands deep would overflow every reader below.
	if (!isShallow(filter, filterLimits.depth + 6))
		return [{ code: 'filter-too-deep', at: '', values: { most: filterLimits.depth } }];
	const parsed = Filter.safeParse(filter);
	if (!parsed.success) return [{ code: 'filter-shape', at: '' }];
	const { depth, conditions } = measureFilter(parsed.data);
	if (depth > filterLimits.depth) return [{ code: 'filter-too-deep', at: '', values: { most: filterLimits.depth } }];
	if (conditions > filterLimits.conditions) {
		return [{ code: 'filter-too-large', at: '', values: { most: filterLimits.conditions } }];
	}
	const issues: FilterIssue[] = [];
	checkPart(parsed.data, '', scope === 'flow' ? ['customer', 'flow'] : ['customer'], issues);
	return issues;
}

function isShallow(value: unknown, depth: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (depth === 0) return false;
	return Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

type Scope = FilterField['scope'];

function checkPart(filter: Filter, at: string, scopes: readonly Scope[], issues: FilterIssue[]): void {
	if ('all' in filter) {
		for (const [index, part] of filter.all.entries()) checkPart(part, `${at}/all/${index}`, scopes, issues);
	} else if ('any' in filter) {
		for (const [index, part] of filter.any.entries()) checkPart(part, `${at}/any/${index}`, scopes, issues);
	} else if ('not' in filter) checkPart(filter.not, `${at}/not`, scopes, issues);
	else checkCondition(filter, at, scopes, issues);
}

function checkCondition(condition: FilterCondition, at: string, scopes: readonly Scope[], issues: FilterIssue[]): void {
	const field = filterFieldOf(condition.field);
	if (!field) {
		issues.push({ code: 'field-unknown', at: `${at}/field`, values: { field: condition.field } });
		return;
	}
	if (!scopes.includes(field.scope)) {
		issues.push({ code: 'field-out-of-scope', at: `${at}/field`, values: { field: field.field } });
		return;
	}
	if (!(filterOperators[field.type] as readonly string[]).includes(condition.op)) {
		issues.push({ code: 'operator-unknown', at: `${at}/op`, values: { op: condition.op } });
		return;
	}
	if (condition.where) {
		if (field.type === 'aggregate') checkPart(condition.where, `${at}/where`, ['action'], issues);
		else issues.push({ code: 'where-not-allowed', at: `${at}/where` });
	}
	if (condition.op === 'empty' || condition.op === 'filled') return;
	if (condition.value === undefined || condition.value === null) {
		issues.push({ code: 'value-missing', at: `${at}/value` });
	} else if (!fits(field, condition.op, condition.value)) issues.push({ code: 'value-wrong', at: `${at}/value` });
}

function fits(field: FilterField, op: string, value: unknown): boolean {
	const single = singleOf(field);
	if (op === 'inLast' || op === 'notInLast') return FilterPeriod.safeParse(value).success;
	if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every(single);
	if (field.type === 'segment' && typeof value === 'string') return isUuid(value);
	if (op === 'in' || op === 'notIn') return Array.isArray(value) && value.length > 0 && value.every(single);
	if (op === 'on') return readFilterMoment(value) instanceof Temporal.PlainDate;
	return single(value);
}

function singleOf(field: FilterField): (value: unknown) => boolean {
	switch (field.type) {
		case 'string':
			return (value) =>
				typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !value.includes('\0'));
		case 'number':
			return (value) => typeof value === 'number' && Number.isFinite(value);
		case 'aggregate':
			return (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1e9;
		case 'boolean':
			return (value) => typeof value === 'boolean';
		case 'enum':
			return field.values ? (value) => field.values!.includes(value as string) : isUuid;
		case 'segment':
			return isUuid;
		case 'instant':
			return (value) => readFilterMoment(value) !== undefined;
		case 'date':
			return (value) => readFilterMoment(value) instanceof Temporal.PlainDate;
	}
}

function isUuid(value: unknown): boolean {
	return typeof value === 'string' && /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value);
}
