import type { FilterPeriod } from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';

/** What every moment of one evaluation is measured by. */
export interface FilterClock {
	readonly now: Temporal.Instant;
	/** The project's zone, IANA. */
	readonly zone: string;
}

/** `from ≤ t < until`, or `t ≤ until` where it is included. An absent end is open. */
export interface Span<T> {
	readonly from?: T;
	readonly until?: T;
	readonly untilIncluded?: boolean;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

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

/**
 * The span of an instant operator (domain §6.5). A date means its first moment in the project's zone; only as the end of
 * `between` does it include its day. `notInLast` is the caller's: the opposite of `inLast`.
 */
export function instantSpan(
	op: 'before' | 'after' | 'between' | 'on' | 'inLast',
	value: unknown,
	clock: FilterClock,
): Span<Temporal.Instant> {
	if (op === 'inLast') return { from: ago(value as FilterPeriod, clock), until: clock.now, untilIncluded: true };
	if (op === 'between') {
		const [first, last] = value as [string, string];
		return { from: momentOf(first, clock.zone), until: endOf(last, clock.zone) };
	}
	if (op === 'before') return { until: momentOf(value, clock.zone) };
	if (op === 'after') return { from: momentOf(value, clock.zone) };
	return { from: momentOf(value, clock.zone), until: endOf(value, clock.zone) };
}

/** The span of a date operator: both ends of `between` are included. */
export function dateSpan(op: 'before' | 'after' | 'between' | 'on', value: unknown): Span<Temporal.PlainDate> {
	if (op === 'before') return { until: dateOf(value) };
	if (op === 'after') return { from: dateOf(value) };
	const [first, last] = op === 'between' ? (value as [string, string]) : [value, value];
	return { from: dateOf(first), until: dateOf(last), untilIncluded: true };
}

/** Minutes and hours exact, days and longer on the calendar of the project's zone. */
function ago(period: FilterPeriod, { now, zone }: FilterClock): Temporal.Instant {
	const duration = { [period.unit]: period.n };
	if (period.unit === 'minutes' || period.unit === 'hours') return now.subtract(duration);
	return now.toZonedDateTimeISO(zone).subtract(duration).toInstant();
}

function momentOf(value: unknown, zone: string): Temporal.Instant {
	const moment = readFilterMoment(value);
	if (!moment) throw new Error('not a moment: check the filter first');
	// The first moment of a day is not always midnight.
	return moment instanceof Temporal.PlainDate ? moment.toZonedDateTime({ timeZone: zone }).toInstant() : moment;
}

function endOf(value: unknown, zone: string): Temporal.Instant {
	const moment = readFilterMoment(value);
	return moment instanceof Temporal.PlainDate
		? momentOf(moment.add({ days: 1 }).toString(), zone)
		: momentOf(value, zone);
}

function dateOf(value: unknown): Temporal.PlainDate {
	const moment = readFilterMoment(value);
	if (!(moment instanceof Temporal.PlainDate)) throw new Error('not a date: check the filter first');
	return moment;
}
