/** Every row of SIGMA's protocol that is assumed or contradictory, either way round. */
export interface Switches {
	/** `always200`: every error envelope comes with HTTP 200. */
	errorHttpStatus: 'real' | 'always200';
	refusedMessageStatus: 400 | 200;
	noFundsStatus: 402 | 400;
	plusRequired: boolean;
	/** What `?return=each` gives. */
	returnEachShape: 'array' | 'object';
	callbackShape: 'object' | 'array';
	callbackFields: 'id_state' | 'with_recipient' | 'full';
	callbacks: boolean;
	listEnabled: boolean;
	/** Messages younger than this are not in the list yet. */
	listLagMs: number;
	/** Whether `GET /users/me` exists. */
	userInfo: boolean;
	/** Whether `GET /sendernames` exists. */
	senderNames: boolean;
	/** Whether 429 comes with `Retry-After` and `X-RateLimit-*`. */
	rateHeaders: boolean;
	/** What a login gives. */
	tokenKind: 'jwt' | 'permanent';
	/** Life of a JWT, seconds. */
	tokenTtl: number;
	extensionCost: 2 | 1;
	/** Whether `GET /sendingsIncoming` exists. */
	inbound: boolean;
	/** Holds messages between 21:00 and 09:00 Moscow time. */
	nightHold: boolean;
	/** Whether a `callbackUrl` in the request's body is obeyed. */
	perMessageCallback: boolean;
	/** Name of a body field that is echoed back in answers, reads and callbacks; null: none. */
	externalIdField: string | null;
	/** Name of a body field with a validity period in seconds; null: none. */
	validityField: string | null;
	/** Name of a body field that makes a repeat answer like the first time; null: none. */
	idempotencyField: string | null;
	/** Empty: no callbacks. */
	callbackUrl: string;
}

export const defaultSwitches: Switches = {
	errorHttpStatus: 'real',
	refusedMessageStatus: 400,
	noFundsStatus: 402,
	plusRequired: false,
	returnEachShape: 'array',
	callbackShape: 'object',
	callbackFields: 'with_recipient',
	callbacks: true,
	listEnabled: true,
	listLagMs: 0,
	userInfo: true,
	senderNames: true,
	rateHeaders: false,
	tokenKind: 'jwt',
	tokenTtl: 86_400,
	extensionCost: 2,
	inbound: false,
	nightHold: false,
	perMessageCallback: false,
	externalIdField: null,
	validityField: null,
	idempotencyField: null,
	callbackUrl: '',
};

const flag = (value: unknown) => typeof value === 'boolean';
const amount = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const fieldName = (value: unknown) => value === null || (typeof value === 'string' && value !== '');
const oneOf =
	(...allowed: unknown[]) =>
	(value: unknown) =>
		allowed.includes(value);

const checks: Record<keyof Switches, (value: unknown) => boolean> = {
	errorHttpStatus: oneOf('real', 'always200'),
	refusedMessageStatus: oneOf(400, 200),
	noFundsStatus: oneOf(402, 400),
	plusRequired: flag,
	returnEachShape: oneOf('array', 'object'),
	callbackShape: oneOf('object', 'array'),
	callbackFields: oneOf('id_state', 'with_recipient', 'full'),
	callbacks: flag,
	listEnabled: flag,
	listLagMs: amount,
	userInfo: flag,
	senderNames: flag,
	rateHeaders: flag,
	tokenKind: oneOf('jwt', 'permanent'),
	tokenTtl: amount,
	extensionCost: oneOf(2, 1),
	inbound: flag,
	nightHold: flag,
	perMessageCallback: flag,
	externalIdField: fieldName,
	validityField: fieldName,
	idempotencyField: fieldName,
	callbackUrl: (value) => value === '' || (typeof value === 'string' && URL.canParse(value)),
};

/** The switches with a patch applied, or the name of the first key that is unknown or has a value it cannot have. */
export function patchSwitches(
	current: Switches,
	patch: unknown,
): { ok: true; switches: Switches } | { ok: false; problem: string } {
	if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
		return { ok: false, problem: 'an object of switches is expected' };
	}
	for (const [name, value] of Object.entries(patch)) {
		if (!Object.hasOwn(checks, name)) return { ok: false, problem: `there is no switch "${name}"` };
		if (!checks[name as keyof Switches](value))
			return { ok: false, problem: `switch "${name}" cannot have this value` };
	}
	return { ok: true, switches: { ...current, ...(patch as Partial<Switches>) } };
}
