import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from './open-database.ts';
import { TEMPLATE } from './test-server.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		postgresUrl: string;
	}
}

export interface TestDatabase extends Database {
	/** Moves the database's clock: what SQL asks through `volna.now_stable` and `volna.now_exact`. */
	moveClock(byMs: number): Promise<void>;
	/** Sets the database's clock to an instant; it goes on from there. */
	setClock(at: Date): Promise<void>;
}

/** A database of its own, cloned from the migrated template. Close it in `afterAll`: an open session fails the clean-up. */
export async function testDatabase(options: { max?: number } = {}): Promise<TestDatabase> {
	const server = inject('postgresUrl');
	const name = `t_${randomBytes(6).toString('hex')}`;
	await onServer(server, `create database ${name} template ${TEMPLATE}`);
	const url = server.replace(/\/[^/]+$/, `/${name}`);
	const database = openDatabase(url, { max: options.max ?? 10, name: 'volna test' });
	return {
		...database,
		async moveClock(byMs) {
			await database.pool.query(`update volna.clock set shift = shift + make_interval(secs => $1::float8 / 1000)`, [
				byMs,
			]);
		},
		async setClock(at) {
			await database.pool.query(`update volna.clock set shift = $1::timestamptz - clock_timestamp()`, [at]);
		},
		async close() {
			await database.close();
			await onServer(server, `drop database ${name} with (force)`);
		},
	};
}

async function onServer(url: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
