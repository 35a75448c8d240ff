import { type AnswerOf, type RouteId, routes } from '@volna/contract';
import { emptyDocument, type FlowDocument } from '@volna/flow';
import { describingFixtures, nothingDescribed } from './describing-fixtures.ts';
import { importFixtures } from './import-fixtures.ts';
import { noTasks, taskFixtures } from './task-fixtures.ts';

type Fixtures = { [K in RouteId]?: AnswerOf<(typeof routes)[K]> | ((path: string, query: URLSearchParams) => unknown) };

const now = Date.now();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const ahead = (minutes: number) => ago(-minutes);
const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const id = (prefix: string, n: number) => `${prefix}_${uuid(n)}`;

const campaign = { id: id('cmp', 1), name: 'Корзина' };
const people = [
	['Орлова Анна', '+79135554567', 'Омская область', 'Asia/Omsk'],
	['Валиев Тимур', '+79171232011', 'Республика Татарстан', 'Europe/Moscow'],
	['Соколова Мария', '+79211238803', 'Санкт-Петербург', 'Europe/Moscow'],
	['Ким Дмитрий', '+79141235190', 'Приморский край', 'Asia/Vladivostok'],
	['Белова Екатерина', '+79051231742', 'Калининградская область', 'Europe/Kaliningrad'],
	['Нуриев Артур', '+79271236635', 'Самарская область', 'Europe/Samara'],
	['Григорьева Ольга', '+79161230978', 'Москва', 'Europe/Moscow'],
	['Фёдоров Павел', '+79821233314', 'Свердловская область', 'Asia/Yekaterinburg'],
	['Цыренов Баир', '+79021237056', 'Республика Бурятия', 'Asia/Irkutsk'],
	['Лебедева Наталья', '+79181232469', 'Краснодарский край', 'Europe/Moscow'],
] as const;
const customerOf = (n: number) => {
	const [name, phone] = people[n % people.length]!;
	return { id: 100_010 + n, name, phone };
};

const customerRow = (n: number) => {
	const [name, phone, area, timeZone] = people[n % people.length]!;
	const tiers = ['Золотой', 'Серебряный', 'Золотой', null, 'Серебряный'] as const;
	const tier = tiers[n % tiers.length];
	const actions = ['Добавление в корзину', 'Оплата', 'Вход на сайт', 'Отписка', 'Переход по ссылке'] as const;
	return {
		id: 100_010 + n,
		name: n === 7 ? null : name,
		phone: n === 3 ? null : phone,
		email: null,
		area,
		timeZone,
		smsSubscription: (['subscribed', 'subscribed', 'unsubscribed', 'requires_confirmation', 'no_data'] as const)[
			n % 5
		]!,
		segments: tier ? [{ segmentationId: uuid(20), name: tier }] : [],
		createdAt: ago(n * 3000),
		lastActivityAt: ago(n * 40 + 3),
		source: 'import',
		sex: n % 2 ? ('male' as const) : ('female' as const),
		birthDate: '1990-05-20',
		orders: (n * 7) % 13,
		ordersTotal: ((n * 7) % 13) * 2490,
		lastAction: n === 6 ? null : { template: actions[n % actions.length]!, at: ago(n * 400 + 3) },
		custom: {},
		selected: n % 2 === 0,
	};
};
const selection = {
	id: id('sel', 1),
	kind: 'part' as const,
	found: 48_310,
	count: 24_155,
	counts: [24_155],
	draw: { percent: 50 },
	seed: 'a41f',
	asOf: ago(3),
	expiresAt: ahead(1437),
};
const segmentOf = (n: number, name: string, systemName: string, size: number, filter: object | null = null) => ({
	id: uuid(n),
	name,
	systemName,
	externalId: systemName,
	filter: filter as { field: string; op: string; value: unknown } | null,
	size,
});
const segmentationOf = (n: number, name: string, more: object) => ({
	id: uuid(n),
	name,
	systemName: `Segmentation${n}`,
	externalId: `segmentation-${n}`,
	description: '',
	kind: 'static' as 'static' | 'filter',
	state: 'launched' as 'draft' | 'launched' | 'archived',
	revision: 3,
	createdAt: ago(90_000),
	launchedAt: ago(80_000) as string | null,
	archivedAt: null,
	updatedAt: ago(4000),
	recalculatedAt: null as string | null,
	recalculating: false,
	recalculationProblem: null,
	segments: [] as ReturnType<typeof segmentOf>[],
	...more,
});
const inOmsk = { field: 'customer.area', op: 'eq', value: 'Омская область' };
const segmentations = [
	segmentationOf(20, 'Лояльность', {
		systemName: 'Loyalty',
		externalId: 'loyalty',
		description: 'Кто сколько покупает за год. Золотой от 50 000 ₽, серебряный от 10 000 ₽.',
		segments: [segmentOf(21, 'Золотой', 'Gold', 2140), segmentOf(22, 'Серебряный', 'Silver', 11_020)],
	}),
	segmentationOf(30, 'Города', {
		kind: 'filter',
		recalculatedAt: ago(14),
		segments: [
			segmentOf(31, 'Омск', 'Omsk', 1204, inOmsk),
			segmentOf(32, 'Другие города', 'Other', 40_120, { field: 'customer.area', op: 'filled' }),
		],
	}),
	segmentationOf(40, 'Реакция на корзину', {
		state: 'draft',
		launchedAt: null,
		segments: [segmentOf(41, 'Ответил', 'Otvetil', 0), segmentOf(42, 'Не ответил', 'NeOtvetil', 0)],
	}),
];

const document: FlowDocument = {
	...emptyDocument,
	nodes: [
		{
			id: 'start',
			type: 'volna.on-action',
			version: 1,
			name: 'Статус заказа',
			config: { templates: [{ id: uuid(1), systemName: 'IzmenenieStatusaZakaza', name: 'Изменение статуса заказа' }] },
			position: { x: 0, y: 0 },
		},
		{
			id: 'paid',
			type: 'volna.condition',
			version: 1,
			name: 'Оплачен?',
			config: { filter: { field: 'order.status', op: 'eq', value: 'paid' } },
			position: { x: 0, y: 120 },
		},
		{
			id: 'pause',
			type: 'volna.wait',
			version: 1,
			name: '',
			config: { mode: 'for', for: 'PT2H' },
			position: { x: 0, y: 260 },
		},
		{
			id: 'sms',
			type: 'volna.send-sms',
			version: 1,
			name: 'Спасибо за заказ',
			config: {
				profile: 'transactional',
				sender: { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' },
				text: 'Спасибо за заказ!',
				then: 'delivery',
			},
			position: { x: 0, y: 380 },
		},
		{
			id: 'end',
			type: 'volna.end',
			version: 1,
			name: 'Поблагодарили',
			config: { label: 'Поблагодарили' },
			position: { x: 0, y: 520 },
		},
	],
	edges: [
		{ id: 'e1', source: 'start', sourceHandle: 'next', target: 'paid' },
		{ id: 'e2', source: 'paid', sourceHandle: 'yes', target: 'pause' },
		{ id: 'e3', source: 'pause', sourceHandle: 'next', target: 'sms' },
		{ id: 'e4', source: 'sms', sourceHandle: 'delivered', target: 'end' },
	],
};

const flowNames = [
	['Брошенная корзина', 'active', 7, 14_212, 1390],
	['Спасибо за заказ', 'active', 3, 4_108, 186],
	['Возврат через 30 дней', 'paused', 2, 1_920, 1204],
	['День рождения', 'draft', null, 0, 0],
	['Весенняя распродажа', 'stopped', 12, 0, 31],
] as const;
const flows = flowNames.map(([name, state, version, entered30d, hereNow], n) => ({
	id: id('flw', n + 1),
	name,
	campaign: n === 4 ? { id: id('cmp', 2), name: 'Сезонные' } : campaign,
	state,
	version,
	entered30d,
	enteredByDay: Array.from({ length: 30 }, (_, day) =>
		entered30d === 0
			? 0
			: Math.round((entered30d / 30) * (0.6 + 0.5 * Math.sin(day / 2 + n) + (day % 7 === 5 ? 0.5 : 0))),
	),
	hereNow,
	notSentShare: [0.065, 0.0023, 0.121, null, 0][n]!,
	draftDiffers: n === 0 || n === 3,
	updatedAt: ago([25, 1500, 9000, 3, 60_000][n]!),
	updatedBy: ['Анна Ким', 'Анна Ким', 'Ольга Реброва', 'Анна Ким', null][n]!,
}));

const version = (n: number, active = false) => ({
	id: id('ver', n),
	number: n,
	note: ['Первая', '', 'Короче текст, проверка оплаты до ожидания'][n % 3]!,
	author: n === 2 ? null : 'Анна Ким',
	publishedAt: ago(2000 * (10 - n)),
	documentHash: 'a41f'.repeat(16),
	planHash: `${n}3c97e50`.repeat(8),
	active,
	inside: active ? 1390 : n * 3,
});

const message = (n: number, state: string, more: object = {}) => ({
	id: id('msg', n),
	state,
	reason: null,
	detail: null,
	hold: null,
	customer: { id: customerOf(n).id, name: n === 5 ? null : customerOf(n).name },
	phone: customerOf(n).phone as string | null,
	sender: 'VOLNA',
	text: `${customerOf(n).name.split(' ')[1]}, спасибо за заказ A-10${n}! Привезём завтра, с 10 до 14.`,
	parts: 2,
	encoding: 'ucs2' as const,
	profile: 'transactional' as const,
	flow: { id: flows[1]!.id, name: flows[1]!.name },
	run: id('run', n),
	nodeId: 'sms',
	createdAt: ago(n * 9 + 4),
	dueAt: ago(n * 9 + 4),
	notAfter: ahead(1400),
	changedAt: ago(n * 9 + 2),
	price: 4.87,
	...more,
});
const messages = [
	message(0, 'delivered'),
	message(1, 'sent'),
	message(2, 'scheduled', { dueAt: ahead(620), price: null }),
	message(3, 'suppressed', {
		reason: 'not_subscribed_channel',
		profile: 'marketing',
		parts: null,
		text: null,
		price: null,
	}),
	message(4, 'queued', { hold: 'flow_paused', price: null }),
	message(5, 'undelivered', { reason: 'phone_off' }),
	message(6, 'unknown', { price: null }),
	message(7, 'suppressed', { reason: 'render_failed', detail: 'missing_value', text: null, parts: null, price: null }),
	message(8, 'rejected', { reason: 'rejected_sender', price: null }),
	message(9, 'submitting', { price: null }),
	message(10, 'expired_local', { reason: 'expired', price: null }),
];
const events = [
	{ at: ago(14), from: null, to: 'planned', cause: 'planned', attempt: 0, source: null, reason: null, details: {} },
	{ at: ago(14), from: 'planned', to: 'queued', cause: 'gates', attempt: 0, source: null, reason: null, details: {} },
	{
		at: ago(13),
		from: 'leased',
		to: 'submitting',
		cause: 'intent',
		attempt: 1,
		source: null,
		reason: null,
		details: {},
	},
	{
		at: ago(13),
		from: 'submitting',
		to: 'submitted',
		cause: 'accepted',
		attempt: 1,
		source: null,
		reason: null,
		details: {},
	},
	{
		at: ago(12),
		from: 'submitted',
		to: 'sent',
		cause: 'callback',
		attempt: 1,
		source: 'callback',
		reason: null,
		details: {},
	},
	{
		at: ago(11),
		from: 'sent',
		to: 'delivered',
		cause: 'callback',
		attempt: 1,
		source: 'callback',
		reason: null,
		details: {},
	},
];

const run = (n: number, state: string, more: object = {}) => ({
	id: id('run', n),
	flow: { id: flows[1]!.id, name: flows[1]!.name, state: 'active' },
	version: 3,
	customer: customerOf(n),
	state,
	nodeId: 'pause',
	nodeName: 'Подождать',
	dueAt: ahead(44 + n),
	startedAt: ago(76 + n * 30),
	endedAt: null,
	endReason: null,
	...more,
});
const ended = (n: number, endReason: string, state = 'done') =>
	run(n, state, { nodeId: 'end', nodeName: 'Поблагодарили', dueAt: null, endedAt: ago(30 * n), endReason });
const runs = [
	run(0, 'waiting'),
	run(1, 'waiting'),
	run(2, 'ready', { dueAt: ago(0), nodeName: 'Оплачен?' }),
	run(3, 'held'),
	ended(4, 'end'),
	ended(5, 'output:no'),
	ended(6, 'attempts_exhausted', 'failed'),
	ended(7, 'person', 'stopped'),
	ended(8, 'end'),
];

const step = (at: string, nodeId: string, kind: string, more: object = {}) => {
	const node = document.nodes.find((one) => one.id === nodeId)!;
	return {
		at,
		nodeId,
		nodeName: node.name,
		nodeType: node.type,
		visit: 1,
		kind,
		output: null,
		reason: null,
		details: {},
		...more,
	};
};

const card = {
	...{ id: 100_010, name: 'Орлова Анна', phone: '+79135554567', email: 'anna@example.ru', area: 'Омская область' },
	timeZone: 'Asia/Omsk',
	smsSubscription: 'subscribed' as const,
	segments: ['Активность: покупали', 'Лояльность: золотой'],
	createdAt: ago(90_000),
	lastActivityAt: ago(14),
	firstName: 'Анна',
	lastName: 'Орлова',
	middleName: 'Сергеевна',
	sex: 'female' as const,
	birthDate: '1990-05-30',
	timeZoneSource: 'area',
	phoneStatus: 'valid' as const,
	custom: { city: 'Омск', bonus: 120 },
	identifiers: [
		{ kind: 'unique', system: 'websiteId', value: '42' },
		{ kind: 'phone', system: '', value: '+79135554567' },
		{ kind: 'email', system: '', value: 'anna@example.ru' },
	],
	subscriptions: [
		{ channel: 'sms', topic: '', state: 'subscribed', source: 'Order.StatusChanged', changedAt: ago(40_000) },
		{ channel: 'sms', topic: 'promo', state: 'unsubscribed', source: 'site-form', changedAt: ago(9_000) },
	],
	consents: [{ source: 'site-form', givenAt: ago(40_000), evidence: 'form 17' }],
	memberships: [
		{ segmentation: 'Активность', segment: 'Покупали', since: ago(40_000) },
		{ segmentation: 'Лояльность', segment: 'Золотой', since: ago(9_000) },
	],
	orders: [
		{ id: id('ord', 1), externalId: 'A-1001', status: 'paid', total: 1990, changedAt: ago(15) },
		{ id: id('ord', 2), externalId: 'A-0877', status: 'delivered', total: 24_180, changedAt: ago(60_000) },
	],
	actions: [
		{ id: id('act', 1), at: ago(14), template: 'Изменение статуса заказа', touchpoint: 'site', source: 'operation' },
		{ id: id('act', 2), at: ago(16), template: 'Оформление заказа', touchpoint: 'site', source: 'operation' },
		{ id: id('act', 3), at: ago(3000), template: 'Добавление в корзину', touchpoint: 'app', source: 'operation' },
		{ id: id('act', 4), at: ago(90_000), template: 'Импорт клиентов', touchpoint: null, source: 'import' },
	],
};

const endpoint = {
	id: id('epn', 1),
	name: 'Сайт магазина',
	systemName: 'shop',
	origins: ['https://shop.example'],
	isApp: false,
	revision: 1,
	keys: [
		{
			id: id('key', 1),
			name: 'Сайт',
			hint: 'vk_7Qd…',
			mode: 'live' as const,
			createdAt: ago(40_000),
			lastUsedAt: ago(2),
		},
		{
			id: id('key', 2),
			name: 'Проверка подрядчика',
			hint: 'vk_p1X…',
			mode: 'test' as const,
			createdAt: ago(4_000),
			lastUsedAt: null,
		},
	],
};
const operations = [
	['Изменение статуса заказа', 'Order.StatusChanged', 'IzmenenieStatusaZakaza', 12_480, 14],
	['Регистрация', 'Customer.Register', 'Registraciya', 312, 0],
	['Обновить данные', 'Customer.Edit', null, 0, 0],
].map(([name, systemName, template, calls24h, errors24h], n) => ({
	id: id('opr', n + 1),
	name: name as string,
	systemName: systemName as string,
	template: template ? { id: uuid(n + 1), name: name as string, systemName: template as string } : null,
	customerRight: 'create_or_edit' as const,
	campaign: { id: id('cmp', 1), name: 'Магазин' },
	requiresKey: true,
	strict: n === 2,
	requiresConsent: false,
	revision: 1,
	archivedAt: null,
	archiveReason: '',
	endpoints: [endpoint],
	calls24h: calls24h as number,
	errors24h: errors24h as number,
}));

const account = {
	id: id('acc', 1),
	name: 'SIGMA',
	baseUrl: 'http://127.0.0.1:3001/api',
	emulator: true,
	access: 'password' as const,
	username: 'demo',
	flags: { requestsPerSecond: 50, maxInFlight: 32, callbacks: true, list: true, listProvesAbsence: false },
	balance: 12_480.5,
	balanceAt: ago(6),
	checkedAt: ago(6),
	checkProblem: null,
	callbackUrl: 'http://127.0.0.1:3000/callbacks/sigma/8f2b6c1d4e5a',
	holds: [],
	unknownOutcomes: 1,
	waiting: 14,
	scheduled: 312,
	demoCustomers: 2000,
};

const staff = {
	id: uuid(900),
	name: 'Анна Ким',
	email: 'anna@example.ru',
	role: 'admin' as const,
	language: 'ru' as 'ru' | 'en',
	rights: [
		'read',
		'read-customers',
		'read-personal',
		'edit',
		'launch',
		'pause',
		'integrate',
		'import',
		'export',
		'merge',
		'delete',
		'provider',
		'staff',
		'audit',
	] as const,
};

/** What the api would answer, by route; every answer passes its route's schema. */
export const fixtures: Fixtures = {
	...(importFixtures as Fixtures),
	...(describingFixtures as Fixtures),
	...(taskFixtures as Fixtures),
	readSession: {
		staff: { ...staff, rights: [...staff.rights] },
		project: { name: 'Volna', timeZone: 'Europe/Moscow', language: 'ru', currency: 'RUB', demo: true },
		environment: {
			kind: 'emulator',
			balance: 12_480.5,
			balanceAt: ago(6),
			held: null,
			phonesUrl: 'http://127.0.0.1:3001/',
		},
	},
	readSetup: { usable: true },
	listFlows: { items: flows, asOf: ago(0) },
	readFlow: {
		id: flows[1]!.id,
		name: flows[1]!.name,
		systemName: 'spasibo-za-zakaz',
		campaign,
		state: 'active',
		activeVersion: version(3, true),
		draft: { revision: 4, document, documentHash: 'a41f'.repeat(16), updatedAt: ago(30), updatedBy: 'Анна Ким' },
	},
	listVersions: { items: [version(3, true), version(2), version(1)], asOf: ago(0) },
	listRuns: (_path: string, query: URLSearchParams) => ({
		items: runs.filter((one) => {
			const state = query.get('state');
			if (state === 'inside') return one.endedAt === null;
			if (state === 'ended') return one.endedAt !== null && one.state !== 'failed';
			return state === 'failed' ? one.state === 'failed' : true;
		}),
		next: 'more',
		asOf: ago(0),
	}),
	readRun: {
		run: run(0, 'waiting', { nodeId: 'sms', nodeName: 'Спасибо за заказ' }) as never,
		document,
		steps: [
			step(ago(150), 'start', 'passed', { output: 'next' }),
			step(ago(150), 'paid', 'passed', { output: 'yes' }),
			step(ago(150), 'pause', 'parked', { details: { until: ago(30) } }),
			step(ago(30), 'pause', 'passed', { output: 'next' }),
			step(ago(30), 'sms', 'parked', { details: { message: uuid(1) } }),
		] as never,
		messages: [
			{
				id: id('msg', 2),
				nodeId: 'sms',
				visit: 1,
				state: 'scheduled',
				reason: null,
				detail: null,
				dueAt: ahead(620),
				hold: null,
			},
		],
		values: {
			action: {
				id: uuid(700),
				name: 'Изменение статуса заказа',
				occurredAt: ago(150),
				touchpoint: 'site',
				custom: { city: 'Омск' },
			},
			order: { ref: uuid(701), id: 'A-1001', status: 'paid', total: 1990, createdAt: ago(160), lineCount: 2 },
		},
		waiting: { nodeId: 'sms', until: ahead(1400), for: 'message' },
	},
	listRefusals: {
		items: ['already_active', 'filter', 'stale_action', 'flow_paused', 'untrusted', 'test', 'flow_stopped'].map(
			(reason, n) => ({
				at: ago(12 * n + 3),
				customer: customerOf(n),
				reason,
				version: 3,
				actionAt: ago(12 * n + 4),
				details: {},
			}),
		),
		next: null,
		asOf: ago(0),
	},
	listMessages: (_path: string, query: URLSearchParams) => ({
		items:
			query.get('group') === 'not_sent'
				? messages.filter((one) => one.reason !== null && one.state !== 'undelivered')
				: messages,
		next: null,
		asOf: ago(0),
	}),
	readMessage: (path: string) => {
		const found = messages.find((one) => path.endsWith(one.id)) ?? messages[0]!;
		return {
			...found,
			providerId: found.state === 'delivered' ? '7c9e6679-7425-40de-944b-e07fc1f90ae7' : null,
			attempt: 1,
			events: found.state === 'delivered' ? events : events.slice(0, 2),
		};
	},
	listCustomers: {
		items: people.map(([name, phone, area, timeZone], n) => ({
			id: 100_010 + n,
			name: n === 7 ? null : name,
			phone: n === 3 ? null : phone,
			email: null,
			area,
			timeZone,
			smsSubscription: (
				[
					'subscribed',
					'subscribed',
					'subscribed',
					'unsubscribed',
					'subscribed',
					'requires_confirmation',
					'no_data',
				] as const
			)[n % 7]!,
			segments: n % 3 === 0 ? ['Активность: покупали', 'Лояльность: золотой'] : [],
			createdAt: ago(3000 * n + 100),
			lastActivityAt: n === 6 ? null : ago(500 * n + 20),
		})),
		next: 'more',
		asOf: ago(0),
	},
	findCustomers: {
		items: Array.from({ length: 50 }, (_, n) => customerRow(n)),
		next: 'next',
		previous: null,
		rest: null,
		back: false,
		asOf: ago(0),
	},
	countCustomers: { count: 48_310, asOf: ago(0) },
	listCustomerViews: {
		items: [
			{
				id: id('vew', 1),
				name: 'Омск с заказами',
				filter: { field: 'customer.area', op: 'eq', value: 'Омская область' },
				search: null,
				columns: ['name', 'phone', 'orders'],
				sort: 'newest',
				shared: false,
				own: true,
				owner: 'Анна Ким',
			},
			{
				id: id('vew', 2),
				name: 'Отписанные',
				filter: { field: 'subscription.sms', op: 'is', value: 'unsubscribed' },
				search: null,
				columns: ['name', 'phone', 'sms'],
				sort: 'newest',
				shared: true,
				own: false,
				owner: 'Ольга Реброва',
			},
		],
		setting: {
			columns: ['name', 'phone', 'area', 'sms', `segmentation:${uuid(20)}`, 'orders', 'ordersTotal', 'lastAction'],
			pageSize: 50,
		},
	},
	drawSelection: selection,
	readSelection: selection,
	readSelectionMembership: {
		total: 24_155,
		outside: 18_020,
		inside: [
			{ segmentId: uuid(21), count: 2135 },
			{ segmentId: uuid(22), count: 4000 },
		],
		hasMembers: true,
	},
	addToSegment: { task: id('tsk', 1) },
	removeFromSegmentation: { task: id('tsk', 1) },
	listSegmentations: (_path: string, query: URLSearchParams) => ({
		items: segmentations.filter(
			(one) =>
				(query.get('state') === null || one.state === query.get('state')) &&
				(query.get('kind') === null || one.kind === query.get('kind')),
		),
		asOf: ago(0),
	}),
	readSegmentation: (path: string) => {
		const found = segmentations.find((one) => path.includes(one.id)) ?? segmentations[0]!;
		return { ...found, asOf: ago(0) };
	},
	readSegmentationUses: {
		items: [{ kind: 'flow', id: uuid(2), name: 'Спасибо за заказ', version: 3, live: true }],
	},
	readCustomer: card,
	listOperations: { items: operations, asOf: ago(0) },
	listEndpoints: { items: [endpoint] },
	countOperationErrors: {
		items: [
			{ code: 'bad-zone', calls: 11 },
			{ code: 'bad-phone', calls: 3 },
		],
	},
	readOperationCall: {
		id: uuid(701),
		at: ago(8),
		kind: 'sync',
		state: 'recorded',
		mode: 'test',
		transactionId: uuid(501),
		customer: 100_011,
		problems: [],
		warnings: [{ code: 'unknown-field', location: '/customer/loyaltyCard' }],
		endpoint: 'shop',
		query: {},
		body: {
			phone: '+7999***4567',
			fields: { firstName: '•••' },
			order: { ids: [{ system: 'externalid', value: 'A-1001' }] },
		},
		answer: { status: 'Success', customer: { processingStatus: 'Changed', ids: { volnaId: 100_011 } } },
		masked: true,
	},
	listRefusedCalls: {
		items: [
			['key-invalid', 'Order.StatusChanged', 'shop'],
			['operation-unknown', 'Order.Status', 'shop'],
			['bad-json', 'Customer.Register', 'shop'],
		].map(([code, operation, endpoint], n) => ({
			id: uuid(720 + n),
			at: ago(n * 9 + 2),
			code: code!,
			address: '203.0.113.*',
			endpoint: endpoint!,
			operation: operation!,
		})),
		next: null,
		asOf: ago(0),
		codes: [
			{ code: 'key-invalid', calls: 27 },
			{ code: 'operation-unknown', calls: 2 },
			{ code: 'bad-json', calls: 1 },
		],
	},
	listOperationCalls: {
		items: [
			['recorded', [], []],
			['recorded', [], [{ code: 'unknown-field', location: '/customer/loyaltyCard' }]],
			['invalid', [{ code: 'bad-zone', location: '/customer/timeZone' }], []],
			['accepted', [], []],
		].map(([state, problems, warnings], n) => ({
			id: uuid(700 + n),
			at: ago(n * 7 + 1),
			kind: n === 3 ? ('async' as const) : ('sync' as const),
			state: state as 'recorded',
			mode: n === 1 ? ('test' as const) : ('live' as const),
			transactionId: uuid(500 + n),
			customer: n === 2 ? null : 100_010 + n,
			problems: problems as [],
			warnings: warnings as [],
		})),
		next: null,
		asOf: ago(0),
	},
	createKey: {
		key: { ...endpoint.keys[0]!, id: id('key', 3), name: 'Новый ключ', lastUsedAt: null },
		secret: 'vk_7QdT2mZr0c9YxWn4LkPb8sVfHj3Eu6Ag',
	},
	readProvider: { account },
	listFormerAccounts: { items: [], asOf: ago(0) },
	checkProvider: { ok: true, problem: null, username: 'demo', balance: 12_480.5 },
	listSenders: {
		items: [
			{ id: 'VOLNA', name: 'VOLNA', moderation: 'approved', byHand: false, syncedAt: ago(6) },
			{ id: 'B-Media', name: 'B-Media', moderation: 'approved', byHand: false, syncedAt: ago(6) },
			{ id: 'SHOP', name: 'SHOP', moderation: 'pending', byHand: true, syncedAt: null },
		],
	},
	readSnapshot: {
		actionTemplates: [
			{
				id: uuid(1),
				systemName: 'IzmenenieStatusaZakaza',
				name: 'Изменение статуса заказа',
				usage: ['trigger', 'operation'],
				fields: [{ name: 'city', type: 'text', title: 'Город доставки' }],
			},
		],
	},
	countFilter: { count: 48_310, asOf: ago(0), tookMs: 240 },
	findFilterExamples: {
		items: Array.from({ length: 5 }, (_, n) => ({ ...customerOf(n), area: people[n]![2] })),
		asOf: ago(0),
	},
	readFilterWords: {
		zone: 'Europe/Moscow',
		fields: [
			{ entity: 'customer', name: 'bonus', title: 'Бонусы', type: 'number', options: [], archived: false },
			{
				entity: 'customer',
				name: 'level',
				title: 'Уровень',
				type: 'enum',
				options: [
					{ value: 'gold', name: 'Золотой' },
					{ value: 'silver', name: 'Серебряный' },
				],
				archived: false,
			},
			{ entity: 'action', name: 'city', title: 'Город доставки', type: 'string', options: [], archived: false },
		],
		systems: ['externalId', 'loyaltyCard'],
		topics: [{ name: 'sale', title: 'Скидки', archived: false }],
		templates: [
			{ id: uuid(1), name: 'Изменение статуса заказа', archived: false },
			{ id: uuid(2), name: 'Покупка', archived: false },
		],
		tags: ['касса', 'сайт'],
		categories: [
			{ id: uuid(61), parentId: null, ru: 'Личные действия клиента', en: 'Personal' },
			{ id: uuid(62), parentId: uuid(61), ru: 'Заказы', en: 'Orders' },
			{ id: uuid(63), parentId: uuid(62), ru: 'Оплата', en: 'Payment' },
		],
		segmentations: [
			{
				id: uuid(70),
				name: 'Жалобы',
				archived: false,
				segments: [
					{ id: uuid(71), name: 'есть' },
					{ id: uuid(72), name: 'нет' },
				],
			},
			{
				id: uuid(20),
				name: 'Лояльность',
				archived: false,
				segments: [
					{ id: uuid(21), name: 'Золотой' },
					{ id: uuid(22), name: 'Серебряный' },
				],
			},
		],
		campaigns: [{ id: uuid(80), name: 'Корзина', archived: false }],
		flows: [
			{
				id: uuid(90),
				name: 'Брошенная корзина',
				nodes: [
					{ id: 'cart', name: 'Товар в корзине', type: 'volna.on-action' },
					{ id: 'sms', name: '', type: 'volna.send-sms' },
				],
			},
		],
		senders: ['B-Media', 'VOLNA'],
		operators: ['Билайн', 'МТС'],
	},
};

/** The same base with the account held by demo customers, as after a real access was entered. */
export const heldByDemo: Fixtures = {
	...fixtures,
	readSession: {
		...(fixtures.readSession as AnswerOf<typeof routes.readSession>),
		environment: { kind: 'provider', balance: 12_480.5, balanceAt: ago(6), held: 'demo_customers', phonesUrl: null },
	},
	listFormerAccounts: {
		items: [
			{
				id: id('acc', 2),
				name: 'Эмулятор SIGMA',
				baseUrl: 'http://127.0.0.1:3001/api',
				emulator: true,
				leftAt: ago(8),
				cancelsAt: ahead(1432),
				decision: null,
				waiting: 12,
				movable: 9,
				missingSenders: [{ name: 'B-Media', count: 2 }],
				unknownOutcomes: 3,
			},
		],
		asOf: ago(0),
	},
	readProvider: {
		account: {
			...account,
			emulator: false,
			baseUrl: 'https://online.sigmasms.ru/api',
			access: 'token',
			username: null,
			holds: [
				{
					key: `account:${uuid(1)}`,
					reason: 'account_held',
					detail: 'demo_customers',
					since: ago(8),
					nextTrialAt: null,
					waiting: 14,
				},
				{
					key: `sender:${uuid(1)}:SHOP`,
					reason: 'sender_held',
					detail: 'sender_unknown',
					since: ago(3),
					nextTrialAt: ahead(1),
					waiting: 3,
				},
			],
		},
	},
};

const readRunOfFixtures = fixtures.readRun as AnswerOf<typeof routes.readRun>;
const inPaused = (minutes: number) => ({
	flow: { id: flows[1]!.id, name: flows[1]!.name, state: 'paused' },
	dueAt: ahead(minutes),
});

/** The same base with the flow on pause: one wait is over meanwhile, another is not. */
export const paused: Fixtures = {
	...fixtures,
	readFlow: { ...(fixtures.readFlow as AnswerOf<typeof routes.readFlow>), state: 'paused' },
	listRuns: {
		items: [run(0, 'waiting', inPaused(-90)), run(1, 'waiting', inPaused(45)), run(2, 'ready', inPaused(0))] as never,
		next: null,
		asOf: ago(0),
	},
	readRun: {
		...readRunOfFixtures,
		run: run(0, 'waiting', inPaused(-90)) as never,
		steps: readRunOfFixtures.steps.slice(0, 3),
		messages: [],
		waiting: { nodeId: 'pause', until: ahead(-90), for: 'time' },
	},
};

/** A base with nothing in it. */
export const empty: Fixtures = {
	...fixtures,
	...(noTasks as Fixtures),
	...(nothingDescribed as Fixtures),
	listFlows: { items: [], asOf: ago(0) },
	listMessages: { items: [], next: null, asOf: ago(0) },
	listCustomers: { items: [], next: null, asOf: ago(0) },
	findCustomers: { items: [], next: null, previous: null, rest: null, back: false, asOf: ago(0) },
	countCustomers: { count: 0, asOf: ago(0) },
	listSegmentations: { items: [], asOf: ago(0) },
	listImports: { items: [], next: null, asOf: ago(0) },
	readNumbering: { tables: [], customersByNumber: 0, asOf: ago(0) },
	listOperations: { items: [], asOf: ago(0) },
	readProvider: { account: null },
	listSenders: { items: [] },
};

/** Answers one call of the admin API from fixtures; null when no route has this address. */
export function answer(
	set: Fixtures,
	method: string,
	path: string,
	query: URLSearchParams,
): { status: number; body: unknown } | null {
	for (const [id, route] of Object.entries(routes)) {
		const pattern = new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`);
		if (route.method !== method.toLowerCase() || !pattern.test(path)) continue;
		const found = set[id as RouteId];
		if ((found as unknown) === 'signed-out')
			return { status: 401, body: { error: { kind: 'unauthenticated', code: 'sign-in-needed', requestId: 'r' } } };
		if (found === undefined)
			return { status: 404, body: { error: { kind: 'not-found', code: 'thing-unknown', requestId: 'r' } } };
		return { status: 200, body: route.response.parse(typeof found === 'function' ? found(path, query) : found) };
	}
	return null;
}
