import { Temporal } from 'temporal-polyfill';
import { type Decimal, isInRange, parseDecimal, printDecimal } from './decimal.ts';
import { formatMoment } from './format-moment.ts';

export type ValueType = 'string' | 'number' | 'boolean' | 'instant' | 'date';

/**
 * A parameter's value as it is handed to `renderTemplate`; JSON but for `bigint`.
 * A string is text, whatever it looks like; decimals, instants and dates are tagged.
 * `instant` is ISO 8601 with an offset, or epoch milliseconds. `date` is `1990-05-01`, or `--05-01` without a year.
 */
export type TemplateValue =
	| string
	| number
	| bigint
	| boolean
	| null
	| undefined
	| { readonly number: string }
	| { readonly instant: string | number }
	| { readonly date: string };

/** Values by the path of their parameter (`Recipient.FirstName`); an absent one is empty. */
export type TemplateValues = Readonly<Record<string, TemplateValue>>;

export interface CalendarDate {
	/** null where the year is not known. */
	readonly year: number | null;
	readonly month: number;
	readonly day: number;
}

/** What an expression evaluates to; null is empty. */
export type Value =
	| null
	| { readonly type: 'string'; readonly value: string }
	| { readonly type: 'number'; readonly value: Decimal }
	| { readonly type: 'boolean'; readonly value: boolean }
	| { readonly type: 'instant'; readonly value: Temporal.Instant }
	| { readonly type: 'date'; readonly value: CalendarDate };

export function isBlank(value: Value): boolean {
	return value === null || (value.type === 'string' && value.value.trim() === '');
}

/**
 * Tags what a database or an API gives for a field of the given type: a number as text, an instant as `Date`, a date
 * as text. null and undefined stay empty. A value that does not fit the type gives null.
 */
export function templateValue(type: ValueType, raw: unknown): TemplateValue {
	const tagged = tag(type, raw);
	return openValue(tagged) === 'invalid' ? null : tagged;
}

function tag(type: ValueType, raw: unknown): TemplateValue {
	if (raw === null || raw === undefined) return null;
	const isNumber = typeof raw === 'number' || typeof raw === 'bigint';
	switch (type) {
		case 'string':
			return typeof raw === 'string' ? raw : isNumber ? String(raw) : null;
		case 'number':
			return isNumber ? raw : { number: String(raw) };
		case 'boolean':
			return typeof raw === 'boolean' ? raw : null;
		case 'instant':
			return { instant: raw instanceof Date ? raw.getTime() : typeof raw === 'number' ? raw : String(raw) };
		case 'date':
			return { date: String(raw) };
	}
}

/** One value opened for evaluation: `invalid` when it is no value of its tag. Texts are taken as they are. */
export function openValue(input: TemplateValue): Value | 'invalid' {
	if (input === null || input === undefined) return null;
	switch (typeof input) {
		case 'string':
			return input.trim() === '' ? null : { type: 'string', value: input };
		case 'boolean':
			return { type: 'boolean', value: input };
		case 'number':
		case 'bigint':
			return openNumber(String(input));
	}
	if ('number' in input) return openNumber(input.number);
	if ('instant' in input) return openInstant(input.instant);
	return openDate(input.date);
}

function openNumber(text: string): Value | 'invalid' {
	const value = parseDecimal(text);
	return value && isInRange(value) ? { type: 'number', value } : 'invalid';
}

function openInstant(raw: string | number): Value | 'invalid' {
	try {
		const value = typeof raw === 'number' ? Temporal.Instant.fromEpochMilliseconds(raw) : Temporal.Instant.from(raw);
		return { type: 'instant', value };
	} catch {
		return 'invalid';
	}
}

function openDate(raw: string): Value | 'invalid' {
	const match = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(raw);
	if (!match) return 'invalid';
	const year = match[1] === '-' ? null : Number(match[1]);
	const month = Number(match[2]);
	const day = Number(match[3]);
	try {
		// 29 February without a year is a birthday, so a leap year stands in.
		Temporal.PlainDate.from({ year: year ?? 2024, month, day }, { overflow: 'reject' });
		return { type: 'date', value: { year, month, day } };
	} catch {
		return 'invalid';
	}
}

/** How a value is printed where no format is given; null for a boolean, which has no text of its own. */
export function printValue(value: Exclude<Value, null>, zone: string): string | null {
	switch (value.type) {
		case 'string':
			return value.value;
		case 'number':
			return printDecimal(value.value);
		case 'instant':
			return printMoment(value, 'dd.MM.yyyy HH:mm', zone);
		case 'date':
			return printMoment(value, value.value.year === null ? 'dd.MM' : 'dd.MM.yyyy', zone);
		case 'boolean':
			return null;
	}
}

function printMoment(value: Parameters<typeof formatMoment>[0], format: string, zone: string): string {
	const printed = formatMoment(value, format, zone);
	if (!printed.ok) throw new Error(`The format ${format} does not print a ${value.type}`);
	return printed.text;
}
