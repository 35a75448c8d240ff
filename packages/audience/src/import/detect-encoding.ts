import jschardet from 'jschardet';
import type { ImportEncoding } from './import-states.ts';

/** How often Russian letters stand in texts, per thousand. */
const PER_THOUSAND: Readonly<Record<string, number>> = {
	о: 110,
	е: 85,
	а: 80,
	и: 74,
	н: 67,
	т: 63,
	с: 55,
	р: 47,
	в: 45,
	л: 44,
	к: 35,
	м: 32,
	д: 30,
	п: 28,
	у: 26,
	я: 20,
	ы: 19,
	ь: 17,
	г: 17,
	з: 16,
	б: 16,
	ч: 15,
	й: 12,
	х: 10,
	ж: 9,
	ш: 7,
	ю: 6,
	ц: 5,
	щ: 4,
	э: 3,
	ф: 3,
	ё: 1,
	ъ: 0.4,
};
const weights = new Map(Object.entries(PER_THOUSAND).map(([letter, n]) => [letter, Math.log(n)]));
const SIGNS = new Set(['«', '»', '№', '—', '–', '“', '”', '„', '…', '’', '‘', '\u00a0', '°', '§']);
const SINGLE_BYTE = ['windows-1251', 'koi8-r', 'ibm866'] as const;
/** Closer than this, per letter, the frequencies do not tell two encodings apart. */
const NEAR = 0.25;
const SAMPLE = 64 * 1024;

/**
 * The encoding of a file by a sample of its bytes, from its start: a byte order mark, NULs at even or odd places, well-formed
 * UTF-8; else the one of windows-1251, KOI8-R and CP866 in which the letters look like Russian. A sample of ASCII alone
 * is UTF-8. A character cut at the end of the sample does no harm.
 */
export function detectEncoding(sample: Uint8Array): ImportEncoding {
	const marked = encodingByMark(sample);
	if (marked) return marked;
	const wide = wideEncoding(sample);
	if (wide) return wide;
	if (isUtf8(sample)) return 'utf-8';
	return singleByteEncoding(aroundLetters(sample));
}

/** Bytes of the mark that a file of this encoding begins with; 0 where it has none. */
export function markLength(start: Uint8Array, encoding: ImportEncoding): number {
	if (encodingByMark(start) !== encoding) return 0;
	return encoding === 'utf-8' ? 3 : 2;
}

/** Whether any byte is outside ASCII, that is, whether there is anything to tell an encoding by. */
export function hasLetters(bytes: Uint8Array): boolean {
	return bytes.some((byte) => byte > 127 || byte === 0);
}

function encodingByMark(bytes: Uint8Array): ImportEncoding | null {
	if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	return null;
}

/** UTF-16 shows its high bytes: 0 for delimiters and Latin letters, 4 for Cyrillic ones. */
function wideEncoding(bytes: Uint8Array): ImportEncoding | null {
	const end = Math.min(bytes.length, SAMPLE) & ~1;
	if (end < 4) return null;
	let [evens, odds] = [0, 0];
	for (let at = 0; at < end; at += 2) {
		if (bytes[at] === 0 || bytes[at] === 4) evens++;
		if (bytes[at + 1] === 0 || bytes[at + 1] === 4) odds++;
	}
	const pairs = end / 2;
	if (Math.max(evens, odds) < pairs * 0.8) return null;
	return odds > evens ? 'utf-16le' : 'utf-16be';
}

function isUtf8(bytes: Uint8Array): boolean {
	const text = new TextDecoder('utf-8').decode(bytes, { stream: true });
	let [wrong, right] = [0, 0];
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0xfffd) wrong++;
		else if (code > 127) right++;
	}
	return wrong === 0 || right > wrong * 20;
}

function aroundLetters(bytes: Uint8Array): Uint8Array {
	const first = bytes.findIndex((byte) => byte > 127);
	const from = Math.max(0, first - 1024);
	return bytes.subarray(from, from + SAMPLE);
}

function singleByteEncoding(bytes: Uint8Array): ImportEncoding {
	const scores = SINGLE_BYTE.map((encoding) => ({
		encoding,
		score: likeness(new TextDecoder(encoding).decode(bytes)),
	})).sort((one, other) => other.score - one.score);
	const [best, second] = scores;
	if (best!.score - second!.score > NEAR) return best!.encoding;
	const opinion = jschardet.detect(Buffer.from(bytes)).encoding?.toLowerCase();
	return opinion === second!.encoding ? second!.encoding : best!.encoding;
}

/** How much like Russian a text looks, a mean per character outside ASCII. */
function likeness(text: string): number {
	let [sum, count] = [0, 0];
	let before = '';
	for (const char of text) {
		if (char.charCodeAt(0) > 127) {
			count++;
			sum += likenessOf(char, before);
		}
		before = char;
	}
	return count === 0 ? 0 : sum / count;
}

function likenessOf(char: string, before: string): number {
	const weight = weights.get(char.toLowerCase());
	if (weight === undefined) return SIGNS.has(char) ? 0 : -8;
	// Nobody writes a capital after a small letter, and few write one after nothing but a capital.
	const [capital, beforeIsSmall] = [isCapital(char), weights.has(before)];
	return weight - (capital && beforeIsSmall ? 6 : 0);
}

function isCapital(char: string): boolean {
	return char !== char.toLowerCase();
}
