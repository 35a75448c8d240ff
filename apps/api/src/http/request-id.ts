import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** What every handler finds in its context. */
export interface AppEnv {
	Variables: { requestId: string };
}

/** Gives each request an id of ours; one sent along is not trusted. */
export function requestId(): MiddlewareHandler<AppEnv> {
	return async function requestId(c, next) {
		const id = randomUUID();
		c.set('requestId', id);
		await next();
		c.header('x-request-id', id);
	};
}
