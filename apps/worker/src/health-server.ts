import { serve } from '@hono/node-server';
import type { Db } from '@volna/db';
import { Hono } from 'hono';
import { sql } from 'kysely';

/** `/health/live`: the process answers. `/health/ready`: the database answers too. Neither tells a version. */
export function openHealthServer(db: Db, host: string, port: number): { close(): Promise<void> } {
	const app = new Hono();
	app.get('/health/live', (c) => c.json({ status: 'live' }));
	app.get('/health/ready', async (c) => {
		try {
			await sql`select 1`.execute(db);
			return c.json({ status: 'ready' });
		} catch {
			return c.json({ status: 'unavailable' }, 503);
		}
	});
	const server = serve({ fetch: app.fetch, port, hostname: host });
	return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}
