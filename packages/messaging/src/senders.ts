import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { ProviderSender } from './gateway.ts';

/** Sender names of an account, approved ones first. */
export async function listSenders(db: Db, accountId: string) {
	return db
		.selectFrom('sender')
		.select(['id', 'name', 'moderation', 'byHand', 'syncedAt'])
		.where('accountId', '=', accountId)
		.orderBy(sql`moderation <> 'approved'`)
		.orderBy('name')
		.execute();
}

/** Stores the provider's list: what it names is kept or added, what it no longer names becomes unknown unless added by hand. */
export async function storeSenders(db: Db, accountId: string, senders: readonly ProviderSender[]): Promise<void> {
	await db.transaction().execute(async (tx) => {
		await sql`
			insert into sender (account_id, name, moderation, synced_at)
			select ${accountId}, given.name, given.moderation, volna.now_exact()
			from unnest(${senders.map((sender) => sender.name)}::text[], ${senders.map((sender) => sender.moderation)}::text[]) as given (name, moderation)
			on conflict (account_id, name) do update set moderation = excluded.moderation, synced_at = excluded.synced_at
		`.execute(tx);
		await sql`
			update sender set moderation = 'unknown'
			where account_id = ${accountId} and not by_hand and name <> all (${senders.map((sender) => sender.name)}::text[])
		`.execute(tx);
	});
}
