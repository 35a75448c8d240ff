import { expect, test } from 'vitest';
import { type FieldForm, faultOfField, fieldBodyOf, newFieldForm } from './field-form.ts';

const form = (change: Partial<FieldForm>): FieldForm => ({ ...newFieldForm(), name: 'Любимый цвет', ...change });
const option = (value: string, name = '') => ({ key: value, value, name });

test('a field without a system name gets one of its name, and an option without a value that of its name', () => {
	const body = fieldBodyOf(form({ type: 'enum', options: [option('', 'Красный'), option('blue'), option('', '')] }));
	expect(body).toEqual({
		systemName: 'LyubimyjCvet',
		name: 'Любимый цвет',
		type: 'enum',
		options: [
			{ value: 'Красный', name: 'Красный' },
			{ value: 'blue', name: '' },
		],
		description: '',
	});
});

test('options belong to a list alone', () => {
	expect(fieldBodyOf(form({ type: 'number', options: [option('a')] })).options).toEqual([]);
});

test.each([
	[{ name: ' ' }, 'name'],
	[{ name: '123' }, 'systemName'],
	[{ systemName: 'a-b' }, 'systemName'],
	[{ type: 'enum' }, 'optionsNone'],
	[{ type: 'enum', options: [option('a'), option('A')] }, 'optionsTwice'],
	[{ type: 'enum', options: [option('a')] }, null],
	[{}, null],
] as const)('%j: %s', (change, fault) => {
	expect(faultOfField(form(change as Partial<FieldForm>))).toBe(fault);
});
