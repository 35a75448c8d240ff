import { apply, diff, type FlowDocument, type GraphOperation, isRefusal } from '@volna/flow';

/*
 * An api for one flow, kept in memory: it applies graph operations by the same functions as the real one, so that a
 * browser can edit, save, be in conflict and publish. Only for looking at the canvas and trying gestures.
 */

export const flowId = 'flw_0192f000-0000-7000-8000-000000000002';
const uuid = (n: number) => `01a6e4d2-0000-7000-8000-${String(n).padStart(12, '0')}`;
const cart = { id: uuid(1), systemName: 'DobavlenieVKorzinu', name: 'Добавление в корзину' };
const status = { id: uuid(2), systemName: 'IzmenenieStatusaZakaza', name: 'Изменение статуса заказа' };
const loyalty = { id: uuid(10), systemName: 'Loyalnost', name: 'Лояльность' };
const segments = ['Новые', 'Постоянные', 'VIP'].map((name, index) => ({
	id: uuid(11 + index),
	systemName: `Segment${index}`,
	name,
	segmentationId: loyalty.id,
}));
const part = ({ id, systemName, name }: { id: string; systemName: string; name: string }) => ({ id, systemName, name });
const sender = { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' };

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the template language's own syntax
const texts = {
	discount:
		'${ replaceIfEmpty(Recipient.FirstName, "Здравствуйте") }, вы забыли ${ Action.CustomFields.Product }. До завтра дарим скидку 10 %: shop.example/cart',
	delivery:
		'Здравствуйте, ${ Recipient.FirstName }! Привезём заказ бесплатно до воскресенья. Подробности в личном кабинете',
};
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: the template language's own syntax

/** The abandoned cart, in the nodes there are. */
export const cartFlow: FlowDocument = {
	schema: 1,
	nodes: [
		{
			id: 'cart',
			type: 'volna.on-action',
			version: 1,
			name: 'Товар в корзине',
			position: { x: 368, y: 16 },
			config: { templates: [cart] },
		},
		{
			id: 'wait2',
			type: 'volna.wait',
			version: 1,
			name: 'Ждать заказ 2 часа',
			position: { x: 368, y: 128 },
			config: { for: 'PT2H' },
		},
		{
			id: 'bought',
			type: 'volna.condition',
			version: 1,
			name: 'Оформил сам?',
			position: { x: 368, y: 240 },
			config: { filter: { field: 'order.status', op: 'eq', value: 'paid' } },
		},
		{
			id: 'self',
			type: 'volna.end',
			version: 1,
			name: 'Купил сам',
			position: { x: 88, y: 380 },
			config: { label: 'Купил сам' },
		},
		{
			id: 'split',
			type: 'volna.segment-split',
			version: 1,
			name: 'Чем вернуть',
			position: { x: 416, y: 380 },
			config: {
				segmentation: loyalty,
				branches: [
					{ id: 'b_new', name: 'Новые', segment: part(segments[0]!) },
					{ id: 'b_old', name: 'Постоянные', segment: part(segments[1]!) },
				],
			},
		},
		{
			id: 'discount',
			type: 'volna.send-sms',
			version: 1,
			name: 'Скидка 10 %',
			position: { x: 88, y: 520 },
			config: {
				profile: 'marketing',
				sender,
				text: texts.discount,
				relevance: 'PT10H',
				tags: ['корзина', 'скидка'],
				then: 'hand_off',
			},
		},
		{
			id: 'delivery',
			type: 'volna.send-sms',
			version: 1,
			name: 'Бесплатная доставка',
			position: { x: 432, y: 520 },
			config: { profile: 'marketing', sender, text: texts.delivery, then: 'hand_off' },
		},
		{
			id: 'wait3',
			type: 'volna.wait',
			version: 1,
			name: 'Ждать заказ 3 дня',
			position: { x: 368, y: 660 },
			config: { for: 'P3D' },
		},
		{
			id: 'back',
			type: 'volna.end',
			version: 1,
			name: 'Вернулся',
			position: { x: 88, y: 772 },
			config: { label: 'Вернулся' },
		},
	],
	edges: [
		{ id: 'e1', source: 'cart', sourceHandle: 'next', target: 'wait2' },
		{ id: 'e2', source: 'wait2', sourceHandle: 'next', target: 'bought' },
		{ id: 'e3', source: 'bought', sourceHandle: 'yes', target: 'self' },
		{ id: 'e4', source: 'bought', sourceHandle: 'no', target: 'split' },
		{ id: 'e5', source: 'split', sourceHandle: 'b_new', target: 'discount' },
		{ id: 'e6', source: 'split', sourceHandle: 'b_old', target: 'delivery' },
		{ id: 'e7', source: 'discount', sourceHandle: 'sent', target: 'wait3' },
		{ id: 'e8', source: 'delivery', sourceHandle: 'sent', target: 'wait3' },
		{ id: 'e9', source: 'wait3', sourceHandle: 'next', target: 'back' },
	],
	notes: [
		{ id: 't1', text: 'Заметка. Вход не чаще раза в 14 дней: так просила поддержка.', position: { x: 688, y: 16 } },
	],
	groups: [],
	settings: { entry: { rule: 'one_at_a_time', key: 'customer' }, exit: null },
};

const snapshot = {
	flowId: null,
	actionTemplates: [
		{ ...cart, usage: ['trigger', 'operation'], fields: [{ name: 'Product', type: 'text', title: 'Товар' }] },
		{ ...status, usage: ['trigger', 'operation'], fields: [] },
	],
	segmentations: [loyalty],
	segments,
	senders: [
		{ id: 'VOLNA', name: 'VOLNA', state: 'usable' },
		{ id: 'B-Media', name: 'B-Media', state: 'usable' },
	],
	customerFields: [{ name: 'Bonus', type: 'number', title: 'Бонусы' }],
};

const counted = (
	nodeId: string,
	entered: number,
	hereNow: number,
	outputs: Record<string, number>,
	ended: Record<string, number> = {},
) => ({
	nodeId,
	entered,
	customers: entered,
	hereNow,
	nextDueAt: hereNow > 0 ? '2026-11-22T10:00:00Z' : null,
	outputs: Object.entries(outputs).map(([output, passed]) => ({ output, passed })),
	ended: Object.entries(ended).map(([reason, count]) => ({ reason, count })),
	messages: null as unknown,
});

function counts() {
	const nodes = [
		counted('cart', 14_212, 0, { next: 14_212 }),
		counted('wait2', 14_212, 186, { next: 14_026 }),
		counted('bought', 14_026, 0, { yes: 4_908, no: 9_118 }),
		counted('self', 4_908, 0, {}, { end: 4_908 }),
		counted('split', 9_118, 0, { b_new: 4_104, b_old: 4_097, none: 917 }, { 'output:none': 917 }),
		counted('discount', 4_104, 31, { sent: 3_861, notSent: 212 }, { 'output:notSent': 212 }),
		counted('delivery', 4_097, 28, { sent: 3_862, notSent: 207 }, { 'output:notSent': 207 }),
		counted('wait3', 7_723, 1_204, { next: 6_519 }, { 'output:next': 6_519 }),
	];
	const messages = {
		waiting: 31,
		handedOff: 3_861,
		delivered: 3_742,
		undelivered: 88,
		unknown: 0,
		notSent: [
			{ reason: 'not_subscribed_channel', count: 96 },
			{ reason: 'frequency_cap', count: 58 },
			{ reason: 'invalid_phone', count: 31 },
			{ reason: 'expired', count: 27 },
		],
	};
	for (const node of nodes) if (['discount', 'delivery'].includes(node.nodeId)) node.messages = messages;
	return {
		asOf: '2026-11-22T09:40:00Z',
		since: '2026-10-24T00:00:00Z',
		versionId: version.id,
		trigger: {
			hits: 18_640,
			entered: 14_212,
			refused: [
				{ reason: 'already_active', count: 2_716 },
				{ reason: 'stale_action', count: 1_498 },
				{ reason: 'filter', count: 214 },
				{ reason: 'flow_paused', count: 37 },
			],
		},
		nodes,
	};
}

const version = {
	id: 'ver_0192f000-0000-7000-8000-000000000007',
	number: 7,
	note: '',
	author: 'Анна Ким',
	publishedAt: '2026-10-28T09:00:00Z',
	documentHash: 'x',
	planHash: 'x',
	active: true,
	inside: 1_390,
};

const former = {
	...version,
	id: 'ver_0192f000-0000-7000-8000-000000000006',
	number: 6,
	publishedAt: '2026-09-14T09:00:00Z',
	active: false,
	inside: 12,
};

/** What version 6 was: no wait before the question, and another name for the end. */
export const formerFlow: FlowDocument = {
	...cartFlow,
	nodes: cartFlow.nodes
		.filter((node) => node.id !== 'wait2')
		.map((node) => (node.id === 'self' ? { ...node, name: 'Купил без напоминания' } : node)),
	edges: cartFlow.edges
		.filter((edge) => edge.id !== 'e2')
		.map((edge) => (edge.id === 'e1' ? { ...edge, target: 'bought' } : edge)),
};

const rights = [
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
];

export interface CanvasApi {
	document: FlowDocument;
	revision: number;
	/** Answers of the draft route to come: `offline` is no answer at all. */
	failing: boolean;
	published: FlowDocument | null;
	readonly calls: { readonly method: string; readonly path: string; readonly body: unknown }[];
	/** Somebody else's edit. */
	change(operations: readonly GraphOperation[]): void;
	answer(
		method: string,
		path: string,
		query: URLSearchParams,
		body: any,
		headers: Record<string, unknown>,
	): { status: number; body: unknown } | 'none';
}

export function createCanvasApi(options: {
	language: 'ru' | 'en';
	document?: FlowDocument;
	published?: boolean;
	rights?: readonly string[];
	/** Of a published flow; `active` unless said. */
	state?: 'active' | 'paused' | 'stopped';
}): CanvasApi {
	let state = options.state ?? 'active';
	const log: { revision: number; operations: readonly GraphOperation[] }[] = [];
	let keys = 0;
	const api: CanvasApi = {
		document: options.document ?? cartFlow,
		revision: 1,
		failing: false,
		published: options.published === false ? null : (options.document ?? cartFlow),
		calls: [],
		change(operations) {
			for (const operation of operations) {
				const result = apply(api.document, operation);
				if (isRefusal(result)) throw new Error(result.refused);
				api.document = result.document;
			}
			api.revision++;
			log.push({ revision: api.revision, operations });
		},
		answer(method, path, query, body, headers) {
			api.calls.push({ method, path, body });
			const ok = (answer: unknown) => ({ status: 200, body: answer });
			const refuse = (status: number, kind: string, code: string, details?: unknown) => ({
				status,
				body: { error: { kind, code, details, requestId: 'r' } },
			});
			const draft = () => ({
				revision: api.revision,
				document: api.document,
				documentHash: 'y',
				updatedAt: '2026-11-22T09:00:00Z',
				updatedBy: 'Ольга Ким',
			});
			if (path === '/tasks/bell') return ok({ running: 0, attention: 0, items: [], asOf: '2026-11-24T09:40:00Z' });
			if (path === '/session') {
				return ok({
					staff: {
						id: '1',
						name: 'Анна Ким',
						email: 'anna@example.ru',
						role: 'admin',
						language: options.language,
						rights: options.rights ?? rights,
					},
					project: { name: 'Магазин', timeZone: 'Europe/Moscow', language: 'ru', currency: 'RUB', demo: true },
					environment: {
						kind: 'emulator',
						balance: null,
						balanceAt: null,
						held: null,
						phonesUrl: 'http://127.0.0.1:3001/',
					},
				});
			}
			if (path === `/flows/${flowId}` && method === 'GET') {
				return ok({
					id: flowId,
					name: 'Брошенная корзина',
					systemName: 'BroshennayaKorzina',
					campaign: { id: 'cmp_0192f000-0000-7000-8000-000000000001', name: 'Корзина' },
					state: api.published ? state : 'draft',
					activeVersion: api.published ? version : null,
					draft: draft(),
				});
			}
			if (path === `/flows/${flowId}/draft` && method === 'PATCH') {
				if (api.failing) return 'none';
				const revision = Number(headers['if-match']);
				if (revision !== api.revision) {
					const operations = log.filter((one) => one.revision > revision).flatMap((one) => one.operations);
					return refuse(409, 'conflict', 'draft-changed', {
						revision: api.revision,
						operations,
						by: [{ id: '2', name: 'Ольга Ким' }],
					});
				}
				for (const [index, operation] of (body.operations as GraphOperation[]).entries()) {
					const result = apply(api.document, operation);
					if (isRefusal(result))
						return {
							status: 422,
							body: {
								error: {
									kind: 'invalid',
									code: 'operation-refused',
									at: `/operations/${index}`,
									details: result,
									requestId: 'r',
								},
							},
						};
					api.document = result.document;
				}
				api.revision++;
				log.push({ revision: api.revision, operations: body.operations });
				return ok({ revision: api.revision, documentHash: 'y' });
			}
			if (path === `/flows/${flowId}/publish` && method === 'GET') {
				return ok({
					revision: api.revision,
					nextNumber: 8,
					issues: [
						{
							code: 'time.relevance-gap',
							severity: 'warning',
							at: { node: 'discount', field: 'relevance' },
							values: { relevance: 'PT10H', gap: 'PT14H', shortest: 'PT15H' },
						},
					],
					diff: diff(api.published ?? { ...cartFlow, nodes: [], edges: [] }, api.document),
					inside: [
						{ version: 7, nodeId: 'wait2', nodeName: 'Ждать заказ 2 часа', count: 186 },
						{ version: 7, nodeId: 'wait3', nodeName: 'Ждать заказ 3 дня', count: 1_204 },
					],
				});
			}
			if (path === `/flows/${flowId}/publish` && method === 'POST') {
				api.published = api.document;
				return ok({ version: { ...version, number: 8, note: body.note } });
			}
			const moves = { pause: 'paused', resume: 'active', stop: 'stopped' } as const;
			const move = Object.keys(moves).find((one) => path === `/flows/${flowId}/${one}`);
			if (move && method === 'POST') {
				state = moves[move as keyof typeof moves];
				return ok({ done: true });
			}
			if (path === `/flows/${flowId}/counts`) return ok(counts());
			if (path === `/flows/${flowId}/versions/${version.id}`)
				return ok({ ...version, document: api.published ?? cartFlow });
			if (path === `/flows/${flowId}/versions/${former.id}`) return ok({ ...former, document: formerFlow });
			if (path === `/flows/${flowId}/versions`) return ok({ items: [version, former], asOf: '2026-11-22T09:40:00Z' });
			if (path === '/project/snapshot') return ok(snapshot);
			const ref = (one: { id: string; systemName: string; name: string }, usable = true) => ({
				...part(one),
				hint: null,
				usable,
			});
			if (path === '/refs/action-template') return ok({ items: [ref(cart), ref(status)] });
			if (path === '/refs/segmentation') return ok({ items: [ref(loyalty)] });
			if (path === '/refs/segment') return ok({ items: segments.map((one) => ref(one)) });
			if (path === '/refs/sender')
				return ok({
					items: [
						ref(sender),
						ref({ id: 'B-Media', systemName: 'B-Media', name: 'B-Media' }),
						ref({ id: 'SHOP', systemName: 'SHOP', name: 'SHOP' }, false),
					],
				});
			if (path === '/operations') {
				return ok({
					items: [
						{
							id: 'opr_0192f000-0000-7000-8000-000000000001',
							name: 'Товар в корзине',
							systemName: 'Cart.Added',
							template: cart,
							customerRight: 'create_or_edit',
							strict: false,
							endpoints: [
								{
									id: 'epn_0192f000-0000-7000-8000-000000000001',
									name: 'Сайт',
									systemName: 'shop',
									keys: [
										{
											id: 'key_0192f000-0000-7000-8000-000000000001',
											name: 'Рабочий',
											hint: '7f3a',
											mode: 'live',
											createdAt: '2026-10-01T00:00:00Z',
											lastUsedAt: null,
										},
									],
								},
							],
							calls24h: 1_204,
							errors24h: 3,
						},
					],
					asOf: '2026-11-22T09:40:00Z',
				});
			}
			if (/^\/endpoints\/.+\/keys$/.test(path)) {
				keys++;
				return ok({
					key: {
						id: 'key_0192f000-0000-7000-8000-000000000002',
						name: body.name,
						hint: 'a1b2',
						mode: 'live',
						createdAt: '2026-11-22T09:40:00Z',
						lastUsedAt: null,
					},
					secret: `vk_live_4c1f8e7d2b9a4f0f8e1d${keys}`,
				});
			}
			if (path === '/customers/count') return ok({ count: 12_480, asOf: '2026-11-22T09:40:00Z' });
			if (path === '/customers') {
				const q = query.get('q') ?? '';
				const items = ['Анна Орлова', 'Борис Ким']
					.filter((name) => name.includes(q))
					.map((name, index) => ({
						id: 100_017 + index,
						name,
						phone: '+79991234567',
						email: null,
						area: 'Омск',
						timeZone: 'Asia/Omsk',
						smsSubscription: 'subscribed',
						segments: [],
						createdAt: '2026-01-01T00:00:00Z',
						lastActivityAt: null,
					}));
				return ok({ items, next: null, asOf: '2026-11-22T09:40:00Z' });
			}
			if (path === '/messages/preview') {
				return ok({
					customer: { id: 100_017, name: 'Анна Орлова', area: 'Омск', timeZone: 'Asia/Omsk' },
					text: 'Анна, вы забыли чайник. До завтра дарим скидку 10 %: shop.example/cart',
					problem: null,
					parts: 2,
					encoding: 'ucs2',
				});
			}
			return refuse(404, 'not-found', 'thing-unknown');
		},
	};
	return api;
}
