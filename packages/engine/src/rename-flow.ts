import type { Db, Tx } from '@volna/db';

/** Renames a flow; false when there is none. Its system name stays. */
export async function renameFlow(db: Db | Tx, flowId: string, name: string): Promise<boolean> {
	const done = await db.updateTable('flow').set({ name }).where('id', '=', flowId).executeTakeFirst();
	return done.numUpdatedRows > 0n;
}
