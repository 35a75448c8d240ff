import type { StaffMember } from '@volna/access';
import type { AnswerOf, Route } from '@volna/contract';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Mount } from './mount.ts';
import { readJson } from './read-json.ts';
import { Refusal } from './refuse.ts';
import type { AppEnv } from './request-id.ts';

const MAX_BODY = 2 * 1024 * 1024;

type Parsed<T> = T extends z.ZodUndefined ? undefined : T extends z.ZodType ? z.output<T> : undefined;

/** What a handler of the admin API is given: parts checked by the contract, and who asks. */
export interface HandlerInput<T> {
	params: T extends Route<infer P, any, any, any> ? Parsed<P> : never;
	query: T extends Route<any, infer Q, any, any> ? Parsed<Q> : never;
	body: T extends Route<any, any, infer B, any> ? Parsed<B> : never;
	/** Of `If-Match`, where the route asks for it. */
	revision: number;
	/** Null only on public routes. */
	staff: StaffMember;
	requestId: string;
	context: Context<AppEnv>;
}

/** Dates may stand where the contract says instants; they are written as ISO 8601. */
export type Loose<T> = T extends string
	? T | Date
	: T extends readonly (infer E)[]
		? readonly Loose<E>[]
		: T extends object
			? { [K in keyof T]: Loose<T[K]> }
			: T;

export type RouteHandler<T> = (input: HandlerInput<T>) => Promise<Loose<AnswerOf<T>> | Response>;

/**
 * Serves one route of the contract: who may, then what it takes, then the handler, then what it answers, all by the
 * route's own schemas.
 */
export function bindRoute<T extends Route<any, any, any, any>>(
	mount: Mount,
	route: T,
	identify: (c: Context<AppEnv>) => Promise<StaffMember | null>,
	handler: RouteHandler<T>,
): void {
	const path = `/api/v1${route.path.replace(/\{(\w+)\}/g, ':$1')}`;
	mount.on(route.method, path, route.access, async (c) => {
		const staff = route.access.kind === 'session' ? await admit(c, route.access.right, identify) : null;
		const input = {
			params: check(route.params, c.req.param(), '/path'),
			query: check(route.query, c.req.query(), '/query'),
			body: route.body ? check(route.body, await readJson(c, MAX_BODY), '') : undefined,
			revision: route.revision ? revisionOf(c) : 0,
			staff: staff as StaffMember,
			requestId: c.get('requestId'),
			context: c,
		} as HandlerInput<T>;
		const answer = await handler(input);
		if (answer instanceof Response) return answer;
		c.header('cache-control', 'no-store');
		return c.json(route.response.parse(wire(answer)) as object);
	});
}

async function admit(
	c: Context<AppEnv>,
	right: StaffMember['rights'][number] | null,
	identify: (c: Context<AppEnv>) => Promise<StaffMember | null>,
): Promise<StaffMember> {
	const staff = await identify(c);
	if (!staff) throw new Refusal('sign-in-needed');
	if (right !== null && !staff.rights.includes(right)) throw new Refusal('right-missing', { values: { right } });
	return staff;
}

function check(schema: z.ZodType | undefined, value: unknown, root: string): unknown {
	if (!schema) return undefined;
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0]!;
	throw new Refusal('field-invalid', {
		at: `${root}/${issue.path.map(String).join('/')}`,
		values: { rule: issue.code },
		details: z.flattenError(parsed.error),
	});
}

function revisionOf(c: Context): number {
	const text = c.req.header('if-match') ?? '';
	const revision = Number(text.replace(/^"|"$/g, ''));
	if (!Number.isInteger(revision) || revision < 1)
		throw new Refusal('field-invalid', { at: '/headers/if-match', values: { rule: 'revision' } });
	return revision;
}

function wire(value: unknown): unknown {
	if (value instanceof Date) return value.toISOString();
	if (Array.isArray(value)) return value.map(wire);
	if (value !== null && typeof value === 'object') {
		return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, wire(part)]));
	}
	return value;
}
