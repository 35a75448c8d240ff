import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { createSetupLink } from '@volna/access';
import { type Client, createClient, routes } from '@volna/contract';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApi } from '../create-api.ts';
import { openLanes } from './open-lanes.ts';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof createApi>>;
let server: ServerType;
let client: Client;
const dataFolder = mkdtempSync(join(tmpdir(), 'volna-filters-'));

// A socket of its own, because an abort is what a closed connection makes of a request.
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
	const token = await createSetupLink(database.db);
	const answer = await fetch(`http://127.0.0.1:${port}/api/v1/setup/${token}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', host: 'localhost:3000' },
		body: JSON.stringify({ name: 'Анна', email: 'anna@example.ru', password: 'длинный пароль', language: 'ru' }),
	});
	const cookie = answer.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	client = createClient({ baseUrl: `http://127.0.0.1:${port}`, headers: { cookie } });
	await sql`insert into customer (first_name, last_name, phone)
		select 'Анна', 'Орлова', '+7999000' || lpad(i::text, 4, '0') from generate_series(1, 7) i`.execute(database.db);
});
afterAll(async () => {
	await new Promise((resolve) => server.close(resolve));
	await api.close();
	await database.close();
	rmSync(dataFolder, { recursive: true, force: true });
});

const anna: Filter = { field: 'customer.firstName', op: 'eq', value: 'анна' };

it('a filter is counted, shown by five examples, and its words are read', async () => {
	expect(await client(routes.countFilter, { body: { filter: anna } })).toMatchObject({ count: 7 });
	const { items } = await client(routes.findFilterExamples, { body: { filter: anna } });
	expect(items).toHaveLength(5);
	expect(items[0]).toMatchObject({ name: 'Орлова Анна', phone: expect.stringMatching(/^\+7999000\d{4}$/) });
	expect(await client(routes.readFilterWords, {})).toMatchObject({ zone: 'Europe/Moscow', topics: [] });
});

it('a filter that asks for what is not declared says which part of it does', async () => {
	const filter: Filter = { all: [anna, { field: 'customer.custom.nothing', op: 'eq', value: 1 }] };
	await expect(client(routes.countFilter, { body: { filter } })).rejects.toMatchObject({
		status: 422,
		body: { code: 'field-invalid', at: '/filter', details: [{ code: 'field-unknown', at: '/all/1/field' }] },
	});
});

it('breaking off the request ends the statement in the database', async () => {
	const slow: Filter = { field: 'actions', op: 'ge', value: 2 };
	const running = async () => {
		const { rows } = await sql`select 1 from pg_stat_activity where datname = current_database() and state = 'active'
			and wait_event_type = 'Lock' and query like '%count(*)%'`.execute(database.db);
		return rows.length;
	};
	await database.db.transaction().execute(async (tx) => {
		await sql`lock table action in access exclusive mode`.execute(tx);
		const abort = new AbortController();
		const counted = client(routes.countFilter, { body: { filter: slow }, signal: abort.signal });
		counted.catch(() => {});
		await expect.poll(running).toBe(1);
		abort.abort();
		await expect(counted).rejects.toThrow();
		await expect.poll(running).toBe(0);
	});
	expect(await client(routes.countFilter, { body: { filter: slow } })).toMatchObject({ count: 0 });
});

it('no more works run at once than there are lanes, and who gave up is not begun', async () => {
	const lanes = openLanes(2);
	const begun: number[] = [];
	const finish: (() => void)[] = [];
	const aborts = [0, 1, 2, 3].map(() => new AbortController());
	const works = aborts.map((abort, index) =>
		lanes(abort.signal, () => {
			begun.push(index);
			return new Promise<number>((resolve) => finish.push(() => resolve(index)));
		}),
	);
	await expect.poll(() => begun).toEqual([0, 1]);
	aborts[2]!.abort();
	expect(await works[2]).toBeUndefined();
	finish[0]!();
	await expect.poll(() => begun).toEqual([0, 1, 3]);
	for (const end of finish) end();
	expect(await Promise.all(works)).toEqual([0, 1, undefined, 3]);
});
