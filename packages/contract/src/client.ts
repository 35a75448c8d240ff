import { ApiError, ErrorBody } from './errors.ts';
import type { AnswerOf, CallOf, Route } from './route.ts';

export type Client = <T extends Route<any, any, any, any>>(route: T, call: CallOf<T>) => Promise<AnswerOf<T>>;

/**
 * The typed client of the admin API. Answers are parsed by the route's schema. Throws `ApiError` for a refusal, and
 * whatever `fetch` throws when the api cannot be reached.
 */
export function createClient(
	options: { baseUrl?: string; fetch?: typeof fetch; headers?: Record<string, string> } = {},
): Client {
	const base = `${options.baseUrl ?? ''}/api/v1`;
	const send = options.fetch ?? fetch;
	return async (route, call) => {
		const { params, query, body, revision, signal } = call as {
			params?: Record<string, string>;
			query?: Record<string, unknown>;
			body?: unknown;
			revision?: number;
			signal?: AbortSignal;
		};
		const path = route.path.replace(/\{(\w+)\}/g, (_: string, name: string) =>
			encodeURIComponent(String(params?.[name])),
		);
		const response = await send(`${base}${path}${queryText(query)}`, {
			method: route.method.toUpperCase(),
			headers: {
				...options.headers,
				accept: 'application/json',
				...(route.method === 'get' ? {} : { 'content-type': 'application/json' }),
				...(revision === undefined ? {} : { 'if-match': String(revision) }),
			},
			body: route.method === 'get' ? undefined : JSON.stringify(body ?? {}),
			signal,
			credentials: 'same-origin',
		});
		const answer: unknown = await response.json().catch(() => null);
		if (!response.ok) throw refusal(response.status, answer);
		return route.response.parse(answer);
	};
}

function queryText(query: Record<string, unknown> | undefined): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query ?? {})) {
		if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
	}
	const text = search.toString();
	return text ? `?${text}` : '';
}

function refusal(status: number, answer: unknown): ApiError {
	const parsed = ErrorBody.safeParse(answer);
	if (parsed.success) return new ApiError(status, parsed.data.error);
	return new ApiError(status, { kind: 'internal', code: 'internal', requestId: '' });
}
