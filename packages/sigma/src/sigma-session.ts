import type { AccountProblem, Evidence } from '@volna/messaging/gateway';

/** A way to call SIGMA, or why there is none: a problem of the account, or (`problem` null) something that passes. */
export type Access =
	| { ok: true; token: string; userId: string | null }
	| { ok: false; problem: AccountProblem | null; retryAfterMs?: number; evidence: Evidence };

export type LoginResult = { ok: true; token: string; userId: string | null } | Extract<Access, { ok: false }>;

export interface SessionParts {
	permanentToken: string | null;
	login(): Promise<LoginResult>;
	/** Monotonic, ms. */
	now(): number;
}

const renewEarlyMs = 5 * 60_000;
/** A refused login is not repeated at once by everyone who waits in line behind it. */
const refusalHoldsMs = 1_000;
const renewalPauseMs = 10_000;

interface Held {
	token: string;
	userId: string | null;
	renewAt: number;
	endsAt: number;
	/** Came from a login that answered a 401, and has not been accepted since. */
	onProbation: boolean;
}

export type SigmaSession = ReturnType<typeof createSigmaSession>;

/** Keeps the token of one account: one login at a time, shared by all who wait for it. */
export function createSigmaSession(parts: SessionParts) {
	const { permanentToken, now } = parts;
	let held: Held | null = null;
	let underWay: Promise<Access> | null = null;
	let answersTo401 = false;
	let refusal: { access: Access; until: number } | null = null;
	let renewNotBefore = 0;
	let lastUserId: string | null = null;

	function logIn(): Promise<Access> {
		underWay ??= parts.login().then(
			(result) => {
				underWay = null;
				if (!result.ok) {
					if (result.problem !== null) refusal = { access: result, until: now() + refusalHoldsMs };
					return result;
				}
				const { renewInMs, endsInMs } = lifeOf(result.token, Date.now());
				held = {
					token: result.token,
					userId: result.userId,
					renewAt: now() + renewInMs,
					endsAt: now() + endsInMs,
					onProbation: answersTo401,
				};
				answersTo401 = false;
				refusal = null;
				lastUserId = result.userId ?? lastUserId;
				return { ok: true, token: held.token, userId: held.userId } satisfies Access;
			},
			(error: unknown) => {
				underWay = null;
				throw error;
			},
		);
		return underWay;
	}

	return {
		/** The token to call with; logs in when there is none. `insist`: a refusal of a moment ago does not count. */
		access(insist = false): Access | Promise<Access> {
			if (permanentToken !== null) return { ok: true, token: permanentToken, userId: null };
			if (held && now() < held.endsAt) {
				if (now() >= held.renewAt && now() >= renewNotBefore && !underWay) {
					// The old token still works, so nobody waits for the new one.
					renewNotBefore = now() + renewalPauseMs;
					logIn().catch(() => {});
				}
				return { ok: true, token: held.token, userId: held.userId };
			}
			if (refusal && !insist && now() < refusal.until) return refusal.access;
			return logIn();
		},
		/** SIGMA took this token. */
		accepted(token: string): void {
			if (held?.token === token) held.onProbation = false;
		},
		/**
		 * SIGMA answered 401 to this token. `again`: a login has been started, or has already brought another token;
		 * `dead`: the login was of no use, or there is none.
		 */
		refused(token: string, evidence: Evidence): 'again' | 'dead' {
			if (permanentToken !== null) return 'dead';
			if (held?.token !== token) return refusal && now() < refusal.until ? 'dead' : 'again';
			const dead = held.onProbation;
			held = null;
			answersTo401 = true;
			if (dead) {
				refusal = { access: { ok: false, problem: 'unauthorized', evidence }, until: now() + refusalHoldsMs };
				return 'dead';
			}
			logIn().catch(() => {});
			return 'again';
		},
		userId: () => held?.userId ?? lastUserId,
	};
}

/** From a JWT's `exp`, and `iat` where there is one, since the provider's clock need not be ours; other tokens have no end. */
function lifeOf(token: string, nowMs: number): { renewInMs: number; endsInMs: number } {
	const claims = readClaims(token);
	if (typeof claims?.exp !== 'number')
		return { renewInMs: Number.POSITIVE_INFINITY, endsInMs: Number.POSITIVE_INFINITY };
	const lifeMs = typeof claims.iat === 'number' ? (claims.exp - claims.iat) * 1000 : claims.exp * 1000 - nowMs;
	if (lifeMs <= 0) return { renewInMs: Number.POSITIVE_INFINITY, endsInMs: Number.POSITIVE_INFINITY };
	return { renewInMs: Math.max(lifeMs - renewEarlyMs, lifeMs / 2), endsInMs: lifeMs };
}

function readClaims(token: string): { exp?: unknown; iat?: unknown } | null {
	const body = token.split('.')[1];
	if (body === undefined) return null;
	try {
		const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
		return typeof claims === 'object' && claims !== null ? claims : null;
	} catch {
		return null;
	}
}
