import type { Right } from '@volna/access/states';
import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Who may call a route: anybody, or a session that holds the right. */
export type RouteAccess = { kind: 'public' } | { kind: 'session'; right: Right | null };

/** One route of the admin API: what it takes, what it answers, who may. `path` is below `/api/v1`, params as `{name}`. */
export interface Route<
	P extends z.ZodType = z.ZodType,
	Q extends z.ZodType = z.ZodType,
	B extends z.ZodType = z.ZodType,
	R extends z.ZodType = z.ZodType,
> {
	readonly id: string;
	readonly method: Method;
	readonly path: string;
	readonly summary: string;
	readonly tag: string;
	readonly access: RouteAccess;
	readonly params?: P;
	readonly query?: Q;
	readonly body?: B;
	readonly response: R;
	/** True where the request must carry `If-Match: <revision>`. */
	readonly revision?: boolean;
	readonly errors?: readonly ErrorCode[];
}

/** Declares a route; its only effect is on types. */
export function route<
	P extends z.ZodType = z.ZodUndefined,
	Q extends z.ZodType = z.ZodUndefined,
	B extends z.ZodType = z.ZodUndefined,
	R extends z.ZodType = z.ZodType,
>(definition: Route<P, Q, B, R>): Route<P, Q, B, R> {
	return definition;
}

export const anybody: RouteAccess = { kind: 'public' };
export const signedIn: RouteAccess = { kind: 'session', right: null };
export function needs(right: Right): RouteAccess {
	return { kind: 'session', right };
}

type Part<T> = T extends z.ZodUndefined ? undefined : T extends z.ZodType ? z.input<T> : undefined;
type Maybe<K extends string, T> = T extends undefined ? { [N in K]?: undefined } : { [N in K]: T };

/** What a call of a route takes: `params`, `query`, `body`, `revision`, exactly those the route has. */
export type CallOf<T> =
	T extends Route<infer P, infer Q, infer B, z.ZodType>
		? Maybe<'params', Part<P>> &
				Maybe<'query', Part<Q>> &
				Maybe<'body', Part<B>> & { revision?: number; signal?: AbortSignal }
		: never;

export type AnswerOf<T> = T extends Route<z.ZodType, z.ZodType, z.ZodType, infer R> ? z.output<R> : never;
