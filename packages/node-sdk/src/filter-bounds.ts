import { Temporal } from 'temporal-polyfill';
import type { FilterPeriod, FilterUnit } from './filter.ts';
import type { DeclaredField } from './filter-fields.ts';

/** What one evaluation is measured by. */
export interface FilterClock {
	readonly now: Temporal.Instant;
	/** The project's zone, IANA. */
	readonly zone: string;
	/** Declared custom fields, archived ones too. Left out: every custom field is read as a string. */
	readonly fields?: readonly DeclaredField[];
}

/** `from ≤ t < until`, or `from < t` and `t ≤ until` where the flags say so. An absent end is open. */
export interface Span<T> {
	readonly from?: T;
	readonly fromExcluded?: boolean;
	readonly until?: T;
	readonly untilIncluded?: boolean;
}

/** Operators of an instant or a date that name a span; `notInLast` is the opposite of `inLast`, the caller's to make. */
export type SpanOperator = 'before' | 'after' | 'between' | 'on' | 'inLast' | 'inLastFull' | 'inNext';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_OF_YEAR = /^(\d{2})-(\d{2})$/;

/** An instant (ISO 8601 with a zone) or a date; undefined when the text is neither, or outside the years 1 to 9999. */
export function readFilterMoment(value: unknown): Temporal.Instant | Temporal.PlainDate | undefined {
	if (typeof value !== 'string' || !/^\d{4}-/.test(value) || value.startsWith('0000')) return undefined;
	try {
		return DATE.test(value) ? Temporal.PlainDate.from(value) : Temporal.Instant.from(value);
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

/** A day of the year (`02-29` is one) as a number of month and day, 229; undefined when there is no such day. */
export function readDayOfYear(value: unknown): number | undefined {
	const [, month, day] = (typeof value === 'string' && DAY_OF_YEAR.exec(value)) || [];
	if (month === undefined || day === undefined) return undefined;
	// A leap year has every day there is.
	return readFilterMoment(`2000-${month}-${day}`) ? Number(month) * 100 + Number(day) : undefined;
}

/**
 * The span of an instant operator (domain §6.5). A date means its first moment in the project's zone; only as the end of
 * `between` does it include its day.
 */
export function instantSpan(op: SpanOperator, value: unknown, clock: FilterClock): Span<Temporal.Instant> {
	const { now, zone } = clock;
	switch (op) {
		case 'inLast':
			return { from: shifted(value as FilterPeriod, clock, 'subtract'), until: now, untilIncluded: true };
		case 'inNext':
			return {
				from: now,
				fromExcluded: true,
				until: shifted(value as FilterPeriod, clock, 'add'),
				untilIncluded: true,
			};
		case 'inLastFull':
			return lastFull(value as FilterPeriod, clock);
		case 'between': {
			const [first, last] = value as [string, string];
			return { from: momentOf(first, zone), until: endOfMoment(last, zone) };
		}
		case 'before':
			return { until: momentOf(value, zone) };
		case 'after':
			return { from: momentOf(value, zone) };
		case 'on':
			return { from: momentOf(value, zone), until: endOfMoment(value, zone) };
	}
}

/** The span of a date operator: the same by days, both ends included. Today is the project's. */
export function dateSpan(op: SpanOperator, value: unknown, clock: FilterClock): Span<Temporal.PlainDate> {
	switch (op) {
		case 'before':
			return { until: dateOf(value) };
		case 'after':
			return { from: dateOf(value) };
		case 'between': {
			const [first, last] = value as [string, string];
			return { from: dateOf(first), until: dateOf(last), untilIncluded: true };
		}
		case 'on':
			return { from: dateOf(value), until: dateOf(value), untilIncluded: true };
	}
	const today = todayOf(clock);
	const period = value as FilterPeriod;
	const duration = { [period.unit]: period.n };
	switch (op) {
		case 'inLast':
			return { from: today.subtract(duration), until: today, untilIncluded: true };
		case 'inNext':
			return { from: today, until: today.add(duration), untilIncluded: true };
		case 'inLastFull': {
			const current = beginningOf(today, period.unit);
			return { from: current.subtract(duration), until: current };
		}
	}
}

/** The project's calendar day at `now`. */
export function todayOf({ now, zone }: FilterClock): Temporal.PlainDate {
	return now.toZonedDateTimeISO(zone).toPlainDate();
}

/** Every calendar day it is somewhere on earth at `now`, earliest first: two, or three for an hour or two a day. */
export function todaysOnEarth(now: Temporal.Instant): readonly Temporal.PlainDate[] {
	const hours = [-12, 0, 14].map((hour) => now.add({ hours: hour }).toZonedDateTimeISO('UTC').toPlainDate());
	return hours.filter((day, index) => index === 0 || !day.equals(hours[index - 1]!));
}

/**
 * Days of birth (month × 100 + day) that a birthday operator finds when the customer's calendar shows `today`. Someone
 * born on 29 February counts on 28 in common years.
 */
export function birthdayCodes(
	op: 'isToday' | 'inNextDays' | 'between',
	value: unknown,
	today: Temporal.PlainDate,
): readonly number[] {
	if (op === 'between') {
		const [first, last] = (value as [string, string]).map((side) => counted(readDayOfYear(side)!, today)) as [
			number,
			number,
		];
		return everyDayOfYear.filter((code) => {
			const day = counted(code, today);
			return first <= last ? first <= day && day <= last : day >= first || day <= last;
		});
	}
	const ahead = op === 'isToday' ? [0] : Array.from({ length: value as number }, (_, index) => index + 1);
	return [...new Set(ahead.flatMap((days) => codesOn(today.add({ days }))))];
}

/** Births with an age of `least` to `most` full years on `today`: after the one day, up to and with the other. */
export function agedBetween(
	[least, most]: readonly [number, number],
	today: Temporal.PlainDate,
): { readonly after: Temporal.PlainDate; readonly until: Temporal.PlainDate } {
	return { after: latestBirth(most + 1, today), until: latestBirth(least, today) };
}

/** The last day of birth that makes `years` full years on `today`. */
function latestBirth(years: number, today: Temporal.PlainDate): Temporal.PlainDate {
	const day = today.with({ year: today.year - years });
	return isLastOfCommonFebruary(today) && day.inLeapYear ? day.add({ days: 1 }) : day;
}

const everyDayOfYear: readonly number[] = Array.from({ length: 366 }, (_, index) => {
	const day = Temporal.PlainDate.from('2000-01-01').add({ days: index });
	return day.month * 100 + day.day;
});

function counted(code: number, today: Temporal.PlainDate): number {
	return code === 229 && !today.inLeapYear ? 228 : code;
}

function codesOn(day: Temporal.PlainDate): readonly number[] {
	const code = day.month * 100 + day.day;
	return isLastOfCommonFebruary(day) ? [code, 229] : [code];
}

function isLastOfCommonFebruary(day: Temporal.PlainDate): boolean {
	return day.month === 2 && day.day === 28 && !day.inLeapYear;
}

/** Minutes and hours exact, days and longer on the calendar of the project's zone. */
function shifted(
	{ n, unit }: FilterPeriod,
	{ now, zone }: FilterClock,
	direction: 'add' | 'subtract',
): Temporal.Instant {
	if (unit === 'minutes' || unit === 'hours') return now[direction]({ [unit]: n });
	return now
		.toZonedDateTimeISO(zone)
		[direction]({ [unit]: n })
		.toInstant();
}

/** The n whole units before the current one, on the wall of the project's zone. */
function lastFull({ n, unit }: FilterPeriod, { now, zone }: FilterClock): Span<Temporal.Instant> {
	const local = now.toZonedDateTimeISO(zone);
	if (unit === 'minutes' || unit === 'hours') {
		const until = local
			.round({ smallestUnit: unit === 'minutes' ? 'minute' : 'hour', roundingMode: 'floor' })
			.toInstant();
		return { from: until.subtract({ [unit]: n }), until };
	}
	const current = beginningOf(local.toPlainDate(), unit);
	const first = current.subtract({ [unit]: n });
	return { from: firstMomentOf(first, zone), until: firstMomentOf(current, zone) };
}

/** The first day of the unit a day lies in; weeks begin on Monday. */
function beginningOf(day: Temporal.PlainDate, unit: FilterUnit): Temporal.PlainDate {
	switch (unit) {
		case 'weeks':
			return day.subtract({ days: day.dayOfWeek - 1 });
		case 'months':
			return day.with({ day: 1 });
		case 'years':
			return day.with({ month: 1, day: 1 });
		default:
			return day;
	}
}

function momentOf(value: unknown, zone: string): Temporal.Instant {
	const moment = readFilterMoment(value);
	if (!moment) throw new Error('not a moment: check the filter first');
	return moment instanceof Temporal.PlainDate ? firstMomentOf(moment, zone) : moment;
}

// The first moment of a day is not always midnight.
function firstMomentOf(day: Temporal.PlainDate, zone: string): Temporal.Instant {
	return day.toZonedDateTime({ timeZone: zone }).toInstant();
}

/** The end of a day, or of a span that ends at an instant. */
export function endOfMoment(value: unknown, zone: string): Temporal.Instant {
	const moment = readFilterMoment(value);
	return moment instanceof Temporal.PlainDate ? firstMomentOf(moment.add({ days: 1 }), zone) : momentOf(value, zone);
}

function dateOf(value: unknown): Temporal.PlainDate {
	const moment = readFilterMoment(value);
	if (!(moment instanceof Temporal.PlainDate)) throw new Error('not a date: check the filter first');
	return moment;
}
