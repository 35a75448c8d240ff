import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** An account of the emulator. */
export interface EmulatedAccount {
	userId: string;
	username: string;
	password: string;
	/** 64 hex characters; works without a login until `expireAll`. */
	permanentToken: string;
	senders: readonly { name: string; type: string; moderation: string }[];
	balance: number;
}

export type Tokens = ReturnType<typeof createTokens>;

/** Issues and checks tokens. `nowMs` is the emulator's clock. */
export function createTokens(accounts: readonly EmulatedAccount[], nowMs: () => number) {
	const secret = randomBytes(32);
	const known = new Map<string, { account: EmulatedAccount; expiresAtMs: number; epoch: number }>();
	let epoch = 1;
	let permanentAlive = true;

	const sign = (body: string) => createHmac('sha256', secret).update(body).digest();
	const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

	function verify(token: string) {
		const seen = known.get(token);
		if (seen) return seen;
		const [head, body, signature] = token.split('.');
		if (!head || !body || !signature) return undefined;
		const given = Buffer.from(signature, 'base64url');
		const right = sign(`${head}.${body}`);
		if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
		const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { id: string; exp: number; epoch: number };
		const account = accounts.find((each) => each.userId === claims.id);
		if (!account) return undefined;
		const entry = { account, expiresAtMs: claims.exp * 1000, epoch: claims.epoch };
		if (known.size >= 1_000) known.clear();
		known.set(token, entry);
		return entry;
	}

	return {
		login(username: unknown, password: unknown): EmulatedAccount | undefined {
			return accounts.find((each) => each.username === username && each.password === password);
		},
		issue(account: EmulatedAccount, ttlSeconds: number): string {
			const issuedAt = Math.floor(nowMs() / 1000);
			const nonce = randomBytes(6).toString('hex');
			const claims = { id: account.userId, iat: issuedAt, exp: issuedAt + ttlSeconds, epoch, nonce };
			const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
			return `${body}.${sign(body).toString('base64url')}`;
		},
		check(token: string | undefined): EmulatedAccount | undefined {
			if (!token) return undefined;
			if (permanentAlive) {
				const owner = accounts.find((each) => each.permanentToken === token);
				if (owner) return owner;
			}
			const entry = verify(token);
			if (!entry || entry.epoch !== epoch || entry.expiresAtMs <= nowMs()) return undefined;
			return entry.account;
		},
		expireAll(): void {
			epoch += 1;
			permanentAlive = false;
		},
		/** Permanent tokens work again; what logins gave before stays dead. */
		revive(): void {
			permanentAlive = true;
		},
	};
}
