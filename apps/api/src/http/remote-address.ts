import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** The address a request came from; forwarded headers are not trusted. Empty in process. */
export function remoteAddress(c: Context): string {
	try {
		return getConnInfo(c).remote.address ?? '';
	} catch {
		return '';
	}
}
