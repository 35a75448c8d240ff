import { expect, test } from 'vitest';
import { createFormat } from './create-format.ts';

const ru = createFormat('ru', () => new Date(2026, 10, 24, 12, 40));
const en = createFormat('en', () => new Date(2026, 10, 24, 12, 40));
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

test('numbers are written as the language writes them', () => {
	expect(plain(ru.number(48_310))).toBe('48 310');
	expect(en.number(48_310)).toBe('48,310');
});

test.each([
	[0.966, '96,6 %'],
	[0.0023, '0,23 %'],
	[0, '0 %'],
	[1, '100 %'],
])('a share of %f is %s', (share, shown) => {
	expect(plain(ru.percent(share))).toBe(shown);
});

test.each([
	[4.87, '4,87 ₽'],
	[999.5, '999,50 ₽'],
	[12_480.4, '12 480 ₽'],
])('%f rubles are %s: kopecks only under a thousand', (value, shown) => {
	expect(plain(ru.money(value, 'RUB'))).toBe(shown);
});

test.each([
	[at(2026, 10, 24, 9, 5), '09:05'],
	[at(2026, 10, 21, 9, 5), '21.11 09:05'],
	[at(2025, 10, 21, 9, 5), '21.11.2025'],
])('%s is as short as today allows: %s', (instant, shown) => {
	expect(ru.when(instant)).toBe(shown);
});

test.each([
	[400, '0,4 с'],
	[45_000, '45 с'],
	[7_500_000, '2 ч 5 мин'],
	[7_200_000, '2 ч'],
	[90_000_000, '1 дн. 1 ч'],
])('%i ms are %s', (ms, shown) => {
	expect(plain(ru.span(ms))).toBe(shown);
});

test('a zone nobody knows has no clock', () => {
	expect(ru.clockIn(new Date('2026-11-24T09:40:00Z'), 'Asia/Omsk')).toBe('15:40');
	expect(ru.clockIn(new Date(), 'Mars/Olympus')).toBeNull();
});
