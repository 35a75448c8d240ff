import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSetupLink } from '@volna/access';
import { fillTask, recalculationTask } from '@volna/audience';
import { ApiError, type Client, createClient, fromId, routes, splitSizes } from '@volna/contract';
import { claimTask, readTask, runTask, type TaskKind } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
let client: Client;
const dataFolder = mkdtempSync(join(tmpdir(), 'volna-segments-'));

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
	await sql`
		insert into customer (id, source, area, phone, first_name)
		select 300000 + n, 'test', case when n <= 7 then 'Омск' end, '+7916' || (1000000 + n), 'Анна'
		from generate_series(1, 40) n`.execute(database.db);
});

afterAll(async () => {
	await api?.close();
	await database?.close();
	rmSync(dataFolder, { recursive: true, force: true });
});

async function work(kind: TaskKind<any, any>): Promise<void> {
	const task = await claimTask(database.db, randomUUID(), [kind.kind], 60_000);
	if (!task) throw new Error('nothing to claim');
	await runTask(database.db, kind, task, {
		leaseMs: 60_000,
		beatMs: 1000,
		turnMs: 600_000,
		signal: new AbortController().signal,
		onError: (error) => {
			throw error;
		},
	});
}

async function refusal(call: Promise<unknown>) {
	const error = await call.then(
		() => null,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof ApiError)) throw new Error(`not refused: ${JSON.stringify(error)}`);
	return { code: error.body.code, at: error.body.at };
}

async function launched(names: readonly string[], name: string): Promise<{ id: string; segments: string[] }> {
	const { id } = await client(routes.createSegmentation, {
		body: { kind: 'static', name, segments: names.map((one) => ({ name: one })) },
	});
	await client(routes.launchSegmentation, { params: { segmentation: id } });
	const { segments } = await client(routes.readSegmentation, { params: { segmentation: id } });
	return { id, segments: segments.map((one) => one.id) };
}

const inOmsk = { field: 'customer.area', op: 'eq', value: 'Омск' };

it('guide B: a draft is saved, launched, its segments filled with halves of a filter, and nobody is in both', async () => {
	const { id } = await client(routes.createSegmentation, {
		body: { kind: 'static', name: 'Тест писем', description: 'А и Б', segments: [{ name: 'А' }, { name: 'Б' }] },
	});
	const params = { segmentation: id };
	expect((await client(routes.listSegmentations, { query: { state: 'draft' } })).items).toMatchObject([{ id }]);
	await client(routes.launchSegmentation, { params });
	expect(await refusal(client(routes.launchSegmentation, { params }))).toEqual({ code: 'segmentation-state' });
	const [a, b] = (await client(routes.readSegmentation, { params })).segments;

	const half = await client(routes.drawSelection, { body: { draw: { kind: 'part', percent: 50, filter: inOmsk } } });
	expect(half).toMatchObject({ found: 7, count: 4 });
	const first = await client(routes.addToSegment, {
		params: { selection: half.id },
		body: { segmentation: id, segments: [a!.id], onlyNew: false },
	});
	await work(fillTask);
	expect(await readTask(database.db, fromId('task', first.task))).toMatchObject({
		state: 'done',
		results: { added: 4 },
	});

	const all = await client(routes.drawSelection, { body: { draw: { kind: 'all', filter: inOmsk } } });
	const stands = await client(routes.readSelectionMembership, {
		params: { selection: all.id },
		query: { segmentation: id },
	});
	expect(stands).toEqual({ total: 7, outside: 3, inside: [{ segmentId: a!.id, count: 4 }], hasMembers: true });
	await client(routes.addToSegment, {
		params: { selection: all.id },
		body: { segmentation: id, segments: [b!.id], onlyNew: true },
	});
	await work(fillTask);
	expect((await client(routes.readSegmentation, { params })).segments.map((one) => one.size)).toEqual([4, 3]);

	const rows = await client(routes.findCustomers, { body: { filter: inOmsk, selection: half.id } });
	expect(rows.items.filter((row) => row.selected).map((row) => row.segments[0]?.name)).toEqual(['А', 'А', 'А', 'А']);
	await client(routes.removeFromSegmentation, { params: { selection: all.id }, body: { segmentation: id } });
	await work(fillTask);
	expect((await client(routes.readSegmentation, { params })).segments.map((one) => one.size)).toEqual([0, 0]);
});

it('a split fills its segments with the sizes that were shown', async () => {
	const { id, segments } = await launched(['1', '2', '3'], 'Три части');
	const found = await client(routes.countCustomers, { body: { search: 'Анна' } });
	expect(found.count).toBe(40);
	const percents = [33.3, 33.3, 20];
	const drawn = await client(routes.drawSelection, { body: { draw: { kind: 'split', percents, search: 'Анна' } } });
	expect(drawn.counts).toEqual(splitSizes(40, percents));
	await client(routes.addToSegment, {
		params: { selection: drawn.id },
		body: { segmentation: id, segments, onlyNew: false },
	});
	await work(fillTask);
	const read = await client(routes.readSegmentation, { params: { segmentation: id } });
	expect(read.segments.map((one) => one.size)).toEqual(drawn.counts);
});

it('what cannot be done is refused by code and place', async () => {
	const { id, segments } = await launched(['Один'], 'Отказы');
	const body = { kind: 'static' as const, name: 'x', systemName: 'Otkazy', segments: [] };
	expect(await refusal(client(routes.createSegmentation, { body }))).toEqual({ code: 'name-taken', at: '/systemName' });
	const update = { name: 'Отказы', segments: [] };
	const params = { segmentation: id };
	expect(await refusal(client(routes.updateSegmentation, { params, body: update, revision: 1 }))).toEqual({
		code: 'draft-changed',
	});
	expect(await refusal(client(routes.updateSegmentation, { params, body: update, revision: 2 }))).toEqual({
		code: 'segmentation-frozen',
		at: '/segments',
	});
	const draw = (percent: number) => client(routes.drawSelection, { body: { draw: { kind: 'part', percent } } });
	expect((await refusal(draw(0))).code).toBe('field-invalid');
	expect((await refusal(draw(101))).code).toBe('field-invalid');
	const { id: selection } = await draw(10);
	const add = (segmentation: string, segment: string) =>
		client(routes.addToSegment, {
			params: { selection },
			body: { segmentation, segments: [segment], onlyNew: false },
		});
	expect(await refusal(add(id, id))).toEqual({ code: 'segmentation-state' });
	await database.moveClock(25 * 3_600_000);
	expect(await refusal(add(id, segments[0]!))).toEqual({ code: 'selection-expired' });
	await database.moveClock(-25 * 3_600_000);
});

it('a segmentation by filter is recalculated when asked for, as of a moment', async () => {
	const { id } = await client(routes.createSegmentation, {
		body: {
			kind: 'filter',
			name: 'Города',
			segments: [
				{ name: 'Омск', filter: inOmsk },
				{ name: 'Все', filter: { all: [] } },
			],
		},
	});
	const params = { segmentation: id };
	expect(await refusal(client(routes.recalculateSegmentation, { params }))).toEqual({ code: 'segmentation-state' });
	await client(routes.launchSegmentation, { params });
	await client(routes.recalculateSegmentation, { params });
	await work(recalculationTask);
	const read = await client(routes.readSegmentation, { params });
	expect(read.segments.map((one) => one.size)).toEqual([7, 33]);
	expect(read.recalculatedAt).not.toBeNull();
});

it('a view and the columns chosen last come back', async () => {
	await client(routes.keepCustomerList, { body: { columns: ['name', 'email'], pageSize: 100 } });
	const view = {
		name: 'Омск',
		filter: inOmsk,
		search: null,
		columns: ['name', 'phone'],
		sort: 'oldest' as const,
		shared: true,
	};
	const { id } = await client(routes.saveCustomerView, { body: view });
	expect(await client(routes.listCustomerViews, {})).toEqual({
		items: [{ ...view, id, own: true, owner: 'Анна' }],
		setting: { columns: ['name', 'email'], pageSize: 100 },
	});
	await client(routes.updateCustomerView, { params: { view: id }, body: { ...view, name: 'Омичи' } });
	await client(routes.deleteCustomerView, { params: { view: id } });
	expect((await client(routes.listCustomerViews, {})).items).toEqual([]);
});
