const segmenter = new Intl.Segmenter('ru', { granularity: 'grapheme' });
const simple = /^[\u0020-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1eff\u2010-\u2027\u20a0-\u20bf\u2116]*$/;

/**
 * The characters a reader sees: an emoji family or a letter with its accent is one. Segmenting costs about 0.4 µs a
 * character, so text of plain Latin, Greek and Cyrillic letters is split by code unit.
 */
export function characters(text: string): string[] {
	if (simple.test(text)) return text.split('');
	return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** `start` from 1; beyond the end, what there is. */
export function substring(text: string, start: number, count?: number): string {
	return characters(text)
		.slice(start - 1, count === undefined ? undefined : start - 1 + count)
		.join('');
}

/** The first letter upper, the rest as it is. */
export function capitalize(text: string): string {
	const [first = '', ...rest] = characters(text);
	return first.toUpperCase() + rest.join('');
}

/** The first letter of every word upper, the rest as it is; a hyphen begins a word, an apostrophe does not. */
export function capitalizeAllWords(text: string): string {
	return text.replace(/(?<![\p{L}\p{M}\p{N}'’])\p{L}/gu, (letter) => letter.toUpperCase());
}

/**
 * A text longer than `length` characters is cut to at most that many with `...` at the end, without a word of one
 * character and without punctuation before the dots: `Скидка на чайники`, 12 → `Скидка на...`.
 */
export function truncate(text: string, length: number): string {
	const all = characters(text);
	if (all.length <= length) return text;
	const kept = all.slice(0, length - 3);
	const isWordPart = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
	for (;;) {
		while (kept.length > 0 && !isWordPart(kept.at(-1))) kept.pop();
		const aloneAtEnd = kept.length > 0 && (kept.length === 1 || /^\s+$/u.test(kept.at(-2) ?? ''));
		if (!aloneAtEnd) return `${kept.join('')}...`;
		kept.pop();
	}
}
