import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { addStaff, createSetupLink, type Role } from '@volna/access';
import { exportTask } from '@volna/audience';
import { type Client, createClient, fromId, routes, toId } from '@volna/contract';
import { claimTask, runTask, startTask, type TaskKind } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { disposition } from './send-file.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
let server: ServerType;
let origin = '';
const dataFolder = mkdtempSync(join(tmpdir(), 'volna-tasks-'));
const password = 'длинный пароль';

interface Person {
	readonly id: string;
	readonly cookie: string;
	readonly client: Client;
}
let anna: Person;
let marketer: Person;
let viewer: Person;

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
	const port = await new Promise<number>((resolve) => {
		server = serve({ fetch: api.app.fetch, port: 0, hostname: '127.0.0.1' }, (info: AddressInfo) => resolve(info.port));
	});
	origin = `http://127.0.0.1:${port}`;
	const token = await createSetupLink(database.db);
	const body = { name: 'Анна', email: 'anna@example.ru', password, language: 'ru' };
	await fetch(`${origin}/api/v1/setup/${token}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', host: 'localhost:3000' },
		body: JSON.stringify(body),
	});
	anna = await signIn('anna@example.ru');
	marketer = await hire('marketer', 'ru');
	viewer = await hire('viewer', 'en');
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	await api.close();
	await database.close();
	rmSync(dataFolder, { recursive: true, force: true });
});
afterEach(async () => {
	await sql`truncate task, task_error, file, file_chunk, customer`.execute(database.db);
});

async function hire(role: Role, language: 'ru' | 'en'): Promise<Person> {
	const email = `${role}@example.ru`;
	await database.db.transaction().execute((tx) => addStaff(tx, { name: role, email, password, role, language }));
	return signIn(email);
}

async function signIn(email: string): Promise<Person> {
	const answer = await fetch(`${origin}/api/v1/session`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', host: 'localhost:3000' },
		body: JSON.stringify({ email, password }),
	});
	const cookie = answer.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	const { id } = await database.db
		.selectFrom('staff')
		.select('id')
		.where('email', '=', email)
		.executeTakeFirstOrThrow();
	return { id, cookie, client: createClient({ baseUrl: origin, headers: { cookie } }) };
}

async function start(staff: Person | null, kind = 'segment.fill'): Promise<string> {
	const id = await database.db.transaction().execute((tx) =>
		startTask(tx, {
			kind,
			title: { code: 'segment-fill', values: { segment: 'A' } },
			input: {},
			staffId: staff?.id ?? null,
		}),
	);
	return toId('task', id);
}

/** One batch that ends with these errors, or fails. */
const ending = (
	kind: string,
	errors: readonly { line: number; column: string; code: string; value: string }[] = [],
): TaskKind => ({
	kind,
	open: async () => ({
		next: async () => ({ cursor: null, done: 3, results: { added: 2 }, errors, finished: true }),
		close: async () => {},
	}),
});

async function work(kind: TaskKind<any, any>): Promise<void> {
	const task = await claimTask(database.db, randomUUID(), [kind.kind], 30_000);
	const faults: unknown[] = [];
	await runTask(database.db, kind, task!, {
		leaseMs: 30_000,
		beatMs: 1_000,
		turnMs: 60_000,
		signal: new AbortController().signal,
		onError: (error) => faults.push(error),
	});
	expect(faults).toEqual([]);
}

const get = (path: string, person: Person) => fetch(`${origin}/api/v1${path}`, { headers: { cookie: person.cookie } });

describe('tasks', () => {
	it('are listed to their owner, and everybody’s to those who may read', async () => {
		const own = await start(marketer);
		const other = await start(anna);
		const system = await start(null);
		const mine = await marketer.client(routes.listTasks, { query: {} });
		expect(mine.items.map((task) => task.id)).toEqual([own]);
		expect(mine.items[0]).toMatchObject({ own: true, state: 'waiting', right: 'edit', staff: { name: 'marketer' } });
		const all = await viewer.client(routes.listTasks, { query: { whose: 'all', limit: 2 } });
		expect(all.items.map((task) => task.id)).toEqual([system, other]);
		expect(all.items[0]).toMatchObject({ own: false, staff: null });
		const rest = await viewer.client(routes.listTasks, { query: { whose: 'all', limit: 2, cursor: all.next! } });
		expect(rest.items.map((task) => task.id)).toEqual([own]);
		expect((await viewer.client(routes.listTasks, { query: { whose: 'all', state: 'ended' } })).items).toEqual([]);
	});

	it('are cancelled by their owner, and by others only with the right of their kind', async () => {
		const id = await start(viewer);
		const other = await start(anna);
		await expect(viewer.client(routes.cancelTask, { params: { task: other } })).rejects.toMatchObject({
			status: 403,
			body: { code: 'right-missing', values: { right: 'edit' } },
		});
		expect(await viewer.client(routes.cancelTask, { params: { task: id } })).toEqual({ state: 'cancelled' });
		await expect(viewer.client(routes.cancelTask, { params: { task: id } })).rejects.toMatchObject({ status: 409 });
		expect(await marketer.client(routes.cancelTask, { params: { task: other } })).toEqual({ state: 'cancelled' });
		const { rows } = await sql<{ staffId: string }>`
			select staff_id from audit_entry where act = 'task.cancel' order by id`.execute(database.db);
		expect(rows.map((row) => row.staffId)).toEqual([viewer.id, marketer.id]);
	});

	it('go on when who asks still holds the right of their kind', async () => {
		const id = await start(viewer);
		await viewer.client(routes.cancelTask, { params: { task: id } });
		await expect(viewer.client(routes.continueTask, { params: { task: id } })).rejects.toMatchObject({ status: 403 });
		await marketer.client(routes.continueTask, { params: { task: id } });
		await expect(marketer.client(routes.continueTask, { params: { task: id } })).rejects.toMatchObject({
			body: { code: 'task-open' },
		});
		await work(ending('segment.fill'));
		expect(await viewer.client(routes.readTask, { params: { task: id } })).toMatchObject({
			state: 'done',
			results: { added: 2 },
		});
	});

	it('of nobody are 404', async () => {
		const task = toId('task', randomUUID());
		await expect(anna.client(routes.readTask, { params: { task } })).rejects.toMatchObject({ status: 404 });
	});

	it('give their errors as a file in words of the reader’s language, values only to those who may see them', async () => {
		const id = await start(marketer);
		await work(
			ending('segment.fill', [
				{ line: 2, column: 'Телефон', code: 'bad-phone', value: '=1+1' },
				{ line: 3, column: 'Имя', code: 'of-tomorrow', value: 'a;"b"' },
			]),
		);
		const answer = await get(`/tasks/${id}/errors.csv`, marketer);
		expect(answer.headers.get('content-disposition')).toMatch(/^attachment; .*filename\*=UTF-8''%D0%9E/);
		expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
		expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
		expect(Buffer.from(await answer.arrayBuffer()).toString('utf8')).toBe(
			[
				'\uFEFFСтрока;Столбец;Что не так;Значение;"Клиент, Volna ID"',
				"2;Телефон;Это не номер телефона;'=1+1;",
				'3;Имя;of-tomorrow;"a;""b""";',
				'',
			].join('\r\n'),
		);
		const masked = Buffer.from(await (await get(`/tasks/${id}/errors.csv`, viewer)).arrayBuffer()).toString('utf8');
		expect(masked).toContain('2;Телефон;Not a phone number;;');
		const first = await marketer.client(routes.listTaskErrors, { params: { task: id }, query: { limit: 1 } });
		expect(first.items).toMatchObject([{ line: 2, value: '=1+1' }]);
		const second = await viewer.client(routes.listTaskErrors, {
			params: { task: id },
			query: { limit: 1, cursor: first.next! },
		});
		expect(second).toMatchObject({ items: [{ line: 3, code: 'of-tomorrow', value: null }], next: null });
	});

	it('the bell counts one’s own, and a failure until it is put aside', async () => {
		const id = await start(marketer);
		expect(await marketer.client(routes.readBell, {})).toMatchObject({ running: 1, attention: 0, items: [{ id }] });
		await sql`update task set state = 'failed', finished_at = now(), failure = '{"code":"unexpected","values":{}}'`.execute(
			database.db,
		);
		expect(await marketer.client(routes.readBell, {})).toMatchObject({ running: 0, attention: 1 });
		expect(await anna.client(routes.readBell, {})).toMatchObject({ running: 0, attention: 0, items: [] });
		await marketer.client(routes.putTaskAside, { params: { task: id } });
		expect(await marketer.client(routes.readBell, {})).toMatchObject({ attention: 0 });
	});
});

describe('files', () => {
	const upload = (person: Person, bytes: BodyInit, headers: Record<string, string> = {}, name = 'клиенты.csv') =>
		fetch(`${origin}/api/v1/files?name=${encodeURIComponent(name)}`, {
			method: 'POST',
			headers: { cookie: person.cookie, 'content-type': 'application/octet-stream', ...headers },
			body: bytes,
			...({ duplex: 'half' } as object),
		});

	it('are uploaded byte by byte and downloaded as they were, by their owner alone', async () => {
		const bytes = randomBytes(2_500_000);
		const answer = await upload(marketer, bytes, {}, '../клиенты.csv');
		expect(answer.status).toBe(200);
		const file = (await answer.json()) as { id: string };
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		expect(file).toMatchObject({ name: 'клиенты.csv', size: bytes.byteLength, sha256 });
		const back = await get(`/files/${file.id}/content`, marketer);
		expect(back.headers.get('content-disposition')).toBe(disposition('клиенты.csv'));
		expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true);
		expect((await get(`/files/${file.id}/content`, anna)).status).toBe(404);
		expect((await get(`/files/${file.id}`, anna)).status).toBe(404);
		await sql`update staff set role = 'viewer' where id = ${marketer.id}`.execute(database.db);
		expect((await get(`/files/${file.id}/content`, marketer)).status).toBe(403);
		await sql`update staff set role = 'marketer' where id = ${marketer.id}`.execute(database.db);
	});

	it.each([
		['of another content type', { 'content-type': 'text/csv' }, 'abc', 415, 'body-not-bytes'],
		['that are empty', {}, '', 422, 'file-empty'],
		['from another page', { 'sec-fetch-site': 'cross-site' }, 'abc', 403, 'origin-refused'],
	])('uploads %s are refused', async (_, headers, bytes, status, code) => {
		const answer = await upload(marketer, bytes, headers as Record<string, string>);
		expect(answer.status).toBe(status);
		expect(await answer.json()).toMatchObject({ error: { code } });
		expect(await kept()).toBe(0);
	});

	it('are not uploaded without the right', async () => {
		expect((await upload(viewer, 'abc')).status).toBe(403);
	});

	it('that promise too much are refused before they are read', async () => {
		const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
			const call = request(`${origin}/api/v1/files?name=a.csv`, {
				method: 'POST',
				headers: {
					cookie: marketer.cookie,
					'content-type': 'application/octet-stream',
					'content-length': String(3 * 1024 ** 3),
				},
			});
			call.on('response', (answer) => {
				resolve({ status: answer.statusCode });
				call.destroy();
			});
			call.on('error', reject);
			call.write(randomBytes(1000));
		});
		expect(status).toBe(413);
	});

	it('whose upload is cut leave nothing', async () => {
		const call = request(`${origin}/api/v1/files?name=a.csv`, {
			method: 'POST',
			headers: { cookie: marketer.cookie, 'content-type': 'application/octet-stream', 'content-length': '5000000' },
		});
		call.on('error', () => {});
		call.write(randomBytes(2_000_000));
		await expect.poll(kept).toBe(1);
		call.destroy();
		await expect.poll(kept).toBe(0);
	});

	async function kept(): Promise<number> {
		const { rows } = await sql<{ n: number }>`select count(*)::integer as n from file`.execute(database.db);
		return rows[0]!.n;
	}
});

describe('exports', () => {
	const kind = exportTask({ listMessages: async () => [] });

	it('write a list as its reader sees it, and are noted', async () => {
		await sql`insert into customer (id, first_name, last_name, phone, email) overriding system value values
			(1, 'Анна', '=cmd|a', '+79991234567', 'a@example.ru'), (2, 'Олег', null, null, null)`.execute(database.db);
		const { task } = await anna.client(routes.startExport, {
			body: { from: { source: 'customers' }, columns: ['id', 'firstName', 'lastName', 'phone'] },
		});
		await work(kind);
		const ended = await anna.client(routes.readTask, { params: { task } });
		expect(ended).toMatchObject({ state: 'done', results: { written: 2 }, total: 2, outcome: {} });
		const file = await get(`/files/${ended.file!.id}/content`, anna);
		expect(Buffer.from(await file.arrayBuffer()).toString('utf8')).toBe(
			['\uFEFFVolna ID;Имя;Фамилия;Телефон', "1;Анна;'=cmd|a;+79991234567", '2;Олег;;', ''].join('\r\n'),
		);
		expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="_+ \d{4}-\d\d-\d\d\.csv"/);
		const { rows } = await sql<{ act: string; details: Record<string, unknown> }>`
			select act, details from audit_entry where act like 'export.%' order by id`.execute(database.db);
		expect(rows).toMatchObject([
			{ act: 'export.start', details: { task: fromId('task', task), masked: false, by: [] } },
			{ act: 'export.download' },
		]);
		expect(await viewer.client(routes.readTask, { params: { task } })).toMatchObject({ file: null });
	});

	it('need their own right, and columns that exist', async () => {
		const body = { from: { source: 'customers' as const } };
		await expect(marketer.client(routes.startExport, { body })).rejects.toMatchObject({ status: 403 });
		await expect(
			anna.client(routes.startExport, { body: { ...body, columns: ['id', 'password'] } }),
		).rejects.toMatchObject({ status: 422, body: { at: '/columns/1' } });
		const { items } = await anna.client(routes.listExportColumns, { params: { source: 'messages' } });
		expect(items[3]).toEqual({ key: 'phone', heading: 'Телефон', personal: true, usual: true });
	});
});

it.each([
	['a.csv', `attachment; filename="a.csv"; filename*=UTF-8''a.csv`],
	[
		'Клиенты 1.csv',
		`attachment; filename="_______ 1.csv"; filename*=UTF-8''%D0%9A%D0%BB%D0%B8%D0%B5%D0%BD%D1%82%D1%8B%201.csv`,
	],
	['a"\\%\r\n.csv', `attachment; filename="a_____.csv"; filename*=UTF-8''a%22%5C%25%0D%0A.csv`],
])('the name %j is sent as %j', (name, header) => {
	expect(disposition(name)).toBe(header);
});
