import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { boundsText } from './bounds-text.ts';

const now = Temporal.Instant.from('2026-12-03T09:00:00Z');
const t = (key: string, values: Readonly<Record<string, unknown>> = {}) =>
	`${key} ${['from', 'to', 'zone'].flatMap((name) => (values[name] ? [values[name]] : [])).join(' | ')}`;
const speech = { t, language: 'ru', zone: 'Europe/Moscow' } as const;

it.each([
	['instant', 'between', ['2026-05-01', '2026-05-03'], 'bounds.between 1 мая 00:00 | 4 мая 00:00 | Москва'],
	['instant', 'inLast', { n: 2, unit: 'days' }, 'bounds.between_included 1 декабря 12:00 | 3 декабря 12:00 | Москва'],
	[
		'instant',
		'notInLast',
		{ n: 2, unit: 'days' },
		'bounds.between_included 1 декабря 12:00 | 3 декабря 12:00 | Москва',
	],
	['instant', 'inLastFull', { n: 2, unit: 'days' }, 'bounds.between 1 декабря 00:00 | 3 декабря 00:00 | Москва'],
	['instant', 'before', '2026-05-01', 'bounds.to 1 мая 00:00 | Москва'],
	['instant', 'after', '2025-05-01', 'bounds.from 1 мая 2025 г. 00:00 | Москва'],
	['date', 'inLast', { n: 1, unit: 'weeks' }, 'bounds.days 26 ноября 2026 г. | 3 декабря 2026 г.'],
	['date', 'inLastFull', { n: 1, unit: 'months' }, 'bounds.days 1 ноября 2026 г. | 30 ноября 2026 г.'],
	['instant', 'between', ['2026-05-01', ''], ''],
	['instant', 'filled', undefined, ''],
	['string', 'eq', 'x', ''],
] as const)('%s %s %j is told as %s', (type, op, value, told) => {
	expect(boundsText({ type }, op, value, speech, now)).toBe(told);
});
