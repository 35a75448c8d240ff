import { randomUUID } from 'node:crypto';
import type { Db, Tx } from '@volna/db';
import { hashPassword, type SignIn } from './sign-in.ts';
import { type Right, type Role, rightsOfRole } from './states.ts';

export interface StaffMember {
	id: string;
	name: string;
	email: string;
	role: Role;
	language: 'ru' | 'en';
	rights: readonly Right[];
}

const DAY_MS = 86_400_000;
const SESSION_AGE_DAYS = 7;

/** Who the request's cookie signs in; null when nobody, when the session is older than 7 days, or the person is disabled. */
export async function readStaff(db: Db, signIn: SignIn, headers: Headers): Promise<StaffMember | null> {
	const found = await signIn.api.getSession({ headers }).catch(() => null);
	if (!found) return null;
	if (Date.now() - new Date(found.session.createdAt).getTime() > SESSION_AGE_DAYS * DAY_MS) return null;
	return findStaff(db, found.user.id);
}

/** A person by id; null when unknown or disabled. */
export async function findStaff(db: Db, id: string): Promise<StaffMember | null> {
	const row = await db
		.selectFrom('staff')
		.select(['id', 'name', 'email', 'role', 'language'])
		.where('id', '=', id)
		.where('disabledAt', 'is', null)
		.executeTakeFirst();
	return row ? { ...row, rights: rightsOfRole[row.role] } : null;
}

/** Adds a person with a password. Answers `email-taken` when somebody has the address. */
export async function addStaff(
	tx: Tx,
	person: { name: string; email: string; password: string; role: Role; language: 'ru' | 'en' },
): Promise<{ ok: true; id: string } | { ok: false; problem: 'email-taken' }> {
	const id = randomUUID();
	const email = person.email.trim().toLowerCase();
	const made = await tx
		.insertInto('staff')
		.values({ id, name: person.name, email, role: person.role, language: person.language, emailVerified: true })
		.onConflict((conflict) => conflict.column('email').doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!made) return { ok: false, problem: 'email-taken' };
	await tx
		.insertInto('staffLogin')
		.values({
			id: randomUUID(),
			accountId: id,
			providerId: 'credential',
			userId: id,
			password: await hashPassword(person.password),
		})
		.execute();
	return { ok: true, id };
}

/** Changes what people may change of themselves. */
export async function updateProfile(
	db: Db,
	id: string,
	change: { name?: string; language?: 'ru' | 'en' },
): Promise<StaffMember | null> {
	if (change.name !== undefined || change.language !== undefined) {
		await db
			.updateTable('staff')
			.set({ ...change, updatedAt: new Date() })
			.where('id', '=', id)
			.execute();
	}
	return findStaff(db, id);
}
