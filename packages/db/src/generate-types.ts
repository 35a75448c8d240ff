import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { describeTables } from './describe-tables.ts';
import { startTestServer, TEMPLATE } from './test-server.ts';

/** Writes `tables.gen.ts` from the migrated schema: `npm run db:types`. */
const target = fileURLToPath(new URL('./tables.gen.ts', import.meta.url));
const server = await startTestServer();
try {
	const admin = new pg.Client({ connectionString: server.url });
	await admin.connect();
	await admin.query(`create database types_of template ${TEMPLATE}`);
	await admin.end();
	const client = new pg.Client({ connectionString: server.url.replace(/\/[^/]+$/, '/types_of') });
	await client.connect();
	const text = await describeTables(client);
	await client.end();
	const before = readOrEmpty(target);
	writeFileSync(target, text);
	console.log(before === text ? 'tables.gen.ts is up to date' : 'tables.gen.ts written');
} finally {
	await server.stop();
}

function readOrEmpty(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
