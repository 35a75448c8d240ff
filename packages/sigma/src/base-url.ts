/** Why an address cannot be used: not a whole http(s) URL, or plain http to a host that is neither this machine nor an emulator. */
export type BaseUrlProblem = 'malformed_url' | 'plain_http';

export type BaseUrl = { ok: true; origin: string; path: string } | { ok: false; problem: BaseUrlProblem };

/**
 * Reads an account's base URL, which includes `/api`; a trailing slash is tolerated. Plain http is for loopback and for
 * accounts marked as emulators only, since the token would travel readable.
 */
export function parseBaseUrl(text: string, emulator: boolean): BaseUrl {
	if (!URL.canParse(text)) return { ok: false, problem: 'malformed_url' };
	const url = new URL(text);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, problem: 'malformed_url' };
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		return { ok: false, problem: 'malformed_url' };
	}
	if (url.protocol === 'http:' && !emulator && !isLoopback(url.hostname)) return { ok: false, problem: 'plain_http' };
	return { ok: true, origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
}

/** Whether a host name certainly means this machine. */
export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
