import type { FilterType } from '@volna/node-sdk';
import { dateSpan, type FilterClock, instantSpan, type Span, type SpanOperator } from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';

export type Fragment = RawBuilder<unknown>;
/** True, or false or null, which stand for the same. */
export type Predicate = RawBuilder<SqlBool>;

/** What is false becomes true and the other way round; null counts as false. */
export function opposite(predicate: Predicate): Predicate {
	return sql<SqlBool>`((${predicate}) is not true)`;
}

/** A value in SQL, of a type that operators know. `ids` tells an enum of uuids from one of words. */
export interface ValueColumn {
	readonly type: Exclude<FilterType, 'birthday' | 'age' | 'segment'>;
	readonly sql: Fragment;
	readonly ids?: boolean;
	/** The value lies in jsonb, where one of another type than declared counts as missing. */
	readonly json?: boolean;
}

/** One operator over one value. The condition must have passed `checkFilter`. */
export function compileValue(column: ValueColumn, op: string, value: unknown, clock: FilterClock): Predicate {
	if (column.type === 'string') return compileString(column.sql, op, value);
	if (column.json && column.type === 'number') return compileJsonNumber(column.sql, op, value);
	if (column.json && column.type === 'boolean') return compileJsonBoolean(column.sql, op, value);
	// A word may be blank where people write it.
	if (column.json && column.type === 'enum' && (op === 'empty' || op === 'filled'))
		return compileString(column.sql, op, value);
	if (op === 'empty') return sql`(${column.sql} is null)`;
	if (op === 'filled') return sql`(${column.sql} is not null)`;
	switch (column.type) {
		case 'number':
		case 'aggregate':
			return compareNumber(column.sql, op, value);
		case 'boolean':
			return compileBoolean(column.sql, op, value);
		case 'enum':
			return oneOf(column.sql, [value].flat() as string[], column.ids ? sql`uuid` : sql`text`);
		case 'instant':
			if (op === 'notInLast') return opposite(compileValue(column, 'inLast', value, clock));
			return within(column.sql, instantSpan(op as SpanOperator, value, clock), sql`timestamptz`);
		case 'date':
			if (op === 'notInLast') return opposite(compileValue(column, 'inLast', value, clock));
			return within(column.sql, dateSpan(op as SpanOperator, value, clock), sql`date`);
	}
}

// Texts are stored trimmed; spaces are trimmed here once more. Trimming a list of characters costs half as much again.
function trimmed(text: Fragment): Fragment {
	return sql`btrim(${text})`;
}

// A collation of Postgres's own, so that letters fold the same whatever the database's locale is.
function folded(text: Fragment): Fragment {
	return sql`lower(${trimmed(text)} collate "pg_c_utf8")`;
}

/** Up to so many texts are folded once, as constants of the plan; a set of more is hashed. */
const LISTED = 100;

function compileString(column: Fragment, op: string, value: unknown): Predicate {
	if (op === 'empty') return sql`(${column} is null or ${trimmed(column)} = '')`;
	if (op === 'filled') return sql`(${trimmed(column)} <> '')`;
	if (op === 'ne') return opposite(compileString(column, 'eq', value));
	if (op === 'in') {
		const texts = (value as unknown[]).map(String);
		if (texts.length <= LISTED) {
			const wanted = texts.map((text) => folded(sql`${text}::text`));
			return sql`(${folded(column)} in (${sql.join(wanted)}))`;
		}
		return sql`(${folded(column)} in (select ${folded(sql`v.text`)} from unnest(${texts}::text[]) as v(text)))`;
	}
	const wanted = folded(sql`${String(value)}::text`);
	if (op === 'eq') return sql`(${folded(column)} = ${wanted})`;
	if (op === 'contains') return sql`(position(${wanted} in ${folded(column)}) > 0)`;
	if (op === 'starts') return sql`starts_with(${folded(column)}, ${wanted})`;
	return sql`(right(${folded(column)}, length(${wanted})) = ${wanted})`;
}

/** `per` multiplies the bounds: an average is compared as a sum against so many times the bound, and stays exact. */
export function compareNumber(number: Fragment, op: string, value: unknown, per?: Fragment): Predicate {
	const bound = (part: unknown) => (per ? sql`${part as number}::numeric * ${per}` : sql`${part as number}::numeric`);
	if (op === 'between') {
		const [least, most] = value as [number, number];
		return sql`(${number} between ${bound(least)} and ${bound(most)})`;
	}
	switch (op) {
		case 'eq':
			return sql`(${number} = ${bound(value)})`;
		case 'ne':
			return opposite(sql`(${number} = ${bound(value)})`);
		case 'gt':
			return sql`(${number} > ${bound(value)})`;
		case 'ge':
			return sql`(${number} >= ${bound(value)})`;
		case 'lt':
			return sql`(${number} < ${bound(value)})`;
		default:
			return sql`(${number} <= ${bound(value)})`;
	}
}

function compileBoolean(truth: Fragment, op: string, value: unknown): Predicate {
	const wanted = new Set(op === 'in' ? (value as boolean[]) : [value as boolean]);
	if (wanted.size === 2) return sql`(${truth} is not null)`;
	return wanted.has(true) ? sql`(${truth})` : sql`(not ${truth})`;
}

/**
 * Numbers in jsonb are compared as jsonb, which orders all numbers between texts and truths: that takes 76 ms of 300 000
 * customers, a cast guarded by the type 120 ms.
 */
function compileJsonNumber(json: Fragment, op: string, value: unknown): Predicate {
	const bound = (part: unknown) => sql`${JSON.stringify(part)}::jsonb`;
	const isNumber = sql<SqlBool>`(jsonb_typeof(${json}) = 'number')`;
	switch (op) {
		case 'empty':
			return opposite(isNumber);
		case 'filled':
			return isNumber;
		case 'eq':
			return sql`(${json} = ${bound(value)})`;
		case 'ne':
			return opposite(sql`(${json} = ${bound(value)})`);
		case 'gt':
			return together(sql`${json} > ${bound(value)} and ${json} < 'false'::jsonb`);
		case 'ge':
			return together(sql`${json} >= ${bound(value)} and ${json} < 'false'::jsonb`);
		case 'lt':
			return together(sql`${json} < ${bound(value)} and ${isNumber}`);
		case 'le':
			return together(sql`${json} <= ${bound(value)} and ${isNumber}`);
		default: {
			const [least, most] = value as [number, number];
			return together(sql`${json} >= ${bound(least)} and ${json} <= ${bound(most)}`);
		}
	}
}

/** As one condition it is weighed as a whole, and comes after cheaper ones of the same row. */
function together(both: RawBuilder<unknown>): Predicate {
	return sql`((${both}) is true)`;
}

function compileJsonBoolean(json: Fragment, op: string, value: unknown): Predicate {
	const isTruth = sql<SqlBool>`(jsonb_typeof(${json}) = 'boolean')`;
	if (op === 'empty') return opposite(isTruth);
	const wanted = new Set(op === 'filled' ? [true, false] : ([value].flat() as boolean[]));
	return wanted.size === 2 ? isTruth : sql`(${json} = ${wanted.has(true) ? 'true' : 'false'}::jsonb)`;
}

/** The ends of a span as conditions on a column; `type` is `timestamptz` or `date`. */
export function within(column: Fragment, span: Span<{ toString(): string }>, type: Fragment): Predicate {
	const ends: Predicate[] = [];
	const end = (moment: { toString(): string }) => sql`${momentText(moment)}::${type}`;
	if (span.from) {
		ends.push(span.fromExcluded ? sql`${column} > ${end(span.from)}` : sql`${column} >= ${end(span.from)}`);
	}
	if (span.until) {
		ends.push(span.untilIncluded ? sql`${column} <= ${end(span.until)}` : sql`${column} < ${end(span.until)}`);
	}
	return sql`(${sql.join(ends, sql` and `)})`;
}

/** Postgres reads no years of more than four digits from ISO 8601. */
export function momentText(moment: { toString(): string }): string {
	const text = moment.toString();
	if (text.startsWith('+')) return 'infinity';
	return text.startsWith('-') ? '-infinity' : text;
}

/** One value is compared as one: the planner knows more about `=` than about `= any`. */
export function oneOf(column: Fragment, values: readonly string[], type: Fragment): Predicate {
	return values.length === 1
		? sql`(${column} = ${values[0]!}::${type})`
		: sql`(${column} = any(${values as string[]}::${type}[]))`;
}
