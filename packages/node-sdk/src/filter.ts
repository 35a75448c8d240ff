import { z } from 'zod';

/**
 * A filter is data: a predicate over customers, and in a flow also over what started the run. One compiler turns it
 * into SQL (`audience`); the form, the checks and the plan read the same shape.
 *
 * `{ "all": [] }` is true, `{ "any": [] }` is false. A condition on a missing value is false, `not` inverts the whole.
 *
 * @example customers who ordered for 5 000 and more within 90 days, in at least two orders
 * { "field": "orders.sum", "op": "ge", "value": 5000, "count": { "op": "ge", "value": 2 },
 *   "where": { "field": "anyOrder.createdAt", "op": "inLast", "value": { "n": 90, "unit": "days" } } }
 */
export type Filter =
	| { readonly all: readonly Filter[] }
	| { readonly any: readonly Filter[] }
	| { readonly not: Filter }
	| FilterCondition;

/** Dates are `2026-05-01`, instants ISO 8601 with a zone, days of birth `05-01`. */
export type FilterValue =
	| string
	| number
	| boolean
	| null
	| readonly (string | number | boolean)[]
	| FilterPeriod
	| FilterSegmentsOn;

/** `{ n: 2, unit: 'days' }`: minutes and hours are exact, longer units calendar ones of the project's zone. */
export interface FilterPeriod {
	readonly n: number;
	readonly unit: FilterUnit;
}

export const filterUnits = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;
export type FilterUnit = (typeof filterUnits)[number];

/** The value of `wasIn`: segments, and the day by whose end the customer was in one of them. */
export interface FilterSegmentsOn {
	readonly segments: readonly string[];
	readonly on: string;
}

/** How many rows an aggregate must have been made of. */
export interface FilterCount {
	readonly op: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'between';
	readonly value: number | readonly number[];
}

export interface FilterCondition {
	/** `customer.firstName`, `customer.custom.city`, `phone.present`, `subscription.sms`, `segment`, `actions`, `order.status` … */
	readonly field: string;
	readonly op: string;
	readonly value?: FilterValue;
	/** For aggregates (`actions`, `orders.sum` …): which rows are taken. */
	readonly where?: Filter;
	/** For aggregates: how many rows there must be besides. */
	readonly count?: FilterCount;
}

export const FilterPeriod = z.strictObject({
	n: z.number().int().min(1).max(3650),
	unit: z.enum(filterUnits),
});

export const FilterSegmentsOn = z.strictObject({
	segments: z.array(z.string().max(100)).min(1).max(100),
	on: z.string().max(10),
});

const FilterValue: z.ZodType<FilterValue> = z.union([
	z.string().max(1000),
	z.number(),
	z.boolean(),
	z.null(),
	z.array(z.union([z.string().max(1000), z.number(), z.boolean()])).max(10_000),
	FilterPeriod,
	FilterSegmentsOn,
]);

const FilterCount: z.ZodType<FilterCount> = z.strictObject({
	op: z.enum(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between']),
	value: z.union([z.number(), z.array(z.number()).max(2)]),
});

/** The shape of a filter. Depth (≤ 10) and size (≤ 100 conditions) are checked by `measureFilter`, fields by `audience`. */
export const Filter: z.ZodType<Filter> = z.lazy(() =>
	z.union([
		z.strictObject({ all: z.array(Filter).max(100) }),
		z.strictObject({ any: z.array(Filter).max(100) }),
		z.strictObject({ not: Filter }),
		z.strictObject({
			field: z.string().min(1).max(200),
			op: z.string().min(1).max(40),
			value: FilterValue.optional(),
			where: Filter.optional(),
			count: FilterCount.optional(),
		}),
	]),
);

export const filterLimits = { depth: 10, conditions: 100 } as const;

/** Depth of groups and conditions, and how many conditions there are, those inside `where` too. */
export function measureFilter(filter: Filter): { depth: number; conditions: number } {
	const inner = partsOfFilter(filter).map(measureFilter);
	const depth = 1 + Math.max(0, ...inner.map((part) => part.depth));
	const own = 'field' in filter ? 1 : 0;
	return { depth, conditions: own + inner.reduce((sum, part) => sum + part.conditions, 0) };
}

/** What stands directly inside: parts of a group, what is negated, an aggregate's `where`. */
export function partsOfFilter(filter: Filter): readonly Filter[] {
	if ('all' in filter) return filter.all;
	if ('any' in filter) return filter.any;
	if ('not' in filter) return [filter.not];
	return filter.where ? [filter.where] : [];
}

/** Every condition of a filter, those inside `where` too, in the order of reading. */
export function conditionsOfFilter(filter: Filter): readonly FilterCondition[] {
	return ['field' in filter ? [filter] : [], ...partsOfFilter(filter).map(conditionsOfFilter)].flat();
}
