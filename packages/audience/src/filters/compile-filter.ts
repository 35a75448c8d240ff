import {
	agedBetween,
	birthdayCodes,
	conditionsOfFilter,
	endOfMoment,
	type Filter,
	type FilterClock,
	type FilterCondition,
	type FilterField,
	type FilterSegmentsOn,
	filterFieldOf,
	filterOperators,
	todayOf,
	todaysOnEarth,
} from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import { compileRows, type FilterReach } from './compile-rows.ts';
import { compileValue, momentText, oneOf, opposite, type Predicate, type ValueColumn } from './compile-value.ts';
import { effectiveSubscription, sourceOf } from './filter-columns.ts';

export interface CompileOptions extends FilterClock {
	/** `lookup` for a handful of customers: counts per customer. `scan` for the whole base: counts by grouping. */
	readonly reach: FilterReach;
}

/**
 * A filter as a predicate in SQL over a subject in which `c` is the customer's row (`customer`) and, where fields of a
 * flow are named, `s.facts` the run's values (jsonb). Names come from a map and values are bound, so the text does not
 * depend on them. Meant for `where`: the predicate is true, or false or null.
 *
 * Two-valued logic (domain §6.5) is kept without wrapping every condition: null stands for false, `all` and `any` hand
 * it through as false. A negation is carried down to the conditions, where it becomes `not exists` if it can, so that
 * the planner sees an anti-join, and `is not true` otherwise. The filter must have passed `checkFilter`.
 */
export function compileFilter(filter: Filter, options: CompileOptions): Predicate {
	return compile(filter, true, options);
}

function compile(filter: Filter, wanted: boolean, options: CompileOptions): Predicate {
	if ('all' in filter) return joined(filter.all, wanted, wanted, options);
	if ('any' in filter) return joined(filter.any, !wanted, wanted, options);
	if ('not' in filter) return compile(filter.not, !wanted, options);
	const field = fieldOf(filter, options);
	if (field.type === 'segment') return compileSegment(filter, wanted, options);
	if (field.aggregate) {
		const where = filter.where ? compile(filter.where, true, options) : sql<SqlBool>`true`;
		return compileRows({ ...field, aggregate: field.aggregate }, filter, wanted, where, options);
	}
	return compileCondition(field, filter, wanted, options);
}

/** True when the filter names what started a run. */
export function namesFlow(filter: Filter): boolean {
	return conditionsOfFilter(filter).some(({ field }) => filterFieldOf(field)?.scope === 'flow');
}

/** True when the filter names a declared field, whose type has to be read first. */
export function namesDeclaredFields(filter: Filter): boolean {
	return conditionsOfFilter(filter).some(({ field }) => field.includes('.custom.'));
}

/**
 * A field that is declared no longer, or anew with another type, must not bring down the flows that ask it: it is read
 * by the first type that knows the operator.
 */
function fieldOf({ field: name, op }: FilterCondition, { fields }: CompileOptions): FilterField {
	const field = filterFieldOf(name, fields) ?? filterFieldOf(name);
	if (!field) throw new Error(`no such filter field: ${name}`);
	if ((filterOperators[field.type] as readonly string[]).includes(op)) return field;
	const type = (['string', 'number', 'boolean', 'date', 'instant'] as const).find((one) =>
		(filterOperators[one] as readonly string[]).includes(op),
	);
	return { ...field, type: type ?? 'string' };
}

/** `every`: all of the parts, else any of them. */
function joined(parts: readonly Filter[], every: boolean, wanted: boolean, options: CompileOptions): Predicate {
	if (parts.length === 0) return every ? sql`true` : sql`false`;
	const predicates = parts.map((part) => compile(part, wanted, options));
	return sql<SqlBool>`(${sql.join(predicates, every ? sql` and ` : sql` or `)})`;
}

function compileCondition(
	field: FilterField,
	condition: FilterCondition,
	wanted: boolean,
	options: CompileOptions,
): Predicate {
	const { op, value } = condition;
	const turned = (predicate: Predicate) => (wanted ? predicate : opposite(predicate));
	if (field.type === 'birthday' || field.type === 'age') return turned(compileBirth(field.type, op, value, options));
	if (field.field === 'action.category') return turned(compileCategory(op, value));
	const topic = field.field === 'subscription.sms' ? null : /^topic\.state\.(.+)$/.exec(field.field)?.[1];
	if (topic !== undefined) return turned(compileSubscription(topic, op, value));
	const source = sourceOf(field, options);
	const column = (of: typeof source): ValueColumn => ({
		type: field.type as ValueColumn['type'],
		sql: of.sql,
		ids: field.entity !== undefined && field.entity !== 'node',
		json: of.kind === 'column' && of.json === true,
	});
	if (source.kind === 'column') return turned(compileValue(column(source), op, value, options));
	// Any of the rows may satisfy a condition, so the opposite of one is that none does.
	const [positive, negated] = positiveOf(op);
	const inner = compileValue(column(source), positive, value, options);
	const found =
		source.kind === 'range'
			? compileRange(inner, options.reach)
			: source.kind === 'rows'
				? sql<SqlBool>`exists (select ${source.rows} and ${inner})`
				: sql<SqlBool>`(a.template_id = any(array(select t.id ${source.rows} where ${inner})))`;
	return wanted !== negated ? found : sql`(not ${found})`;
}

/**
 * Whether the numbering range of the phone satisfies a condition on `q`. For the whole base the table is read once, into
 * arrays in which each phone is found by halving: reading it phone by phone would take seconds a million.
 */
function compileRange(condition: Predicate, reach: FilterReach): Predicate {
	if (reach === 'lookup') return sql`exists (select from volna.number_range_of(c.phone) q where ${condition})`;
	const number = sql`substr(c.phone, 2)::bigint`;
	const read = (column: RawBuilder<unknown>) => sql`(select array_agg(${column} order by q.first)
		from number_table t join number_range q on q.table_id = t.id where t.state = 'current')`;
	const place = sql`width_bucket(${number}, ${read(sql`q.first`)})`;
	return sql`(case when c.phone like '+7%'
		then coalesce((${read(sql`coalesce(${condition}, false)`)})[${place}] and ${number} <= (${read(sql`q.last`)})[${place}], false)
		else false end)`;
}

function positiveOf(op: string): [op: string, negated: boolean] {
	if (op === 'ne') return ['eq', true];
	if (op === 'notInLast') return ['inLast', true];
	return op === 'empty' ? ['filled', true] : [op, false];
}

/** No row means `no_data`, so a state is never missing. */
function compileSubscription(topic: string | null, op: string, value: unknown): Predicate {
	if (op === 'empty') return sql`false`;
	if (op === 'filled') return sql`true`;
	const states = [value].flat() as string[];
	const row = sql`select ${effectiveSubscription(topic)}`;
	if (!states.includes('no_data')) return sql`exists (${row} and ${oneOf(sql`u.state`, states, sql`text`)})`;
	return sql`(not exists (${row} and u.state <> all(${states}::text[])))`;
}

function compileCategory(op: string, value: unknown): Predicate {
	if (op === 'empty' || op === 'filled') {
		const filled = sql<SqlBool>`(a.template_id = any(array(select t.id from action_template t where t.category_id is not null)))`;
		return op === 'filled' ? filled : sql`(not ${filled})`;
	}
	// A category holds those below it.
	return sql`(a.template_id = any(array(
		with recursive chosen as (
			select k.id from action_category k where ${oneOf(sql`k.id`, [value].flat() as string[], sql`uuid`)}
			union all
			select k.id from action_category k join chosen on k.parent_id = chosen.id
		)
		select t.id from action_template t join chosen on t.category_id = chosen.id)))`;
}

/** Birthdays and ages go by the customer's calendar: it shows one of two or three days, each with bounds of its own. */
function compileBirth(type: 'birthday' | 'age', op: string, value: unknown, clock: CompileOptions): Predicate {
	if (op === 'empty') return sql`(c.birth_date is null)`;
	if (op === 'filled') return sql`(c.birth_date is not null)`;
	const days = todaysOnEarth(clock.now);
	const bounds = days.map((day) => birthBounds(type, op, value, day));
	// What no calendar on earth finds is told apart before the customer's own is looked up, which takes most of the time.
	const cases = days.map((day, index) => sql`when ${day.toString()}::date then ${born(bounds[index]!)}`);
	return sql`(${born(widest(bounds))} and case ${customersToday(clock)} ${sql.join(cases, sql` `)} end)`;
}

type BirthBounds = { readonly after: string; readonly until: string } | readonly number[];

function birthBounds(type: 'birthday' | 'age', op: string, value: unknown, day: Temporal.PlainDate): BirthBounds {
	if (type === 'birthday') return birthdayCodes(op as 'isToday', value, day);
	const { after, until } = agedBetween(value as [number, number], day);
	return { after: after.toString(), until: until.toString() };
}

function widest(bounds: readonly BirthBounds[]): BirthBounds {
	const spans = bounds.filter((each) => 'after' in each);
	if (spans.length === 0) return [...new Set((bounds as readonly (readonly number[])[]).flat())];
	// Dates are written alike, so the earliest is the least as a text.
	return {
		after: spans.map((span) => span.after).sort()[0]!,
		until: spans
			.map((span) => span.until)
			.sort()
			.at(-1)!,
	};
}

function born(bounds: BirthBounds): Predicate {
	if ('after' in bounds) return sql`(c.birth_date > ${bounds.after}::date and c.birth_date <= ${bounds.until}::date)`;
	return sql`((date_part('month', c.birth_date) * 100 + date_part('day', c.birth_date))::integer
		= any(${[...bounds]}::integer[]))`;
}

/** What the customer's calendar shows; the project's where the zone is unknown, to us or to Postgres. */
function customersToday(clock: CompileOptions): RawBuilder<unknown> {
	return sql`(case when pg_input_is_valid('2000-01-01 ' || c.time_zone, 'timestamptz')
		then (${clock.now.toString()}::timestamptz at time zone c.time_zone)::date
		else ${todayOf(clock).toString()}::date end)`;
}

function compileSegment({ op, value }: FilterCondition, wanted: boolean, clock: CompileOptions): Predicate {
	const ids = op === 'wasIn' ? (value as FilterSegmentsOn).segments : ([value].flat() as string[]);
	const turned = (exists: Predicate, positive: boolean) =>
		positive === wanted ? exists : sql<SqlBool>`(not ${exists})`;
	const member = sql<SqlBool>`exists (select from segment_member b where b.customer_id = c.id
		and ${oneOf(sql`b.segment_id`, ids, sql`uuid`)})`;
	if (op === 'in' || op === 'notIn') return turned(member, op === 'in');
	const entered = sql`select from segment_move e where e.customer_id = c.id
		and ${oneOf(sql`e.to_segment_id`, ids, sql`uuid`)}`;
	if (op === 'neverIn') {
		const ever = sql<SqlBool>`exists (${entered})`;
		return wanted ? sql`(not ${member} and not ${ever})` : sql`(${member} or ${ever})`;
	}
	// Of the day's last move in the segmentation alone it is known that it was not left by then.
	const end = sql`${momentText(endOfMoment((value as FilterSegmentsOn).on, clock.zone))}::timestamptz`;
	return turned(
		sql`exists (${entered} and e.at < ${end} and not exists (
			select from segment_move l where l.customer_id = e.customer_id and l.segmentation_id = e.segmentation_id
				and (l.at, l.id) > (e.at, e.id) and l.at < ${end}))`,
		true,
	);
}
