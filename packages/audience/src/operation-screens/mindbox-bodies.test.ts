import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerOf } from '../answer-of.ts';
import { type Intake, openIntake } from '../open-intake.ts';
import { newFields, newOperation, newSegmentation, newTemplate } from '../testing.ts';

let database: TestDatabase;
let db: Db;
let intake: Intake;
let operation: Awaited<ReturnType<typeof newOperation>>;
let segmentation: string;

beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	const template = await newTemplate(db, { systemName: 'Fact' });
	await newFields(db, { city: 'string', bonus: 'number', vip: 'boolean', born: 'date' });
	await newFields(db, { sku: 'string' }, template.id);
	operation = await newOperation(db, { templateId: template.id });
	segmentation = (await newSegmentation(db, ['gold'])).externalId;
	intake = openIntake(db, { startRuns: async () => {}, catalogueMs: 0 });
	await send({ customer: { ids: { websiteId: 'known' } }, order: { ids: { externalId: 'KNOWN-1' }, status: 'new' } });
});
afterAll(async () => {
	await intake?.idle();
	await database?.close();
});

async function send(body: unknown) {
	const answer = answerOf(
		await intake.call({
			kind: 'sync',
			query: { operation: operation.systemName, endpointId: operation.endpointName },
			authorization: `SecretKey ${operation.secret}`,
			origin: null,
			body,
		}),
	);
	return JSON.parse(answer.body) as any;
}

let serial = 0;
const customer = () => ({ ids: { websiteId: `site-${++serial}` } });
const lines = (...statuses: unknown[]) =>
	statuses.map((status, n) => ({
		lineId: String(n),
		lineNumber: n + 1,
		basePricePerItem: '1000.0000',
		quantity: '2',
		quantityType: 'int',
		product: { ids: { website: `p${n}` } },
		...(status !== null && { status }),
	}));

interface Expected {
	/** `code location` of everything that was left out. */
	warnings?: string[];
	order?: { status?: string | null; total?: number | null; lineCount?: number; externalId?: string };
	customer?: Record<string, unknown>;
	action?: Record<string, unknown>;
	at?: string;
	subscribed?: string[];
	segment?: boolean;
}

/** Bodies as shops send them to Mindbox's v3, and what becomes of each. */
const bodies: [string, () => Record<string, unknown>, Expected][] = [
	[
		'a registration with a card and subscriptions of other channels',
		() => ({
			customer: {
				...customer(),
				discountCard: { ids: { number: '77-1' } },
				birthDate: '1990-05-30',
				sex: 'female',
				timeZone: 'Europe/Moscow',
				lastName: 'Орлова',
				firstName: 'Анна',
				middleName: '',
				email: 'Anna1@Example.ru',
				mobilePhone: 79167770001,
				customFields: { city: 'Омск', bonus: '4990,50', vip: '1', born: '30.05.1990' },
				subscriptions: [
					{ brand: 'Shop', pointOfContact: 'Email', topic: 'news', isSubscribed: true },
					{ brand: 'Shop', pointOfContact: 'sms', isSubscribed: 'true', valueByDefault: true },
					{ pointOfContact: 'Webpush' },
				],
			},
			executionDateTimeUtc: '2026-11-20 08:05:00.123',
			pointOfContact: 'shop-site',
		}),
		{
			warnings: [
				'unknown-field /customer/discountCard',
				'unknown-channel /customer/subscriptions/0/pointOfContact',
				'unknown-channel /customer/subscriptions/2/pointOfContact',
			],
			customer: {
				phone: '+79167770001',
				email: 'anna1@example.ru',
				middleName: null,
				birthDate: '1990-05-30',
				custom: { city: 'Омск', bonus: 4990.5, vip: true, born: '1990-05-30' },
			},
			at: '2026-11-20T08:05:00.123Z',
			subscribed: ['subscribed'],
		},
	],
	[
		'a product view, whose action carries the fields',
		() => ({
			customer: customer(),
			viewProduct: { product: { ids: { website: '123' } }, price: '10', customerAction: { customFields: { sku: 17 } } },
		}),
		{ warnings: ['unknown-field /viewProduct'], action: { sku: '17' } },
	],
	[
		'a category view',
		() => ({
			customer: customer(),
			viewProductCategory: {
				productCategory: { ids: { website: '5' } },
				customerAction: { customFields: { sku: 'c' } },
			},
		}),
		{ warnings: ['unknown-field /viewProductCategory'], action: { sku: 'c' } },
	],
	[
		'a cart',
		() => ({
			customer: customer(),
			productList: [{ product: { ids: { website: '1' } }, count: 1, pricePerItem: '10.00' }],
			addProductToList: { product: { ids: { website: '1' } } },
		}),
		{ warnings: ['unknown-field /productList', 'unknown-field /addProductToList'] },
	],
	[
		'an order with lines, payments, discounts and no total',
		() => ({
			customer: customer(),
			order: {
				ids: { externalId: 'FULL-1', websiteId: 'W-1' },
				deliveryCost: '150,00',
				customFields: { deliveryType: 'courier' },
				area: { ids: { externalId: 'msk' } },
				discounts: [{ type: 'promoCode', promoCode: { ids: { code: 'X' } }, amount: '10' }],
				payments: [{ type: 'card', amount: '4150' }],
				bonusPoints: [{ amount: '5' }],
				coupons: [],
				lines: lines({ ids: { externalId: 'new' } }, { ids: { externalId: 'new' } }),
			},
		}),
		{ order: { externalId: 'FULL-1', status: 'new', total: 4150, lineCount: 2 } },
	],
	[
		'prices of lines after discounts',
		() => ({
			customer: customer(),
			order: {
				ids: { externalId: 'DISC-1' },
				lines: [
					{ discountedPricePerLine: '1800.00', basePricePerItem: '1000', quantity: '2' },
					{ basePricePerItem: 100, quantity: '1.5' },
				],
			},
		}),
		{ warnings: [], order: { total: 1950, lineCount: 2 } },
	],
	[
		'a total and a time of order as text, in the Russian way',
		() => ({
			customer: customer(),
			order: { ids: { externalId: 'TEXT-1' }, totalPrice: '8990.0000', createdDateTimeUtc: '20.11.2026 08:05:00' },
			executionDateTimeUtc: '20.11.2026 08:05:00',
		}),
		{ warnings: [], order: { total: 8990 }, at: '2026-11-20T08:05:00.000Z' },
	],
	[
		'a status of a known order without its customer',
		() => ({ order: { ids: { externalId: 'KNOWN-1' }, status: 'paid' } }),
		{ warnings: [], order: { externalId: 'KNOWN-1', status: 'paid' } },
	],
	[
		'a status of all lines beside the order',
		() => ({ orderLinesStatus: 'shipped', order: { ids: { externalId: 'KNOWN-1' } } }),
		{ warnings: [], order: { externalId: 'KNOWN-1', status: 'shipped' } },
	],
	[
		'a status of all lines within the order, by its id',
		() => ({
			order: { ids: { externalId: 'KNOWN-1' }, orderLinesStatus: { ids: { externalId: 'packed' } } },
		}),
		{ warnings: [], order: { externalId: 'KNOWN-1', status: 'packed' } },
	],
	[
		'ids and the status of all lines at the root',
		() => ({ ids: { externalId: 'KNOWN-1' }, orderLinesStatus: 'delivered' }),
		{ warnings: [], order: { externalId: 'KNOWN-1', status: 'delivered' } },
	],
	[
		'ids and lines at the root, each with the same status',
		() => ({ ids: { externalId: 'KNOWN-1' }, lines: lines('returned', 'returned') }),
		{ warnings: [], order: { externalId: 'KNOWN-1', status: 'returned', lineCount: 2, total: 4000 } },
	],
	[
		'lines that disagree',
		() => ({ customer: customer(), order: { ids: { externalId: 'MIX-1' }, status: '', lines: lines('new', 'paid') } }),
		{ warnings: ['out-of-range /order/lines'], order: { status: null, total: 4000 } },
	],
	[
		'an order whose contacts name the customer',
		() => ({ order: { ids: { externalId: 'MAIL-1' }, email: 'Order1@example.ru', mobilePhone: '8 (916) 777-00-02' } }),
		{ warnings: [], customer: { phone: '+79167770002', email: 'order1@example.ru' }, order: { externalId: 'MAIL-1' } },
	],
	[
		'lists in custom fields',
		() => ({ customer: { ...customer(), customFields: { city: ['Омск', 'Томск'], bonus: 5 } } }),
		{ warnings: ['wrong-type /customer/customFields/city'], customer: { custom: { bonus: 5 } } },
	],
	[
		'fields and topics nobody declared',
		() => ({
			customer: {
				...customer(),
				customFields: { shoeSize: 42 },
				subscriptions: [{ pointOfContact: 'SMS', topic: 'nobody-knows', isSubscribed: true }],
			},
		}),
		{
			warnings: [
				'unknown-custom-field /customer/customFields/shoeSize',
				'unknown-topic /customer/subscriptions/0/topic',
			],
			subscribed: [],
		},
	],
	[
		'brands wherever shops put them',
		() => ({
			brand: 'Shop',
			customer: { ...customer(), subscriptions: [{ brand: { ids: { externalId: 'shop' } }, isSubscribed: false }] },
			order: { ids: { externalId: 'BRAND-1' }, brand: 'Shop' },
		}),
		{ warnings: [], subscribed: ['unsubscribed'] },
	],
	[
		'a subscription without a channel and without an answer',
		() => ({ customer: { ...customer(), subscriptions: [{ brand: 'Shop' }] } }),
		{ warnings: [], subscribed: ['subscribed'] },
	],
	[
		'segmentations as Mindbox nests them',
		() => ({
			customer: customer(),
			customerSegmentations: [
				{ segmentation: { ids: { externalId: segmentation.toUpperCase() } }, segment: { ids: { externalId: 'GOLD' } } },
			],
		}),
		{ warnings: [], segment: true },
	],
	[
		'names in another case, and the sex by a letter',
		() => ({ Customer: { Ids: { WebsiteID: `site-${++serial}` }, FirstName: 'Анна', Sex: 'F' } }),
		{ warnings: [], customer: { firstName: 'Анна', sex: 'female' } },
	],
	[
		'nothing said about most fields',
		() => ({
			customer: { ...customer(), mobilePhone: '', email: null, area: '', birthDate: '', customFields: {} },
			customerAction: {},
			order: '',
			executionDateTimeUtc: '',
			pointOfContact: '',
		}),
		{ warnings: [], customer: { phone: null, email: null } },
	],
];

it.each(bodies)('%s passes', async (_, body, expected) => {
	const before = new Date();
	const answer = await send(body());
	expect(answer).toMatchObject({ status: 'Success' });
	if (expected.warnings) {
		const said = (answer.warnings ?? []).map((one: any) => `${one.code} ${one.location}`);
		expect(said.toSorted()).toEqual(expected.warnings.toSorted());
	}
	const customerId = answer.customer.ids.volnaId as number;
	if (expected.customer) {
		const row = await db.selectFrom('customer').selectAll().where('id', '=', customerId).executeTakeFirstOrThrow();
		expect(row).toMatchObject(expected.customer);
	}
	if (expected.order) {
		const orders = await db.selectFrom('customerOrder').selectAll().where('customerId', '=', customerId).execute();
		expect(orders.map((one) => ({ ...one, total: one.total === null ? null : Number(one.total) }))).toMatchObject([
			expected.order,
		]);
	}
	const action = answer.customerActions?.[0];
	expect(action).toMatchObject({ actionTemplate: { systemName: 'Fact' } });
	if (expected.at) expect(new Date(action.dateTimeUtc).toISOString()).toBe(new Date(expected.at).toISOString());
	else expect(new Date(action.dateTimeUtc).getTime()).toBeGreaterThanOrEqual(before.getTime() - 1000);
	if (expected.action) {
		const rows = await db.selectFrom('action').select('custom').where('customerId', '=', customerId).execute();
		expect(rows).toMatchObject([{ custom: expected.action }]);
	}
	if (expected.subscribed) {
		const rows = await db.selectFrom('subscription').select('state').where('customerId', '=', customerId).execute();
		expect(rows.map((row) => row.state)).toEqual(expected.subscribed);
	}
	if (expected.segment) {
		const rows = await db
			.selectFrom('segmentMember')
			.select('customerId')
			.where('customerId', '=', customerId)
			.execute();
		expect(rows).toHaveLength(1);
	}
});

it('an unknown order without a customer is told so at its ids', async () => {
	const answer = await send({ order: { ids: { externalId: 'NOBODY-1' }, status: 'paid' } });
	expect(answer).toMatchObject({
		status: 'ValidationError',
		validationMessages: [{ code: 'unknown-order', location: '/order/ids' }],
	});
});
