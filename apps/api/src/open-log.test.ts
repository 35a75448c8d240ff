import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from './open-log.ts';

let data: TestDatabase;
beforeAll(async () => {
	data = await testDatabase();
});
afterAll(() => data.close());

const phone = '79991234567';

function logged(error: unknown): { line: string; err: Record<string, unknown> } {
	const lines: string[] = [];
	openLog('info', { write: (line) => void lines.push(line) }).error({ err: error }, 'a request failed');
	expect(lines).toHaveLength(1);
	return { line: lines[0]!, err: JSON.parse(lines[0]!).err };
}

test.each([
	['a row that is there already', `insert into known (phone) values ('${phone}'), ('${phone}')`, '23505'],
	['a row that a check refuses', `insert into known (phone, name) values ('${phone}', 'Анна')`, '23514'],
	['a value that cannot be read', `select '${phone} Анна'::uuid`, '22P02'],
	['an error raised with a phone', `do $$ begin raise exception 'bad phone +7 (999) 123-45-67'; end $$`, 'P0001'],
])('a Postgres error is logged without what the row said: %s', async (_, statement, code) => {
	const error = await data.pool.connect().then(async (client) => {
		try {
			await client.query(`create temp table if not exists known (
					phone text constraint phone_once primary key,
					name text constraint name_none check (name is null))`);
			return await client.query(statement).then(
				() => null,
				(fault: unknown) => fault,
			);
		} finally {
			client.release(true);
		}
	});
	const { line, err } = logged(error);
	expect(err).toMatchObject({ code, message: expect.any(String), stack: expect.stringContaining('    at ') });
	if (code.startsWith('23')) expect(err.constraint).toMatch(/phone_once|name_none/);
	expect(line).not.toMatch(/1234567|123-45-67|Анна/);
	expect(err).not.toHaveProperty('detail');
	expect(err).not.toHaveProperty('where');
});

test('causes are logged in the same way, and a phone in any message is hidden', async () => {
	const refused = await sql`select ${`${phone} Анна`}::jsonb`.execute(data.db).catch((error: unknown) => error);
	const { line, err } = logged(new Error(`no answer for +${phone} of anna@example.ru`, { cause: refused }));
	expect(err.message).toBe('no answer for [phone] of [address]');
	expect(err.cause).toMatchObject({ code: '22P02' });
	expect(line).not.toMatch(/1234567|Анна|anna@/);
});

test('a body that is no JSON is not quoted', () => {
	const broken = (() => {
		try {
			return JSON.parse('{"name": Анна}');
		} catch (error) {
			return error;
		}
	})();
	const { line, err } = logged(broken);
	expect(err).toMatchObject({ type: 'SyntaxError', message: expect.stringContaining('not valid JSON') });
	expect(line).not.toMatch(/Анна|нна}/);
});
