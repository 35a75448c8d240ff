import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import type { Catalogue, CatalogueField, CatalogueOperation, CatalogueTemplate } from './catalogue.ts';
import type { OperationCall } from './operation-call.ts';
import { type BodyContext, parseOperationBody } from './parse-operation-body.ts';
import { rangesOf } from './zones/number-ranges.ts';

function declared(...fields: [name: string, type: CatalogueField['type'], ...options: string[]][]) {
	return new Map(
		fields.map(([systemName, type, ...options]) => [
			systemName.toLowerCase(),
			{ systemName, type, options: options.map((value) => ({ value, name: value.toUpperCase() })) },
		]),
	);
}

const template = (values: Partial<CatalogueTemplate>): CatalogueTemplate => ({
	id: 'paid',
	campaignId: 'shop',
	name: 'Статус',
	systemName: 'Status',
	kind: 'standard',
	usage: ['operation'],
	retentionMonths: 13,
	personal: false,
	guard: null,
	fields: declared(['sku', 'string'], ['courier', 'string']),
	...values,
});
const templates = [
	template({}),
	template({ id: 'foreign', systemName: 'Foreign', campaignId: 'elsewhere' }),
	template({ id: 'tracked', systemName: 'Tracked', usage: ['tracker'] }),
];
const operation: CatalogueOperation = {
	id: 'o',
	campaignId: 'shop',
	systemName: 'Order.StatusChanged',
	templateId: 'paid',
	right: 'create_or_edit',
	requiresKey: true,
	strict: false,
	requiresConsent: false,
	endpoints: new Set(),
};
const gold = { id: 'segment-gold', externalId: 'gold' };
const loyalty = {
	id: 'segmentation-loyalty',
	externalId: 'loyalty',
	segments: new Map([['gold', gold]]),
	segmentById: new Map([[gold.id, gold]]),
};
const catalogue: Catalogue = {
	ranges: rangesOf(null, []),
	language: 'ru',
	zone: 'Europe/Moscow',
	clockAheadMs: 0,
	operations: new Map(),
	operationById: new Map(),
	endpoints: new Map(),
	endpointById: new Map(),
	keys: new Map(),
	templates: new Map(templates.map((one) => [one.systemName.toLowerCase(), one])),
	templateById: new Map(templates.map((one) => [one.id, one])),
	orderTemplate: null,
	segmentations: new Map([['loyalty', loyalty]]),
	segmentationById: new Map([[loyalty.id, loyalty]]),
	identifierSystems: new Map([
		['websiteid', { name: 'websiteId', kind: 'unique' as const }],
		['card', { name: 'card', kind: 'movable' as const }],
	]),
	customerFields: declared(
		['list', 'string'],
		['ok', 'number'],
		['Text', 'string'],
		['Flag', 'boolean'],
		['Day', 'date'],
		['Moment', 'instant'],
		['Level', 'enum', 'gold', 'silver'],
		['Card', 'unique_id'],
		['constructor', 'string'],
	),
	topics: new Set(['promo']),
	inScope: (one, other) => one === other,
};

function parse(
	body: unknown,
	context: Partial<Omit<BodyContext, 'operation'>> & { operation?: Partial<CatalogueOperation> } = {},
) {
	return parseOperationBody(body, {
		catalogue,
		keyed: true,
		endpointName: 'shop',
		receivedAt: Temporal.Instant.from('2026-12-01T10:00:00Z'),
		...context,
		operation: { ...operation, ...context.operation },
	});
}

type Options = Parameters<typeof parse>[1];

function call(body: unknown, context: Options = {}): OperationCall {
	const parsed = parse(body, context);
	if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
	return parsed.call;
}
function warnings(body: unknown, context: Options = {}): string[] {
	const parsed = parse(body, context);
	if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
	return parsed.warnings.map((issue) => `${issue.code} ${issue.location}`);
}
function errors(body: unknown, context: Options = {}): string[] {
	const parsed = parse(body, context);
	if (parsed.ok) throw new Error('it passed');
	return parsed.issues.map((issue) => `${issue.code} ${issue.location}`);
}

const who = { mobilePhone: '+79161234567' };
const customer = (fields: object) => ({ customer: { ...who, ...fields } });

it('keys are found without regard to case', () => {
	const parsed = call({ CUSTOMER: { MobilePHONE: '89161234567', FIRSTNAME: 'Анна', IDS: { WebSiteId: '42' } } });
	expect(parsed).toMatchObject({
		phone: '+79161234567',
		fields: { firstName: 'Анна' },
		ids: [{ system: 'websiteId', kind: 'unique', value: '42' }],
	});
});

it('a key absent or empty leaves the field, null and %CLEAR% clear it', () => {
	const { fields, phone, email } = call({
		customer: {
			ids: { websiteId: '1' },
			mobilePhone: null,
			email: '',
			firstName: '',
			lastName: null,
			area: '%CLEAR%',
			sex: null,
		},
	});
	expect(fields).toEqual({ lastName: null, area: null, sex: null });
	expect([phone, email]).toEqual([null, undefined]);
});

it.each<[unknown, unknown]>([
	['8990.0000', 8990],
	['4990,50', 4990.5],
	['1 990', 1990],
	[1990, 1990],
	[0.1 + 0.2, 0.3],
	[null, null],
])('a total of %j is read as %j', (totalPrice, total) => {
	expect(call({ ...customer({}), order: { ids: { id: 1 }, totalPrice } }).order?.total).toBe(total);
});

it.each<[unknown, boolean]>([
	[true, true],
	[1, true],
	['1', true],
	['TRUE', true],
	[0, false],
	['false', false],
])('isSubscribed %j is read as %j', (isSubscribed, subscribed) => {
	expect(call(customer({ subscriptions: [{ isSubscribed }] })).subscriptions).toMatchObject([
		{ topic: '', subscribed },
	]);
});

it.each([
	['F', 'female'],
	['Male', 'male'],
])('sex %s is %s', (sex, word) => {
	expect(call(customer({ sex })).fields.sex).toBe(word);
});

it.each([
	['2026-12-01T08:05:00Z', '2026-12-01T08:05:00Z'],
	['2026-12-01T11:05:00+03:00', '2026-12-01T08:05:00Z'],
	['2026-12-01T11:05:00.250+0300', '2026-12-01T08:05:00.25Z'],
	['2026-12-01 08:05:00', '2026-12-01T08:05:00Z'],
	['01.12.2026 08:05:00', '2026-12-01T08:05:00Z'],
	['01.12.2026 08:05:00.123', '2026-12-01T08:05:00.123Z'],
	['01.12.2026', '2026-12-01T00:00:00Z'],
	['2026-12-01T10:04:59Z', '2026-12-01T10:04:59Z'],
])('the moment %s is %s', (executionDateTimeUtc, at) => {
	expect(call({ ...customer({}), executionDateTimeUtc }).occurredAt).toBe(at);
});

it.each([
	['1990-05-30', '1990-05-30'],
	['30.05.1990', '1990-05-30'],
	['1990-05-30T00:00:00Z', '1990-05-30'],
])('the birth date %s is %s', (birthDate, date) => {
	expect(call(customer({ birthDate })).fields.birthDate).toBe(date);
});

it.each<[object, string]>([
	[{ customer: {} }, 'required /customer'],
	[{}, 'required /customer'],
	[{ customer: { mobilePhone: null } }, 'required /customer'],
	[{ customer: 'x' }, 'wrong-type /customer'],
	[{ customer: { mobilePhone: '123' } }, 'bad-phone /customer/mobilePhone'],
	[{ customer: { mobilePhone: '+79999999999' } }, 'phone-blocked /customer/mobilePhone'],
	[{ customer: { email: 'a@b' } }, 'bad-email /customer/email'],
	[customer({ firstName: {} }), 'wrong-type /customer/firstName'],
	[customer({ firstName: 'x'.repeat(201) }), 'too-long /customer/firstName'],
	[customer({ sex: 'x' }), 'out-of-range /customer/sex'],
	[customer({ birthDate: '1990-02-30' }), 'bad-date /customer/birthDate'],
	[customer({ birthDate: '2030-01-01' }), 'in-future /customer/birthDate'],
	[customer({ timeZone: '+03:00' }), 'bad-zone /customer/timeZone'],
	[customer({ ids: { volnaId: 'x' } }), 'wrong-type /customer/ids/volnaId'],
	[customer({ subscriptions: [1] }), 'wrong-type /customer/subscriptions/0'],
	[customer({ subscriptions: [{ consent: {} }] }), 'required /customer/subscriptions/0/consent/source'],
	[{ ...customer({}), executionDateTimeUtc: 'yesterday' }, 'bad-date /executionDateTimeUtc'],
	[{ ...customer({}), executionDateTimeUtc: '2026-12-01T10:05:01Z' }, 'in-future /executionDateTimeUtc'],
	[
		{ ...customer({}), customerAction: { actionTemplate: { systemName: 'No' } } },
		'unknown-template /customerAction/actionTemplate/systemName',
	],
	[
		{ ...customer({}), customerAction: { actionTemplate: { systemName: 'Foreign' } } },
		'unknown-template /customerAction/actionTemplate/systemName',
	],
	[
		{ ...customer({}), customerAction: { actionTemplate: { systemName: 'Tracked' } } },
		'template-usage /customerAction/actionTemplate/systemName',
	],
	[{ ...customer({}), order: { status: 'paid' } }, 'required /order/ids'],
	[{ ...customer({}), order: { ids: { id: 1 }, totalPrice: 'much' } }, 'wrong-type /order/totalPrice'],
	[{ ...customer({}), segmentations: [{ ids: { externalId: 'x' } }] }, 'unknown-segment /segmentations/0/ids'],
	[
		{ ...customer({}), segmentations: [{ ids: { externalId: 'loyalty' }, segment: { ids: { externalId: 'x' } } }] },
		'unknown-segment /segmentations/0/segment',
	],
])('%j is refused: %s', (body, issue) => {
	expect(errors(body)).toEqual([issue]);
});

it('all messages come at once', () => {
	expect(errors(customer({ sex: 'x', timeZone: 'y', birthDate: 'z' }))).toHaveLength(3);
});

it('a wrong contact beside another identifier is dropped with a warning', () => {
	const body = { customer: { ids: { websiteId: '1' }, mobilePhone: '123', email: 'x' } };
	expect(warnings(body)).toEqual(['bad-phone /customer/mobilePhone', 'bad-email /customer/email']);
	expect(call(body).phone).toBeUndefined();
	expect(warnings({ customer: { mobilePhone: '+79161234567', email: 'x' } })).toEqual(['bad-email /customer/email']);
	expect(warnings({ customer: { mobilePhone: 'x', email: 'a@b.ru' } })).toEqual(['bad-phone /customer/mobilePhone']);
});

it('what there is no place for is named and stops nothing; a strict operation refuses it', () => {
	const body = {
		customer: {
			...who,
			discountCard: { ids: { number: '1' } },
			brand: 'x',
			customFields: { 'bad name': 1, list: [1], ok: 2 },
			subscriptions: [
				{ pointOfContact: 'Email', isSubscribed: 'whatever' },
				{ pointOfContact: 'sms' },
				{ topic: 'news' },
			],
		},
		brand: 'x',
		productList: [{ product: {} }],
	};
	const left = [
		'unknown-custom-field /customer/customFields/bad name',
		'wrong-type /customer/customFields/list',
		'unknown-channel /customer/subscriptions/0/pointOfContact',
		'unknown-topic /customer/subscriptions/2/topic',
		'unknown-field /customer/discountCard',
		'unknown-field /productList',
	];
	expect(warnings(body)).toEqual(left);
	expect(call(body)).toMatchObject({ custom: { ok: 2 }, subscriptions: [{ topic: '', subscribed: true }] });
	expect(errors(body, { operation: { strict: true } })).toEqual(left);
});

it.each([
	['text', 12.5, 'Text', '12.5'],
	['TEXT', '  a  ', 'Text', 'a'],
	['ok', '4990,50', 'ok', 4990.5],
	['flag', '1', 'Flag', true],
	['flag', 'FALSE', 'Flag', false],
	['day', '30.05.1990', 'Day', '1990-05-30'],
	['moment', '2026-12-01 08:05:00', 'Moment', '2026-12-01T08:05:00Z'],
	['level', 'GOLD', 'Level', 'gold'],
	['level', '%CLEAR%', 'Level', null],
] as const)('a custom field %s sent as %s is kept as declared', (name, sent, key, kept) => {
	expect(call(customer({ customFields: { [name]: sent } })).custom).toEqual({ [key]: kept });
});

it.each([
	['text', true, 'wrong-type'],
	['text', 'x'.repeat(2001), 'too-long'],
	['ok', 'many', 'wrong-type'],
	['flag', 'yes', 'wrong-type'],
	['day', '31.02.1990', 'bad-date'],
	['moment', 'soon', 'bad-date'],
	['level', 'bronze', 'out-of-range'],
] as const)('a custom field %s cannot be %s', (name, sent, code) => {
	expect(errors(customer({ customFields: { [name]: sent } }))).toEqual([`${code} /customer/customFields/${name}`]);
});

it('a declared unique id names its customer, and is not among the values', () => {
	const parsed = call({ customer: { customFields: { card: 77 } } });
	expect(parsed.ids).toEqual([
		{ system: 'card', kind: 'unique', value: '77', at: '/customer/customFields/card', declares: false },
	]);
	expect(parsed.custom).toEqual({});
});

it('a field is declared for the actions of one template', () => {
	const body = { ...customer({}), customerAction: { customFields: { Courier: 'СДЭК', ok: 1 } } };
	expect(call(body).action?.custom).toEqual({ courier: 'СДЭК' });
	expect(warnings(body)).toEqual(['unknown-custom-field /customerAction/customFields/ok']);
});

it('the action inside a product view is read', () => {
	const body = { ...customer({}), viewProduct: { product: {}, customerAction: { customFields: { sku: '17' } } } };
	expect(call(body).action).toEqual({ templateId: 'paid', custom: { sku: '17' } });
});

it('an operation without a template issues no action unless the call names one', () => {
	expect(call(customer({}), { operation: { templateId: null } }).action).toBeNull();
	const named = { ...customer({}), customerAction: { actionTemplate: { systemName: 'status' } } };
	expect(call(named, { operation: { templateId: null } }).action?.templateId).toBe('paid');
});

it('an action older than its template keeps is not issued, and the rest is', () => {
	const body = { ...customer({ firstName: 'Анна' }), executionDateTimeUtc: '2025-10-31T00:00:00Z' };
	expect(warnings(body)).toEqual(['too-old /executionDateTimeUtc']);
	expect(call(body)).toMatchObject({ action: null, fields: { firstName: 'Анна' } });
});

it('the age of the fact is taken off the moment of the call, unless that is stated', () => {
	expect(call(customer({}), { dateTimeOffset: 60_000 }).occurredAt).toBe('2026-12-01T09:59:00Z');
	const stated = { ...customer({}), executionDateTimeUtc: '2026-12-01T08:00:00Z' };
	expect(call(stated, { dateTimeOffset: 60_000 }).occurredAt).toBe('2026-12-01T08:00:00Z');
});

it('an order may stand at the root, and name the customer', () => {
	expect(call({ ids: { externalId: 'A' }, lines: [], ...customer({}) }).order?.ids).toEqual([
		{ system: 'externalid', value: 'A' },
	]);
	expect(call({ order: { ids: { externalId: 'A' }, mobilePhone: '89161234567' } }).phone).toBe('+79161234567');
	expect(call({ order: { ids: { externalId: 'A', shop: 7 } } }).order?.ids).toHaveLength(2);
});

it.each<[object, unknown]>([
	[{ lines: [{ price: 100, quantity: 2 }] }, 200],
	[
		{
			lines: [
				{ basePricePerItem: '100,5', quantity: '2' },
				{ discountedPricePerLine: 50, price: 70 },
			],
			deliveryCost: 300,
		},
		551,
	],
	[{ lines: [{ price: 100 }, { name: 'x' }] }, undefined],
	[{ lines: [{ price: 100 }], totalPrice: 90 }, 90],
	[{ status: 'paid' }, undefined],
])('the total of %j is %j', (order, total) => {
	expect(call({ ...customer({}), order: { ids: { id: 1 }, ...order } }).order?.total).toBe(total);
});

it.each<[object, unknown]>([
	[{ status: 'paid' }, 'paid'],
	[{ status: { ids: { externalId: 'paid' } } }, 'paid'],
	[{ orderLinesStatus: 'sent' }, 'sent'],
	[{ lines: [{ status: 'a' }, { status: { ids: { externalId: 'a' } } }] }, 'a'],
	[{ lines: [{ status: 'a' }, {}] }, undefined],
	[{ lines: [{ status: 'a' }], status: null }, null],
])('the status of %j is %j', (order, status) => {
	expect(call({ ...customer({}), order: { ids: { id: 1 }, ...order } }).order?.status).toBe(status);
});

it('lines that disagree leave the status, with a warning', () => {
	const body = { ...customer({}), order: { ids: { id: 1 }, lines: [{ status: 'a' }, { status: 'b' }] } };
	expect(warnings(body)).toEqual(['out-of-range /order/lines']);
	expect(call(body).order).not.toHaveProperty('status');
});

it('segments are named by external id or system name, and left by null', () => {
	const put = (entry: object) =>
		call({ ...customer({}), segmentations: [{ ids: { externalId: 'LOYALTY' }, ...entry }] }).segments;
	expect(put({ segment: { ids: { externalId: 'Gold' } } })).toEqual([{ segmentationId: loyalty.id, to: gold.id }]);
	expect(put({ segment: null })).toEqual([{ segmentationId: loyalty.id, to: null }]);
	expect(put({})).toEqual([{ segmentationId: loyalty.id }]);
});

it('a system not declared is declared by a keyed call, twenty at most, and left out of a keyless one', () => {
	const ids = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`system${index}`, '1']));
	expect(call({ customer: { ids } }).ids.filter((id) => id.declares)).toHaveLength(18);
	expect(warnings({ customer: { ids } })).toHaveLength(7);
	expect(
		warnings({ customer: { ...who, ids: { fresh: '1' } } }, { keyed: false, operation: { templateId: null } }),
	).toEqual(['unknown-field /customer/ids/fresh']);
});

it('an operation that demands consent refuses a subscription without it', () => {
	const demanding = { operation: { requiresConsent: true } };
	expect(errors(customer({ subscriptions: [{}] }), demanding)).toEqual([
		'consent-required /customer/subscriptions/0/consent',
	]);
	expect(errors(customer({ subscriptions: [{}, { isSubscribed: false }] }), demanding)).toHaveLength(1);
	const consent = { source: 'form', at: '2026-11-30T09:00:00Z', evidence: 'form 17' };
	expect(call(customer({ subscriptions: [{ topic: 'Promo', consent }] }), demanding).subscriptions).toEqual([
		{ topic: 'promo', subscribed: true, consent },
	]);
});

it('names of the prototype are names like others', () => {
	const body = JSON.parse(
		'{"customer":{"mobilePhone":"+79161234567","__proto__":{"firstName":"x"},"constructor":1,"customFields":{"__proto__":"x","constructor":"y"}}}',
	);
	const parsed = call(body);
	expect(parsed.fields).toEqual({});
	expect(Object.keys(parsed.custom)).toEqual(['constructor']);
	expect(({} as Record<string, unknown>).firstName).toBeUndefined();
});

it('whatever comes is a call or a list of issues, and a call survives its way through JSON', () => {
	const body = fc.letrec((tie) => ({
		any: fc.oneof(
			{ maxDepth: 4 },
			fc.string(),
			fc.integer(),
			fc.constant(null),
			fc.boolean(),
			fc.array(tie('any'), { maxLength: 3 }),
			tie('object'),
		),
		object: fc.dictionary(
			fc.constantFrom(
				'customer',
				'order',
				'ids',
				'lines',
				'status',
				'mobilePhone',
				'email',
				'customFields',
				'subscriptions',
				'segmentations',
				'segment',
				'consent',
				'area',
				'sex',
				'birthDate',
				'x',
			),
			tie('any'),
		),
	})).object;
	fc.assert(
		fc.property(body, (value) => {
			const parsed = parse(value);
			if (parsed.ok) expect(JSON.parse(JSON.stringify(parsed.call))).toEqual(parsed.call);
			else expect(parsed.issues.length).toBeGreaterThan(0);
		}),
		{ numRuns: 1000 },
	);
});
