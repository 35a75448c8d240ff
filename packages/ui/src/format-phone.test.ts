import { expect, test } from 'vitest';
import { formatPhone } from './format-phone.ts';

test.each([
	['+79135554567', '+7 913 555-45-67'],
	['79135554567', '+7 913 555-45-67'],
	['+7913***4567', '+7 913 ··· 45-67'],
	['+7999***0001', '+7 999 ··· 00-01'],
	['+375291234567', '+375 291 234 567'],
	['unknown', 'unknown'],
])('%s is shown as %s', (phone, shown) => {
	expect(formatPhone(phone)).toBe(shown);
});
