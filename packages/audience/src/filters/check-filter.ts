import {
	type DeclaredField,
	Filter,
	type FilterCondition,
	type FilterField,
	type FilterFieldScope,
	FilterPeriod,
	FilterSegmentsOn,
	fieldStandsIn,
	filterFieldOf,
	filterLimits,
	filterOperators,
	measureFilter,
	operatorsWithoutValue,
	readDayOfYear,
	readFilterMoment,
	topScopes,
} from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';
import type { FilterIssueCode } from '../states.ts';

/** One reason why a filter cannot be used. `at` is a JSON pointer into it. */
export interface FilterIssue {
	readonly code: FilterIssueCode;
	readonly at: string;
	readonly values?: Readonly<Record<string, string | number>>;
}

/** `customer` where nothing started a run: lists, audiences. `flow` also knows what started it. */
export type FilterScope = 'customer' | 'flow';

/**
 * Everything that keeps a filter from being compiled; empty when nothing does. Takes anything. `declared` are the
 * project's custom fields (`readDeclaredFields`); without them each custom field passes as a string.
 */
export function checkFilter(
	filter: unknown,
	scope: FilterScope = 'flow',
	declared?: readonly DeclaredField[],
): FilterIssue[] {
	// A document nested thousands deep would overflow every reader below. A group is an object and a list.
	if (!isShallow(filter, 2 * filterLimits.depth + 4))
		return [{ code: 'filter-too-deep', at: '', values: { most: filterLimits.depth } }];
	const parsed = Filter.safeParse(filter);
	if (!parsed.success) return [{ code: 'filter-shape', at: '' }];
	const { depth, conditions } = measureFilter(parsed.data);
	if (depth > filterLimits.depth) return [{ code: 'filter-too-deep', at: '', values: { most: filterLimits.depth } }];
	if (conditions > filterLimits.conditions) {
		return [{ code: 'filter-too-large', at: '', values: { most: filterLimits.conditions } }];
	}
	const issues: FilterIssue[] = [];
	checkPart(parsed.data, { at: '', scopes: topScopes(scope === 'flow'), declared, issues });
	return issues;
}

function isShallow(value: unknown, depth: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (depth === 0) return false;
	return Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

interface Place {
	readonly at: string;
	readonly scopes: readonly FilterFieldScope[];
	readonly declared: readonly DeclaredField[] | undefined;
	readonly issues: FilterIssue[];
}

function checkPart(filter: Filter, place: Place): void {
	const { at } = place;
	if ('all' in filter) {
		for (const [index, part] of filter.all.entries()) checkPart(part, { ...place, at: `${at}/all/${index}` });
	} else if ('any' in filter) {
		for (const [index, part] of filter.any.entries()) checkPart(part, { ...place, at: `${at}/any/${index}` });
	} else if ('not' in filter) checkPart(filter.not, { ...place, at: `${at}/not` });
	else checkCondition(filter, place);
}

function checkCondition(condition: FilterCondition, place: Place): void {
	const { at, scopes, declared, issues } = place;
	const field = filterFieldOf(condition.field, declared);
	if (!field) {
		issues.push({ code: 'field-unknown', at: `${at}/field`, values: { field: condition.field } });
		return;
	}
	if (!fieldStandsIn(field, scopes)) {
		issues.push({ code: 'field-out-of-scope', at: `${at}/field`, values: { field: field.field } });
		return;
	}
	if (!(filterOperators[field.type] as readonly string[]).includes(condition.op)) {
		issues.push({ code: 'operator-unknown', at: `${at}/op`, values: { op: condition.op } });
		return;
	}
	if (condition.where) {
		if (field.aggregate) checkPart(condition.where, { ...place, at: `${at}/where`, scopes: [field.aggregate.rows] });
		else issues.push({ code: 'where-not-allowed', at: `${at}/where` });
	}
	if (condition.count) {
		const { op, value } = condition.count;
		if (!field.aggregate) issues.push({ code: 'where-not-allowed', at: `${at}/count` });
		else if (!(op === 'between' ? isPairOf(isCount)(value) : isCount(value)))
			issues.push({ code: 'value-wrong', at: `${at}/count/value` });
	}
	if (operatorsWithoutValue.has(condition.op)) return;
	if (condition.value === undefined || condition.value === null) {
		issues.push({ code: 'value-missing', at: `${at}/value` });
	} else if (!fits(field, condition.op, condition.value)) issues.push({ code: 'value-wrong', at: `${at}/value` });
}

function fits(field: FilterField, op: string, value: unknown): boolean {
	const single = singleOf(field);
	switch (op) {
		case 'inLast':
		case 'notInLast':
		case 'inNext':
		case 'inLastFull':
			return isPeriod(field, value);
		case 'inNextDays':
			return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 366;
		case 'on':
			return isDate(value);
		case 'between':
			return isPairOf(single)(value);
		case 'wasIn': {
			const parsed = FilterSegmentsOn.safeParse(value);
			return parsed.success && parsed.data.segments.every(isUuid) && isDate(parsed.data.on);
		}
		case 'in':
		case 'notIn':
		case 'neverIn':
			if (field.type === 'segment' && isUuid(value)) return true;
			return Array.isArray(value) && value.length > 0 && value.every(single);
		default:
			return single(value);
	}
}

function singleOf(field: FilterField): (value: unknown) => boolean {
	switch (field.type) {
		case 'string':
			return (value) =>
				typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !value.includes('\0'));
		case 'number':
			return (value) => typeof value === 'number' && Number.isFinite(value);
		case 'aggregate':
			return field.aggregate?.of === 'sum' ? (value) => typeof value === 'number' && Number.isFinite(value) : isCount;
		case 'age':
			return (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 150;
		case 'birthday':
			return (value) => readDayOfYear(value) !== undefined;
		case 'boolean':
			return (value) => typeof value === 'boolean';
		case 'enum':
			if (field.values) return (value) => field.values!.includes(value as string);
			return field.entity === 'node' ? isName : isUuid;
		case 'segment':
			return isUuid;
		case 'instant':
			return (value) => readFilterMoment(value) !== undefined;
		case 'date':
			return isDate;
	}
}

/** A date knows no minutes and hours. The far end must still be a moment. */
function isPeriod(field: FilterField, value: unknown): boolean {
	const parsed = FilterPeriod.safeParse(value);
	if (!parsed.success) return false;
	const { n, unit } = parsed.data;
	if (unit === 'years' && n > 1000) return false;
	return field.type !== 'date' || (unit !== 'minutes' && unit !== 'hours');
}

function isPairOf(single: (value: unknown) => boolean): (value: unknown) => boolean {
	return (value) => Array.isArray(value) && value.length === 2 && value.every(single);
}

function isCount(value: unknown): boolean {
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1e9;
}

function isDate(value: unknown): boolean {
	return readFilterMoment(value) instanceof Temporal.PlainDate;
}

function isName(value: unknown): boolean {
	return typeof value === 'string' && value !== '' && value.length <= 200 && !value.includes('\0');
}

function isUuid(value: unknown): boolean {
	return typeof value === 'string' && /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value);
}
