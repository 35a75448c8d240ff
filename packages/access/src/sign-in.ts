import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import type pg from 'pg';

const HOUR = 3600;

export interface SignInOptions {
	pool: pg.Pool;
	/** Signs cookies; without it a stolen session row is useless. */
	secret: string;
	/** The address people open, for instance `http://localhost:3000`. */
	baseUrl: string;
}

/**
 * Sessions of staff over better-auth: e-mail and password, argon2id, signed HttpOnly cookies, idle after 8 hours.
 * Nobody signs up by themselves: accounts are made by the setup link or by an admin.
 */
export function openSignIn(options: SignInOptions) {
	const secure = options.baseUrl.startsWith('https://');
	return betterAuth({
		appName: 'Volna',
		baseURL: options.baseUrl,
		secret: options.secret,
		telemetry: { enabled: false },
		logger: { disabled: true },
		database: options.pool,
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: 12,
			maxPasswordLength: 128,
			password: {
				hash: (password) => hash(password),
				verify: ({ hash: stored, password }) => verify(stored, password),
			},
		},
		rateLimit: { enabled: false },
		user: {
			modelName: 'staff',
			fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
		},
		session: {
			modelName: 'staff_session',
			expiresIn: 8 * HOUR,
			updateAge: 300,
			fields: {
				userId: 'user_id',
				expiresAt: 'expires_at',
				ipAddress: 'ip_address',
				userAgent: 'user_agent',
				createdAt: 'created_at',
				updatedAt: 'updated_at',
			},
		},
		account: {
			modelName: 'staff_login',
			fields: {
				accountId: 'account_id',
				providerId: 'provider_id',
				userId: 'user_id',
				accessToken: 'access_token',
				refreshToken: 'refresh_token',
				idToken: 'id_token',
				accessTokenExpiresAt: 'access_token_expires_at',
				refreshTokenExpiresAt: 'refresh_token_expires_at',
				createdAt: 'created_at',
				updatedAt: 'updated_at',
			},
		},
		verification: {
			modelName: 'staff_verification',
			fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
		},
		advanced: {
			useSecureCookies: secure,
			cookiePrefix: 'volna',
			defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure },
		},
	});
}

export type SignIn = ReturnType<typeof openSignIn>;

/** The stored form of a password. */
export function hashPassword(password: string): Promise<string> {
	return hash(password);
}
