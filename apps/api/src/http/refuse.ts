import { type ErrorCode, type ErrorKind, errorCodes, errorKinds } from '@volna/contract';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A refusal that a route answers with: a code of the closed list, the place, and values for its text. */
export class Refusal extends Error {
	readonly code: ErrorCode;
	readonly at: string | undefined;
	readonly values: Record<string, string | number> | undefined;
	readonly details: unknown;
	readonly headers: Record<string, string>;
	constructor(
		code: ErrorCode,
		more: {
			at?: string;
			values?: Record<string, string | number>;
			details?: unknown;
			headers?: Record<string, string>;
			cause?: unknown;
		} = {},
	) {
		super(code, { cause: more.cause });
		this.code = code;
		this.at = more.at;
		this.values = more.values;
		this.details = more.details;
		this.headers = more.headers ?? {};
	}
}

/** The HTTP answer of a refusal; the only place where codes become statuses. */
export function answerRefusal(c: Context, refusal: Refusal, requestId: string): Response {
	const kind: ErrorKind = errorCodes[refusal.code];
	return c.json(
		{
			error: {
				kind,
				code: refusal.code,
				at: refusal.at,
				values: refusal.values,
				details: refusal.details,
				requestId,
			},
		},
		errorKinds[kind] as ContentfulStatusCode,
		refusal.headers,
	);
}
