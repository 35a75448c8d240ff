import { normalisePhone } from '../normalise-phone.ts';
import { parseDate, parseInstant } from '../parse-moment.ts';
import type { ImportField } from './import-names.ts';
import type { RowProblem } from './import-states.ts';

/** A cell's value, or why it has none. */
export type Cell<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: RowProblem };

const good = <T>(value: T): Cell<T> => ({ ok: true, value });
const bad = (problem: RowProblem): Cell<never> => ({ ok: false, problem });

const YES = new Set(['1', 'true', 'yes', 'да', 'y', 'д', '+']);
const NO = new Set(['0', 'false', 'no', 'нет', 'n', 'н', '-']);
const TRUE = good(true);
const FALSE = good(false);
const FEMALE = new Set(['female', 'f', 'ж', 'жен', 'жен.', 'женский', 'женщина']);
const MALE = new Set(['male', 'm', 'м', 'муж', 'муж.', 'мужской', 'мужчина']);

export function yesOrNo(text: string): Cell<boolean> {
	const word = text.toLowerCase();
	return YES.has(word) ? TRUE : NO.has(word) ? FALSE : bad('bad-yes-no');
}

export function sexOf(text: string): Cell<string> {
	const word = text.toLowerCase();
	return FEMALE.has(word) ? good('female') : MALE.has(word) ? good('male') : bad('bad-sex');
}

export function textOf(limit: number): (text: string) => Cell<string> {
	return (text) => (text.length > limit ? bad('too-long') : good(text));
}

export function phoneOf(text: string): Cell<string> {
	const phone = normalisePhone(text);
	if (phone.ok) return good(phone.phone);
	switch (phone.problem) {
		case 'junk':
			return bad('phone-blocked');
		case 'several':
			return bad('phone-several');
		case 'extension':
			return bad('phone-extension');
		case 'not_mobile':
			return bad('phone-not-mobile');
		default:
			return bad('bad-phone');
	}
}

// As operations read it: the same address must be the same identifier.
const EMAIL = /^[^\s@"<>(),;:\\[\]]{1,64}@[^\s@"<>(),;:\\[\]]+\.[^\s@."<>(),;:\\[\]]{2,}$/;

export function emailOf(text: string): Cell<string> {
	const email = text.toLowerCase();
	return email.length <= 254 && EMAIL.test(email) ? good(email) : bad('bad-email');
}

const PLAIN_DATE = /^(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\.(\d\d)\.(\d{4}))$/;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** `dd.MM.yyyy` or ISO, from 1900 on, not after `today` (ISO). */
export function birthDateOf(today: string): (text: string) => Cell<string> {
	return (text) => {
		const date = isoDate(text);
		if (!date || date < '1900') return bad('bad-date');
		return date > today ? bad('in-future') : good(date);
	};
}

// Temporal takes 15 µs a date.
function isoDate(text: string): string | undefined {
	const match = PLAIN_DATE.exec(text);
	if (!match) return parseDate(text)?.toString();
	const [year, month, day] = match[1] ? [match[1], match[2]!, match[3]!] : [match[6]!, match[5]!, match[4]!];
	const last = DAYS[Number(month) - 1];
	if (last === undefined || day === '00' || Number(day) > last) return undefined;
	if (month === '02' && day === '29' && !isLeap(Number(year))) return undefined;
	return `${year}-${month}-${day}`;
}

function isLeap(year: number): boolean {
	return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

const HAS_ZONE = /(?:Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * An instant: ISO 8601 or `dd.MM.yyyy HH:mm[:ss]`. Without a zone it is read in the project's; a bare date is its first
 * moment there. Not more than five minutes ahead of `now`.
 */
export function instantOf(zone: string, now: Date): (text: string) => Cell<string> {
	const latest = now.getTime() + 5 * 60_000;
	const known = new Map<string, Cell<string>>();
	return (text) => {
		let cell = known.get(text);
		if (!cell) {
			cell = readInstant(text, zone, latest);
			if (known.size > 5000) known.clear();
			known.set(text, cell);
		}
		return cell;
	};
}

function readInstant(text: string, zone: string, latest: number): Cell<string> {
	const spelled = text.replace(/^(\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d) (\d):/, '$1 0$2:');
	const asUtc = parseInstant(spelled);
	if (!asUtc) return bad('bad-date');
	const zoned = /\d\d:\d\d/.test(spelled) && HAS_ZONE.test(spelled.replace(/^\d{4}-\d\d-\d\d/, ''));
	const instant = zoned ? asUtc : asUtc.toZonedDateTimeISO('UTC').toPlainDateTime().toZonedDateTime(zone).toInstant();
	if (instant.epochMilliseconds > latest) return bad('in-future');
	return instant.epochMilliseconds < Date.UTC(1900, 0, 1) ? bad('bad-date') : good(instant.toString());
}

export function numberOf(text: string): Cell<number> {
	const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
	const value = Number(plain);
	return /^[+-]?\d+(\.\d+)?$/.test(plain) && Number.isFinite(value) ? good(value) : bad('bad-number');
}

/** A field may speak of the future. */
const LATEST = new Date('9999-12-31T00:00:00Z');

/** How the values of a custom field are read. */
export function fieldCell(field: ImportField, zone: string): (text: string) => Cell<string | number | boolean> {
	switch (field.type) {
		case 'number':
			return numberOf;
		case 'boolean':
			return yesOrNo;
		case 'date':
			return (text) => {
				const date = isoDate(text);
				return date ? good(date) : bad('bad-date');
			};
		case 'instant':
			return instantOf(zone, LATEST);
		case 'enum':
			return optionOf(field.options);
		case 'unique_id':
			return textOf(200);
		default:
			return textOf(2000);
	}
}

function optionOf(options: ImportField['options']): (text: string) => Cell<string> {
	const values = new Map(options.map((option) => [(option.name ?? option.value).toLowerCase(), option.value]));
	for (const option of options) values.set(option.value.toLowerCase(), option.value);
	return (text) => {
		const value = values.get(text.toLowerCase());
		return value === undefined ? bad('bad-option') : good(value);
	};
}
