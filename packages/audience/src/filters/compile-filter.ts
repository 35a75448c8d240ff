import { type Filter, type FilterCondition, type FilterField, filterFieldOf } from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { dateSpan, type FilterClock, instantSpan, type Span } from './filter-bounds.ts';

type Fragment = RawBuilder<unknown>;
type Predicate = RawBuilder<SqlBool>;

export interface CompileOptions extends FilterClock {
	/** `lookup` for a handful of customers: counts per customer. `scan` for the whole base: counts by grouping. */
	readonly reach: 'lookup' | 'scan';
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
	const field = filterFieldOf(filter.field);
	if (!field) throw new Error(`no such filter field: ${filter.field}`);
	if (field.type === 'segment') return compileSegment(filter.op, filter.value, wanted);
	if (field.type === 'aggregate') return compileActions(filter, wanted, options);
	const predicate = compileCondition(field, filter, options);
	return wanted ? predicate : opposite(predicate);
}

/** True when the filter names what started a run. */
export function namesFlow(filter: Filter): boolean {
	if ('all' in filter) return filter.all.some(namesFlow);
	if ('any' in filter) return filter.any.some(namesFlow);
	if ('not' in filter) return namesFlow(filter.not);
	return filterFieldOf(filter.field)?.scope === 'flow';
}

/** `every`: all of the parts, else any of them. */
function joined(parts: readonly Filter[], every: boolean, wanted: boolean, options: CompileOptions): Predicate {
	if (parts.length === 0) return every ? sql`true` : sql`false`;
	const predicates = parts.map((part) => compile(part, wanted, options));
	return sql<SqlBool>`(${sql.join(predicates, every ? sql` and ` : sql` or `)})`;
}

function opposite(predicate: Predicate): Predicate {
	return sql<SqlBool>`((${predicate}) is not true)`;
}

function compileCondition(field: FilterField, condition: FilterCondition, options: CompileOptions): Predicate {
	const { op, value } = condition;
	switch (field.type) {
		case 'string':
			return compileString(columnOf(field), op, value);
		case 'number':
			return op === 'empty' || op === 'filled' ? presence(columnOf(field), op) : compare(columnOf(field), op, value);
		case 'boolean':
			return compileBoolean(columnOf(field), op, value);
		case 'enum':
			return compileEnum(field, op, value);
		case 'instant':
			return compileInstant(columnOf(field), op, value, options);
		case 'date':
			return op === 'empty' || op === 'filled'
				? presence(columnOf(field), op)
				: within(columnOf(field), dateSpan(op as 'on', value), sql`date`);
		default:
			throw new Error(`compiled elsewhere: ${field.type}`);
	}
}

const columns: Readonly<Record<string, Fragment>> = {
	'customer.id': sql`c.id`,
	'customer.firstName': sql`c.first_name`,
	'customer.lastName': sql`c.last_name`,
	'customer.middleName': sql`c.middle_name`,
	'customer.sex': sql`c.sex`,
	'customer.birthDate': sql`c.birth_date`,
	'customer.area': sql`c.area`,
	'customer.timeZone': sql`c.time_zone`,
	'customer.createdAt': sql`c.created_at`,
	'customer.lastActivityAt': sql`c.last_activity_at`,
	'phone.present': sql`(c.phone is not null)`,
	// Without a phone its status is missing.
	'phone.status': sql`(case when c.phone is not null then c.phone_status end)`,
	'email.present': sql`(c.email is not null)`,
	'action.template': sql`a.template_id`,
	'action.at': sql`a.occurred_at`,
	'action.touchpoint': sql`a.touchpoint`,
	'trigger.action.touchpoint': sql`(s.facts -> 'action' ->> 'touchpoint')`,
	'trigger.action.at': sql`(s.facts -> 'action' ->> 'occurredAt')::timestamptz`,
	'order.id': sql`(s.facts -> 'order' ->> 'id')`,
	'order.status': sql`(s.facts -> 'order' ->> 'status')`,
	'order.total': sql`(s.facts -> 'order' ->> 'total')::numeric`,
	'order.createdAt': sql`(s.facts -> 'order' ->> 'createdAt')::timestamptz`,
	'order.lineCount': sql`(s.facts -> 'order' ->> 'lineCount')::numeric`,
};

function columnOf(field: FilterField): Fragment {
	const column = columns[field.field];
	if (column) return column;
	const customerField = /^customer\.custom\.(.+)$/.exec(field.field)?.[1];
	if (customerField) return sql`(c.custom ->> ${customerField}::text)`;
	const actionField = /^trigger\.action\.custom\.(.+)$/.exec(field.field)?.[1];
	if (actionField) return sql`(s.facts -> 'action' -> 'custom' ->> ${actionField}::text)`;
	throw new Error(`no column for the filter field ${field.field}`);
}

function presence(column: Fragment, op: string): Predicate {
	return op === 'empty' ? sql`(${column} is null)` : sql`(${column} is not null)`;
}

// Texts are stored trimmed; spaces are trimmed here once more. Trimming a list of characters costs half as much again.
function trimmed(text: Fragment): Fragment {
	return sql`btrim(${text})`;
}
// A collation of Postgres's own, so that letters fold the same whatever the database's locale is.
function folded(text: Fragment): Fragment {
	return sql`lower(${trimmed(text)} collate "pg_c_utf8")`;
}

function compileString(column: Fragment, op: string, value: unknown): Predicate {
	if (op === 'empty') return sql`(${column} is null or ${trimmed(column)} = '')`;
	if (op === 'filled') return sql`(${trimmed(column)} <> '')`;
	if (op === 'ne') return opposite(compileString(column, 'eq', value));
	if (op === 'in') {
		const texts = (value as unknown[]).map(String);
		return sql`(${folded(column)} in (select ${folded(sql`v.text`)} from unnest(${texts}::text[]) as v(text)))`;
	}
	const wanted = folded(sql`${String(value)}::text`);
	if (op === 'eq') return sql`(${folded(column)} = ${wanted})`;
	if (op === 'contains') return sql`(position(${wanted} in ${folded(column)}) > 0)`;
	if (op === 'starts') return sql`starts_with(${folded(column)}, ${wanted})`;
	return sql`(right(${folded(column)}, length(${wanted})) = ${wanted})`;
}

function compare(number: Fragment, op: string, value: unknown): Predicate {
	if (op === 'between') {
		const [least, most] = value as [number, number];
		return sql`(${number} between ${least}::numeric and ${most}::numeric)`;
	}
	const bound = sql`${value as number}::numeric`;
	switch (op) {
		case 'eq':
			return sql`(${number} = ${bound})`;
		case 'ne':
			return opposite(sql`(${number} = ${bound})`);
		case 'gt':
			return sql`(${number} > ${bound})`;
		case 'ge':
			return sql`(${number} >= ${bound})`;
		case 'lt':
			return sql`(${number} < ${bound})`;
		default:
			return sql`(${number} <= ${bound})`;
	}
}

function compileBoolean(truth: Fragment, op: string, value: unknown): Predicate {
	// These booleans are never missing.
	if (op === 'empty') return sql`false`;
	if (op === 'filled') return sql`true`;
	return value ? sql`(${truth})` : sql`(not ${truth})`;
}

function compileEnum(field: FilterField, op: string, value: unknown): Predicate {
	if (field.field === 'subscription.sms') return compileSubscription(op, value);
	const column = columnOf(field);
	if (op === 'empty' || op === 'filled') return presence(column, op);
	const words = op === 'in' ? (value as string[]) : [value as string];
	// Ids of things are uuids, words of closed lists are texts.
	return sql`(${oneOf(column, words, field.values ? sql`text` : sql`uuid`)})`;
}

/** No row means `no_data`, so the state is never missing. */
function compileSubscription(op: string, value: unknown): Predicate {
	if (op === 'empty') return sql`false`;
	if (op === 'filled') return sql`true`;
	const states = op === 'in' ? (value as string[]) : [value as string];
	const row = sql`select from subscription u where u.customer_id = c.id and u.channel = 'sms' and u.topic = ''`;
	if (!states.includes('no_data')) return sql`exists (${row} and ${oneOf(sql`u.state`, states, sql`text`)})`;
	return sql`not exists (${row} and u.state <> all(${states}::text[]))`;
}

function compileInstant(column: Fragment, op: string, value: unknown, clock: FilterClock): Predicate {
	if (op === 'empty' || op === 'filled') return presence(column, op);
	if (op === 'notInLast') return opposite(compileInstant(column, 'inLast', value, clock));
	return within(column, instantSpan(op as 'on', value, clock), sql`timestamptz`);
}

function within(column: Fragment, span: Span<{ toString(): string }>, type: Fragment): Predicate {
	const ends: Predicate[] = [];
	if (span.from) ends.push(sql`${column} >= ${span.from.toString()}::${type}`);
	if (span.until && span.untilIncluded) ends.push(sql`${column} <= ${span.until.toString()}::${type}`);
	else if (span.until) ends.push(sql`${column} < ${span.until.toString()}::${type}`);
	return sql`(${sql.join(ends, sql` and `)})`;
}

function compileSegment(op: string, value: unknown, wanted: boolean): Predicate {
	const ids = Array.isArray(value) ? (value as string[]) : [value as string];
	const member = sql`exists (select from segment_member m where m.customer_id = c.id and ${oneOf(sql`m.segment_id`, ids, sql`uuid`)})`;
	return (op === 'in') === wanted ? sql`${member}` : sql`not ${member}`;
}

/** One value is compared as one: the planner knows more about `=` than about `= any`. */
function oneOf(column: Fragment, values: readonly string[], type: Fragment): Predicate {
	return values.length === 1
		? sql`${column} = ${values[0]!}::${type}`
		: sql`${column} = any(${values as string[]}::${type}[])`;
}

function compileActions(condition: FilterCondition, wanted: boolean, options: CompileOptions): Predicate {
	const { op, value } = condition;
	if (op === 'ne') return compileActions({ ...condition, op: 'eq' }, !wanted, options);
	const [least, most] = countRange(op, value);
	if (least > most) return wanted ? sql`false` : sql`true`;
	if (least === 0 && most === Infinity) return wanted ? sql`true` : sql`false`;
	// Customers without rows have the count 0: a range that holds 0 is the opposite of the range above it.
	if (least === 0) return compileActions({ ...condition, op: 'gt', value: most }, !wanted, options);
	const where = condition.where ? compileFilter(condition.where, options) : sql<SqlBool>`true`;
	const counted = sql`(${countedActions(least, most, where, options.reach)})`;
	return wanted ? sql`${counted}` : sql`(not ${counted})`;
}

/** Never null. `least` is 1 or more. */
function countedActions(least: number, most: number, where: Predicate, reach: CompileOptions['reach']): Predicate {
	if (least === 1 && most === Infinity) {
		return sql`exists (select from action a where a.customer_id = c.id and ${where})`;
	}
	const bounds =
		most === Infinity ? sql`count(*) >= ${least}::bigint` : sql`count(*) between ${least}::bigint and ${most}::bigint`;
	if (reach === 'lookup') return sql`select ${bounds} from action a where a.customer_id = c.id and ${where}`;
	return sql`exists (
		select from (select a.customer_id from action a where ${where} group by a.customer_id having ${bounds}) g
		where g.customer_id = c.id)`;
}

function countRange(op: string, value: unknown): [least: number, most: number] {
	if (op === 'between') {
		const [least, most] = value as [number, number];
		return [least, most];
	}
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
