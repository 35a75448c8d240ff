import { setTimeout } from 'node:timers/promises';

/** SQLSTATEs after which a transaction is tried again: deadlock, serialisation, lock timeout. */
const retried = new Set(['40P01', '40001', '55P03']);
const TRIES = 3;

export function sqlStateOf(error: unknown): string | null {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : null;
}

/** Runs a transaction again after a deadlock or a lock timeout, up to three times, with jitter. */
export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await work();
		} catch (error) {
			if (attempt > TRIES || !retried.has(sqlStateOf(error) ?? '')) throw error;
			await setTimeout(Math.random() * 20 * attempt);
		}
	}
}

/** An error for the log. What Postgres says in words may quote a customer's data, so of its errors only the place is kept. */
export function describeError(error: unknown): Readonly<Record<string, string | undefined>> {
	if (!(error instanceof Error)) return { name: typeof error };
	const code = sqlStateOf(error) ?? undefined;
	if ('severity' in error) {
		const { table, constraint, routine } = error as { table?: string; constraint?: string; routine?: string };
		return { name: 'PostgresError', code, table, constraint, routine };
	}
	return { name: error.name, code, message: error.message, stack: error.stack };
}
