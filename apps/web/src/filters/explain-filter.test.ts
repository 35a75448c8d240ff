import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	type DeclaredField,
	type Filter,
	type FilterField,
	filterFieldOf,
	filterFields,
	filterOperators,
	filterUnits,
} from '@volna/node-sdk';
import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainFilter, explainShortly, type FilterSpeech, fieldName } from './explain-filter.ts';

const declared: DeclaredField[] = [
	{ entity: 'customer', name: 'color', type: 'string' },
	{ entity: 'customer', name: 'level', type: 'enum', options: ['gold'] },
];
const names: Record<string, string> = {
	'action-template purchase': 'Покупка',
	'action-template visit': 'Вход',
	'segment complaints': 'Жалобы: есть',
	'segment vip': 'Лояльность: VIP',
	'action-category orders': 'Заказы',
	'flow cart': 'Брошенная корзина',
	'campaign spring': 'Весна',
	'node sms': 'Письмо · Брошенная корзина',
};
const titles: Record<string, string> = {
	'customer color': 'Любимый цвет',
	'customer level': 'Уровень',
	'topic sale': 'Скидки',
};
const speeches = {} as Record<'ru' | 'en', FilterSpeech>;
const missing: string[] = [];

beforeAll(async () => {
	for (const language of ['ru', 'en'] as const) {
		const read = (area: string) =>
			JSON.parse(readFileSync(join(import.meta.dirname, `../locales/${area}.${language}.json`), 'utf8'));
		const i18n = createInstance();
		await i18n.init({
			lng: language,
			fallbackLng: false,
			resources: { [language]: { filters: read('filters'), messages: read('messages'), runs: read('runs') } },
			defaultNS: 'filters',
			ns: ['filters', 'messages', 'runs'],
			interpolation: { escapeValue: false },
			saveMissing: true,
			missingKeyHandler: (_languages, area, key, fallback) => {
				if (fallback === key) missing.push(`${area}:${key}`);
			},
		});
		speeches[language] = {
			language,
			t: (key, values) => i18n.t(key, values as never) as unknown as string,
			zone: 'Europe/Moscow',
			declared,
			nameOf: (entity, id) => names[`${entity} ${id}`],
			titleOf: (kind, name) => titles[`${kind} ${name}`],
			optionOf: (_field, value) => ({ gold: 'Золотой' })[value],
		};
	}
});

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const bought = (n: number, more: Filter[] = []): Filter => ({
	field: 'actions',
	op: 'ge',
	value: n,
	where: { all: [{ field: 'action.template', op: 'is', value: 'purchase' }, ...more] },
});
const days = (n: number) => ({ n, unit: 'days' as const });

const cases: [Filter, string, string][] = [
	[{ all: [] }, 'Все клиенты', 'All customers'],
	[{ any: [] }, 'Никто', 'Nobody'],
	[
		{
			all: [
				{ field: 'customer.area', op: 'eq', value: 'Омск' },
				bought(2, [{ field: 'action.at', op: 'inLast', value: days(30) }]),
				{ not: { field: 'segment', op: 'in', value: ['complaints'] } },
			],
		},
		'Клиенты, у которых регион — Омск и которые делали «Покупка» хотя бы 2 раза за последние 30 дней, кроме тех, которые состоят в сегменте «Жалобы: есть»',
		'Customers whose region is Омск and who did “Покупка” at least 2 times in the last 30 days, except those who are in the segment “Жалобы: есть”',
	],
	[
		{
			all: [
				{ field: 'phone.present', op: 'is', value: true },
				{ field: 'customer.sex', op: 'is', value: 'female' },
				bought(1),
			],
		},
		'Клиенты, у которых есть телефон, пол — женский и которые делали «Покупка»',
		'Customers who have a phone, whose sex is female and who did “Покупка”',
	],
	[
		{ not: { field: 'customer.area', op: 'empty' } },
		'Все клиенты, кроме тех, у которых регион не заполнен',
		'All customers except those whose region is not set',
	],
	[
		{
			any: [
				{ field: 'customer.area', op: 'ne', value: 'Омск' },
				{ field: 'customer.lastName', op: 'filled' },
			],
		},
		'Клиенты, у которых (регион — не Омск (или пусто) или фамилия заполнена)',
		'Customers whose (region is not Омск (or not set) or last name is set)',
	],
	[
		{ field: 'customer.area', op: 'in', value: ['Омск', 'Томск', 'Тюмень'] },
		'Клиенты, у которых регион — Омск, Томск или Тюмень',
		'Customers whose region is Омск, Томск, or Тюмень',
	],
	[
		{ field: 'customer.custom.color', op: 'contains', value: 'красн' },
		'Клиенты, у которых поле «Любимый цвет» содержит «красн»',
		'Customers whose field “Любимый цвет” contains “красн”',
	],
	[
		{ field: 'customer.custom.level', op: 'is', value: 'gold' },
		'Клиенты, у которых поле «Уровень» — Золотой',
		'Customers whose field “Уровень” is Золотой',
	],
	[
		{ field: 'customer.lastActivityAt', op: 'notInLast', value: days(1) },
		'Клиенты, у которых последняя активность — не за последний день (или никогда)',
		'Customers whose last activity is not in the last day (or never)',
	],
	[
		{ field: 'customer.createdAt', op: 'between', value: ['2026-05-01', '2026-05-03'] },
		'Клиенты, у которых дата создания — с 1 мая 2026 г. по 3 мая 2026 г.',
		'Customers whose date of creation is from 1 May 2026 to 3 May 2026',
	],
	[
		{ field: 'customer.birthday', op: 'between', value: ['12-20', '01-10'] },
		'Клиенты, у которых день рождения с 20 декабря по 10 января',
		'Customers whose birthday is from 20 December to 10 January',
	],
	[
		{ field: 'customer.age', op: 'between', value: [18, 21] },
		'Клиенты, у которых возраст от 18 до 21 года',
		'Customers who are from 18 to 21 years old',
	],
	[
		{ field: 'subscription.sms', op: 'in', value: ['subscribed', 'no_data'] },
		'Клиенты, которые подписаны на SMS или не отвечали о подписке на SMS',
		'Customers who are subscribed to SMS or have not answered about SMS',
	],
	[
		{ field: 'topic.state.sale', op: 'is', value: 'unsubscribed' },
		'Клиенты, которые отписаны от «Скидки»',
		'Customers who are unsubscribed from “Скидки”',
	],
	[
		{ field: 'segment', op: 'wasIn', value: { segments: ['vip', 'complaints'], on: '2026-05-01' } },
		'Клиенты, которые состояли в одном из сегментов «Лояльность: VIP» или «Жалобы: есть» на 1 мая 2026 г.',
		'Customers who were in one of the segments “Лояльность: VIP” or “Жалобы: есть” on 1 May 2026',
	],
	[
		{
			field: 'segment.entered',
			op: 'ge',
			value: 1,
			where: {
				all: [
					{ field: 'move.segment', op: 'in', value: ['vip'] },
					{ field: 'move.at', op: 'inLastFull', value: { n: 2, unit: 'weeks' } },
				],
			},
		},
		'Клиенты, которые вошли в сегмент «Лояльность: VIP» за 2 полные прошлые недели',
		'Customers who entered the segment “Лояльность: VIP” in the last 2 whole weeks',
	],
	[
		{
			field: 'actions',
			op: 'eq',
			value: 0,
			where: {
				all: [
					{ field: 'action.category', op: 'is', value: 'orders' },
					{ field: 'action.trusted', op: 'is', value: true },
				],
			},
		},
		'Клиенты, которые не делали действия категории «Заказы» (проверены ключом)',
		'Customers who did not do actions of the category “Заказы” (are trusted)',
	],
	[
		{
			field: 'orders.avg',
			op: 'gt',
			value: 1000.5,
			where: { all: [{ field: 'anyOrder.createdAt', op: 'inLast', value: days(90) }] },
			count: { op: 'ge', value: 2 },
		},
		'Клиенты, у которых средний чек за последние 90 дней (и таких от 2) — больше 1 000,5',
		'Customers whose average order in the last 90 days (with at least 2 of them) is more than 1,000.5',
	],
	[
		{ field: 'orders', op: 'between', value: [2, 5], where: { field: 'anyOrder.status', op: 'eq', value: 'paid' } },
		'Клиенты, у которых заказов (статус — paid) — от 2 до 5',
		'Customers whose number of orders (status is paid) is from 2 to 5',
	],
	[
		{
			field: 'messages',
			op: 'lt',
			value: 1,
			where: { field: 'message.state', op: 'in', value: ['delivered', 'sent'] },
		},
		'Клиенты, у которых нет сообщений (состояние — доставлено или у оператора)',
		'Customers who have no messages (state is delivered or at the operator)',
	],
	[
		{
			field: 'flows',
			op: 'ge',
			value: 1,
			where: {
				all: [
					{ field: 'flowRun.flow', op: 'is', value: 'cart' },
					{ field: 'flowRun.active', op: 'is', value: true },
				],
			},
		},
		'Клиенты, которые входили в сценарий «Брошенная корзина» (ещё идут)',
		'Customers who entered the flow “Брошенная корзина” (still go on)',
	],
	[
		{
			field: 'actions.last',
			op: 'inLast',
			value: days(7),
			where: { field: 'action.template', op: 'is', value: 'purchase' },
		},
		'Клиенты, у которых последнее действие «Покупка» — за последние 7 дней',
		'Customers whose last action “Покупка” is in the last 7 days',
	],
	[
		{
			all: [
				{ field: 'order.status', op: 'eq', value: 'sent' },
				{ any: [bought(1), { field: 'order.total', op: 'ge', value: 5000 }] },
			],
		},
		'Клиенты, у которых статус заказа — sent и (которые делали «Покупка» или у которых сумма заказа — от 5 000)',
		'',
	],
	[{ all: [{ field: '', op: '' }] }, 'Все клиенты', 'All customers'],
	[{ field: 'customer.area', op: 'eq' }, 'Клиенты, у которых регион — …', 'Customers whose region is …'],
];

describe('a filter in one sentence', () => {
	it.each(cases)('%j', (filter, ru, en) => {
		expect(plain(explainFilter(filter, speeches.ru))).toBe(ru);
		if (en !== '') expect(plain(explainFilter(filter, speeches.en))).toBe(en);
	});
});

it('a card says it without its beginning', () => {
	const filter: Filter = { all: [{ field: 'customer.area', op: 'eq', value: 'Омск' }, bought(2)] };
	expect(explainShortly(filter, speeches.ru)).toBe('регион — Омск и делали «Покупка» хотя бы 2 раза');
	const except: Filter = { all: [filter, { not: { field: 'phone.present', op: 'is', value: true } }] };
	expect(explainShortly(except, speeches.ru)).toBe(
		'(у которых регион — Омск и которые делали «Покупка» хотя бы 2 раза), кроме тех, у которых есть телефон',
	);
});

/** A value that fits an operator of a field. */
function valueFor(field: FilterField, op: string): Filter & { value?: unknown } {
	const base = { field: field.field, op };
	if (['empty', 'filled', 'isToday'].includes(op)) return base;
	if (['inLast', 'notInLast', 'inNext', 'inLastFull'].includes(op)) return { ...base, value: { n: 2, unit: 'days' } };
	if (op === 'wasIn') return { ...base, value: { segments: ['vip'], on: '2026-05-01' } };
	if (op === 'inNextDays') return { ...base, value: 7 };
	const single = {
		string: 'Омск',
		number: 5,
		aggregate: 3,
		boolean: true,
		enum: field.values?.[0] ?? 'vip',
		instant: '2026-05-01',
		date: '2026-05-01',
		birthday: '05-01',
		age: 18,
		segment: 'vip',
	}[field.type];
	if (op === 'between') return { ...base, value: [single, single] as never };
	return { ...base, value: ['in', 'notIn', 'neverIn'].includes(op) ? ([single] as never) : (single as never) };
}

const everyField = [
	...filterFields.map((field) => field.field),
	'customer.custom.color',
	'customer.custom.level',
	'identifier.loyalty',
	'topic.state.sale',
	'topic.explicit.sale',
	'topic.since.sale',
	'topic.consentSource.sale',
	'run.Bonus',
];

it('every field, operator, unit and value has its words in both languages', () => {
	missing.length = 0;
	for (const speech of Object.values(speeches)) {
		for (const name of everyField) {
			const field = filterFieldOf(name, declared)!;
			expect(fieldName(name, speech)).not.toMatch(/family|field\./);
			for (const op of filterOperators[field.type]) explainFilter(valueFor(field, op), speech);
			for (const value of field.values ?? []) explainFilter({ field: name, op: 'is', value }, speech);
			for (const op of ['inLast', 'inNext', 'inLastFull'])
				for (const unit of filterUnits)
					for (const n of [1, 2, 5, 21])
						if (field.type === 'instant') explainFilter({ field: name, op, value: { n, unit } }, speech);
			for (const op of Object.keys({ eq: 1, ne: 1, ge: 1, gt: 1, lt: 1, le: 1 }))
				if (field.aggregate) explainFilter({ field: name, op, value: 4 }, speech);
		}
		for (const text of ['op.inSegment', ...new Set(Object.values(filterOperators).flat())])
			speech.t(text.startsWith('op.') ? text : `op.${text}`);
	}
	expect([...new Set(missing)]).toEqual([]);
});

it('the words of messages and runs are those of their machines', async () => {
	const machine = async (name: string) =>
		import(new URL(`../../../../packages/${name}/src/states.ts`, import.meta.url).href);
	const sdk = await import('@volna/node-sdk');
	const { messageStates, notSentReasons, undeliveredReasons } = await machine('messaging');
	const { endReasons } = await machine('engine');
	expect([...sdk.filterMessageStates].sort()).toEqual(Object.keys(messageStates).sort());
	expect([...sdk.filterMessageReasons].sort()).toEqual([...Object.keys(notSentReasons), ...undeliveredReasons].sort());
	expect([...sdk.filterEndReasons].sort()).toEqual([...endReasons, 'output'].sort());
});
