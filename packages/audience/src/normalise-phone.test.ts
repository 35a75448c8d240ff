import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byLibrary, normalisePhone, russianMobile } from './normalise-phone.ts';

it.each([
	['8 (999) 123-45-67', '+79991234567'],
	['9991234567', '+79991234567'],
	['+7 999 1234567', '+79991234567'],
	['79991234567', '+79991234567'],
	['=+79161234567', '+79161234567'],
	['="+79161234567"', '+79161234567'],
	["'89161234567", '+79161234567'],
	['+77011234567', '+77011234567'],
	['＋７９１６１２３４５６７', '+79161234567'],
	['+375 29 123-45-67', '+375291234567'],
	['+79990000091', '+79990000091'],
])('%s is %s', (text, phone) => {
	expect(normalisePhone(text)).toEqual({ ok: true, phone });
});

it.each([
	['', 'empty'],
	['   ', 'empty'],
	['+79161234567;ext=5', 'extension'],
	['8 916 123 45 67 доб. 5', 'extension'],
	['89161234567 мама', 'letters'],
	['89161234567, 89161234568', 'several'],
	['+79161234567 +79161234568', 'several'],
	['8916123456789161234568', 'several'],
	['8 495 123-45-67', 'not_mobile'],
	['916123456', 'not_a_number'],
	['12345', 'not_a_number'],
	['+79999999999', 'junk'],
])('%s is refused as %s', (text, problem) => {
	expect(normalisePhone(text)).toEqual({ ok: false, problem });
});

it('a Russian mobile number in any plain spelling is what the library makes of it', () => {
	const gap = fc.constantFrom('', '', ' ', '-', '  ', '.');
	const digits = (length: number) =>
		fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((list) => list.join(''));
	const spelling = fc
		.record({
			lead: fc.constantFrom('+7', '7', '8', '', '+8', '77', '+', '07', '9'),
			code: fc.tuple(fc.constantFrom('9', '9', '9', '4', '7'), digits(2)).map((parts) => parts.join('')),
			open: fc.constantFrom('', '('),
			close: fc.constantFrom('', ')'),
			parts: fc.tuple(digits(3), digits(2), digits(2)),
			gaps: fc.tuple(gap, gap, gap, gap),
		})
		.map(
			({ lead, code, open, close, parts, gaps }) =>
				`${lead}${gaps[0]}${open}${code}${close}${gaps[1]}${parts[0]}${gaps[2]}${parts[1]}${gaps[3]}${parts[2]}`,
		);
	let fast = 0;
	fc.assert(
		fc.property(spelling, (text) => {
			const quick = russianMobile(text);
			if (!quick) return;
			fast++;
			expect(quick, text).toEqual(byLibrary(text));
		}),
		{ numRuns: 20_000 },
	);
	expect(fast).toBeGreaterThan(500);
});

it('every block of ten thousand Russian mobile numbers is decided as the library decides it', () => {
	for (let block = 0; block < 100_000; block += 37) {
		const text = `+79${String(block).padStart(5, '0')}1357`;
		expect(russianMobile(text) ?? byLibrary(text), text).toEqual(byLibrary(text));
	}
});
