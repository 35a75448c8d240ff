import type { FilterAggregate, FilterCondition, FilterField, FilterRows } from '@volna/node-sdk';
import { type FilterClock, instantSpan, type SpanOperator } from '@volna/node-sdk';
import { type SqlBool, sql } from 'kysely';
import { compareNumber, compileValue, type Fragment, opposite, type Predicate, within } from './compile-value.ts';

/** `lookup` for a handful of customers: rows per customer. `scan` for the whole base: rows by grouping. */
export type FilterReach = 'lookup' | 'scan';

interface RowSource {
	/** Tables, with a `where` that may be continued by `and`. */
	readonly from: Fragment;
	readonly customer: Fragment;
	/** What counts, and when it happened. */
	readonly at: Fragment;
	readonly amount?: Fragment;
}

const moves = (column: Fragment) =>
	sql`(select customer_id, at, ${column} as segment_id from segment_move where ${column} is not null) v where true`;

const sources: Readonly<Record<FilterRows, RowSource>> = {
	action: { from: sql`action a where true`, customer: sql`a.customer_id`, at: sql`a.occurred_at` },
	order: {
		from: sql`customer_order o where true`,
		customer: sql`o.customer_id`,
		at: sql`o.created_at`,
		amount: sql`o.total`,
	},
	// What a test made reaches nobody and counts nowhere.
	message: { from: sql`message m where m.mode = 'live'`, customer: sql`m.customer_id`, at: sql`m.created_at` },
	flowRun: { from: sql`run r where r.mode = 'live'`, customer: sql`r.customer_id`, at: sql`r.started_at` },
	entry: { from: moves(sql`to_segment_id`), customer: sql`v.customer_id`, at: sql`v.at` },
	exit: { from: moves(sql`from_segment_id`), customer: sql`v.customer_id`, at: sql`v.at` },
};

/**
 * An aggregate condition of the customer `c`: true, false or null. Forms are chosen for the planner: a plain `exists`
 * where one row decides, a group with `having` where it takes several, always as a semi-join or an anti-join, so that
 * customers without rows cost nothing. `where` is the compiled choice of rows.
 */
export function compileRows(
	field: FilterField & { readonly aggregate: FilterAggregate },
	condition: FilterCondition,
	wanted: boolean,
	where: Predicate,
	options: FilterClock & { readonly reach: FilterReach },
): Predicate {
	const { op } = condition;
	const turned = (to: string) => compileRows(field, { ...condition, op: to }, !wanted, where, options);
	// Those without rows are found by the opposite, so every other operator is about rows that are there.
	if (condition.count === undefined) {
		if (op === 'ne') return turned('eq');
		if (op === 'notInLast') return turned('inLast');
		if (op === 'empty') return turned('filled');
		if (field.aggregate.of === 'count') return compileCount(field, condition, wanted, where, options.reach);
	}
	const source = sources[field.aggregate.rows];
	const held = holding(field, condition, source, options);
	if (options.reach === 'lookup') {
		const counted = sql<SqlBool>`(select ${held} from ${source.from} and ${source.customer} = c.id and ${where})`;
		return wanted ? counted : opposite(counted);
	}
	if (holdsForNone(field, condition)) return grouped(source, where, opposite(held), !wanted);
	return grouped(source, sql<SqlBool>`${where}${narrowing(field, condition, source, options)}`, held, wanted);
}

/** What the group must satisfy. Over no rows sums are 0, other values null. */
function holding(
	field: FilterField & { readonly aggregate: FilterAggregate },
	{ op, value, count }: FilterCondition,
	source: RowSource,
	clock: FilterClock,
): Predicate {
	const own = valueHolding(field, op, value, source, clock);
	return count ? sql`(${own} and ${compareNumber(sql`count(*)`, count.op, count.value)})` : own;
}

function valueHolding(
	{ aggregate }: FilterField & { readonly aggregate: FilterAggregate },
	op: string,
	value: unknown,
	source: RowSource,
	clock: FilterClock,
): Predicate {
	const amount = source.amount ?? sql`null`;
	switch (aggregate.of) {
		case 'count':
			return compareNumber(sql`count(*)`, op, value);
		case 'sum':
			return compareNumber(sql`coalesce(sum(${amount}), 0)`, op, value);
		case 'avg':
			if (op === 'ne') return opposite(compareNumber(sql`sum(${amount})`, 'eq', value, sql`count(${amount})`));
			if (op === 'empty' || op === 'filled')
				return compileValue({ type: 'number', sql: sql`sum(${amount})` }, op, value, clock);
			return compareNumber(sql`sum(${amount})`, op, value, sql`count(${amount})`);
		case 'min':
			return compileValue({ type: 'number', sql: sql`min(${amount})` }, op, value, clock);
		case 'max':
			return compileValue({ type: 'number', sql: sql`max(${amount})` }, op, value, clock);
		case 'first':
			return compileValue({ type: 'instant', sql: sql`min(${source.at})` }, op, value, clock);
		case 'last':
			return compileValue({ type: 'instant', sql: sql`max(${source.at})` }, op, value, clock);
	}
}

/** Whether a customer without a single row satisfies the condition. */
function holdsForNone(
	{ aggregate }: FilterField & { readonly aggregate: FilterAggregate },
	{ op, value, count }: FilterCondition,
): boolean {
	if (count && !numberHolds(0, count.op, count.value)) return false;
	if (aggregate.of === 'count' || aggregate.of === 'sum') return numberHolds(0, op, value);
	return op === 'ne' || op === 'notInLast' || op === 'empty';
}

function numberHolds(number: number, op: string, value: unknown): boolean {
	const [first, second] = [value].flat() as [number, number];
	switch (op) {
		case 'eq':
			return number === first;
		case 'ne':
			return number !== first;
		case 'gt':
			return number > first;
		case 'ge':
			return number >= first;
		case 'lt':
			return number < first;
		case 'le':
			return number <= first;
		default:
			return first <= number && number <= second;
	}
}

/** Rows before the span cannot be the last one within it, nor rows after it the first: months of them are not read. */
function narrowing(
	{ aggregate }: FilterField & { readonly aggregate: FilterAggregate },
	{ op, value, count }: FilterCondition,
	source: RowSource,
	clock: FilterClock,
): Fragment {
	if (count || op === 'filled' || (aggregate.of !== 'first' && aggregate.of !== 'last')) return sql``;
	const { from, fromExcluded, until, untilIncluded } = instantSpan(op as SpanOperator, value, clock);
	const side =
		aggregate.of === 'last'
			? from && { from, ...(fromExcluded && { fromExcluded }) }
			: until && { until, ...(untilIncluded && { untilIncluded }) };
	return side ? sql` and ${within(source.at, side, sql`timestamptz`)}` : sql``;
}

function grouped(source: RowSource, where: Predicate, held: Predicate, wanted: boolean): Predicate {
	const found = sql<SqlBool>`exists (
		select from (
			select ${source.customer} as customer_id from ${source.from} and ${where}
			group by ${source.customer} having ${held}
		) n where n.customer_id = c.id)`;
	return wanted ? found : sql`(not ${found})`;
}

function compileCount(
	field: FilterField & { readonly aggregate: FilterAggregate },
	condition: FilterCondition,
	wanted: boolean,
	where: Predicate,
	reach: FilterReach,
): Predicate {
	const [least, most] = countRange(condition.op, condition.value);
	if (least > most) return wanted ? sql`false` : sql`true`;
	if (least === 0 && most === Infinity) return wanted ? sql`true` : sql`false`;
	const source = sources[field.aggregate.rows];
	// A range that holds 0 is the opposite of the range above it.
	if (least === 0) return countedBetween(source, most + 1, Infinity, where, reach, !wanted);
	return countedBetween(source, least, most, where, reach, wanted);
}

/** Never null. `least` is 1 or more. */
function countedBetween(
	source: RowSource,
	least: number,
	most: number,
	where: Predicate,
	reach: FilterReach,
	wanted: boolean,
): Predicate {
	const own = sql`${source.from} and ${source.customer} = c.id and ${where}`;
	if (least === 1 && most === Infinity) {
		return wanted ? sql`exists (select from ${own})` : sql`(not exists (select from ${own}))`;
	}
	const held: Predicate =
		most === Infinity ? sql`count(*) >= ${least}::bigint` : sql`count(*) between ${least}::bigint and ${most}::bigint`;
	if (reach === 'scan') return grouped(source, where, held, wanted);
	return wanted ? sql`(select ${held} from ${own})` : sql`(not (select ${held} from ${own}))`;
}

function countRange(op: string, value: unknown): [least: number, most: number] {
	if (op === 'between') return value as [number, number];
	const n = value as number;
	switch (op) {
		case 'eq':
			return [n, n];
		case 'gt':
			return [n + 1, Infinity];
		case 'ge':
			return [n, Infinity];
		case 'lt':
			return [0, n - 1];
		default:
			return [0, n];
	}
}
