/**
 * Thrown in a step when the world, not the run, stands in the way (no provider account, say): every run of the batch is
 * looked at again after `retryAfterMs`, and no attempt is counted.
 */
export class TryLater extends Error {
	readonly code: string;
	readonly retryAfterMs: number;
	constructor(code: string, retryAfterMs: number, cause?: unknown) {
		super(`${code}: tried again in ${retryAfterMs} ms`, { cause });
		this.name = 'TryLater';
		this.code = code;
		this.retryAfterMs = retryAfterMs;
	}
}

/** SQLSTATEs after which the whole batch is tried again: deadlock, serialisation, lock timeout. */
const retried = new Set(['40P01', '40001', '55P03']);

/** Whether a batch that threw this is worth trying again at once. */
export function isRetryable(error: unknown): boolean {
	return retried.has(codeOf(error) ?? '');
}

/** Whether an error says that the connection is gone: then nothing of the transaction can go on. */
export function isConnectionLost(error: unknown): boolean {
	const code = codeOf(error) ?? '';
	return code.startsWith('08') || code.startsWith('57P') || ['ECONNRESET', 'EPIPE'].includes(code);
}

function codeOf(error: unknown): string | undefined {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : undefined;
}

/** An error for the log. What Postgres says in words may quote a customer's data, so of its errors only the place is kept. */
export function describeError(error: unknown): Readonly<Record<string, string>> {
	if (!(error instanceof Error)) return { name: typeof error };
	const code = codeOf(error);
	if ('severity' in error) {
		const { table, constraint, routine } = error as { table?: string; constraint?: string; routine?: string };
		return compact({ name: 'PostgresError', code, table, constraint, routine });
	}
	return compact({ name: error.name, code, message: error.message, stack: error.stack });
}

/** The short form for the step log, such that Postgres can store it: a node's errors may be named anyhow. */
export function errorCode(error: unknown): string {
	const code = codeOf(error) ?? (error instanceof Error ? String(error.name) : 'Error');
	return code.replaceAll('\0', '').slice(0, 200).toWellFormed();
}

function compact(fields: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined),
	);
}
