import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

/** A process is alive while its row was touched within this time. */
export const aliveMs = 15_000;

/** Live workers and the `type@version` pairs each can run. */
export async function liveWorkers(
	db: Db | Tx,
): Promise<readonly { readonly name: string; readonly types: readonly string[] }[]> {
	const { rows } = await sql<{ name: string; types: string[] }>`
		select id::text as name, node_types as types
		from process
		where kind = 'worker' and seen_at > volna.now_stable() - make_interval(secs => ${aliveMs / 1000})
		order by id`.execute(db);
	return rows;
}
