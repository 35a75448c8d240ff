// What a text shows when it is read in an encoding it was not written in: replacement marks, control and frame characters, Cyrillic of other languages.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2500-\u259f\ufffd\u0402-\u040f\u0452-\u045f\u0400]+/g;

/** A text in pieces, those of odd letters marked. */
export function markOdd(text: string): { text: string; odd: boolean; at: number }[] {
	const pieces: { text: string; odd: boolean; at: number }[] = [];
	let at = 0;
	for (const match of text.matchAll(ODD)) {
		if (match.index > at) pieces.push({ text: text.slice(at, match.index), odd: false, at });
		pieces.push({ text: match[0], odd: true, at: match.index });
		at = match.index + match[0].length;
	}
	if (at < text.length) pieces.push({ text: text.slice(at), odd: false, at });
	return pieces;
}

/** How many of the cells hold odd letters. */
export function countOdd(rows: readonly (readonly string[])[]): number {
	let count = 0;
	for (const row of rows) for (const cell of row) if (markOdd(cell).some((piece) => piece.odd)) count++;
	return count;
}
