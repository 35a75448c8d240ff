/** How many SMS a text takes, by the standard (GSM 03.38). Counted here independently of the product, as a witness. */
export interface SmsParts {
	encoding: 'gsm7' | 'ucs2';
	/** Septets for `gsm7`, UTF-16 units for `ucs2`. */
	units: number;
	parts: number;
}

const basic = new Set(
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('^{}\\[~]|€\f');

/** `extensionCost`: septets billed for a character of the extension table, 2 by the standard. */
export function countSmsParts(text: string, extensionCost: 1 | 2 = 2): SmsParts {
	const widths: number[] = [];
	let units = 0;
	for (const char of text) {
		const width = basic.has(char) ? 1 : extension.has(char) ? extensionCost : 0;
		if (width === 0) return countUcs2(text);
		widths.push(width);
		units += width;
	}
	return { encoding: 'gsm7', units, parts: units <= 160 ? 1 : fill(widths, 153) };
}

function countUcs2(text: string): SmsParts {
	if (text.length <= 70) return { encoding: 'ucs2', units: text.length, parts: 1 };
	const widths: number[] = [];
	for (const char of text) widths.push(char.length);
	return { encoding: 'ucs2', units: text.length, parts: fill(widths, 67) };
}

/** A character is never split across two parts. */
function fill(widths: readonly number[], room: number): number {
	let parts = 1;
	let used = 0;
	for (const width of widths) {
		if (used + width > room) {
			parts += 1;
			used = 0;
		}
		used += width;
	}
	return parts;
}
