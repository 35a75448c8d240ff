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
	return russianMobile(text) ?? byLibrary(text);
}

// libphonenumber takes 20 µs a number; nearly all numbers of a file are mobile ones of Russia in a few plain
// spellings. Of what begins with 9300 only some is given out.
const RUSSIAN_MOBILE = /^(?:\+7|[78])?[ -]?(?:\((9\d\d)\)|(9\d\d))[ -]?(\d{3})[ -]?(\d\d)[ -]?(\d\d)$/;

/** What `byLibrary` makes of a Russian mobile number spelled plainly; undefined for all others. A test holds them equal. */
export function russianMobile(text: string): NormalisedPhone | undefined {
	const match = RUSSIAN_MOBILE.exec(text);
	if (!match) return undefined;
	const national = (match[1] ?? match[2]!) + match[3]! + match[4]! + match[5]!;
	if (national.startsWith('9300')) return undefined;
	if (JUNK.has(national) || national === '9999999999') return refused('junk');
	return { ok: true, phone: `+7${national}` };
}

/** The slow way, through libphonenumber. */
export function byLibrary(text: string): NormalisedPhone {
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
