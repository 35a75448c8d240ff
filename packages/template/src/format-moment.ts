import { Temporal } from 'temporal-polyfill';
import type { CalendarDate } from './template-value.ts';

type Token =
	| 'd'
	| 'dd'
	| 'ddd'
	| 'dddd'
	| 'M'
	| 'MM'
	| 'MMM'
	| 'MMMM'
	| 'yy'
	| 'yyyy'
	| 'H'
	| 'HH'
	| 'h'
	| 'hh'
	| 'm'
	| 'mm'
	| 's'
	| 'ss';
type Piece = { readonly token: Token } | { readonly literal: string };

const tokens: ReadonlySet<string> = new Set<Token>([
	'd',
	'dd',
	'ddd',
	'dddd',
	'M',
	'MM',
	'MMM',
	'MMMM',
	'yy',
	'yyyy',
	'H',
	'HH',
	'h',
	'hh',
	'm',
	'mm',
	's',
	'ss',
]);

const months = 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split(' ');
const monthsOf = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ');
const monthsShort = 'янв. февр. март апр. май июнь июль авг. сент. окт. нояб. дек.'.split(' ');
const monthsShortOf = 'янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.'.split(' ');
const weekdays = 'понедельник вторник среда четверг пятница суббота воскресенье'.split(' ');
const weekdaysShort = 'пн вт ср чт пт сб вс'.split(' ');

function parseFormat(format: string): readonly Piece[] | null {
	const pieces: Piece[] = [];
	const scanner = /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+/gy;
	let at = 0;
	while (at < format.length) {
		scanner.lastIndex = at;
		const match = scanner.exec(format);
		if (!match) return null;
		if (match[1] !== undefined) pieces.push({ literal: match[1] });
		else if (match[2] === undefined) pieces.push({ literal: match[0] });
		else if (tokens.has(match[0])) pieces.push({ token: match[0] as Token });
		else return null;
		at = scanner.lastIndex;
	}
	return pieces.length > 0 ? pieces : null;
}

const parsed = new Map<string, readonly Piece[] | null>();

/** Formats come from templates, so there are few; a bound keeps a computed one from filling memory. */
function piecesOf(format: string): readonly Piece[] | null {
	let pieces = parsed.get(format);
	if (pieces === undefined) {
		if (parsed.size > 500) parsed.clear();
		pieces = parseFormat(format);
		parsed.set(format, pieces);
	}
	return pieces;
}

const isTimeToken = (piece: Piece) => 'token' in piece && /^[Hhms]/.test(piece.token);
const isDateToken = (piece: Piece) => 'token' in piece && /^[dMy]/.test(piece.token);

/** Whether the format can be used: `date` when it has no hours, minutes or seconds, `time` when it has nothing else. */
export function isMomentFormat(format: string, use: 'any' | 'date' | 'time'): boolean {
	const pieces = piecesOf(format);
	if (pieces === null) return false;
	if (use === 'date') return !pieces.some(isTimeToken);
	return use === 'any' || !pieces.some(isDateToken);
}

type Moment =
	| { readonly type: 'instant'; readonly value: Temporal.Instant }
	| { readonly type: 'date'; readonly value: CalendarDate };

export type FormattedMoment =
	| { readonly ok: true; readonly text: string }
	| { readonly ok: false; readonly reason: 'bad-format' | 'no-year' };

/**
 * Prints a moment in the customer's zone (an IANA name): `d dd ddd dddd M MM MMM MMMM yy yyyy H HH h hh m mm s ss`,
 * `'literal'`; the rest stands for itself. A month beside its day is genitive («5 декабря»), alone nominative.
 * `bad-format` also for hours of a date; `no-year` where the year is asked for and not known.
 */
export function formatMoment(moment: Moment, format: string, zone: string): FormattedMoment {
	const pieces = piecesOf(format);
	if (pieces === null || (moment.type === 'date' && pieces.some(isTimeToken)))
		return { ok: false, reason: 'bad-format' };
	const zoned = moment.type === 'instant' ? moment.value.toZonedDateTimeISO(zone) : null;
	const { year, month, day } = zoned ?? (moment.value as CalendarDate);
	if (year === null && pieces.some((piece) => 'token' in piece && /^(?:y|ddd)/.test(piece.token)))
		return { ok: false, reason: 'no-year' };

	const besideDay = pieces.some((piece) => 'token' in piece && (piece.token === 'd' || piece.token === 'dd'));
	const pad = (value: number) => String(value).padStart(2, '0');
	const { hour = 0, minute = 0, second = 0 } = zoned ?? {};
	const weekday = () => zoned?.dayOfWeek ?? dayOfWeek(year ?? 0, month, day);

	const print = (token: Token): string => {
		switch (token) {
			case 'd':
				return String(day);
			case 'dd':
				return pad(day);
			case 'ddd':
				return weekdaysShort[weekday() - 1] as string;
			case 'dddd':
				return weekdays[weekday() - 1] as string;
			case 'M':
				return String(month);
			case 'MM':
				return pad(month);
			case 'MMM':
				return (besideDay ? monthsShortOf : monthsShort)[month - 1] as string;
			case 'MMMM':
				return (besideDay ? monthsOf : months)[month - 1] as string;
			case 'yy':
				return pad((year ?? 0) % 100);
			case 'yyyy':
				return String(year).padStart(4, '0');
			case 'H':
				return String(hour);
			case 'HH':
				return pad(hour);
			case 'h':
				return String(hour % 12 || 12);
			case 'hh':
				return pad(hour % 12 || 12);
			case 'm':
				return String(minute);
			case 'mm':
				return pad(minute);
			case 's':
				return String(second);
			case 'ss':
				return pad(second);
		}
	};
	return { ok: true, text: pieces.map((piece) => ('token' in piece ? print(piece.token) : piece.literal)).join('') };
}

function dayOfWeek(year: number, month: number, day: number): number {
	return Temporal.PlainDate.from({ year, month, day }).dayOfWeek;
}
