import {
	finishSetup,
	isSetupLinkUsable,
	readProject,
	type SignIn,
	type StaffMember,
	updateProfile,
} from '@volna/access';
import type { routes } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import type { SignInLimit } from '../http/sign-in-limit.ts';
import type { readEnvironment } from './read-environment.ts';

export interface SessionDeps {
	db: Db;
	signIn: SignIn;
	limit: SignInLimit;
	environment: () => ReturnType<typeof readEnvironment>;
}

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

/** Sign-in, the first account, and who is signed in. */
export function sessionHandlers(deps: SessionDeps) {
	return {
		async readSession({ staff }: Input<'readSession'>) {
			const [project, environment] = await Promise.all([readProject(deps.db), deps.environment()]);
			return { staff: { ...staff, rights: [...staff.rights] }, project, environment };
		},

		async signIn({ body, context }: Input<'signIn'>) {
			await deps.limit.take(context, body.email);
			return signInWith(deps.signIn, body.email, body.password);
		},

		async signOut({ context }: Input<'signOut'>) {
			const answer = await deps.signIn.api.signOut({ headers: context.req.raw.headers, asResponse: true });
			return withCookies(answer, { done: true });
		},

		async updateProfile({
			staff,
			body,
		}: Input<'updateProfile'>): Promise<StaffMember & { rights: StaffMember['rights'][number][] }> {
			const changed = await updateProfile(deps.db, staff.id, body);
			if (!changed) throw new Refusal('sign-in-needed');
			return { ...changed, rights: [...changed.rights] };
		},

		async readSetup({ params }: Input<'readSetup'>) {
			return { usable: await isSetupLinkUsable(deps.db, params.token) };
		},

		async finishSetup({ params, body, context }: Input<'finishSetup'>) {
			await deps.limit.take(context, 'setup');
			const made = await finishSetup(deps.db, params.token, body);
			if (!made.ok) throw new Refusal(made.problem);
			return signInWith(deps.signIn, body.email, body.password);
		},
	};
}

async function signInWith(signIn: SignIn, email: string, password: string): Promise<Response> {
	const answer = await signIn.api.signInEmail({
		body: { email: email.trim().toLowerCase(), password },
		asResponse: true,
	});
	if (!answer.ok) throw new Refusal('sign-in-wrong');
	return withCookies(answer, { done: true });
}

function withCookies(answer: Response, body: object): Response {
	const headers = new Headers({ 'content-type': 'application/json', 'cache-control': 'no-store' });
	for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie);
	return new Response(JSON.stringify(body), { status: 200, headers });
}
