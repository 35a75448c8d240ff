import { randomBytes } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from './audit.ts';
import { openSeal } from './seal.ts';
import { createSetupLink, finishSetup, isSetupLinkUsable } from './setup-link.ts';
import { openSignIn } from './sign-in.ts';
import { readStaff } from './staff.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.close());

const anna = { name: 'Анна', email: 'Anna@example.ru', password: 'длинный пароль 1', language: 'ru' } as const;

describe('the first account', () => {
	it('S-09 is made once, by the one-time link only, and signs in with its password', async () => {
		const token = await createSetupLink(database.db);
		expect(await isSetupLinkUsable(database.db, token!)).toBe(true);
		expect(await finishSetup(database.db, 'wrong', anna)).toEqual({ ok: false, problem: 'setup-link-spent' });
		const results = await Promise.all([
			finishSetup(database.db, token!, anna),
			finishSetup(database.db, token!, { ...anna, email: 'b@example.ru' }),
		]);
		expect(results.filter((result) => result.ok)).toHaveLength(1);
		expect(await createSetupLink(database.db)).toBeNull();
	});

	it('S-06 a session cookie is HttpOnly and SameSite, and a row of the session table alone signs nobody in', async () => {
		const staff = await database.db.selectFrom('staff').select('email').executeTakeFirstOrThrow();
		const signIn = openSignIn({ pool: database.pool, secret: 's'.repeat(32), baseUrl: 'http://localhost:3000' });
		const answer = await signIn.api.signInEmail({
			body: { email: staff.email, password: anna.password },
			asResponse: true,
		});
		expect(answer.status).toBe(200);
		const cookie = answer.headers.get('set-cookie')!;
		expect(cookie).toMatch(/HttpOnly/i);
		expect(cookie).toMatch(/SameSite=Lax/i);
		const good = new Headers({ cookie: cookie.split(';')[0]! });
		expect((await readStaff(database.db, signIn, good))?.role).toBe('admin');
		const row = await database.db.selectFrom('staffSession').select('token').executeTakeFirstOrThrow();
		const forged = new Headers({ cookie: `volna.session_token=${row.token}` });
		expect(await readStaff(database.db, signIn, forged)).toBeNull();
		const wrong = await signIn.api.signInEmail({
			body: { email: staff.email, password: 'не тот пароль 22' },
			asResponse: true,
		});
		expect(wrong.status).toBe(401);
	});
});

it('a sealed secret opens only with its key and in its place', () => {
	const seal = openSeal(randomBytes(32));
	const sealed = seal.seal('токен', 'sms_account:1');
	expect(seal.unseal(sealed, 'sms_account:1')).toBe('токен');
	expect(() => seal.unseal(sealed, 'sms_account:2')).toThrow();
	expect(() => openSeal(randomBytes(32)).unseal(sealed, 'sms_account:1')).toThrow();
});

it('S-49 audit lines form one chain however many write at once', async () => {
	await Promise.all(
		[1, 2, 3, 4].map((n) =>
			database.db.transaction().execute((tx) => audit(tx, { staffId: null, act: 'test', subject: `thing:${n}` })),
		),
	);
	const lines = await database.db.selectFrom('auditEntry').select(['previous', 'hash']).orderBy('id').execute();
	lines.slice(1).forEach((line, index) => expect(line.previous).toEqual(lines[index]!.hash));
});
