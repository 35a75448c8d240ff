import type { Db, Tx } from '@volna/db';

/** Runs `work` in a transaction: the caller's where there is one, else one of its own. */
export function inTransaction<T>(db: Db | Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
	return db.isTransaction ? work(db as Tx) : db.transaction().execute(work);
}
