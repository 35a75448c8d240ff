import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { Mount } from '../http/mount.ts';

/** `/health/live`: the process answers. `/health/ready`: the database answers too. Neither tells a version. */
export function mountHealth(mount: Mount, db: Db): void {
	mount.on('get', '/health/live', { kind: 'public' }, (c) => c.json({ status: 'live' }));
	mount.on('get', '/health/ready', { kind: 'public' }, async (c) => {
		try {
			await sql`select 1`.execute(db);
			return c.json({ status: 'ready' });
		} catch {
			return c.json({ status: 'unavailable' }, 503);
		}
	});
}
