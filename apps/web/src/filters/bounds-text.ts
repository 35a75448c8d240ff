import {
	dateSpan,
	type FilterField,
	FilterPeriod,
	instantSpan,
	readFilterMoment,
	type SpanOperator,
} from '@volna/node-sdk';
import type { Temporal } from 'temporal-polyfill';
import type { FilterSpeech } from './explain-filter.ts';

const operators: ReadonlySet<string> = new Set([
	'before',
	'after',
	'between',
	'on',
	'inLast',
	'notInLast',
	'inLastFull',
	'inNext',
]);

/**
 * The moments a condition means just now: «= с 1 мая 00:00 до 4 мая 00:00, Москва». Empty while the value is unfinished.
 * It is the evaluator's own reading of the operators, so what is shown is what is asked.
 */
export function boundsText(
	field: Pick<FilterField, 'type'>,
	op: string,
	value: unknown,
	{ t, language, zone }: Pick<FilterSpeech, 't' | 'language' | 'zone'>,
	now: Temporal.Instant,
): string {
	if (zone === undefined || !operators.has(op) || !isWhole(op, value)) return '';
	const asked = (op === 'notInLast' ? 'inLast' : op) as SpanOperator;
	const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
	if (field.type === 'date') {
		const { from, until, untilIncluded } = dateSpan(asked, value, { now, zone });
		if (!from || !until) return '';
		const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
		const told = (date: Temporal.PlainDate) => day.format(new Date(`${date.toString()}T00:00:00Z`));
		return t('bounds.days', { from: told(from), to: told(untilIncluded ? until : until.subtract({ days: 1 })) });
	}
	if (field.type !== 'instant') return '';
	const { from, until, untilIncluded } = instantSpan(asked, value, { now, zone });
	const years = new Set([from, until, now].flatMap((moment) => (moment ? [moment.toZonedDateTimeISO(zone).year] : [])));
	const moment = new Intl.DateTimeFormat(locale, {
		day: 'numeric',
		month: 'long',
		...(years.size > 1 && { year: 'numeric' }),
		hour: '2-digit',
		minute: '2-digit',
		timeZone: zone,
	});
	const told = (at: Temporal.Instant) => moment.format(at.epochMilliseconds).replace(/, | в | at /, ' ');
	const values = { from: from && told(from), to: until && told(until), zone: zoneName(zone, locale) };
	if (!from) return t('bounds.to', values);
	if (!until) return t('bounds.from', values);
	return t(untilIncluded ? 'bounds.between_included' : 'bounds.between', values);
}

function isWhole(op: string, value: unknown): boolean {
	if (op === 'inLast' || op === 'notInLast' || op === 'inLastFull' || op === 'inNext')
		return FilterPeriod.safeParse(value).success;
	if (op === 'between')
		return Array.isArray(value) && value.length === 2 && value.every((side) => readFilterMoment(side) !== undefined);
	return readFilterMoment(value) !== undefined;
}

function zoneName(zone: string, locale: string): string {
	const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortGeneric' }).formatToParts(0);
	return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}
