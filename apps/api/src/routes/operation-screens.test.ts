import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSetupLink } from '@volna/access';
import { ApiError, type Client, createClient, type OperationBody, routes } from '@volna/contract';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
let client: Client;
let campaign: string;
const dataFolder = mkdtempSync(join(tmpdir(), 'volna-operations-'));

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
});

afterAll(async () => {
	await api?.close();
	await database?.close();
	rmSync(dataFolder, { recursive: true, force: true });
});

/** The code of the refusal; undefined when the call was not refused. */
async function refusal(call: Promise<unknown>): Promise<string | undefined> {
	try {
		await call;
		return undefined;
	} catch (error) {
		if (error instanceof ApiError) return error.body.code;
		throw error;
	}
}

async function send(operation: string, endpoint: string, secret: string, body: unknown) {
	const answer = await api.app.request(
		`http://localhost:3000/v3/operations/sync?operation=${operation}&endpointId=${endpoint}`,
		{
			method: 'POST',
			headers: { 'content-type': 'application/json', authorization: `SecretKey ${secret}` },
			body: typeof body === 'string' ? body : JSON.stringify(body),
		},
	);
	return { status: answer.status, body: (await answer.json()) as any };
}

async function make(name: string, more: Partial<OperationBody> = {}) {
	const endpoint = await client(routes.createEndpoint, { body: { name: `Точка ${name}`, keyName: 'Сайт' } });
	const operation = await client(routes.createOperation, {
		body: { campaign, name, endpoints: [endpoint.id], ...more },
	});
	// The intake reads names anew within a quarter of a second.
	await expect
		.poll(async () => (await send(operation.systemName, endpoint.systemName, 'wrong', {})).body.errorMessage)
		.toMatch(/^key-invalid/);
	return { endpoint, operation };
}

const read = async (id: string) =>
	(await client(routes.listOperations, { query: {} })).items.find((one) => one.id === id)!;

it('an operation made on the screen takes calls with the first key of its endpoint', async () => {
	const { endpoint, operation } = await make('Регистрация клиента');
	expect(operation.systemName).toBe('RegistraciyaKlienta');
	expect(endpoint.systemName).toBe('TochkaRegistraciyaKlienta');
	const answer = await send(operation.systemName, endpoint.systemName, endpoint.secret, {
		customer: { mobilePhone: '+79165550001' },
	});
	expect(answer).toMatchObject({ status: 200, body: { status: 'Success', customer: { processingStatus: 'Created' } } });
	expect(await read(operation.id)).toMatchObject({
		campaign: { id: campaign },
		requiresKey: true,
		calls24h: 1,
		endpoints: [{ keys: [{ name: 'Сайт', mode: 'live' }] }],
	});
});

it('a change is for the revision that was read, and an endpoint left out may call no longer', async () => {
	const { endpoint, operation } = await make('Правка');
	const other = await client(routes.createEndpoint, {
		body: { name: 'Другая', keyName: 'Касса', origins: ['https://Shop.example'], isApp: false },
	});
	const body: OperationBody = {
		campaign,
		name: 'Правка 2',
		systemName: 'Renamed',
		strict: true,
		endpoints: [other.id],
	};
	const params = { operation: operation.id };
	expect(await client(routes.updateOperation, { params, body, revision: 1 })).toEqual({ revision: 2 });
	expect(await refusal(client(routes.updateOperation, { params, body, revision: 1 }))).toBe('thing-changed');
	const saved = await read(operation.id);
	expect(saved).toMatchObject({ name: 'Правка 2', systemName: 'Renamed', strict: true });
	expect(saved.endpoints.map((one) => [one.id, one.origins])).toEqual([[other.id, ['https://shop.example']]]);
	const answer = await send('Renamed', endpoint.systemName, endpoint.secret, { customer: {} });
	expect(answer.body.errorMessage).toMatch(/^(endpoint-not-allowed|operation-unknown): /);
});

it('what cannot be is refused with its own code', async () => {
	const { endpoint, operation } = await make('Отказы');
	const nobody = '0192f000-0000-7000-8000-000000000001';
	const base = { campaign, name: 'Отказ', endpoints: [endpoint.id] };
	const template = (
		await client(routes.listRefs, { params: { entity: 'action-template' }, query: { use: 'operation' } })
	).items;
	const unfit = template.find((one) => one.problem === 'usage');
	const cases: [string, () => Promise<unknown>][] = [
		[
			'name-taken',
			() => client(routes.createOperation, { body: { ...base, systemName: operation.systemName.toLowerCase() } }),
		],
		['thing-unknown', () => client(routes.createOperation, { body: { ...base, campaign: `cmp_${nobody}` } })],
		['thing-unknown', () => client(routes.createOperation, { body: { ...base, endpoints: [`epn_${nobody}`] } })],
		['thing-unknown', () => client(routes.createOperation, { body: { ...base, template: nobody } })],
		['template-unfit', () => client(routes.createOperation, { body: { ...base, template: unfit!.id } })],
		['field-invalid', () => client(routes.createOperation, { body: { ...base, more: 1 } as never })],
		[
			'field-invalid',
			() => client(routes.createEndpoint, { body: { name: 'a', keyName: 'b', origins: ['shop.example/x'] } }),
		],
		[
			'name-taken',
			() => client(routes.createEndpoint, { body: { name: 'a', keyName: 'b', systemName: endpoint.systemName } }),
		],
	];
	for (const [code, asked] of cases) expect(await refusal(asked()), code).toBe(code);
});

it('an archived operation and an archived endpoint take no more calls; the operation can come back', async () => {
	const { endpoint, operation } = await make('Архив');
	const params = { operation: operation.id };
	await client(routes.archiveOperation, { params, body: { reason: 'Сайт закрыт' } });
	expect(await refusal(client(routes.archiveOperation, { params, body: { reason: 'x' } }))).toBe('thing-unknown');
	const { items } = await client(routes.listOperations, { query: { archived: '1' } });
	expect(items).toMatchObject([{ id: operation.id, archiveReason: 'Сайт закрыт' }]);
	await client(routes.restoreOperation, { params });
	expect(await read(operation.id)).toMatchObject({ archivedAt: null, archiveReason: '' });
	await client(routes.archiveEndpoint, { params: { endpoint: endpoint.id } });
	const answer = await send(operation.systemName, endpoint.systemName, endpoint.secret, { customer: {} });
	expect([401, 404]).toContain(answer.status);
	expect((await read(operation.id)).endpoints).toEqual([]);
});

it('the log is searched by state, code and transactionId; a call opens with what it brought and was answered', async () => {
	const { endpoint, operation } = await make('Журнал');
	await send(operation.systemName, `${endpoint.systemName}&transactionId=first-1`, endpoint.secret, {
		customer: { mobilePhone: '+79165550002', email: 'anna@example.ru', firstName: 'Анна', cards: [] },
	});
	await send(operation.systemName, endpoint.systemName, endpoint.secret, { customer: { mobilePhone: '12' } });
	const params = { operation: operation.id };
	const listed = async (query: object) => (await client(routes.listOperationCalls, { params, query })).items;
	expect(await listed({ state: 'invalid' })).toMatchObject([{ problems: [{ code: 'bad-phone' }] }]);
	expect(await listed({ code: 'unknown-field' })).toMatchObject([{ transactionId: 'first-1' }]);
	const [call] = await listed({ q: 'FIRST' });
	expect(await client(routes.countOperationErrors, { params })).toEqual({ items: [{ code: 'bad-phone', calls: 1 }] });

	const opened = { params: { ...params, call: call!.id } };
	expect(await client(routes.readOperationCall, opened)).toMatchObject({
		masked: false,
		body: { phone: '+79165550002', fields: { firstName: 'Анна' } },
		answer: { status: 'Success' },
		warnings: [{ code: 'unknown-field', location: '/customer/cards' }],
	});
	await database.db.updateTable('staff').set({ role: 'developer' }).execute();
	const masked = await client(routes.readOperationCall, opened);
	await database.db.updateTable('staff').set({ role: 'admin' }).execute();
	expect(masked).toMatchObject({ masked: true, body: { phone: '+7916***0002', fields: { firstName: '•••' } } });
	expect(JSON.stringify(masked)).not.toMatch(/anna@|9165550002|Анна/);
	const elsewhere = (await make('Чужой')).operation.id;
	const foreign = { params: { operation: elsewhere, call: call!.id } };
	expect(await refusal(client(routes.readOperationCall, foreign))).toBe('thing-unknown');
});

it('calls refused before their operation is known are listed with what they named', async () => {
	const { endpoint, operation } = await make('Отклонения');
	await send('No.Such', endpoint.systemName, endpoint.secret, {});
	await send(operation.systemName, endpoint.systemName, 'wrong', {});
	await send(operation.systemName, endpoint.systemName, endpoint.secret, '{');
	await send(operation.systemName, endpoint.systemName, endpoint.secret, { pad: 'x'.repeat(300_000) });
	await expect
		.poll(async () => (await client(routes.listRefusedCalls, { query: { limit: 4 } })).items.map((one) => one.code))
		.toEqual(['too-large', 'bad-json', 'key-invalid', 'operation-unknown']);
	const { items, codes } = await client(routes.listRefusedCalls, { query: { code: 'operation-unknown' } });
	expect(items.every((one) => one.code === 'operation-unknown')).toBe(true);
	expect(items[0]).toMatchObject({ operation: 'No.Such', endpoint: endpoint.systemName });
	expect(codes).toEqual(expect.arrayContaining([{ code: 'too-large', calls: 1 }]));
});
