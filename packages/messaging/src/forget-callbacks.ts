import { type Db, prepared } from '@volna/db';
import { sql } from 'kysely';

/** Bodies hold phones and come three to a message: kept so long for people who look into a fault. */
const KEPT_DAYS = 7;
const BATCH = 2_000;

/**
 * Deletes callbacks that were applied, or given up, and came more than a week ago: a batch, oldest first. Whatever still
 * waits for its message stays. Any number of processes may do it at once.
 *
 * @returns how many; a full batch means that there may be more
 */
export async function forgetCallbacks(db: Db): Promise<number> {
	const { rows } = await sql<{ n: number }>`${prepared}
		with old_ones as (
			select c.id
			from sms_account a
			cross join lateral (
				select id from callback_inbox
				where account_id = a.id and received_at < volna.now_stable() - ${KEPT_DAYS} * interval '1 day'
					and applied_at is not null
				order by received_at
				limit ${BATCH}
				for update skip locked
			) c
			limit ${BATCH}
		),
		gone as (
			delete from callback_inbox c using old_ones o where c.id = o.id returning c.id
		)
		select count(*)::int as n from gone`.execute(db);
	return rows[0]!.n;
}
