import { asBoolean, asNumber, isClear } from '../body-part.ts';
import { parseDate, parseInstant } from '../parse-moment.ts';
import type { ValidationCode } from '../states.ts';
import type { CustomField } from './custom-field.ts';

/** What a value comes to: the stored form, null to clear the field, undefined to leave it; or what is wrong with it. */
export type ReadFieldValue =
	| { readonly ok: true; readonly value: string | number | boolean | null | undefined }
	| { readonly ok: false; readonly code: ValidationCode };

const TEXT = 2000;
const UNIQUE_ID = 200;

/**
 * Reads a value as its field's type means it (domain §3.2): a number as text where text is meant, text as a number, and
 * `1 0 "true" "false"` as booleans. Dates are stored as `2026-05-01`, instants as ISO 8601 in UTC, an enum's value in its
 * declared spelling. Empty text leaves the field, null and `%CLEAR%` clear it.
 */
export function readFieldValue(field: Pick<CustomField, 'type' | 'options'>, value: unknown): ReadFieldValue {
	if (value === undefined || value === '') return { ok: true, value: undefined };
	if (isClear(value)) return { ok: true, value: null };
	if (field.type === 'number') return known(asNumber(value), 'wrong-type');
	if (field.type === 'boolean') return known(asBoolean(value), 'wrong-type');
	if (typeof value !== 'string' && typeof value !== 'number') return { ok: false, code: 'wrong-type' };
	// Postgres texts have no place for NUL.
	const text = String(value).replaceAll('\0', '').toWellFormed().trim();
	if (text === '') return { ok: true, value: undefined };
	if (text.length > (field.type === 'unique_id' ? UNIQUE_ID : TEXT)) return { ok: false, code: 'too-long' };
	switch (field.type) {
		case 'string':
		case 'unique_id':
			return { ok: true, value: text };
		case 'date':
			return known(parseDate(text)?.toString(), 'bad-date');
		case 'instant':
			return known(parseInstant(text)?.toString(), 'bad-date');
		case 'enum':
			return known(optionOf(field, text), 'out-of-range');
	}
}

function known(value: string | number | boolean | undefined, code: ValidationCode): ReadFieldValue {
	return value === undefined ? { ok: false, code } : { ok: true, value };
}

function optionOf(field: Pick<CustomField, 'options'>, text: string): string | undefined {
	const lower = text.toLowerCase();
	const byValue = field.options.find((option) => option.value.toLowerCase() === lower);
	return (byValue ?? field.options.find((option) => option.name.toLowerCase() === lower))?.value;
}
