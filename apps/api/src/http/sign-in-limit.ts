import type { Context } from 'hono';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal } from './refuse.ts';
import { remoteAddress } from './remote-address.ts';

/** Guessing is slow: so many tries an account, a net, and in all, each quarter of an hour. */
export interface SignInLimit {
	/** Throws `sign-in-limited` with `Retry-After` when the tries are spent. */
	take(c: Context, account: string): Promise<void>;
}

const QUARTER_HOUR = 900;

export function openSignInLimit(): SignInLimit {
	// Per account and net together, so that a stranger locks nobody out from elsewhere.
	const perAccount = new RateLimiterMemory({ keyPrefix: 'account', points: 10, duration: QUARTER_HOUR });
	const perNet = new RateLimiterMemory({ keyPrefix: 'net', points: 60, duration: QUARTER_HOUR });
	const inAll = new RateLimiterMemory({ keyPrefix: 'all', points: 2000, duration: QUARTER_HOUR });
	return {
		async take(c, account) {
			const net = netOf(c);
			try {
				await Promise.all([
					perAccount.consume(`${net} ${account.trim().toLowerCase()}`),
					perNet.consume(net),
					inAll.consume(''),
				]);
			} catch (spent) {
				const seconds = Math.ceil(((spent as { msBeforeNext?: number }).msBeforeNext ?? 60_000) / 1000);
				throw new Refusal('sign-in-limited', { values: { seconds }, headers: { 'retry-after': String(seconds) } });
			}
		},
	};
}

/** The address, or the /64 of an IPv6 one: a household owns all of it. Forwarded headers are not trusted. */
function netOf(c: Context): string {
	const address = remoteAddress(c) || 'in-process';
	if (!address.includes(':') || address.startsWith('::ffff:')) return address;
	return address.split(':').slice(0, 4).join(':');
}
