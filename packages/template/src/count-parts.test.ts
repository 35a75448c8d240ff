import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countParts } from './count-parts.ts';

describe('parts', () => {
	test.each<[string, string, 'gsm7' | 'ucs2', number, number]>([
		['nothing', '', 'gsm7', 0, 0],
		['160 letters', 'a'.repeat(160), 'gsm7', 160, 1],
		['161 letters', 'a'.repeat(161), 'gsm7', 161, 2],
		['306 letters', 'a'.repeat(306), 'gsm7', 306, 2],
		['307 letters', 'a'.repeat(307), 'gsm7', 307, 3],
		['158 and a euro', `${'a'.repeat(158)}€`, 'gsm7', 160, 1],
		['159 and a euro', `${'a'.repeat(159)}€`, 'gsm7', 161, 2],
		['a euro that would straddle', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm7', 306, 3],
		['a euro that just fits', `${'a'.repeat(151)}€${'a'.repeat(153)}`, 'gsm7', 306, 2],
		['every extension character', '^{}[]~\\|€\f', 'gsm7', 20, 1],
		['Ç is GSM-7', 'Ç', 'gsm7', 1, 1],
		['ç is not', 'ç', 'ucs2', 1, 1],
		['a line feed is GSM-7', 'a\nb', 'gsm7', 3, 1],
		['a tab is not', 'a\tb', 'ucs2', 3, 1],
		['70 Cyrillic letters', 'я'.repeat(70), 'ucs2', 70, 1],
		['71', 'я'.repeat(71), 'ucs2', 71, 2],
		['134', 'я'.repeat(134), 'ucs2', 134, 2],
		['135', 'я'.repeat(135), 'ucs2', 135, 3],
		['one-unit emoji', '⚡✅❤', 'ucs2', 3, 1],
		['35 emoji', '😀'.repeat(35), 'ucs2', 70, 1],
		['36 emoji', '😀'.repeat(36), 'ucs2', 72, 2],
		['a pair is not split', `${'я'.repeat(66)}😀${'я'.repeat(66)}`, 'ucs2', 134, 3],
		['letters that pay double as one unit', '{€}я', 'ucs2', 4, 1],
	])('%s', (_name, text, encoding, units, parts) => {
		expect(countParts(text)).toMatchObject({ encoding, units, parts });
	});

	test('an extension character counts one where the account is billed so', () => {
		expect(countParts(`${'a'.repeat(159)}€`, { extensionCost: 1 })).toMatchObject({ units: 160, parts: 1 });
	});

	test('a lone surrogate is refused', () => {
		expect(() => countParts('a\ud83d')).toThrow(RangeError);
	});
});

describe('expensive characters', () => {
	test.each<[string, (string | undefined)[][]]>([
		['Hello — world', [['—', '-']]],
		[
			'“Sale”',
			[
				['“', '"'],
				['”', '"'],
			],
		],
		['Wait…', [['…', '...']]],
		['Sale ⚡', [['⚡', undefined]]],
		[
			'Саt',
			[
				['С', 'C'],
				['а', 'a'],
			],
		],
		['Hello plain', []],
		['{[€]}', []],
		['Скидка — 20%', []],
		['Привет 😀', []],
		['10 — 20', [['—', '-']]],
	])('of %j', (text, expected) => {
		expect(countParts(text).expensive.map(({ char, replacement }) => [char, replacement])).toEqual(expected);
	});

	test('are found at their UTF-16 offset, and replaced leave GSM-7', () => {
		const text = 'Sale «now» — 5 €, ok?';
		let plain = '';
		let end = 0;
		for (const { index, char, replacement } of countParts(text).expensive) {
			expect(text.slice(index, index + char.length)).toBe(char);
			plain += text.slice(end, index) + replacement;
			end = index + char.length;
		}
		expect(countParts(plain + text.slice(end)).encoding).toBe('gsm7');
	});
});

/** Tries every way to divide the text, and its alphabet is written otherwise. */
function partsByTrying(text: string): { encoding: string; parts: number } {
	const one = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ]$/u;
	const two = /^[\f[\\\]^{|}~€]$/u;
	const letters = [...text];
	const isGsm = letters.every((letter) => one.test(letter) || two.test(letter));
	const costs = letters.map((letter) => (isGsm ? (one.test(letter) ? 1 : 2) : letter.length));
	const encoding = isGsm ? 'gsm7' : 'ucs2';
	const cost = (from: number, to: number) => costs.slice(from, to).reduce((sum, each) => sum + each, 0);
	if (cost(0, letters.length) <= (isGsm ? 160 : 70)) return { encoding, parts: letters.length > 0 ? 1 : 0 };
	const limit = isGsm ? 153 : 67;
	const best = [0];
	for (let end = 1; end <= letters.length; end++) {
		let least = Number.POSITIVE_INFINITY;
		for (let start = end - 1; start >= 0 && cost(start, end) <= limit; start--) {
			least = Math.min(least, (best[start] as number) + 1);
		}
		best.push(least);
	}
	return { encoding, parts: best.at(-1) as number };
}

test('the count equals the fewest parts any division gives', () => {
	const latin = fc.constantFrom(...'aZ @£Δ\nÇ', '€', '[', '|', 'a', 'b', 'c');
	const any = fc.constantFrom('a', 'я', '—', '😀', '€', '⚡', 'ç');
	const runs = (letter: fc.Arbitrary<string>) =>
		fc
			.array(fc.tuple(letter, fc.integer({ min: 1, max: 80 })), { maxLength: 8 })
			.map((all) => all.map(([each, count]) => each.repeat(count)).join(''));
	fc.assert(
		fc.property(fc.oneof(runs(latin), runs(any)), (text) => {
			expect(countParts(text)).toMatchObject(partsByTrying(text));
		}),
		{ numRuns: 150 },
	);
});
