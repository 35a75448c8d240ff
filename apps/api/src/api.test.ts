import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rightsOfRole, roles } from '@volna/access';
import { createEndpointKey, ensureEndpoint, ensureOperation, prepareProject } from '@volna/audience';
import { type Route, routes } from '@volna/contract';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from './create-api.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
let dataFolder: string;
let cookie = '';

const list = Object.values(routes) as Route<any, any, any, any>[];
const JSON_TYPE = { 'content-type': 'application/json' };

beforeAll(async () => {
	database = await testDatabase();
	dataFolder = mkdtempSync(join(tmpdir(), 'volna-api-'));
	api = await createApi({
		databaseUrl: database.url,
		port: 0,
		host: '127.0.0.1',
		baseUrl: 'http://localhost:3000',
		dataFolder,
		key: undefined,
		metricsToken: 'metrics-token',
		webFolder: join(dataFolder, 'web'),
		phonesUrl: undefined,
		logLevel: 'silent',
	});
	cookie = await signUp();
});

afterAll(async () => {
	await api?.close();
	await database?.close();
	rmSync(dataFolder, { recursive: true, force: true });
});

async function signUp(): Promise<string> {
	const { createSetupLink } = await import('@volna/access');
	const token = await createSetupLink(database.db);
	const answer = await call(
		'POST',
		`/api/v1/setup/${token}`,
		{ name: 'Анна', email: 'anna@example.ru', password: 'длинный пароль', language: 'ru' },
		'',
	);
	expect(answer.status).toBe(200);
	return answer.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
}

async function call(
	method: string,
	path: string,
	body?: unknown,
	as = cookie,
	headers: Record<string, string> = {},
): Promise<Response> {
	return api.app.request(`http://localhost:3000${path}`, {
		method,
		headers: { ...(method === 'GET' ? {} : JSON_TYPE), ...(as ? { cookie: as } : {}), ...headers },
		body: method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body ?? {}),
	});
}

async function bodyOf(answer: Promise<Response>): Promise<any> {
	return (await answer).json();
}

const pathOf = (route: Route<any, any, any, any>) => `/api/v1${route.path.replace(/\{\w+\}/g, 'x')}`;

describe('who may call what', () => {
	it('every route of the router is classified', () => {
		const known = new Set(api.routes.map((route) => `${route.method} ${route.path}`));
		const served = api.app.routes.filter((route) => !(route.method === 'ALL' && route.path.includes('*')));
		expect(served.length).toBeGreaterThan(list.length);
		for (const route of served)
			expect(known, `${route.method} ${route.path}`).toContain(`${route.method} ${route.path}`);
	});

	it('S-01 every route that needs a session answers 401 without one', async () => {
		for (const route of list.filter((entry) => entry.access.kind === 'session')) {
			const answer = await call(route.method.toUpperCase(), pathOf(route), {}, '');
			expect(answer.status, route.id).toBe(401);
		}
	});

	it('S-12 each role gets 403 exactly where its right is missing', async () => {
		for (const role of roles) {
			await database.db.updateTable('staff').set({ role }).execute();
			for (const route of list) {
				if (route.access.kind !== 'session' || route.id === 'signOut') continue;
				const { right } = route.access;
				const allowed = right === null || rightsOfRole[role].includes(right);
				// An id of the wrong shape stops an allowed call at its first check, before anything is done.
				const status =
					route.path.includes('{') || !allowed || route.method === 'get'
						? (await call(route.method.toUpperCase(), pathOf(route), { '': 0 })).status
						: 422;
				expect(status === 403, `${role} ${route.id}: ${status}`).toBe(!allowed);
			}
		}
		await database.db.updateTable('staff').set({ role: 'admin' }).execute();
	});

	it('S-05 a cookie is dead after sign-out', async () => {
		const answer = await call('POST', '/api/v1/session', { email: 'anna@example.ru', password: 'длинный пароль' }, '');
		const other = answer.headers
			.getSetCookie()
			.map((line) => line.split(';')[0])
			.join('; ');
		expect((await call('GET', '/api/v1/session', undefined, other)).status).toBe(200);
		expect((await call('DELETE', '/api/v1/session', {}, other)).status).toBe(200);
		expect((await call('GET', '/api/v1/session', undefined, other)).status).toBe(401);
	});

	it('S-02 guessing a password is limited, and says when to come again', async () => {
		const statuses: number[] = [];
		for (let n = 0; n < 12; n++) {
			const answer = await call('POST', '/api/v1/session', { email: 'guess@example.ru', password: `wrong ${n}` }, '');
			statuses.push(answer.status);
			if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		}
		expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
		expect(statuses.slice(10)).toEqual([429, 429]);
	});

	it('a process that serves is counted among the living until it is closed', async () => {
		const metrics = async () =>
			(await call('GET', '/metrics', undefined, '', { authorization: 'Bearer metrics-token' })).text();
		expect(await metrics()).toContain('volna_processes{kind="api"} 1');
		const other = await createApi({
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
		expect(await metrics()).toContain('volna_processes{kind="api"} 2');
		await other.close();
		expect(await metrics()).toContain('volna_processes{kind="api"} 1');
	});

	it('S-51 metrics need the token', async () => {
		expect((await call('GET', '/metrics', undefined, '')).status).toBe(404);
		const answer = await call('GET', '/metrics', undefined, '', { authorization: 'Bearer metrics-token' });
		expect(answer.status).toBe(200);
	});
});

describe('what is refused at the edge', () => {
	it('S-16 unknown keys of a body', async () => {
		const answer = await call('POST', '/api/v1/flows', { name: 'x', role: 'admin' });
		expect(answer.status).toBe(422);
		expect(await answer.json()).toMatchObject({ error: { kind: 'invalid', code: 'field-invalid' } });
	});

	it('S-21 a change from another site, and a body that is not JSON', async () => {
		expect(
			(await call('POST', '/api/v1/flows', { name: 'x' }, cookie, { 'sec-fetch-site': 'cross-site' })).status,
		).toBe(403);
		expect(
			(await call('POST', '/api/v1/flows', { name: 'x' }, cookie, { origin: 'https://evil.example' })).status,
		).toBe(403);
		expect((await call('POST', '/api/v1/flows', 'name=x', cookie, { 'content-type': 'text/plain' })).status).toBe(415);
	});

	it('S-24 and S-25 keys that reach a prototype, broken JSON, and too much of it', async () => {
		expect((await call('POST', '/api/v1/flows', '{"name":"x","__proto__":{"a":1}}')).status).toBe(400);
		expect((await call('POST', '/api/v1/flows', '{')).status).toBe(400);
		for (const text of ['\\u0000', '\\ud800'])
			expect((await call('POST', '/api/v1/flows', `{"name":"${text}"}`)).status).toBe(400);
		expect((await call('POST', '/api/v1/flows', `{"name":"${'x'.repeat(3_000_000)}"}`)).status).toBe(413);
	});

	it('S-23 every answer carries the security headers and a request id', async () => {
		for (const path of ['/api/v1/session', '/nowhere/api', '/health/live', '/api/docs']) {
			const answer = await call('GET', path);
			expect(answer.headers.get('content-security-policy'), path).toContain("script-src 'self'");
			expect(answer.headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
			expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
			expect(answer.headers.get('x-request-id'), path).toMatch(/^[0-9a-f-]{36}$/);
		}
	});

	it('S-13 an id of nothing is 404, of another shape 422', async () => {
		expect((await call('GET', '/api/v1/flows/flw_00000000-0000-7000-8000-000000000000')).status).toBe(404);
		expect((await call('GET', '/api/v1/flows/1')).status).toBe(422);
	});

	it('S-41 a callback with a wrong secret is not told from an unknown address', async () => {
		const answer = await call('POST', '/callbacks/sigma/wrong', { id: 'x' }, '');
		expect(answer.status).toBe(404);
	});
});

describe('drafts', () => {
	it('F-51 of two people who save one revision the second gets 409 with what was done since', async () => {
		await prepareProject(database.db);
		const made = await bodyOf(call('POST', '/api/v1/flows', { name: 'Черновик' }));
		const node = { id: 'n1', type: 'volna.end', version: 1, name: '', config: {}, position: { x: 0, y: 0 } };
		const patch = (id: string) =>
			call(
				'PATCH',
				`/api/v1/flows/${made.id}/draft`,
				{ operations: [{ op: 'node.insert', node: { ...node, id } }] },
				cookie,
				{ 'if-match': String(made.draft.revision) },
			);
		expect((await patch('a')).status).toBe(200);
		const second = await patch('b');
		expect(second.status).toBe(409);
		expect(await second.json()).toMatchObject({
			error: {
				code: 'draft-changed',
				details: {
					revision: made.draft.revision + 1,
					operations: [{ op: 'node.insert' }],
					by: [{ id: expect.any(String), name: expect.any(String) }],
				},
			},
		});
	});

	it('a version nobody published is not found', async () => {
		const made = await bodyOf(call('POST', '/api/v1/flows', { name: 'Без версий' }));
		const version = 'ver_00000000-0000-7000-8000-000000000000';
		expect((await call('GET', `/api/v1/flows/${made.id}/versions/${version}`)).status).toBe(404);
	});

	it('a draft that does not compile is refused with its problems, and nothing is published', async () => {
		const made = await bodyOf(call('POST', '/api/v1/flows', { name: 'Пустой' }));
		const answer = await call('POST', `/api/v1/flows/${made.id}/publish`, {}, cookie, {
			'if-match': String(made.draft.revision),
		});
		expect(answer.status).toBe(422);
		expect(await answer.json()).toMatchObject({
			error: { code: 'publish-refused', details: { issues: [{ code: 'graph.no-trigger' }] } },
		});
	});
});

describe('operations', () => {
	let key: string;
	const url = (operation = 'Test.Operation', endpoint = 'till') =>
		`/v3/operations/async?operation=${operation}&endpointId=${endpoint}&transactionId=t1`;
	const body = { customer: { mobilePhone: '+79161234567' } };

	beforeAll(async () => {
		const { campaignId } = await prepareProject(database.db);
		const { id: endpointId } = await ensureEndpoint(database.db, { name: 'Касса', systemName: 'till' });
		await ensureOperation(database.db, {
			campaignId,
			name: 'Test',
			systemName: 'Test.Operation',
			endpointIds: [endpointId],
		});
		const made = await createEndpointKey(database.db, { endpointId, name: 'касса', mode: 'live' });
		key = made.status === 'created' ? made.secret : '';
	});

	it('a call with its key is durable and repeats its answer', async () => {
		const first = await call('POST', url(), body, '', { authorization: `SecretKey ${key}` });
		expect([first.status, await first.text()]).toEqual([200, '{"status":"Success"}']);
		const again = await call('POST', url(), body, '', { authorization: `SecretKey ${key}` });
		expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
		const other = await call('POST', url(), { customer: { mobilePhone: '+79160000000' } }, '', {
			authorization: `SecretKey ${key}`,
		});
		expect(other.status).toBe(409);
	});

	it('protocol errors have Mindbox’s shape and their own status', async () => {
		const cases: [string, string, unknown, number][] = [
			[url(), '', body, 401],
			[url(), 'SecretKey wrong', body, 401],
			[url('No.Such'), `SecretKey ${key}`, body, 404],
			[url(), `SecretKey ${key}`, '{', 400],
			['/v3/operations/async', `SecretKey ${key}`, body, 400],
			[url(), `SecretKey ${key}`, { pad: 'x'.repeat(300_000) }, 413],
		];
		for (const [path, authorization, sent, status] of cases) {
			const answer = await call('POST', path, sent, '', authorization ? { authorization } : {});
			expect(answer.status, path).toBe(status);
			expect(await answer.json()).toMatchObject({
				status: 'ProtocolError',
				httpStatusCode: status,
				errorMessage: expect.stringMatching(/^[a-z-]+: /),
			});
		}
		expect((await call('GET', url())).status).toBe(405);
	});
});

describe('a switch of account', () => {
	const account = (n: number) => `0192f000-0000-7000-8000-00000000000${n}`;

	it('lists what is left at the former one, and what a person decides about it is written down and audited', async () => {
		const { db } = database;
		await db
			.insertInto('smsAccount')
			.values([
				{ id: account(1), name: 'old', baseUrl: 'https://old.example/api', leftAt: new Date() },
				{ id: account(2), name: 'new', baseUrl: 'https://new.example/api', isActive: true },
			])
			.execute();
		await db
			.insertInto('message')
			.values({
				accountId: account(1),
				campaignId: account(9),
				lane: 1,
				state: 'queued',
				profile: 'transactional',
				customerId: 1,
				plannedFor: 1,
				sender: 'VOLNA',
				hours: '{}',
				zone: 'Europe/Moscow',
				dueAt: new Date(),
				notAfter: new Date(Date.now() + 3_600_000),
			})
			.execute();
		const { items } = await bodyOf(call('GET', '/api/v1/provider/former'));
		expect(items).toMatchObject([
			{
				id: `acc_${account(1)}`,
				waiting: 1,
				movable: 0,
				missingSenders: [{ name: 'VOLNA', count: 1 }],
				decision: null,
			},
		]);
		const listed = await bodyOf(call('GET', `/api/v1/messages?group=waiting&account=acc_${account(1)}`));
		expect(listed.items).toHaveLength(1);
		const decide = (n: number) =>
			call('POST', `/api/v1/provider/former/acc_${account(n)}/decide`, { decision: 'cancel' });
		expect(await bodyOf(decide(1))).toEqual({ waiting: 1, unknownOutcomes: 0 });
		expect((await bodyOf(call('GET', '/api/v1/provider/former'))).items).toMatchObject([{ decision: 'cancel' }]);
		const entry = await db
			.selectFrom('auditEntry')
			.select('details')
			.where('act', '=', 'provider.cancel-left')
			.where('subject', '=', `account:${account(1)}`)
			.executeTakeFirstOrThrow();
		expect(entry.details).toEqual({ waiting: 1, unknown: 0 });
		expect((await decide(2)).status).toBe(404);
		expect((await decide(3)).status).toBe(404);
	});
});

describe('the API describes itself', () => {
	it('every route of the contract stands in the served OpenAPI with its answer', async () => {
		const document = await bodyOf(call('GET', '/api/v1/openapi.json', undefined, ''));
		for (const route of list) {
			const operation = document.paths[`/api/v1${route.path}`]?.[route.method];
			expect(operation?.operationId, route.id).toBe(route.id);
			expect(operation.responses['200'].content['application/json'].schema).toBeTypeOf('object');
		}
		expect(await (await call('GET', '/api/docs', undefined, '')).text()).toContain('/api/v1/flows/{flow}/publish');
	});
});
