import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

export interface ReadLimits {
	/** Aborted when nobody waits for the answer any more. */
	readonly signal?: AbortSignal;
	/** How long the database may take; 30 000 by default. */
	readonly timeoutMs?: number;
	/** What is read is kept: the transaction may write. */
	readonly writes?: boolean;
}

export type ReadWithin<T> =
	| { readonly status: 'read'; readonly value: T }
	/** It took longer than allowed, and was given up. */
	| { readonly status: 'too-slow' }
	| { readonly status: 'cancelled' };

const QUERY_CANCELED = '57014';

/**
 * Reads the base within limits of time and memory. An abort ends the statement in the database, not only the waiting for
 * it: a second session tells the first one's process to stop. The answer to that is awaited before the first session is
 * given back, so that it cannot hit the statement of whoever gets the session next.
 */
export async function readWithin<T>(db: Db, limits: ReadLimits, read: (tx: Tx) => Promise<T>): Promise<ReadWithin<T>> {
	const { signal, timeoutMs = 30_000, writes = false } = limits;
	if (signal?.aborted) return { status: 'cancelled' };
	try {
		const value = await db
			.transaction()
			.setAccessMode(writes ? 'read write' : 'read only')
			.execute(async (tx) => {
				const pid = await prepareScan(tx, timeoutMs);
				let stopping: Promise<unknown> | undefined;
				const stop = () => {
					stopping ??= sql`select pg_cancel_backend(${pid}::integer)`.execute(db);
				};
				signal?.addEventListener('abort', stop, { once: true });
				if (signal?.aborted) stop();
				try {
					return await read(tx);
				} finally {
					signal?.removeEventListener('abort', stop);
					await stopping;
				}
			});
		return { status: 'read', value };
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === QUERY_CANCELED)
			return { status: signal?.aborted ? 'cancelled' : 'too-slow' };
		throw error;
	}
}

/**
 * Sets a transaction up for one statement over the whole base and answers the session's process id. Sets of customers are
 * kept in memory where they fit: with the 4 MB of an ordinary statement a million ids are looked up one by one instead.
 */
export async function prepareScan(tx: Tx, timeoutMs: number): Promise<number> {
	const { rows } = await sql<{ pid: number }>`
		select set_config('statement_timeout', ${String(timeoutMs)}, true), set_config('work_mem', '64MB', true),
			pg_backend_pid() as pid`.execute(tx);
	return rows[0]!.pid;
}
