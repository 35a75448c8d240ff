import { fileURLToPath } from 'node:url';

/** Settings of the process; the only reader of `process.env` here. Throws with the name of what is missing. */
export interface Env {
	databaseUrl: string;
	port: number;
	host: string;
	baseUrl: string;
	dataFolder: string;
	key: string | undefined;
	metricsToken: string | undefined;
	webFolder: string;
	phonesUrl: string | undefined;
	logLevel: string;
}

export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
	const databaseUrl = source.DATABASE_URL;
	if (!databaseUrl)
		throw new Error('DATABASE_URL is not set. `npm start` sets it; alone, give the address of a Postgres 18 or newer.');
	const port = Number(source.PORT ?? 3000);
	return {
		databaseUrl,
		port,
		host: source.HOST ?? '127.0.0.1',
		baseUrl: source.VOLNA_BASE_URL ?? `http://localhost:${port}`,
		dataFolder: source.VOLNA_DATA ?? fileURLToPath(new URL('../../../.data/', import.meta.url)),
		key: source.VOLNA_KEY,
		metricsToken: source.METRICS_TOKEN,
		webFolder: source.VOLNA_WEB ?? fileURLToPath(new URL('../../web/dist/', import.meta.url)),
		phonesUrl: source.VOLNA_PHONES_URL,
		logLevel: source.LOG_LEVEL ?? 'info',
	};
}
