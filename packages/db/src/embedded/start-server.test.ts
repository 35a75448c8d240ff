import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, it, vi } from 'vitest';
import { startEmbeddedPostgres } from './start-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'volna-server-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function answers(url: string): Promise<boolean> {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
	client.on('error', () => {});
	try {
		await client.connect();
		await client.query('select from pg_class limit 1');
		return true;
	} catch {
		return false;
	} finally {
		await client.end().catch(() => {});
	}
}

it('a server that is killed comes back on its port, says so, and stays away once it is stopped', {
	timeout: 90_000,
}, async () => {
	const told: string[] = [];
	const server = await startEmbeddedPostgres({
		dataFolder: join(folder, 'postgres'),
		throwAway: true,
		onTrouble: (line) => told.push(line),
	});
	const { pid, url } = server;
	try {
		process.kill(pid, 'SIGKILL');
		await vi.waitFor(() => expect(told.at(-1)).toBe('Postgres answers again'), { timeout: 60_000, interval: 50 });
		expect(told[0]).toContain('Postgres ended (SIGKILL); starting it again');
		expect(server.pid).not.toBe(pid);
		expect(await answers(url)).toBe(true);
	} finally {
		await server.stop();
	}
	const lines = told.length;
	expect(await answers(url)).toBe(false);
	expect(told).toHaveLength(lines);
});
