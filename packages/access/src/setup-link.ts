import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { addStaff } from './staff.ts';

const DAYS = 7;

function hashOf(token: string): Buffer {
	return createHash('sha256').update(token).digest();
}

/**
 * A new one-time link's token, or null when somebody has an account already: the first admin is made only this way.
 * Earlier unused links die.
 */
export async function createSetupLink(db: Db): Promise<string | null> {
	return db.transaction().execute(async (tx) => {
		await sql`lock table setup_link in exclusive mode`.execute(tx);
		const anybody = await tx.selectFrom('staff').select('id').limit(1).executeTakeFirst();
		if (anybody) return null;
		const token = randomBytes(24).toString('base64url');
		await tx.deleteFrom('setupLink').where('usedAt', 'is', null).execute();
		await tx
			.insertInto('setupLink')
			.values({ hash: hashOf(token), expiresAt: sql<Date>`volna.now_exact() + make_interval(days => ${DAYS})` })
			.execute();
		return token;
	});
}

/** Whether a link can still be used. */
export async function isSetupLinkUsable(db: Db, token: string): Promise<boolean> {
	const row = await db
		.selectFrom('setupLink')
		.select('hash')
		.where('hash', '=', hashOf(token))
		.where('usedAt', 'is', null)
		.where('expiresAt', '>', sql<Date>`volna.now_stable()`)
		.executeTakeFirst();
	return row !== undefined;
}

/** Uses the link up and makes the first account, an admin, in one transaction. */
export async function finishSetup(
	db: Db,
	token: string,
	person: { name: string; email: string; password: string; language: 'ru' | 'en' },
): Promise<{ ok: true; id: string } | { ok: false; problem: 'setup-link-spent' | 'email-taken' }> {
	return db.transaction().execute(async (tx) => {
		const used = await tx
			.updateTable('setupLink')
			.set({ usedAt: sql<Date>`volna.now_exact()` })
			.where('hash', '=', hashOf(token))
			.where('usedAt', 'is', null)
			.where('expiresAt', '>', sql<Date>`volna.now_stable()`)
			.returning('hash')
			.executeTakeFirst();
		if (!used) return { ok: false, problem: 'setup-link-spent' };
		return addStaff(tx, { ...person, role: 'admin' });
	});
}
