import { expect, test } from 'vitest';
import canvas from '../locales/canvas.ru.json' with { type: 'json' };
import runs from '../locales/runs.ru.json' with { type: 'json' };
import { valueName } from './value-names.ts';

test.each([
	['order.total', 'order.total', undefined, 'Order.Total'],
	['action.occurredAt', 'action.date-time', undefined, 'Action.DateTime'],
	['action.custom.city', 'action.custom-field', 'city', 'Action.CustomFields.city'],
	['run.score', 'run.value', 'score', 'Run.score'],
	['order.ref', 'run.order-ref', undefined, null],
])('%s is called by the parameter catalogue, with the name a text gives it', (raw, key, name, path) => {
	expect(valueName(raw)).toEqual({ key, path, ...(name !== undefined && { name }) });
	const words: Record<string, unknown> = { ...canvas.template.param.order, ...canvas.template.param.action };
	const known = { ...runs.valueName, ...words } as Record<string, unknown>;
	if (name === undefined) expect(known[key.split('.')[1]!]).toBeTypeOf('string');
});

test('a value nobody knows keeps its own name', () => {
	expect(valueName('weather.today')).toBeNull();
});
