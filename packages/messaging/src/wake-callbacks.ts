import type { Tx } from '@volna/db';
import { sql } from 'kysely';

/**
 * Makes waiting callbacks due at once: those about these ids of the provider, which have got their message now, or about
 * these phones, to which a hand-off has just become uncertain. Ones that somebody is applying are left to them.
 */
export async function wakeCallbacks(tx: Tx, accountId: string, idsOrPhones: readonly string[]): Promise<void> {
	if (idsOrPhones.length === 0) return;
	await sql`
		update callback_inbox set next_try_at = volna.now_exact()
		where id in (
			select id from callback_inbox
			where applied_at is null and waits_for <> '{}' and waits_for && ${idsOrPhones}::text[]
				and account_id = ${accountId}
			for update skip locked)`.execute(tx);
}
