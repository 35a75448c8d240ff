import { Transaction } from 'kysely';
import type { Db, Tx } from './open-database.ts';
import type { Tables } from './tables.gen.ts';

/**
 * A transaction whose statements go out as they are given, without waiting for each other's answers: Kysely's own sends
 * one at a time. They run in the order in which they were given. Statements that do not need each other's answers are
 * given `together`; all must have answered before `work` ends.
 */
export function transact<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
	return db.transaction().execute(async (tx) => {
		const executor = tx.getExecutor();
		const connection = await executor.provideConnection(async (own) => own);
		return work(
			new Transaction<Tables>({
				// A transaction reads nothing of these three: it neither begins another nor looks at the schema.
				config: {} as never,
				driver: {} as never,
				dialect: {} as never,
				executor: executor.withConnectionProvider({ provideConnection: (consumer) => consumer(connection) }),
			}),
		);
	});
}

type Results<T> = { -readonly [K in keyof T]: Awaited<T[K]> };

/**
 * Waits until every branch has ended, then answers with their results, or throws. Unlike `Promise.all` it leaves none
 * behind that could still give a statement once the transaction, or its savepoint, was rolled back. Of several faults it
 * throws the one that made the others: theirs say only that the transaction is aborted.
 */
export async function together<T extends readonly unknown[]>(branches: readonly [...T]): Promise<Results<T>> {
	const ends = await Promise.allSettled(branches);
	const faults = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
	if (faults.length > 0) throw faults.find((fault) => !isAborted(fault)) ?? faults[0];
	return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value) as Results<T>;
}

/** `in_failed_sql_transaction` */
function isAborted(fault: unknown): boolean {
	return typeof fault === 'object' && fault !== null && 'code' in fault && fault.code === '25P02';
}
