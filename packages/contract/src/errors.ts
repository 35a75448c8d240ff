import { z } from 'zod';

/** Kinds of refusals and their HTTP status: the closed list of every answer that is not a success. */
export const errorKinds = {
	malformed: 400,
	unauthenticated: 401,
	forbidden: 403,
	'not-found': 404,
	conflict: 409,
	'too-large': 413,
	unsupported: 415,
	invalid: 422,
	limited: 429,
	internal: 500,
	unavailable: 503,
} as const;

export type ErrorKind = keyof typeof errorKinds;

/** Finer codes. Their texts stand in the web app's locales under `error.<code>`, with `values` filled in. */
export const errorCodes = {
	'body-malformed': 'malformed',
	'body-not-json': 'unsupported',
	'body-too-large': 'too-large',
	'field-invalid': 'invalid',
	'sign-in-needed': 'unauthenticated',
	'sign-in-wrong': 'unauthenticated',
	'sign-in-limited': 'limited',
	'right-missing': 'forbidden',
	'origin-refused': 'forbidden',
	'route-unknown': 'not-found',
	'thing-unknown': 'not-found',
	'setup-link-spent': 'not-found',
	'email-taken': 'conflict',
	'draft-changed': 'conflict',
	'flow-state': 'conflict',
	'document-invalid': 'invalid',
	'operation-refused': 'invalid',
	'publish-refused': 'invalid',
	'name-taken': 'conflict',
	'template-in-use': 'conflict',
	'template-unfit': 'conflict',
	'thing-changed': 'conflict',
	'thing-in-use': 'conflict',
	'thing-locked': 'conflict',
	'system-template': 'conflict',
	'system-taken': 'conflict',
	'out-of-campaign': 'conflict',
	'campaign-too-deep': 'conflict',
	'campaign-into-itself': 'conflict',
	'parent-archived': 'conflict',
	'category-fixed': 'conflict',
	'guard-invalid': 'invalid',
	'segmentation-state': 'conflict',
	'segmentation-frozen': 'conflict',
	'segmentation-empty': 'conflict',
	'selection-expired': 'not-found',
	'run-ended': 'conflict',
	'task-ended': 'conflict',
	'task-open': 'conflict',
	'body-not-bytes': 'unsupported',
	'file-too-large': 'too-large',
	'file-empty': 'invalid',
	'file-quota': 'limited',
	'file-broke-off': 'malformed',
	'file-expired': 'not-found',
	'import-invalid': 'invalid',
	'import-not-asked': 'conflict',
	'numbering-refused': 'invalid',
	'filter-too-slow': 'invalid',
	'provider-refused': 'invalid',
	'provider-unreachable': 'unavailable',
	'address-not-https': 'invalid',
	'database-busy': 'unavailable',
	internal: 'internal',
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCodes;

/** The body of every refusal. `at` is a JSON pointer into the request; `details` is what the route states for its code. */
export const ErrorBody = z.object({
	error: z.object({
		kind: z.enum(Object.keys(errorKinds) as [ErrorKind, ...ErrorKind[]]),
		code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
		at: z.string().optional(),
		values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
		details: z.unknown().optional(),
		requestId: z.string(),
	}),
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** What the typed client throws for a refusal. */
export class ApiError extends Error {
	readonly status: number;
	readonly body: ErrorBody['error'];
	constructor(status: number, body: ErrorBody['error']) {
		super(`${body.code} (${status})`);
		this.status = status;
		this.body = body;
	}
}
