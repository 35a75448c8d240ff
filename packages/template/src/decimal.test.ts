import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	add,
	ceilDecimal,
	compareDecimals,
	type Decimal,
	divide,
	floorDecimal,
	multiply,
	parseDecimal,
	printDecimal,
	roundDecimal,
	subtract,
} from './decimal.ts';

const decimal = (text: string): Decimal => {
	const value = parseDecimal(text);
	if (!value) throw new Error(`${text} is no decimal`);
	return value;
};

test.each([
	['0', '0'],
	['-0', '0'],
	['1.50', '1,5'],
	['1e3', '1000'],
	['12.5e-3', '0,0125'],
	['1E+2', '100'],
	['007', '7'],
	['-0.05', '-0,05'],
	['1234567.891', '1234567,891'],
])('%s is printed %s', (written, printed) => {
	expect(printDecimal(decimal(written))).toBe(printed);
});

test.each(['', 'a', '1,5', 'NaN', 'Infinity', '1.', '.5', '0x10', '1e9999'])('%j is no decimal', (written) => {
	expect(parseDecimal(written)).toBeNull();
});

describe('arithmetic is decimal', () => {
	test.each<[string, Decimal | null, string]>([
		['0.1 + 0.2', add(decimal('0.1'), decimal('0.2')), '0,3'],
		['0.3 - 0.1', subtract(decimal('0.3'), decimal('0.1')), '0,2'],
		['1.1 * 3', multiply(decimal('1.1'), decimal('3')), '3,3'],
		['10 / 4', divide(decimal('10'), decimal('4')), '2,5'],
		['2 / 3', divide(decimal('2'), decimal('3')), '0,6666666666666666666666666667'],
		['-1 / 8', divide(decimal('-1'), decimal('8')), '-0,125'],
	])('%s', (_written, result, printed) => {
		expect(result && printDecimal(result)).toBe(printed);
	});

	test('dividing by zero gives nothing', () => {
		expect(divide(decimal('1'), decimal('0'))).toBeNull();
	});
});

test.each([
	['2.5', 0, '3'],
	['-2.5', 0, '-3'],
	['2.45', 1, '2,5'],
	['2.449', 1, '2,4'],
	['1.005', 2, '1,01'],
	['7', 2, '7'],
])('%s rounded to %d digits is %s', (written, digits, printed) => {
	expect(printDecimal(roundDecimal(decimal(written), digits))).toBe(printed);
});

test.each([
	['1.2', '1', '2'],
	['-1.2', '-2', '-1'],
	['3', '3', '3'],
	['-0.5', '-1', '0'],
])('%s lies between %s and %s', (written, floor, ceiling) => {
	expect(printDecimal(floorDecimal(decimal(written)))).toBe(floor);
	expect(printDecimal(ceilDecimal(decimal(written)))).toBe(ceiling);
});

const cents = fc.tuple(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.integer({ min: 0, max: 6 }));
const toDecimal = ([coefficient, scale]: [bigint, number]) => decimal(`${coefficient}e-${scale}`);

test('what is added can be taken away, and what is multiplied divided', () => {
	fc.assert(
		fc.property(cents, cents, (a, b) => {
			const [left, right] = [toDecimal(a), toDecimal(b)];
			expect(subtract(add(left, right), right)).toEqual(left);
			if (right.coefficient !== 0n) expect(divide(multiply(left, right), right)).toEqual(left);
		}),
	);
});

test('order agrees with the sign of the difference', () => {
	fc.assert(
		fc.property(cents, cents, (a, b) => {
			const difference = subtract(toDecimal(a), toDecimal(b)).coefficient;
			expect(compareDecimals(toDecimal(a), toDecimal(b))).toBe(difference < 0n ? -1 : difference > 0n ? 1 : 0);
		}),
	);
});
