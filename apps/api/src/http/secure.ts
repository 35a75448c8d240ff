import type { MiddlewareHandler } from 'hono';
import { Refusal } from './refuse.ts';

const POLICY = [
	"default-src 'self'",
	"script-src 'self'",
	"style-src 'self' 'unsafe-inline'",
	"img-src 'self' data:",
	"font-src 'self' data:",
	"connect-src 'self'",
	"worker-src 'self' blob:",
	"object-src 'none'",
	"base-uri 'none'",
	"form-action 'self'",
	"frame-ancestors 'none'",
].join('; ');

/** Headers of every answer. */
export function securityHeaders(): MiddlewareHandler {
	return async function securityHeaders(c, next) {
		await next();
		c.header('content-security-policy', POLICY);
		c.header('x-content-type-options', 'nosniff');
		c.header('referrer-policy', 'same-origin');
		c.header('cross-origin-opener-policy', 'same-origin');
		c.header('cross-origin-resource-policy', 'same-origin');
	};
}

/**
 * Refuses what another site makes a browser send: whatever changes something needs the same origin, by
 * `Sec-Fetch-Site` or by `Origin`. Programs that send neither carry no cookie of a browser.
 */
export function sameOrigin(): MiddlewareHandler {
	return async function sameOrigin(c, next) {
		if (!['GET', 'HEAD'].includes(c.req.method)) {
			const site = c.req.header('sec-fetch-site');
			const origin = c.req.header('origin');
			if (site !== undefined && site !== 'same-origin') throw new Refusal('origin-refused');
			if (site === undefined && origin !== undefined && new URL(c.req.url).host !== hostOf(origin))
				throw new Refusal('origin-refused');
		}
		await next();
	};
}

function hostOf(origin: string): string | null {
	try {
		return new URL(origin).host;
	} catch {
		return null;
	}
}
