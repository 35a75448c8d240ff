import type { Db } from '@volna/db';
import { accountOfCallback } from '@volna/messaging';
import type { Mount } from '../http/mount.ts';
import { parseJson, readText } from '../http/read-json.ts';
import { Refusal } from '../http/refuse.ts';

const MAX_BODY = 256 * 1024;
const MAX_REPORTS = 1000;

/**
 * `/callbacks/sigma/:secret`: the raw body is stored and answered; a worker looks at it later. A wrong secret is not
 * told from an address that does not exist.
 */
export function mountCallbacks(
	mount: Mount,
	deps: { database: { db: Db }; receiveCallback: (accountId: string, body: unknown) => Promise<void> },
): void {
	mount.on('post', '/callbacks/sigma/:secret', { kind: 'secret-in-path' }, async (c) => {
		const accountId = await accountOfCallback(deps.database.db, c.req.param('secret') ?? '');
		if (!accountId) throw new Refusal('route-unknown');
		if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw new Refusal('body-not-json');
		const body = parseJson(await readText(c.req.raw, MAX_BODY));
		if (Array.isArray(body) && body.length > MAX_REPORTS)
			throw new Refusal('body-too-large', { values: { maxReports: MAX_REPORTS } });
		await deps.receiveCallback(accountId, body);
		return c.json({});
	});
}
