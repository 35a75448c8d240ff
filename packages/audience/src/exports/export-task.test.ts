import { randomUUID } from 'node:crypto';
import { claimTask, readFileFacts, readFileFrom, readTask, runTask, type TurnEnd } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drawSelection } from '../selections/draw-selection.ts';
import { newCustomer, newSegmentation, newTemplate } from '../testing.ts';
import { EXPORT_PAGE } from './export-source.ts';
import { exportSourceOf, exportTask } from './export-task.ts';
import { exportWords } from './export-words.ts';
import type { ListedMessage, ListMessages } from './messages-source.ts';
import { startExport } from './start-export.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
	await database.pool.query(
		'truncate task, task_error, file, file_chunk, customer, identifier, subscription, segment_member, selection, selection_chunk',
	);
});

const noMessages: ListMessages = async () => [];

interface Order {
	source: 'customers' | 'segment' | 'action-templates' | 'messages';
	query?: unknown;
	columns?: string[];
	language?: 'ru' | 'en';
	masked?: boolean;
	listMessages?: ListMessages;
}

async function order({ source, query, columns, language, masked, listMessages }: Order): Promise<string> {
	const started = await database.db.transaction().execute((tx) =>
		startExport(tx, {
			source: exportSourceOf(source, { listMessages: listMessages ?? noMessages }),
			query: query ?? {},
			columns,
			language: language ?? 'ru',
			masked: masked ?? false,
			staffId: 'anna',
		}),
	);
	if (started.status !== 'started') throw new Error(started.status);
	return started.taskId;
}

async function turn(listMessages: ListMessages = noMessages, turnMs = 60_000): Promise<TurnEnd> {
	const kind = exportTask({ listMessages });
	const task = await claimTask(database.db, randomUUID(), [kind.kind], 30_000);
	return runTask(database.db, kind, task!, {
		leaseMs: 30_000,
		beatMs: 1_000,
		turnMs,
		signal: new AbortController().signal,
		onError: (error) => {
			if (!String(error).includes('killed')) throw error;
		},
	});
}

async function written(taskId: string): Promise<{ text: string; rows: string[][] }> {
	const task = await readTask(database.db, taskId);
	const parts: Buffer[] = [];
	for await (const part of readFileFrom(database.db, task?.outcome.fileId as string)) parts.push(part);
	const text = Buffer.concat(parts).toString('utf8');
	return { text, rows: parse(text, { delimiter: ';', bom: true }) as string[][] };
}

describe('an export of customers', () => {
	it('writes them by id in the columns asked for, an instant in the project’s zone', async () => {
		const id = await newCustomer(database.db, { phone: '+79991234567' });
		await sql`update customer set first_name = 'Анна', last_name = 'O''Нил; "А"', birth_date = '1990-05-20',
			created_at = '2026-11-25 20:30:00+00', custom = '{"vip": true}' where id = ${id}`.execute(database.db);
		const columns = ['id', 'lastName', 'firstName', 'phone', 'birthDate', 'sms', 'created'];
		const task = await order({ source: 'customers', columns });
		expect(await turn()).toBe('finished');
		const { text, rows } = await written(task);
		expect(text.startsWith('\uFEFFVolna ID;Фамилия;Имя;Телефон;Дата рождения;')).toBe(true);
		expect(rows[1]).toEqual([
			String(id),
			'O\'Нил; "А"',
			'Анна',
			'+79991234567',
			'1990-05-20',
			'нет данных',
			'2026-11-25 23:30:00',
		]);
		const facts = await readFileFacts(database.db, (await readTask(database.db, task))?.outcome.fileId as string);
		expect(facts).toMatchObject({ neededRight: 'export', staffId: 'anna', contentType: 'text/csv; charset=utf-8' });
		expect(facts!.expiresAt.getTime() - facts!.closedAt!.getTime()).toBe(24 * 3_600_000);
	});

	it('masks personal data for who may not see it', async () => {
		const id = await newCustomer(database.db, { phone: '+79991234567' });
		await sql`update customer set first_name = 'Анна', last_name = 'Орлова', email = 'anna@example.ru',
			birth_date = '1990-05-20', custom = '{"card": "1"}' where id = ${id}`.execute(database.db);
		await sql`insert into custom_field (entity, system_name, name, type) values ('customer', 'card', 'Карта', 'string')
			on conflict do nothing`.execute(database.db);
		const columns = ['lastName', 'phone', 'email', 'birthDate', 'custom:card'];
		const plain = await order({ source: 'customers', columns });
		await turn();
		expect((await written(plain)).rows).toEqual([
			['Фамилия', 'Телефон', 'Почта', 'Дата рождения', 'Карта'],
			['Орлова', '+79991234567', 'anna@example.ru', '1990-05-20', '1'],
		]);
		const masked = await order({ source: 'customers', columns, masked: true });
		await turn();
		expect((await written(masked)).rows[1]).toEqual(['', '+7999***4567', 'a•••@example.ru', '', '']);
	});

	it('of many is the same whether its worker dies, makes room or goes on later: each once, in order', async () => {
		const n = 2 * EXPORT_PAGE + 7;
		await sql`insert into customer (id, first_name) overriding system value
			select i, 'Имя ' || i from generate_series(1, ${n}::integer) i`.execute(database.db);
		const task = await order({ source: 'customers', columns: ['id', 'firstName'] });
		await database.pool.query(`insert into task (kind, title_code, input) values ('list.export', 'x', '{}')`);
		// Somebody else waits, so each turn is one batch.
		expect(await turn(noMessages, 0)).toBe('gave-way');
		await database.pool.query(`delete from task where title_code = 'x'`);
		// Those who come later are not of it, and those who left meanwhile are told.
		await sql`insert into customer (id) overriding system value values (${n + 1})`.execute(database.db);
		await sql`update customer set deleted_at = now() where id = ${n}`.execute(database.db);
		expect(await turn()).toBe('finished');
		expect(await readTask(database.db, task)).toMatchObject({
			state: 'done',
			done: n,
			total: n,
			results: { written: n - 1, gone: 1 },
		});
		const { rows } = await written(task);
		expect(rows.slice(1).map((row) => Number(row[0]))).toEqual(Array.from({ length: n - 1 }, (_, index) => index + 1));
	});

	it('by a selection writes just those, and says so when the selection is over', async () => {
		const ids = await Promise.all([1, 2, 3].map(() => newCustomer(database.db, {})));
		const drawn = await drawSelection(database.db, { kind: 'chosen', ids: [ids[0]!, ids[2]!] });
		if (drawn.status !== 'drawn') throw new Error(drawn.status);
		const query = { selectionId: drawn.selection.id };
		const task = await order({ source: 'customers', query, columns: ['id'] });
		expect(await turn()).toBe('finished');
		expect((await written(task)).rows.slice(1)).toEqual([[String(ids[0])], [String(ids[2])]]);
		await database.moveClock(25 * 3_600_000);
		const late = await order({ source: 'customers', query, columns: ['id'] });
		expect(await turn()).toBe('failed');
		expect(await readTask(database.db, late)).toMatchObject({ failure: { code: 'selection-expired' } });
	});
});

it('an export of a segment writes its members with the moment they entered', async () => {
	const { id: segmentationId, segments } = await newSegmentation(database.db, ['A', 'B']);
	const inside = await newCustomer(database.db, {});
	const other = await newCustomer(database.db, {});
	await sql`insert into segment_member (customer_id, segmentation_id, segment_id, since) values
		(${inside}, ${segmentationId}, ${segments.A!}, '2026-11-25 07:00:00+00'),
		(${other}, ${segmentationId}, ${segments.B!}, now())`.execute(database.db);
	const task = await order({ source: 'segment', query: { segmentId: segments.A! }, columns: ['id', 'since'] });
	await turn();
	expect((await written(task)).rows.slice(1)).toEqual([[String(inside), '2026-11-25 10:00:00']]);
	expect(await readTask(database.db, task)).toMatchObject({ total: 1, title: { code: 'export-segment' } });
});

it('an export of action templates has their categories and uses in words', async () => {
	await newTemplate(database.db, {
		name: 'Заказ оформлен',
		systemName: 'Order.Placed',
		usage: ['operation', 'trigger'],
	});
	const task = await order({ source: 'action-templates', query: { q: 'Order.Placed' }, language: 'en' });
	await turn();
	const { rows } = await written(task);
	expect(rows[0]?.slice(0, 4)).toEqual(['Name', 'System name', 'Campaign', 'Type']);
	expect(rows[1]).toContain('operation, trigger');
});

it('an export of messages pages through their list and masks phones and texts', async () => {
	const one = (n: number): ListedMessage => ({
		id: `${n}`,
		state: 'delivered',
		reason: null,
		detail: null,
		customerId: n,
		customerName: null,
		phone: '+79991234567',
		sender: 'VOLNA',
		text: '=1+1',
		parts: 1,
		profile: 'marketing',
		flowName: null,
		nodeId: null,
		createdAt: new Date(0),
		dueAt: new Date(0),
		changedAt: new Date(0),
		price: 4.5,
	});
	const asked: unknown[] = [];
	const listMessages: ListMessages = async (_db, { after, limit, ...query }) => {
		asked.push(query);
		const from = after === undefined ? 1 : Number(after) + 1;
		return Array.from({ length: Math.min(limit, EXPORT_PAGE + 2 - from + 1) }, (_, index) => one(from + index));
	};
	const columns = ['customerId', 'phone', 'text', 'state'];
	const task = await order({ source: 'messages', query: { group: 'delivered' }, columns, listMessages });
	await turn(listMessages);
	expect(asked).toEqual([{ group: 'delivered' }, { group: 'delivered' }]);
	const { rows } = await written(task);
	expect(rows.slice(1).map((row) => Number(row[0]))).toEqual(
		Array.from({ length: EXPORT_PAGE + 2 }, (_, index) => index + 1),
	);
	expect(rows[1]).toEqual(['1', '+79991234567', "'=1+1", 'доставлено']);
	const masked = await order({ source: 'messages', columns, listMessages, masked: true });
	await turn(listMessages);
	expect((await written(masked)).rows[1]).toEqual(['1', '+7999***4567', '', 'доставлено']);
});

it('both languages have words for everything in a file, and every column its heading', async () => {
	const paths = (value: object): string[] =>
		Object.entries(value).flatMap(([key, part]) =>
			typeof part === 'object' ? paths(part).map((path) => `${key}.${path}`) : [key],
		);
	expect(paths(exportWords.en)).toEqual(paths(exportWords.ru));
	for (const name of ['customers', 'segment', 'action-templates', 'messages'] as const) {
		const source = exportSourceOf(name, { listMessages: noMessages });
		for (const { key, heading } of await source.columns(database.db, exportWords.ru)) {
			if (key.includes(':')) continue;
			expect(Object.keys(exportWords.ru.heading), key).toContain(key);
			expect(heading).not.toBe(key);
		}
	}
});
