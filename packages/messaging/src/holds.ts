import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import type { AccountProblem } from './gateway.ts';
import { accountKey } from './hold-keys.ts';

/** Between two trials of a held account or sender. */
const TRIAL = sql`interval '60 seconds'`;

/** Holds an account or a sender for a problem the provider named; a hold that people or the demo set is left as it is. */
export async function holdForProblem(
	tx: Tx,
	key: string,
	scope: 'account' | 'sender',
	problem: AccountProblem,
): Promise<void> {
	await sql`
		insert into hold (key, reason, detail, next_trial_at, set_by)
		values (${key}, ${scope === 'account' ? 'account_held' : 'sender_held'}, ${problem}, volna.now_exact() + ${TRIAL},
			'provider')
		on conflict (key) do update
		set detail = excluded.detail, next_trial_at = excluded.next_trial_at
		where hold.next_trial_at is not null`.execute(tx);
}

/**
 * Takes away a hold that a problem of the provider set, so that its messages can be claimed at once; if the problem is
 * still there the next hand-off sets it again. Pauses, tests and the demo's hold are not ended this way: what they keep
 * back must not reach a phone.
 *
 * @returns false when there was no such hold
 */
export async function liftHold(tx: Db | Tx, key: string): Promise<boolean> {
	const { rows } = await sql`
		delete from hold
		where key = ${key} and reason in ('account_held', 'sender_held') and next_trial_at is not null
		returning key`.execute(tx);
	return rows.length > 0;
}

/** Takes away the hold whose trial went well, unless a person has set it since. */
export async function liftAfterTrial(tx: Tx, key: string): Promise<void> {
	await sql`delete from hold where key = ${key} and next_trial_at is not null`.execute(tx);
}

/** Holds of an account and its senders whose trial is due, each given to one caller a minute. */
export async function takeTrials(db: Db, accountId: string): Promise<string[]> {
	const { rows } = await sql<{ key: string }>`
		update hold set next_trial_at = volna.now_exact() + ${TRIAL}
		where reason in ('account_held', 'sender_held') and next_trial_at <= volna.now_exact()
			and (key = ${accountKey(accountId)} or starts_with(key, ${`sender:${accountId}:`}))
		returning key`.execute(db);
	return rows.map((row) => row.key);
}
