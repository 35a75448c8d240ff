import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

export type PhoneProblem =
	| 'empty'
	| 'letters'
	| 'extension'
	| 'several'
	| 'not_a_number'
	| 'not_mobile'
	/** Well-formed, and yet nobody's: `+79999999999` and its like, typed to get past a form. */
	| 'junk';

export type NormalisedPhone = { ok: true; phone: string } | { ok: false; problem: PhoneProblem };

const JUNK = new Set(['9000000000', '9123456789', '9876543210']);

/**
 * A phone in any usual spelling → E.164 with the plus. Mobile numbers only; a number without a country is Russian.
 * Letters, extensions and several numbers in one text are refused, never guessed at (domain §6.1).
 */
export function normalisePhone(text: string): NormalisedPhone {
	// Spreadsheets export numbers as formulas: ="+7916…" and '+7916….
	const clean = text
		.normalize('NFKC')
		.trim()
		.replace(/^=?\s*["']?\s*|\s*["']$/g, '');
	if (clean === '') return refused('empty');
	if (/(;\s*ext|\bext\b|#|доб\.?\s*\d|[xх]\s*\d)/iu.test(clean)) return refused('extension');
	if (/\p{L}/u.test(clean)) return refused('letters');
	if (/[,;/|\n\r]/.test(clean) || /\d.*\+/.test(clean)) return refused('several');
	if (clean.replace(/\D/g, '').length > 15) return refused('several');
	const parsed = parsePhoneNumberFromString(clean, { defaultCountry: 'RU', extract: false });
	if (!parsed?.isValid()) return refused('not_a_number');
	const type = parsed.getType();
	// Some numbering plans do not tell mobile numbers from others.
	if (type !== 'MOBILE' && type !== 'FIXED_LINE_OR_MOBILE') return refused('not_mobile');
	if (/^(\d)\1+$/.test(parsed.nationalNumber) || JUNK.has(parsed.nationalNumber)) return refused('junk');
	return { ok: true, phone: parsed.number };
}

function refused(problem: PhoneProblem): NormalisedPhone {
	return { ok: false, problem };
}
