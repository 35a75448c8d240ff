import { setTimeout } from 'node:timers/promises';
import type { Db, Tx } from '@volna/db';

/** Deadlock, serialisation, lock timeout: nothing has happened, and the next try may well succeed. */
const passing = new Set(['40P01', '40001', '55P03']);
const TRIES = 4;

/** Whether Postgres gave a transaction up only because of others under way. */
export function isPassing(error: unknown): boolean {
	return passing.has(String((error as { code?: unknown } | null)?.code));
}

/**
 * Runs `work` in a transaction, again when others under way made Postgres give it up: a person's change may meet workers
 * that take the same locks in another order. `work` must do nothing outside of the transaction.
 *
 * @throws what `work` throws, and Postgres's error when the last of four tries was given up too
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
	for (let tried = 1; ; tried++) {
		try {
			return await db.transaction().execute(work);
		} catch (error) {
			if (!isPassing(error) || tried === TRIES) throw error;
			await setTimeout(Math.random() * 50 * tried);
		}
	}
}
