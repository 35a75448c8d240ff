import type { Tx } from '@volna/db';
import { sql } from 'kysely';

/** One change of the tree at a time: two moves at once could put two campaigns into each other. */
export async function lockCampaigns(tx: Tx): Promise<void> {
	await sql`select pg_advisory_xact_lock(hashtext('volna.campaign'))`.execute(tx);
}
