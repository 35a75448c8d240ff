import type { Category } from '@volna/contract';
import { expect, test } from 'vitest';
import { newFieldForm } from '../fields/field-form.ts';
import { faultsOfTemplate, hasFaults, type TemplateForm, templateBodyOf, templateFormOf } from './template-form.ts';

const category = (id: string, parent: string | null, level: number): Category => ({
	id,
	parent,
	level,
	code: id,
	nameRu: id,
	nameEn: id,
	revision: 1,
	archived: false,
});
const categories = [category('one', null, 1), category('two', 'one', 2), category('three', 'two', 3)];
const form = (change: Partial<TemplateForm>): TemplateForm => ({
	...templateFormOf(null, 'cmp'),
	name: 'Вход на сайт',
	...change,
});
const field = (key: string, name: string) => ({ ...newFieldForm(), key, name });

test('a new template is for operations and triggers, and its system name is left to the server', () => {
	const body = templateBodyOf(form({ fields: [field('a', 'Курьер')] }));
	expect(body).toMatchObject({ usage: ['operation', 'trigger'], guard: null, retentionMonths: 13 });
	expect(body).not.toHaveProperty('systemName');
	expect(body.fields).toMatchObject([{ systemName: 'Kurer', type: 'string' }]);
});

test.each([
	[{}, []],
	[{ name: ' ' }, ['name']],
	[{ name: '12' }, ['systemName']],
	[{ systemName: 'два' }, ['systemName']],
	[{ campaign: null }, ['campaign']],
	[{ categoryId: 'two' }, ['category']],
	[{ categoryId: 'three' }, []],
	[{ retentionMonths: '' }, ['retention']],
	[{ retentionMonths: 121 }, ['retention']],
] as const)('%j: %j', (change, expected) => {
	const { fields, ...faults } = faultsOfTemplate(form(change as Partial<TemplateForm>), categories);
	expect(Object.keys(faults)).toEqual(expected);
	expect(hasFaults({ ...faults, fields })).toBe(expected.length > 0);
});

test('two fields of one name are a fault of the second', () => {
	const { fields } = faultsOfTemplate(form({ fields: [field('a', 'Курьер'), field('b', 'курьер')] }), categories);
	expect([...fields]).toEqual([['b', 'twice']]);
});
