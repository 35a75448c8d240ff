import type { ActionTemplate, ActionTemplateSummary, AnswerOf, Campaign, Category, routes, Use } from '@volna/contract';

const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`;

type Answers = {
	[K in keyof typeof routes]?: AnswerOf<(typeof routes)[K]> | ((path: string, query: URLSearchParams) => unknown);
};

const campaignOf = (n: number, name: string, parent: number | null, owns = [0, 0, 0], archived = false): Campaign => ({
	id: `cmp_${uuid(n)}`,
	parent: parent === null ? null : `cmp_${uuid(parent)}`,
	name,
	systemName: `Campaign${n}`,
	revision: 1,
	archived,
	flows: owns[0]!,
	templates: owns[1]!,
	operations: owns[2]!,
});
const campaigns = [
	campaignOf(101, 'Магазин', null, [2, 7, 3]),
	campaignOf(1, 'Корзина', 101, [3, 1, 1]),
	campaignOf(102, 'Программа лояльности', 101, [1, 2, 0]),
	campaignOf(103, 'Весна 2026', 102, [2, 0, 0]),
	campaignOf(104, 'Доставка', 101, [0, 1, 1]),
	campaignOf(105, 'Партнёры', null),
	campaignOf(106, 'Чёрная пятница 2025', 101, [0, 0, 0], true),
];

let serial = 200;
const categoryOf = (
	level: number,
	parent: Category | null,
	code: string,
	nameRu: string,
	nameEn: string,
): Category => ({
	id: uuid(serial++),
	parent: parent?.id ?? null,
	level,
	code,
	nameRu,
	nameEn,
	revision: 1,
	archived: false,
});
const personal = categoryOf(1, null, 'personal', 'Личные действия клиента', 'Personal');
const towards = categoryOf(1, null, 'towards', 'Действия в отношении клиента', 'Towards the customer');
const auxiliary = categoryOf(1, null, 'auxiliary', 'Вспомогательные действия для работы агентств', 'Auxiliary');
const site = categoryOf(2, personal, 'personal.site', 'Сайт и приложение', 'Site and app');
const orders = categoryOf(2, personal, 'personal.orders', 'Заказы', 'Orders');
const statuses = categoryOf(
	2,
	towards,
	'towards.statuses',
	'Изменение статусов заказов и призов',
	'Order and prize status changes',
);
const marks = categoryOf(2, auxiliary, 'auxiliary.marks', 'Метки', 'Marks');
const signIn = categoryOf(3, site, 'personal.site.sign-in', 'Вход', 'Sign-in');
const view = categoryOf(3, site, 'personal.site.product-view', 'Просмотр товара', 'Product view');
const placed = categoryOf(3, orders, 'personal.orders.placed', 'Оформление заказа', 'Order placed');
const status = categoryOf(3, statuses, 'towards.statuses.order', 'Изменение статуса заказа', 'Order status changed');
const mark = {
	...categoryOf(3, marks, 'auxiliary.marks.old', 'Старая метка', 'Old mark'),
	archived: true,
};
const categories = [personal, towards, auxiliary, site, orders, statuses, marks, signIn, view, placed, status, mark];

const templateOf = (
	n: number,
	name: string,
	systemName: string,
	more: Partial<ActionTemplateSummary>,
): ActionTemplateSummary => ({
	id: uuid(n),
	name,
	systemName,
	kind: 'standard',
	campaign: { id: campaigns[0]!.id, name: 'Магазин' },
	category: [],
	categoryId: null,
	usage: ['operation', 'trigger'],
	tags: [],
	archived: false,
	issued30d: 0,
	lastIssuedAt: null,
	...more,
});
const templates = [
	templateOf(1, 'Изменение статуса заказа', 'IzmenenieStatusaZakaza', {
		categoryId: status.id,
		usage: ['import', 'operation', 'trigger'],
		tags: ['заказы', 'доставка'],
		issued30d: 48_310,
		lastIssuedAt: ago(2),
	}),
	templateOf(302, 'Вход на сайт', 'VhodNaSajt', {
		categoryId: signIn.id,
		usage: ['tracker', 'operation', 'trigger'],
		issued30d: 312_480,
		lastIssuedAt: ago(0),
	}),
	templateOf(303, 'Просмотр товара', 'ProsmotrTovara', {
		categoryId: view.id,
		usage: ['tracker'],
		issued30d: 1_204_770,
		lastIssuedAt: ago(0),
	}),
	templateOf(304, 'Оформление заказа', 'OformlenieZakaza', {
		categoryId: placed.id,
		tags: ['заказы'],
		issued30d: 19_406,
		lastIssuedAt: ago(4),
	}),
	templateOf(305, 'Карта выдана в магазине партнёра', 'KartaVydanaVMagazinePartnera', {
		campaign: { id: campaigns[2]!.id, name: 'Программа лояльности' },
		usage: ['import'],
	}),
	templateOf(306, 'Изменение заказа', 'OrderChanged', {
		kind: 'order',
		categoryId: status.id,
		usage: ['trigger'],
		issued30d: 61_022,
		lastIssuedAt: ago(1),
	}),
];

const uses: readonly Use[] = [
	{
		kind: 'flow',
		id: uuid(2),
		name: 'Спасибо за заказ',
		campaign: campaigns[1]!.id,
		version: 7,
		usage: 'trigger',
		live: true,
	},
	{
		kind: 'flow-draft',
		id: uuid(3),
		name: 'Отмена заказа',
		campaign: campaigns[1]!.id,
		version: null,
		usage: null,
		live: false,
	},
	{
		kind: 'operation',
		id: uuid(1),
		name: 'Статус заказа',
		campaign: campaigns[0]!.id,
		version: null,
		usage: 'operation',
		live: true,
	},
	{ kind: 'segment', id: uuid(30), name: 'Активность', campaign: null, version: null, usage: null, live: true },
];

const fieldOf = (
	n: number,
	systemName: string,
	name: string,
	type: ActionTemplate['fields'][number]['type'],
	more = {},
) => ({
	id: uuid(n),
	systemName,
	name,
	type,
	options: [],
	description: '',
	revision: 1,
	archived: false,
	...more,
});
const customerFields = [
	fieldOf(401, 'city', 'Город', 'string', { description: 'Город доставки, как его назвал клиент' }),
	fieldOf(402, 'bonus', 'Бонусы', 'number', { description: 'Остаток на конец дня' }),
	fieldOf(403, 'level', 'Уровень', 'enum', {
		options: [
			{ value: 'gold', name: 'Золотой' },
			{ value: 'silver', name: 'Серебряный' },
		],
	}),
	fieldOf(404, 'hasChildren', 'Есть дети', 'boolean'),
	fieldOf(405, 'lastVisit', 'Последний визит', 'instant'),
	fieldOf(406, 'Card', 'Номер карты', 'unique_id'),
	fieldOf(407, 'shoeSize', 'Размер обуви', 'number', { archived: true }),
];

const card = (n: number): ActionTemplate => {
	const one = templates.find((template) => template.id === uuid(n)) ?? templates[0]!;
	const { campaign, category: _, issued30d: __, lastIssuedAt: ___, ...rest } = one;
	return {
		...rest,
		campaign: campaign.id,
		issuedWhen: 'Магазин сообщает новый статус заказа',
		guard: n === 1 ? { all: [{ field: 'order.status', op: 'in', value: ['paid', 'sent'] }] } : null,
		roles: [],
		description: '',
		retentionMonths: 13,
		fields:
			n === 1
				? [
						fieldOf(411, 'courier', 'Служба доставки', 'string'),
						fieldOf(412, 'speed', 'Скорость', 'enum', {
							options: [
								{ value: 'express', name: 'Срочная' },
								{ value: 'usual', name: 'Обычная' },
							],
						}),
					]
				: [],
		revision: 3,
		issued: one.lastIssuedAt !== null,
		firstIssuedAt: one.lastIssuedAt === null ? null : ago(60 * 24 * 90),
		updatedAt: ago(60 * 24 * 3),
		updatedBy: 'Ольга Белова',
	};
};
const idIn = (path: string, from: string) => new RegExp(`${from}/([^/]+)`).exec(path)?.[1] ?? '';

/** What describes the audience: action templates, categories, fields, topics, campaigns. */
export const describingFixtures: Answers = {
	listCampaigns: { items: campaigns },
	listCategories: { items: categories },
	listActionTemplates: (_path, query) => ({
		items: templates.filter(
			(one) => query.get('archived') !== 'true' && one.name.toLowerCase().includes(query.get('q')?.toLowerCase() ?? ''),
		),
		tags: ['доставка', 'заказы'],
		asOf: ago(0),
	}),
	readActionTemplate: (path) => card(Number(idIn(path, 'action-templates').slice(-12))),
	listTemplateUses: { items: [...uses], asOf: ago(0) },
	proposeTemplateName: { systemName: 'VhodNaSajt2' },
	createActionTemplate: { id: uuid(302), systemName: 'VhodNaSajt2' },
	listFields: { items: customerFields },
	readField: (path) => ({
		...(customerFields.find((one) => one.id === idIn(path, 'fields')) ?? customerFields[0]!),
		filled: true,
		uses: [uses[0]!, uses[3]!],
	}),
	listTopics: {
		items: [
			{
				id: uuid(501),
				systemName: 'promo',
				name: 'Акции и скидки',
				description: 'Не чаще раза в неделю',
				revision: 1,
				archived: false,
			},
			{ id: uuid(502), systemName: 'news', name: 'Новости магазина', description: '', revision: 1, archived: false },
		],
	},
	readTopic: {
		id: uuid(501),
		systemName: 'promo',
		name: 'Акции и скидки',
		description: 'Не чаще раза в неделю',
		revision: 1,
		archived: false,
		answered: true,
		uses: [],
	},
};

/** A project of which nothing was described yet. */
export const nothingDescribed: Answers = {
	listCampaigns: { items: [] },
	listActionTemplates: { items: [], tags: [], asOf: ago(0) },
	listFields: { items: [] },
	listTopics: { items: [] },
};
