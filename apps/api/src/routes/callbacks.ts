import type { CallbackReceiver } from '@volna/messaging';
import type { Mount } from '../http/mount.ts';
import { parseJson, readText } from '../http/read-json.ts';
import { Refusal } from '../http/refuse.ts';

const MAX_BODY = 256 * 1024;
const MAX_REPORTS = 1000;

/**
 * `/callbacks/sigma/:secret`: the raw body is stored and answered; a worker looks at it later. A wrong secret is not
 * told from an address that does not exist.
 */
export function mountCallbacks(mount: Mount, deps: { callbacks: CallbackReceiver }): void {
	mount.on('post', '/callbacks/sigma/:secret', { kind: 'secret-in-path' }, async (c) => {
		if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) throw new Refusal('body-not-json');
		const body = parseJson(await readText(c.req.raw, MAX_BODY));
		if (Array.isArray(body) && body.length > MAX_REPORTS) {
			throw new Refusal('body-too-large', { values: { maxReports: MAX_REPORTS } });
		}
		if (!(await deps.callbacks.receive(c.req.param('secret') ?? '', body))) throw new Refusal('route-unknown');
		return c.json({});
	});
}
