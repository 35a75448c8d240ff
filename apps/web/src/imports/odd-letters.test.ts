import { expect, it } from 'vitest';
import { countOdd, markOdd } from './odd-letters.ts';

const read = (bytes: Uint8Array, encoding: string) => new TextDecoder(encoding).decode(bytes);
const utf8 = new TextEncoder().encode('Анна Щербакова');

it('letters read in a wrong encoding are marked, right ones are not', () => {
	expect(countOdd([['Анна Щербакова', 'Ёлка «№ 1» – André', '+7 916']])).toBe(0);
	expect(
		countOdd([[read(utf8, 'windows-1251')], [read(utf8, 'ibm866')], [read(Uint8Array.of(0xc0, 0xed), 'utf-8')]]),
	).toBe(3);
});

it('a text is taken apart without losing a letter', () => {
	const text = `a${read(utf8, 'windows-1251')}b`;
	const pieces = markOdd(text);
	expect(pieces.map((piece) => piece.text).join('')).toBe(text);
	expect(pieces.some((piece) => piece.odd)).toBe(true);
});
