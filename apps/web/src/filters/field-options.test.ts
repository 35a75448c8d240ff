import type { FilterWords } from '@volna/contract';
import { filterFields } from '@volna/node-sdk';
import { expect, it } from 'vitest';
import { fieldOptions, operatorOptions } from './field-options.ts';
import { speechOf } from './use-filter-speech.ts';

const words: FilterWords = {
	zone: 'Europe/Moscow',
	fields: [
		{ entity: 'customer', name: 'bonus', title: 'Бонусы', type: 'number', options: [], archived: false },
		{ entity: 'customer', name: 'old', title: 'Прежнее', type: 'string', options: [], archived: true },
		{ entity: 'action', name: 'sku', title: 'Артикул', type: 'string', options: [], archived: false },
	],
	systems: ['loyalty'],
	topics: [{ name: 'sale', title: 'Скидки', archived: false }],
	templates: [],
	tags: [],
	categories: [],
	segmentations: [],
	campaigns: [],
	flows: [],
	senders: [],
	operators: [],
};
const speech = speechOf('ru', (key) => key, words);
const offered = (...args: Parameters<typeof fieldOptions>) =>
	fieldOptions(...args).flatMap((group) => group.items.map((item) => item.value));

it('every field is offered exactly where it may stand', () => {
	const everywhere = (['customer', 'flow', 'action', 'order', 'message', 'flowRun', 'entry', 'exit'] as const).flatMap(
		(scope) => offered([scope], words, speech),
	);
	expect(filterFields.map((field) => field.field).filter((field) => !everywhere.includes(field))).toEqual([]);
	expect(offered(['customer'], words, speech)).toContain('customer.custom.bonus');
	expect(offered(['customer'], words, speech)).not.toContain('order.status');
	expect(offered(['customer', 'flow'], words, speech)).toContain('trigger.action.custom.sku');
	expect(offered(['action'], words, speech)).toEqual(expect.arrayContaining(['action.template', 'action.custom.sku']));
	expect(offered(['action'], words, speech)).not.toContain('customer.area');
});

it('what is archived is not offered, and a form may narrow the rest', () => {
	expect(offered(['customer'], words, speech)).not.toContain('customer.custom.old');
	expect(offered(['customer'], words, speech, ['phone.', 'identifier.'])).toEqual([
		'identifier.loyalty',
		'phone.present',
		'phone.status',
		'phone.confirmed',
		'phone.operator',
	]);
});

it('a field has the operators of its declared type', () => {
	expect(operatorOptions('customer.custom.bonus', speech).map((one) => one.value)).toContain('between');
	expect(operatorOptions('segment', speech)[0]).toEqual({ value: 'in', label: 'op.inSegment' });
});
