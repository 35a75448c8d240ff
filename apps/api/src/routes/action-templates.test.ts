import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSetupLink } from '@volna/access';
import {
	createEndpointKey,
	ensureEndpoint,
	ensureOperation,
	filterCapability,
	segmentCapability,
} from '@volna/audience';
import { ApiError, type Client, createClient, type ErrorBody, fromId, routes, type Use } from '@volna/contract';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { type AdvanceDeps, advanceRuns, createPlanCache, nodeHalves } from '@volna/engine';
import { emptyDocument, type FlowDocument } from '@volna/flow';
import { messageCapability } from '@volna/messaging';
import type { Json, NodeType } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { definitions, serverHalves } from '../registry.gen.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
let client: Client;
let campaign: string;
const dataFolder = mkdtempSync(join(tmpdir(), 'volna-templates-'));

beforeAll(async () => {
	database = await testDatabase();
	api = await createApi({
		databaseUrl: database.url,
		port: 0,
		host: '127.0.0.1',
		baseUrl: 'http://localhost:3000',
		dataFolder,
		key: undefined,
		metricsToken: undefined,
		webFolder: join(dataFolder, 'web'),
		phonesUrl: undefined,
		logLevel: 'silent',
	});
	const answer = await api.app.request(`http://localhost:3000/api/v1/setup/${await createSetupLink(database.db)}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ name: 'Анна', email: 'anna@example.ru', password: 'длинный пароль', language: 'ru' }),
	});
	const cookie = answer.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	client = createClient({
		baseUrl: 'http://localhost:3000',
		headers: { cookie },
		fetch: async (url, init) => api.app.request(String(url), init),
	});
	campaign = (await client(routes.listCampaigns, {})).items[0]!.id;
	await sql`
		with a as (
			insert into sms_account (name, base_url, is_emulator, is_active) values ('test', 'http://127.0.0.1:9/api', true, true)
			returning id
		)
		insert into sender (account_id, name, moderation) select id, 'VOLNA', 'approved' from a`.execute(database.db);
});
afterAll(async () => {
	await api.close();
	await database.close();
	rmSync(dataFolder, { recursive: true, force: true });
});

async function refusal(call: Promise<unknown>): Promise<ErrorBody['error'] & { status: number }> {
	try {
		await call;
	} catch (error) {
		if (error instanceof ApiError) return { ...error.body, status: error.status };
		throw error;
	}
	throw new Error('it was not refused');
}

const node = (id: string, type: NodeType, config: Readonly<Record<string, Json>>) => ({
	id,
	type,
	version: 1,
	name: '',
	config,
	position: { x: 0, y: 0 },
});

/** The worked example's flow: the action → is the order sent → an SMS about it. */
function exampleFlow(template: { id: string; systemName: string; name: string }, text: string): FlowDocument {
	return {
		...emptyDocument,
		settings: { entry: { rule: 'every_time', key: 'order' }, exit: null },
		nodes: [
			node('start', 'volna.on-action', { templates: [template] }),
			node('ask', 'volna.condition', { filter: { field: 'order.status', op: 'eq', value: 'sent' } }),
			node('sms', 'volna.send-sms', {
				profile: 'transactional',
				sender: { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' },
				text,
				hours: { any: true },
				then: 'go_on',
			}),
		],
		edges: [
			{ id: 'e1', source: 'start', sourceHandle: 'next', target: 'ask' },
			{ id: 'e2', source: 'ask', sourceHandle: 'yes', target: 'sms' },
		],
	};
}

async function publish(document: FlowDocument, name: string) {
	const flow = await client(routes.createFlow, { body: { name, campaign } });
	await sql`update flow set document = ${JSON.stringify(document)}::jsonb where id = ${fromId('flow', flow.id)}`.execute(
		database.db,
	);
	return { flow, published: client(routes.publishFlow, { params: { flow: flow.id }, revision: 1, body: {} }) };
}

describe('the worked example: an order changes its status, and its customer hears of it', () => {
	let secret: string;
	let template: { id: string; systemName: string; name: string };
	let flowId: string;
	let calls = 0;

	beforeAll(async () => {
		const { items } = await client(routes.listCategories, {});
		const path = ['Действия в отношении клиента', 'Изменение статусов заказов и призов', 'Изменение статуса заказа'];
		const category = path.reduce<string | null>(
			(parent, name) => items.find((one) => one.parent === parent && one.nameRu === name)!.id,
			null,
		);
		const { systemName } = await client(routes.proposeTemplateName, { query: { name: 'Изменение статуса заказа' } });
		expect(systemName).toBe('IzmenenieStatusaZakaza');
		const body = {
			name: 'Изменение статуса заказа',
			campaign,
			categoryId: category,
			usage: ['operation' as const, 'trigger' as const],
			fields: [{ systemName: 'courier', name: 'Служба доставки', type: 'string' as const }],
		};
		const made = await client(routes.createActionTemplate, { body });
		template = { id: made.id, systemName: made.systemName, name: body.name };
		const { id: endpointId } = await ensureEndpoint(database.db, { name: 'Магазин', systemName: 'shop' });
		await ensureOperation(database.db, {
			campaignId: fromId('campaign', campaign),
			name: 'Статус заказа',
			systemName: 'Order.StatusChanged',
			templateId: template.id,
			endpointIds: [endpointId],
		});
		const key = await createEndpointKey(database.db, { endpointId, name: 'магазин' });
		secret = key.status === 'created' ? key.secret : '';
		const document = exampleFlow(template, 'Заказ ${ Order.Id } отправлен: ${ Action.CustomFields.courier }');
		const { flow, published } = await publish(document, 'Статус заказа');
		await published;
		flowId = fromId('flow', flow.id);
	});

	async function call(status: string, phone: string, more: object = {}) {
		calls++;
		const answer = await api.app.request(
			`http://localhost:3000/v3/operations/sync?operation=Order.StatusChanged&endpointId=shop&transactionId=t${calls}`,
			{
				method: 'POST',
				headers: { 'content-type': 'application/json', authorization: `SecretKey ${secret}` },
				body: JSON.stringify({
					customer: { mobilePhone: phone },
					order: { ids: { externalId: `A-${calls}` }, status },
					customerAction: { customFields: { courier: 'СДЭК' } },
					...more,
				}),
			},
		);
		return (await answer.json()) as any;
	}

	async function advance(): Promise<void> {
		const deps: AdvanceDeps = {
			plans: createPlanCache(),
			nodes: nodeHalves(definitions, serverHalves),
			wakeUp: async () => {},
			log: { warn: () => {}, error: () => {} },
			capabilitiesOf: (tx) => ({
				filters: filterCapability(tx),
				segments: segmentCapability(tx),
				messages: messageCapability(tx, { hashPhone: (phone) => Buffer.from(phone) }),
				log: () => {},
			}),
		};
		await advanceRuns(database.db, deps);
	}

	const runs = () =>
		database.db.selectFrom('run').select(['endReason']).where('flowId', '=', flowId).orderBy('startedAt').execute();

	it('a sent order becomes a transactional message, another status ends at the condition', async () => {
		const sent = await call('sent', '+79161110001');
		expect(sent).toMatchObject({ status: 'Success', customerActions: [{ actionTemplate: { name: template.name } }] });
		expect(sent.warnings).toBeUndefined();
		await call('paid', '+79161110002');
		await advance();
		expect((await runs()).map((run) => run.endReason)).toEqual(['output:next', 'output:no']);
		const messages = await database.db
			.selectFrom('message')
			.select(['text', 'profile', 'phone', 'sender'])
			.where('flowId', '=', flowId)
			.execute();
		expect(messages).toEqual([
			{ text: 'Заказ A-1 отправлен: СДЭК', profile: 'transactional', phone: '+79161110001', sender: 'VOLNA' },
		]);
	});

	it('an action older than a day is stored, starts nothing, and the refusal says why', async () => {
		const before = (await runs()).length;
		const old = new Date(Date.now() - 25 * 3_600_000).toISOString();
		const answer = await call('sent', '+79161110003', { executionDateTimeUtc: old });
		expect(answer.customerActions).toHaveLength(1);
		expect(await runs()).toHaveLength(before);
		const refusals = await database.db
			.selectFrom('flowRefusal')
			.select('reason')
			.where('flowId', '=', flowId)
			.execute();
		expect(refusals).toEqual([{ reason: 'stale_action' }]);
	});

	it('now its system name is locked, its uses are held, and the list counts what was issued', async () => {
		const card = await client(routes.readActionTemplate, { params: { template: template.id } });
		expect(card).toMatchObject({ issued: true, revision: 1 });
		const body = {
			name: card.name,
			systemName: card.systemName,
			campaign,
			usage: card.usage,
			fields: card.fields.map(({ id, systemName, name, type }) => ({ id, systemName, name, type })),
		};
		const save = (change: Partial<typeof body>, revision = 1) =>
			client(routes.updateActionTemplate, {
				params: { template: template.id },
				revision,
				body: { ...body, ...change },
			});
		expect(await refusal(save({ systemName: 'Other' }))).toMatchObject({
			status: 409,
			code: 'thing-locked',
			at: '/systemName',
		});
		const held = await refusal(save({ usage: ['operation'] }));
		expect(held).toMatchObject({ status: 409, code: 'template-in-use', values: { usage: 'trigger', count: 1 } });
		expect(held.details as Use[]).toMatchObject([
			{ kind: 'flow', name: 'Статус заказа', version: 1, usage: 'trigger' },
		]);
		expect(await refusal(save({ fields: [] }))).toMatchObject({ code: 'thing-in-use', values: { count: 1 } });
		expect(await refusal(save({}, 7))).toMatchObject({ code: 'thing-changed' });
		expect(await save({ name: 'Статус заказа сменился' })).toEqual({ revision: 2 });
		const { items, tags } = await client(routes.listActionTemplates, { query: { q: 'СМЕНИЛСЯ' } });
		expect(items).toMatchObject([{ id: template.id, issued30d: 3, campaign: { id: campaign } }]);
		expect(tags).toEqual([]);
		const uses = await client(routes.listTemplateUses, { params: { template: template.id } });
		expect(uses.items.map((use) => [use.kind, use.usage])).toEqual([
			['flow', 'trigger'],
			['operation', 'operation'],
		]);
		const removed = client(routes.removeActionTemplate, { params: { template: template.id } });
		expect(await refusal(removed)).toMatchObject({ status: 409, code: 'thing-in-use', values: { count: 2 } });
	});
});

it('publishing tells of a template out of the campaign’s reach, and of a field nobody declared', async () => {
	const other = await client(routes.createCampaign, { body: { name: 'Другой магазин' } });
	const made = await client(routes.createActionTemplate, {
		body: { name: 'Чужое', campaign: other.id, usage: ['trigger'] },
	});
	const template = { id: made.id, systemName: made.systemName, name: 'Чужое' };
	const { published } = await publish(exampleFlow(template, '${ Recipient.CustomFields.shoe }'), 'Не наш');
	const refused = await refusal(published);
	const codes = (refused.details as { issues: { code: string }[] }).issues.map((issue) => issue.code);
	expect(codes).toEqual(expect.arrayContaining(['ref.out-of-campaign', 'param.unknown']));
	const picked = await client(routes.listRefs, {
		params: { entity: 'action-template' },
		query: { campaign, q: 'Чужое' },
	});
	expect(picked.items).toMatchObject([{ usable: false, problem: 'campaign' }]);
});

it('fields, topics and campaigns are made, changed and taken out of use, and each change is audited', async () => {
	const field = await client(routes.createField, { body: { name: 'Размер', type: 'number' } });
	expect(await client(routes.readField, { params: { field: field.id } })).toMatchObject({
		systemName: 'Razmer',
		filled: false,
		uses: [],
	});
	const topic = await client(routes.createTopic, { body: { name: 'Новости' } });
	const input = { name: 'Новости магазина', systemName: 'news' };
	expect(await client(routes.updateTopic, { params: { topic: topic.id }, revision: 1, body: input })).toEqual({
		revision: 2,
	});
	const inner = await client(routes.createCampaign, { body: { name: 'Весна', parent: campaign } });
	await client(routes.moveCampaign, { params: { campaign: inner.id }, body: { parent: null } });
	expect(await refusal(client(routes.archiveCampaign, { params: { campaign } }))).toMatchObject({
		status: 409,
		code: 'thing-in-use',
	});
	await client(routes.archiveCampaign, { params: { campaign: inner.id } });
	expect(await client(routes.removeField, { params: { field: field.id } })).toEqual({ outcome: 'deleted' });
	expect(await client(routes.removeTopic, { params: { topic: topic.id } })).toEqual({ outcome: 'deleted' });
	const acts = await database.db.selectFrom('auditEntry').select('act').orderBy('id').execute();
	expect(acts.map((row) => row.act)).toEqual(
		expect.arrayContaining([
			'action-template.create',
			'action-template.update',
			'field.create',
			'field.deleted',
			'topic.create',
			'topic.update',
			'topic.deleted',
			'campaign.create',
			'campaign.move',
			'campaign.archive',
		]),
	);
});
