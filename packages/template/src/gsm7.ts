const basic =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '^{}[]~\\|€\f';

const septets: ReadonlyMap<string, 1 | 2> = new Map([
	...Array.from(basic, (character): [string, 1 | 2] => [character, 1]),
	...Array.from(extension, (character): [string, 1 | 2] => [character, 2]),
]);

/** How many septets the character takes in GSM-7 (3GPP TS 23.038, default alphabet and its extension); undefined outside it. */
export function septetsOf(character: string): 1 | 2 | undefined {
	return septets.get(character);
}

const lookAlikes: ReadonlyMap<string, string> = new Map([
	...Array.from('«»“”„‟', (quote): [string, string] => [quote, '"']),
	...Array.from('‘’‚‛`´′', (quote): [string, string] => [quote, "'"]),
	...Array.from('‐‑‒–—―−', (dash): [string, string] => [dash, '-']),
	...Array.from('\u00a0\u2007\u2009\u200a\u202f\u2002\u2003\t', (space): [string, string] => [space, ' ']),
	...Array.from('\u200b\u200c\u2060\ufeff\u00ad', (invisible): [string, string] => [invisible, '']),
	['…', '...'],
	['№', 'No'],
	['₽', 'RUB'],
	['×', 'x'],
	['•', '-'],
	['·', '-'],
	['ç', 'c'],
]);

const latinTwins: ReadonlyMap<string, string> = new Map(
	Array.from('АВЕКМНОРСТХаеорсух', (letter, index): [string, string] => [
		letter,
		'ABEKMHOPCTXaeopcyx'[index] as string,
	]),
);

/** What a reader takes for the same and GSM-7 has; undefined where there is none. */
export function gsm7LookAlike(character: string): string | undefined {
	return lookAlikes.get(character);
}

/** The Latin letter that looks like this Cyrillic one. */
export function latinTwin(letter: string): string | undefined {
	return latinTwins.get(letter);
}
