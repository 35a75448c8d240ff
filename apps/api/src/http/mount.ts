import type { Right } from '@volna/access';
import type { Handler, Hono } from 'hono';
import type { AppEnv } from './request-id.ts';

/** Who may call a route. `key` routes check a secret key of their own, `metrics` a token or loopback. */
export type Access =
	| { kind: 'public' }
	| { kind: 'session'; right: Right | null }
	| { kind: 'key' }
	| { kind: 'secret-in-path' }
	| { kind: 'token-or-loopback' };

export interface MountedRoute {
	method: string;
	path: string;
	access: Access;
}

/** Registers routes together with their classification: a route cannot exist without one. */
export class Mount {
	readonly routes: MountedRoute[] = [];
	readonly app: Hono<AppEnv>;
	constructor(app: Hono<AppEnv>) {
		this.app = app;
	}

	on(
		method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'all',
		path: string,
		access: Access,
		handler: Handler<AppEnv>,
	): void {
		this.routes.push({ method: method.toUpperCase(), path, access });
		this.app[method](path, handler);
	}
}
