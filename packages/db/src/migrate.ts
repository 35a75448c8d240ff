import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrateQueues } from './queues.ts';

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url));

export interface MigrationFile {
	number: number;
	name: string;
	sql: string;
	hash: string;
}

/** The numbered files, in order. Throws when a number is missing or double. */
export function readMigrations(folder: string = FOLDER): MigrationFile[] {
	const files = readdirSync(folder)
		.filter((file) => file.endsWith('.sql'))
		.sort();
	return files.map((file, index) => {
		const number = Number(file.slice(0, 6));
		if (number !== index + 1) throw new Error(`Migration ${file} should have the number ${index + 1}.`);
		const sql = readFileSync(`${folder}${file}`, 'utf8');
		return { number, name: file.replace(/\.sql$/, ''), sql, hash: createHash('sha256').update(sql).digest('hex') };
	});
}

/**
 * Brings a database to the present schema: our numbered migrations, pg-boss's own, the queues, and the months of
 * history around today. Two processes may start it at once: each migration's row is inserted first, so the second
 * waits on the key and then finds it applied. Returns the names applied by this call.
 *
 * Throws when the server is older than 18, or when a migration that was applied has changed since.
 */
export async function migrate(url: string): Promise<string[]> {
	const client = new pg.Client({ connectionString: url, application_name: 'volna migrate' });
	await client.connect();
	try {
		await refuseOldServer(client);
		const applied = await applyAll(client);
		await client.query(`select volna.ensure_months(t, now() - interval '1 month', now() + interval '2 months')
			from unnest(array['action', 'message_event', 'step']) as t`);
		await migrateQueues(url);
		return applied;
	} finally {
		await client.end();
	}
}

async function refuseOldServer(client: pg.Client): Promise<void> {
	const { rows } = await client.query('show server_version_num');
	if (Number(rows[0].server_version_num) < 180_000) {
		throw new Error(
			'Volna needs Postgres 18 or newer: it makes its ids with uuidv7(). Point DATABASE_URL at a newer server.',
		);
	}
}

async function applyAll(client: pg.Client): Promise<string[]> {
	await client.query(`set lock_timeout = '30s'`);
	// A role named as our schema would otherwise make its tables there.
	await client.query('set search_path = public');
	await makeLedger(client);
	const applied: string[] = [];
	for (const file of readMigrations()) {
		if (await applyOne(client, file)) applied.push(file.name);
	}
	return applied;
}

async function makeLedger(client: pg.Client): Promise<void> {
	try {
		await client.query(`create table if not exists migration (
			number integer primary key, name text not null, hash text not null,
			applied_at timestamptz not null default clock_timestamp())`);
	} catch (error) {
		// Two processes that make it in the same instant collide on the catalogue; the table is there then.
		if (!['23505', '42P07'].includes((error as { code?: string }).code ?? '')) throw error;
	}
}

async function applyOne(client: pg.Client, file: MigrationFile): Promise<boolean> {
	await client.query('begin');
	try {
		const inserted = await client.query(
			'insert into migration (number, name, hash) values ($1, $2, $3) on conflict do nothing returning number',
			[file.number, file.name, file.hash],
		);
		if (inserted.rowCount === 0) {
			const { rows } = await client.query('select hash from migration where number = $1', [file.number]);
			await client.query('commit');
			if (rows[0].hash !== file.hash)
				throw new Error(`Migration ${file.name} was applied and has changed since. Add a new one instead.`);
			return false;
		}
		await client.query(file.sql);
		await client.query('commit');
		return true;
	} catch (error) {
		await client.query('rollback').catch(() => {});
		throw error;
	}
}
