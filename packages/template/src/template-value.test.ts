import { expect, test } from 'vitest';
import { type TemplateValue, templateValue, type ValueType } from './template-value.ts';

test.each<[ValueType, unknown, TemplateValue]>([
	['string', 'Анна', 'Анна'],
	['string', 42, '42'],
	['number', '12.50', { number: '12.50' }],
	['number', 12, 12],
	['number', 'many', null],
	['number', Number.NaN, null],
	['boolean', false, false],
	['boolean', 'false', null],
	['instant', new Date(0), { instant: 0 }],
	['instant', new Date(Number.NaN), null],
	['instant', '2026-12-04T22:00:00Z', { instant: '2026-12-04T22:00:00Z' }],
	['instant', '2026-12-04 22:00', null],
	['date', '1990-05-01', { date: '1990-05-01' }],
	['date', '--02-29', { date: '--02-29' }],
	['date', '1990-02-30', null],
	['date', undefined, null],
	['string', null, null],
])('a %s stored as %j is handed on as %j', (type, raw, value) => {
	expect(templateValue(type, raw)).toEqual(value);
});
