import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded/index.ts';
import { migrate } from './migrate.ts';

export const TEMPLATE = 'volna_template';

/** The clock of test databases: the real one and an offset that a test moves. */
const MOVABLE_CLOCK = `
create table volna.clock (shift interval not null);
insert into volna.clock values ('0');
create or replace function volna.now_stable() returns timestamptz language sql stable
as 'select statement_timestamp() + (select shift from volna.clock)';
create or replace function volna.now_exact() returns timestamptz language sql volatile
as 'select clock_timestamp() + (select shift from volna.clock)';
`;

export interface TestServer {
	/** Address of the server's own database, from which test databases are made. */
	url: string;
	stop(): Promise<void>;
}

/** Starts a throw-away server with a migrated template for `testDatabase`. */
export async function startTestServer(): Promise<TestServer> {
	const folder = mkdtempSync(join(tmpdir(), 'volna-test-'));
	// Ours to open: as root the server's own user has to enter it.
	chmodSync(folder, 0o755);
	const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres'), throwAway: true });
	const stop = async () => {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
		// As root the data may have had to lie elsewhere.
		if (existsSync(server.dataFolder)) rmSync(dirname(server.dataFolder), { recursive: true, force: true });
	};
	const admin = server.url.replace(/\/volna$/, '/postgres');
	try {
		await makeTemplate(admin, server.url.replace(/\/volna$/, `/${TEMPLATE}`));
	} catch (error) {
		await stop();
		throw error;
	}
	return { url: admin, stop };
}

async function makeTemplate(admin: string, template: string): Promise<void> {
	await query(admin, `create database ${TEMPLATE}`);
	await migrate(template);
	await query(template, MOVABLE_CLOCK);
	await query(admin, `alter database ${TEMPLATE} with is_template true allow_connections false`);
}

async function query(url: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}
