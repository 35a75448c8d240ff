import type { AnswerHeaders } from './call-once.ts';

const longestMs = 24 * 3_600_000;

/** Milliseconds that `Retry-After` asks for, in seconds or as a date (read against the answer's own `Date`); undefined without a readable one. */
export function readRetryAfter(headers: AnswerHeaders, nowMs: number): number | undefined {
	const given = single(headers['retry-after'])?.trim();
	if (!given) return undefined;
	if (/^\d+(\.\d+)?$/.test(given)) return Math.min(longestMs, Math.ceil(Number(given) * 1000));
	const until = Date.parse(given);
	if (Number.isNaN(until)) return undefined;
	const said = Date.parse(single(headers.date) ?? '');
	return Math.min(longestMs, Math.max(0, until - (Number.isNaN(said) ? nowMs : said)));
}

function single(value: string | string[] | undefined): string | undefined {
	return Array.isArray(value) ? value[0] : value;
}
