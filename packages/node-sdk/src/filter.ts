import { z } from 'zod';

/**
 * A filter is data: a predicate over customers, and in a flow also over what started the run. One compiler turns it
 * into SQL (`audience`); the form, the checks and the plan read the same shape.
 *
 * `{ "all": [] }` is true, `{ "any": [] }` is false. A condition on a missing value is false, `not` inverts the whole.
 */
export type Filter =
	| { readonly all: readonly Filter[] }
	| { readonly any: readonly Filter[] }
	| { readonly not: Filter }
	| FilterCondition;

export type FilterValue = string | number | boolean | null | readonly (string | number)[] | FilterPeriod;

/** `{ n: 2, unit: 'days' }`: minutes and hours are exact, longer units calendar ones of the project's zone. */
export interface FilterPeriod {
	readonly n: number;
	readonly unit: 'minutes' | 'hours' | 'days' | 'weeks' | 'months';
}

export interface FilterCondition {
	/** `customer.firstName`, `customer.custom.city`, `phone.present`, `subscription.sms`, `segment`, `actions`, `order.status` … */
	readonly field: string;
	readonly op: string;
	readonly value?: FilterValue;
	/** For aggregates (`actions`): which rows are counted. */
	readonly where?: Filter;
}

export const FilterPeriod = z.strictObject({
	n: z.number().int().min(1).max(3650),
	unit: z.enum(['minutes', 'hours', 'days', 'weeks', 'months']),
});

const FilterValue: z.ZodType<FilterValue> = z.union([
	z.string().max(1000),
	z.number(),
	z.boolean(),
	z.null(),
	z.array(z.union([z.string().max(1000), z.number()])).max(10_000),
	FilterPeriod,
]);

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
		}),
	]),
);

export const filterLimits = { depth: 10, conditions: 100 } as const;

/** Depth of groups and conditions, and how many conditions there are, those inside `where` too. */
export function measureFilter(filter: Filter): { depth: number; conditions: number } {
	const children = childrenOf(filter);
	const inner = children.map(measureFilter);
	const depth = 1 + Math.max(0, ...inner.map((part) => part.depth));
	const own = 'field' in filter ? 1 : 0;
	return { depth, conditions: own + inner.reduce((sum, part) => sum + part.conditions, 0) };
}

function childrenOf(filter: Filter): readonly Filter[] {
	if ('all' in filter) return filter.all;
	if ('any' in filter) return filter.any;
	if ('not' in filter) return [filter.not];
	return filter.where ? [filter.where] : [];
}
