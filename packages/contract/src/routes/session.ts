import { rights, roles } from '@volna/access/states';
import { z } from 'zod';
import { Instant } from '../ids.ts';
import { Done } from '../page.ts';
import { anybody, route, signedIn } from '../route.ts';

export const Language = z.enum(['ru', 'en']);

export const Staff = z.object({
	id: z.string(),
	name: z.string(),
	email: z.string(),
	role: z.enum(roles),
	language: Language,
	rights: z.array(z.enum(rights)),
});
export type Staff = z.infer<typeof Staff>;

/** Where hand-offs go: the emulator, or the real provider; `held` says why nothing leaves just now. */
export const Environment = z.object({
	kind: z.enum(['emulator', 'provider', 'none']),
	balance: z.number().nullable(),
	balanceAt: Instant.nullable(),
	held: z.string().nullable(),
	phonesUrl: z.string().nullable(),
});
export type Environment = z.infer<typeof Environment>;

export const Project = z.object({
	name: z.string(),
	timeZone: z.string(),
	language: Language,
	currency: z.string(),
	demo: z.boolean(),
});
export type Project = z.infer<typeof Project>;

export const Session = z.object({ staff: Staff, project: Project, environment: Environment });
export type Session = z.infer<typeof Session>;

const Email = z.email().max(200);
const Password = z.string().min(12).max(128);

export const sessionRoutes = {
	readSession: route({
		id: 'readSession',
		method: 'get',
		path: '/session',
		tag: 'session',
		summary: 'Who is signed in, the project, and where messages go',
		access: signedIn,
		response: Session,
	}),
	signIn: route({
		id: 'signIn',
		method: 'post',
		path: '/session',
		tag: 'session',
		summary: 'Sign in; sets the session cookie',
		access: anybody,
		body: z.strictObject({ email: Email, password: z.string().min(1).max(128) }),
		response: Done,
		errors: ['sign-in-wrong', 'sign-in-limited'],
	}),
	signOut: route({
		id: 'signOut',
		method: 'delete',
		path: '/session',
		tag: 'session',
		summary: 'Sign out; the cookie is dead at once',
		access: signedIn,
		response: Done,
	}),
	updateProfile: route({
		id: 'updateProfile',
		method: 'patch',
		path: '/session',
		tag: 'session',
		summary: 'Change the own name or language',
		access: signedIn,
		body: z.strictObject({ name: z.string().min(1).max(100).optional(), language: Language.optional() }),
		response: Staff,
	}),
	readSetup: route({
		id: 'readSetup',
		method: 'get',
		path: '/setup/{token}',
		tag: 'session',
		summary: 'Whether a one-time setup link can still be used',
		access: anybody,
		params: z.strictObject({ token: z.string().max(100) }),
		response: z.object({ usable: z.boolean() }),
	}),
	finishSetup: route({
		id: 'finishSetup',
		method: 'post',
		path: '/setup/{token}',
		tag: 'session',
		summary: 'Make the first account with the one-time link; signs in',
		access: anybody,
		params: z.strictObject({ token: z.string().max(100) }),
		body: z.strictObject({ name: z.string().min(1).max(100), email: Email, password: Password, language: Language }),
		response: Done,
		errors: ['setup-link-spent', 'email-taken'],
	}),
} as const;
