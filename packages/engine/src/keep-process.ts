import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

export interface ProcessRow {
	readonly id: string;
	readonly kind: 'api' | 'worker';
	/** Of all manifests it was started with. */
	readonly registryHash: string;
	/** `type@version` pairs it can run. */
	readonly types: readonly string[];
}

/** Says that a process lives: makes its row, or touches it. Publishing refuses what some live worker cannot run. */
export async function keepProcess(db: Db | Tx, row: ProcessRow): Promise<void> {
	await sql`
		insert into process (id, kind, registry_hash, node_types, started_at, seen_at)
		values (${row.id}, ${row.kind}, ${row.registryHash}, ${[...row.types]}::text[], volna.now_exact(), volna.now_exact())
		on conflict (id) do update set seen_at = volna.now_exact()`.execute(db);
	await sql`delete from process where seen_at < volna.now_stable() - interval '1 day'`.execute(db);
}

/** Takes a process's row away when it ends. */
export async function dropProcess(db: Db | Tx, id: string): Promise<void> {
	await db.deleteFrom('process').where('id', '=', id).execute();
}
