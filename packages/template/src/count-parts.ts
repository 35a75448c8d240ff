import { gsm7LookAlike, latinTwin, septetsOf } from './gsm7.ts';

export interface ExpensiveCharacter {
	/** UTF-16 offset in the text. */
	readonly index: number;
	readonly char: string;
	/** What to put instead to keep the text in GSM-7; may be empty for an invisible one. Absent where nothing looks like it. */
	readonly replacement?: string;
}

export interface PartCount {
	readonly encoding: 'gsm7' | 'ucs2';
	/** Septets in GSM-7, UTF-16 units in UCS-2. */
	readonly units: number;
	/** 0 for an empty text. */
	readonly parts: number;
	/**
	 * The characters that make a text of GSM-7 letters UCS-2, in order. Empty for a text in another alphabet, where
	 * replacing them would gain nothing.
	 */
	readonly expensive: readonly ExpensiveCharacter[];
}

const capacity = { gsm7: { one: 160, several: 153 }, ucs2: { one: 70, several: 67 } } as const;

/**
 * Counts the parts of an SMS on the rendered text. An extension character of GSM-7 is never split across parts, nor
 * is a surrogate pair. Throws a `RangeError` on a lone surrogate, which `renderTemplate` never gives.
 *
 * @param options.extensionCost septets an extension character is billed as; 2 is the standard's figure
 * @example
 * countParts('Привет').parts // 1
 */
export function countParts(text: string, options: { extensionCost?: 1 | 2 } = {}): PartCount {
	if (!text.isWellFormed()) throw new RangeError('A lone surrogate cannot be sent in an SMS');
	const characters = Array.from(text);
	const isGsm7 = characters.every((character) => septetsOf(character) !== undefined);
	const encoding = isGsm7 ? 'gsm7' : 'ucs2';
	const extensionCost = options.extensionCost ?? 2;
	const sizes = characters.map((character) => {
		if (!isGsm7) return character.length;
		return septetsOf(character) === 2 ? extensionCost : 1;
	});
	return {
		encoding,
		units: sizes.reduce((sum, size) => sum + size, 0),
		parts: pack(sizes, capacity[encoding]),
		expensive: isGsm7 ? [] : findExpensive(characters),
	};
}

function pack(sizes: readonly number[], { one, several }: { one: number; several: number }): number {
	const total = sizes.reduce((sum, size) => sum + size, 0);
	if (total === 0) return 0;
	if (total <= one) return 1;
	let parts = 1;
	let used = 0;
	for (const size of sizes) {
		if (used + size > several) {
			parts++;
			used = 0;
		}
		used += size;
	}
	return parts;
}

function findExpensive(characters: readonly string[]): ExpensiveCharacter[] {
	const found: ExpensiveCharacter[] = [];
	let foreignLetters = 0;
	let letters = 0;
	let index = 0;
	for (const [position, char] of characters.entries()) {
		const isLetter = /\p{L}/u.test(char);
		if (septetsOf(char) !== undefined) letters += isLetter ? 1 : 0;
		else {
			const replacement = gsm7LookAlike(char) ?? (isAmongLatin(characters, position) ? latinTwin(char) : undefined);
			if (isLetter && replacement === undefined) foreignLetters++;
			found.push({ index, char, ...(replacement !== undefined && { replacement }) });
		}
		index += char.length;
	}
	// A fifth of foreign letters is a text in a foreign alphabet, not a slip.
	return foreignLetters === 0 || foreignLetters * 4 < letters ? found : [];
}

/** A Cyrillic letter typed by mistake stands in a word whose other letters are Latin. */
function isAmongLatin(characters: readonly string[], position: number): boolean {
	const word = (step: 1 | -1) => {
		let letters = '';
		for (let at = position + step; /\p{L}/u.test(characters[at] ?? ''); at += step) letters += characters[at];
		return letters;
	};
	const around = word(-1) + word(1);
	return around !== '' && !/[^\p{Script=Latin}\p{Script=Cyrillic}]/u.test(around) && /\p{Script=Latin}/u.test(around);
}
