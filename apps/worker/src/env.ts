import { fileURLToPath } from 'node:url';

/** Settings of the process; the only reader of `process.env` here. Throws with the name of what is missing or wrong. */
export interface Env {
	readonly databaseUrl: string;
	/** Where the key for secrets is kept when `VOLNA_KEY` is not set. */
	readonly dataFolder: string;
	readonly key: string | undefined;
	/** Answers `/health/live` and `/health/ready` there; nothing listens when undefined. */
	readonly healthPort: number | undefined;
	readonly host: string;
	readonly logLevel: string;
	/** Database connections at most. */
	readonly connections: number;
}

export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
	const databaseUrl = source.DATABASE_URL;
	if (!databaseUrl) {
		throw new Error('DATABASE_URL is not set. `npm start` sets it; alone, give the address of a Postgres 18 or newer.');
	}
	return {
		databaseUrl,
		dataFolder: source.VOLNA_DATA ?? fileURLToPath(new URL('../../../.data/', import.meta.url)),
		key: source.VOLNA_KEY,
		healthPort: source.WORKER_PORT ? count('WORKER_PORT', source.WORKER_PORT, 65_535) : undefined,
		host: source.HOST ?? '127.0.0.1',
		logLevel: source.LOG_LEVEL ?? 'info',
		connections: count('WORKER_CONNECTIONS', source.WORKER_CONNECTIONS ?? '12', 200),
	};
}

function count(name: string, text: string, most: number): number {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1 || value > most) {
		throw new Error(`${name} must be a whole number, 1 to ${most}; it is "${text}".`);
	}
	return value;
}
