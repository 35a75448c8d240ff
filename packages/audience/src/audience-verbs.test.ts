import type { Db } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerOf } from './answer-of.ts';
import { ensureCampaign } from './campaigns/ensure-campaign.ts';
import { listCampaigns } from './campaigns/list-campaigns.ts';
import { listCustomers } from './customer-list/list-customers.ts';
import { createEndpointKey, findKey, listKeys, revokeKey } from './endpoint-keys.ts';
import { openIntake } from './open-intake.ts';
import { countCallProblems, listOperationCalls, readOperationCall } from './operation-calls.ts';
import { ensureEndpoint, ensureOperation, listOperations } from './operations.ts';
import { prepareProject } from './prepare-project.ts';
import { readCustomer } from './read-customer.ts';
import { putInSegment } from './segments/put-in-segment.ts';
import { createActionTemplate } from './templates/create-action-template.ts';
import { listActionTemplates } from './templates/list-action-templates.ts';
import { listCategories } from './templates/list-categories.ts';
import { updateActionTemplate } from './templates/update-action-template.ts';
import { newCustomer, newOperation, newSegmentation, newTemplate } from './testing.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
});
afterAll(() => database.close());

it('a project is prepared once, by however many processes', async () => {
	const [one, two] = await Promise.all([prepareProject(db), prepareProject(db)]);
	expect(one).toEqual(two);
	expect(await listCampaigns(db)).toHaveLength(1);
	const categories = await listCategories(db);
	expect(categories.filter((category) => category.level === 1).map((category) => category.nameRu)).toEqual([
		'Личные действия клиента',
		'Действия в отношении клиента',
		'Вспомогательные действия для работы агентств',
	]);
	const { items } = await listActionTemplates(db);
	expect(items.map((template) => template.kind).sort()).toEqual(['click', 'import', 'merge', 'order', 'unsubscribe']);
	expect(items.find((template) => template.kind === 'order')?.category).toEqual([
		'Действия в отношении клиента',
		'Изменение статусов заказов и призов',
		'Изменение статуса заказа',
	]);
});

it('a template gets its system name from its name, and a digit on a clash', async () => {
	const campaign = await ensureCampaign(db, { name: 'Магазин', systemName: 'Shop' });
	const make = () => createActionTemplate(db, { campaignId: campaign.id, name: 'Вход на сайт', usage: ['operation'] });
	expect(await make()).toMatchObject({ status: 'created', systemName: 'VhodNaSajt' });
	expect(await make()).toMatchObject({ status: 'created', systemName: 'VhodNaSajt2' });
	const clash = await createActionTemplate(db, {
		campaignId: campaign.id,
		name: 'x',
		systemName: 'vhodnasajt',
		usage: [],
	});
	expect(clash).toEqual({ status: 'name-taken' });
});

it('a template is saved only over the revision that was read, and what lives on it stays possible', async () => {
	const template = await newTemplate(db, { usage: ['operation', 'trigger'] });
	const operation = await newOperation(db, { templateId: template.id });
	expect(await updateActionTemplate(db, template.id, 1, { name: 'Новое' })).toEqual({ status: 'updated', revision: 2 });
	expect(await updateActionTemplate(db, template.id, 1, { name: 'Старое' })).toEqual({
		status: 'changed',
		revision: 2,
	});
	expect(await updateActionTemplate(db, template.id, 2, { usage: ['trigger'] })).toEqual({
		status: 'in-use',
		usage: 'operation',
		uses: [expect.objectContaining({ kind: 'operation', name: operation.systemName })],
	});
	const intake = openIntake(db, { startRuns: async () => {} });
	await intake.call({
		kind: 'sync',
		query: { operation: operation.systemName, endpointId: operation.endpointName },
		authorization: `SecretKey ${operation.secret}`,
		origin: null,
		body: { customer: { mobilePhone: '+79161110001' } },
	});
	expect(await updateActionTemplate(db, template.id, 2, { systemName: 'Another' })).toEqual({ status: 'name-locked' });
	const { items } = await listActionTemplates(db);
	expect(items.find((item) => item.id === template.id)).toMatchObject({
		name: 'Новое',
		issued30d: 1,
		lastIssuedAt: expect.any(Date),
	});
	const system = items.find((item) => item.kind === 'order')!;
	expect(await updateActionTemplate(db, system.id, 1, { name: 'x' })).toEqual({ status: 'read-only' });
});

it('customers are found by every identifier and by the words of their name, page after page', async () => {
	const ids = [];
	for (let n = 0; n < 5; n++)
		ids.push(
			await newCustomer(db, {
				firstName: 'Серафима',
				lastName: `Листова${n}`,
				phone: `+7916222000${n}`,
				email: `s${n}@example.ru`,
			}),
		);
	await db
		.insertInto('identifier')
		.values({ kind: 'unique', system: 'crm', value: 'CRM-7', customerId: ids[2]! })
		.execute();
	const find = async (q: string) => (await listCustomers(db, { q })).items.map((item) => item.id);
	expect(await find('8 (916) 222-00-01')).toEqual([ids[1]]);
	expect(await find('S3@example.ru')).toEqual([ids[3]]);
	expect(await find('CRM-7')).toEqual([ids[2]]);
	expect(await find(String(ids[4]))).toEqual([ids[4]]);
	expect(await find('листова2 СЕРАФ')).toEqual([ids[2]]);
	expect(await find('100%')).toEqual([]);
	const first = await listCustomers(db, { q: 'серафима', limit: 2 });
	const second = await listCustomers(db, { q: 'серафима', limit: 2, cursor: first.next });
	const third = await listCustomers(db, { q: 'серафима', limit: 2, cursor: second.next });
	expect([...first.items, ...second.items, ...third.items].map((item) => item.id)).toEqual([...ids].reverse());
	expect(third.next).toBeNull();
	const filtered = await listCustomers(db, {
		filter: { field: 'customer.lastName', op: 'eq', value: 'Листова0' },
		masked: true,
	});
	expect(filtered.items).toMatchObject([
		{ id: ids[0], phone: '+7916***0000', email: 's•••@example.ru', name: 'Листова0 Серафима' },
	]);
});

it('a card shows what a customer has, and a former id shows the survivor', async () => {
	const { id, segments } = await newSegmentation(db, ['VIP']);
	const customerId = await newCustomer(db, { firstName: 'Пётр', phone: '+79163330000', subscribed: true });
	await database.db
		.transaction()
		.execute((tx) =>
			putInSegment(tx, { segmentationId: id, segmentId: segments.VIP!, customerIds: [customerId], source: 'test' }),
		);
	await db.insertInto('customerAlias').values({ id: 9, survivorId: customerId }).execute();
	const card = await readCustomer(db, 9, { masked: true });
	expect(card).toMatchObject({
		id: customerId,
		name: 'Пётр',
		phone: '+7916***0000',
		smsSubscription: 'subscribed',
		segments: ['VIP'],
		identifiers: [{ kind: 'phone', value: '+7916***0000' }],
	});
	expect(await readCustomer(db, 1)).toBeNull();
	const listed = await listCustomers(db, { q: '9' });
	expect(listed.items.map((item) => item.id)).toContain(customerId);
});

it('an operation is made once, and its log names what went wrong', async () => {
	const campaign = await ensureCampaign(db, { name: 'Магазин', systemName: 'Shop' });
	const endpoint = await ensureEndpoint(db, { name: 'Сайт', systemName: 'shop' });
	const input = {
		campaignId: campaign.id,
		name: 'Статус',
		systemName: 'Order.StatusChanged',
		endpointIds: [endpoint.id],
	};
	const operation = await ensureOperation(db, input);
	expect(await ensureOperation(db, input)).toEqual({ ...operation, created: false });
	const key = await createEndpointKey(db, { endpointId: endpoint.id, name: 'боевой' });
	if (key.status !== 'created') throw new Error(key.status);
	const intake = openIntake(db, { startRuns: async () => {} });
	const send = async (body: unknown) =>
		answerOf(
			await intake.call({
				kind: 'sync',
				query: { operation: 'order.statuschanged', endpointId: 'SHOP' },
				authorization: `SecretKey ${key.secret}`,
				origin: null,
				body,
			}),
		);
	await send({ customer: { mobilePhone: '+79164440001', cards: [1] } });
	await send({ customer: { mobilePhone: '12' } });
	await send({ customer: { mobilePhone: '+79164440001', timeZone: 'x', sex: 'y' } });
	await intake.idle();
	const log = await listOperationCalls(db, operation.id, { limit: 2 });
	expect(log.items).toMatchObject([
		{ state: 'invalid', problems: [{ code: 'out-of-range', location: '/customer/sex' }, { code: 'bad-zone' }] },
		{ state: 'invalid', problems: [{ code: 'bad-phone' }] },
	]);
	const rest = await listOperationCalls(db, operation.id, { cursor: log.next });
	expect(rest.items).toMatchObject([
		{ state: 'recorded', warnings: [{ code: 'unknown-field', location: '/customer/cards' }] },
	]);
	expect(await countCallProblems(db, operation.id)).toEqual(
		expect.arrayContaining([
			{ code: 'bad-phone', calls: 1 },
			{ code: 'bad-zone', calls: 1 },
		]),
	);
	expect((await listOperationCalls(db, operation.id, { code: 'bad-zone' })).items).toHaveLength(1);
	const opened = await readOperationCall(db, rest.items[0]!.id);
	expect(opened).toMatchObject({ endpoint: 'shop', body: { phone: '+79164440001' }, answer: { status: 'Success' } });
	expect(JSON.stringify(opened?.body)).not.toContain('cards');
	const listed = (await listOperations(db)).items.find((item) => item.id === operation.id);
	expect(listed).toMatchObject({
		calls24h: 3,
		errors24h: 2,
		endpoints: [{ systemName: 'shop', keys: [{ name: 'боевой' }] }],
	});
});

it('a secret is not stored, finds its key, and no longer once revoked', async () => {
	const endpoint = await ensureEndpoint(db, { name: 'Касса' });
	const made = await createEndpointKey(db, { endpointId: endpoint.id, name: 'a' });
	if (made.status !== 'created') throw new Error(made.status);
	expect(made.secret.endsWith(made.key.hint)).toBe(true);
	const stored = await db.selectFrom('endpointKey').selectAll().where('id', '=', made.key.id).executeTakeFirstOrThrow();
	expect(JSON.stringify(stored)).not.toContain(made.secret);
	expect(await findKey(db, made.secret)).toMatchObject({ id: made.key.id, mode: 'live' });
	expect(await listKeys(db, endpoint.id)).toHaveLength(1);
	expect(await revokeKey(db, made.key.id)).toBe(true);
	expect(await revokeKey(db, made.key.id)).toBe(false);
	expect(await findKey(db, made.secret)).toBeUndefined();
});
