import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSetupLink } from '@volna/access';
import { importTask, loadNumberingTaskKind } from '@volna/audience';
import { type ApiError, type CallOf, type Client, createClient, routes } from '@volna/contract';
import { claimTask, runTask } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
let client: Client;
let send: typeof fetch;
const dataFolder = mkdtempSync(join(tmpdir(), 'volna-imports-'));
const origin = 'http://localhost:3000';

beforeAll(async () => {
	database = await testDatabase();
	api = await createApi({
		databaseUrl: database.url,
		port: 0,
		host: '127.0.0.1',
		baseUrl: origin,
		dataFolder,
		key: undefined,
		metricsToken: undefined,
		webFolder: join(dataFolder, 'web'),
		phonesUrl: undefined,
		logLevel: 'silent',
	});
	const token = await createSetupLink(database.db);
	const answer = await api.app.request(`${origin}/api/v1/setup/${token}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ name: 'Анна', email: 'anna@example.ru', password: 'длинный пароль', language: 'ru' }),
	});
	const cookie = answer.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	send = async (input, init) =>
		api.app.request(new Request(input as string, { ...init, headers: { ...(init?.headers as object), cookie } }));
	client = createClient({ baseUrl: origin, fetch: send });
});
afterAll(async () => {
	await api.close();
	await database.close();
	rmSync(dataFolder, { recursive: true, force: true });
});

async function upload(bytes: Uint8Array, name = 'клиенты.csv'): Promise<string> {
	const answer = await send(`${origin}/api/v1/files?name=${encodeURIComponent(name)}`, {
		method: 'POST',
		headers: { 'content-type': 'application/octet-stream' },
		body: bytes as BodyInit,
	});
	expect(answer.status).toBe(200);
	return ((await answer.json()) as { id: string }).id;
}

async function work(): Promise<void> {
	const kinds = [importTask({ startRuns: async () => {} }), loadNumberingTaskKind()];
	const task = await claimTask(
		database.db,
		crypto.randomUUID(),
		kinds.map((kind) => kind.kind),
		30_000,
	);
	const end = await runTask(database.db, kinds.find((kind) => kind.kind === task!.kind)! as never, task!, {
		leaseMs: 30_000,
		beatMs: 1000,
		turnMs: 60_000,
		signal: new AbortController().signal,
		onError: (error) => {
			throw error;
		},
	});
	expect(end).toBe('finished');
}

/** windows-1251 of Russian letters and ASCII. */
function cp1251(text: string): Uint8Array {
	const table = [...new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))];
	return Uint8Array.from(Array.from(text, (char) => table.indexOf(char)));
}

type Body = CallOf<typeof routes.startImport>['body'];

async function setUp(text: string, more: Partial<Body['settings']> = {}): Promise<Body> {
	const file = await upload(cp1251(text));
	const preview = await client(routes.previewImport, { body: { file } });
	return {
		file,
		kind: 'upsert',
		format: preview.format,
		headers: preview.headers,
		columns: preview.columns,
		settings: { consent: { source: 'анкета', at: '2026-11-01T09:00:00Z' }, ...more },
	};
}

const FILE =
	'Телефон;Имя;Подписан на SMS;Комментарий\n8 916 123-45-67;Анна;да;\n+7 495 123-45-67;Яна;да;\n89161234568;Ольга;нет;вип\n89161234569;Вера;да;\n';

it('a file goes all the way: preview, check, import into a new segment, balance, errors, the same columns next time', async () => {
	const body = await setUp(FILE, { segment: { newSegmentation: 'Загрузки', newSegment: 'Ноябрь' } });
	expect(body.format).toEqual({ encoding: 'windows-1251', delimiter: ';', quotes: true, header: true });
	expect(body.columns).toEqual(['MobilePhone', 'FirstName', 'IsSubscribedBySms', null]);

	const wrong = await client(routes.previewImport, { body: { file: body.file, format: { encoding: 'koi8-r' } } });
	expect(wrong.headers[0]).not.toBe('Телефон');

	const check = await client(routes.checkImport, { body });
	expect(check).toMatchObject({ rows: 4, more: false, counts: { created: 3, refused: 1 } });
	expect(check.faults).toMatchObject([
		{ line: 3, column: 'Телефон', code: 'phone-not-mobile', value: '+7 495 123-45-67' },
	]);
	const { rows: none } = await sql`select from customer`.execute(database.db);
	expect(none).toHaveLength(0);

	const { id } = await client(routes.startImport, { body });
	expect(await client(routes.readImport, { params: { import: id } })).toMatchObject({ state: 'waiting', rowsRead: 0 });
	await work();
	const done = await client(routes.readImport, { params: { import: id } });
	expect(done).toMatchObject({
		state: 'done_with_errors',
		fileName: 'клиенты.csv',
		rowsRead: 4,
		rowsTotal: 4,
		counts: { created: 3, updated: 0, unchanged: 0, refused: 1, added: 3 },
		errorCount: 1,
		staffName: 'Анна',
	});
	expect(await client(routes.listTaskErrors, { params: { task: done.task! }, query: {} })).toMatchObject({
		items: [{ line: 3, column: 'Телефон', code: 'phone-not-mobile' }],
	});

	const again = await setUp(FILE.replace('\n', '\n').replace('вип', ''));
	const columns = ['MobilePhone', 'FirstName', 'IsSubscribedBySms', null];
	expect(again.columns).toEqual(columns);
	const second = await client(routes.startImport, { body: again });
	await work();
	expect(await client(routes.readImport, { params: { import: second.id } })).toMatchObject({
		counts: { created: 0, updated: 0, unchanged: 3, refused: 1 },
	});
	expect(await client(routes.listImports, { query: { limit: 1 } })).toMatchObject({ items: [{ id: second.id }] });
	const { next } = await client(routes.listImports, { query: { limit: 1 } });
	expect(await client(routes.listImports, { query: { limit: 1, cursor: next! } })).toMatchObject({
		items: [{ id }],
		next: null,
	});
});

it('what is wrong with a set-up is listed, and nothing begins', async () => {
	const body = await setUp(FILE, { consent: null });
	const refusal = await client(routes.startImport, {
		body: { ...body, columns: ['MobilePhone', 'MobilePhone', 'IsSubscribedBySms', 'Custom:none'] },
	}).catch((error: ApiError) => error);
	expect(refusal).toMatchObject({
		status: 422,
		body: {
			code: 'import-invalid',
			details: [
				{ code: 'column-twice', column: 1 },
				{ code: 'column-unknown', column: 3, value: 'Custom:none' },
				{ code: 'consent-missing' },
			],
		},
	});
	await expect(client(routes.startImport, { body: { ...body, kind: 'merge' } })).rejects.toMatchObject({
		body: { code: 'import-invalid' },
	});
});

it('a bad file asks; who goes on gets its good rows, who leaves it gets none', async () => {
	const bad = `Телефон;Имя\n${'нет;Анна\n'.repeat(4)}89161230001;Зоя\n`;
	for (const goOn of [false, true]) {
		const { id } = await client(routes.startImport, { body: await setUp(bad) });
		await work();
		expect(await client(routes.readImport, { params: { import: id } })).toMatchObject({
			state: 'asks',
			rowsRead: 0,
			question: { rows: 5, refused: 4 },
		});
		await client(routes.answerImport, { params: { import: id }, body: { goOn } });
		await expect(client(routes.answerImport, { params: { import: id }, body: { goOn } })).rejects.toMatchObject({
			body: { code: 'import-not-asked' },
		});
		if (goOn) await work();
		expect(await client(routes.readImport, { params: { import: id } })).toMatchObject(
			goOn ? { state: 'done_with_errors', counts: { created: 1, refused: 4 } } : { state: 'cancelled', rowsRead: 0 },
		);
	}
});

it('somebody else’s file is as unknown as none', async () => {
	const body = await setUp(FILE);
	await sql`update file set staff_id = 'somebody'`.execute(database.db);
	for (const call of [
		() => client(routes.startImport, { body }),
		() => client(routes.previewImport, { body: { file: body.file } }),
	]) {
		await expect(call()).rejects.toMatchObject({ status: 404, body: { code: 'file-expired' } });
	}
});

it('a register of ranges is refused with its line, loaded as a task, and numbers are tried', async () => {
	const head = 'АВС/ DEF;От;До;Емкость;Оператор;Регион\n';
	const row = (n: number) =>
		`9${String(10 + Math.floor(n / 100))};${String((n % 100) * 1000).padStart(7, '0')};${String((n % 100) * 1000 + 999).padStart(7, '0')};1000;ООО "Т2";Омская обл.\n`;
	const rows = Array.from({ length: 5000 }, (_, n) => row(n)).join('');
	const wrong = await upload(Buffer.from(head + rows.replace(';1000;', ';999;')));
	await expect(client(routes.loadNumbering, { body: { file: wrong } })).rejects.toMatchObject({
		body: { code: 'numbering-refused', details: { problem: 'numbering-capacity', line: 2 } },
	});
	await client(routes.loadNumbering, { body: { file: await upload(Buffer.from(head + rows), 'DEF-9xx.csv') } });
	await work();
	expect(await client(routes.readNumbering, {})).toMatchObject({
		tables: [{ state: 'current', fileName: 'DEF-9xx.csv', ranges: 5000, numbers: 5_000_000 }],
	});
	expect(await client(routes.tryNumber, { body: { phone: '8 (910) 000-10-05' } })).toEqual({
		status: 'found',
		phone: '+79100001005',
		range: { operator: 'ООО "Т2"', region: 'Омская обл.', zone: 'Asia/Omsk' },
		zone: 'Asia/Omsk',
	});
});
