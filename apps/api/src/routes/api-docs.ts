import { ErrorBody, errorCodes, errorKinds, type Route, routes } from '@volna/contract';
import { z } from 'zod';
import type { Mount } from '../http/mount.ts';

interface OpenApi {
	openapi: string;
	info: { title: string; version: string; description: string };
	paths: Record<string, Record<string, unknown>>;
	components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

/** The admin API as OpenAPI 3.1, made from the contract. */
export function openApiOf(list: readonly Route<any, any, any, any>[]): OpenApi {
	const paths: OpenApi['paths'] = {};
	for (const route of list) {
		const path = `/api/v1${route.path}`;
		paths[path] ??= {};
		paths[path][route.method] = {
			operationId: route.id,
			summary: route.summary,
			tags: [route.tag],
			description:
				route.access.kind === 'public'
					? 'Open to everybody.'
					: route.access.right
						? `Needs the right \`${route.access.right}\`.`
						: 'Needs a session.',
			security: route.access.kind === 'public' ? [] : [{ session: [] }],
			parameters: parametersOf(route),
			...(route.body
				? {
						requestBody: { required: true, content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
					}
				: {}),
			responses: {
				200: { description: 'Done', content: { 'application/json': { schema: schemaOf(route.response, 'output') } } },
				default: {
					description: `A refusal${route.errors ? `; codes of its own: ${route.errors.map((code) => `${code} (${errorKinds[errorCodes[code]]})`).join(', ')}` : ''}`,
					content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
				},
			},
		};
	}
	return {
		openapi: '3.1.0',
		info: {
			title: 'Volna',
			version: '1',
			description: 'The admin API. Ids carry prefixes; instants are ISO 8601 with a zone.',
		},
		paths,
		components: {
			schemas: { Error: schemaOf(ErrorBody, 'output') },
			securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'volna.session_token' } },
		},
	};
}

function parametersOf(route: Route<any, any, any, any>): unknown[] {
	const list = [
		...fieldsOf(route.params).map(([name, schema]) => ({ name, in: 'path', required: true, schema })),
		...fieldsOf(route.query).map(([name, schema]) => ({ name, in: 'query', required: false, schema })),
	];
	if (route.revision) list.push({ name: 'If-Match', in: 'header', required: true, schema: { type: 'integer' } });
	return list;
}

function fieldsOf(schema: z.ZodType | undefined): [string, unknown][] {
	if (!schema) return [];
	const json = schemaOf(schema, 'input') as { properties?: Record<string, unknown> };
	return Object.entries(json.properties ?? {});
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
	return rest;
}

export function mountApiDocs(mount: Mount): void {
	const list = Object.values(routes) as Route<any, any, any, any>[];
	const document = openApiOf(list);
	const page = docsPage(document);
	mount.on('get', '/api/v1/openapi.json', { kind: 'public' }, (c) => c.json(document));
	mount.on('get', '/api/docs', { kind: 'public' }, (c) => c.html(page));
}

function docsPage(document: OpenApi): string {
	const groups = new Map<string, string[]>();
	for (const [path, methods] of Object.entries(document.paths)) {
		for (const [method, operation] of Object.entries(methods)) {
			const op = operation as {
				operationId: string;
				summary: string;
				description: string;
				tags: string[];
				parameters: { name: string; in: string; schema: unknown }[];
				requestBody?: unknown;
				responses: Record<string, { description: string; content: Record<string, { schema: unknown }> }>;
			};
			const tag = op.tags[0]!;
			if (!groups.has(tag)) groups.set(tag, []);
			groups.get(tag)!.push(operationHtml(method, path, op));
		}
	}
	const nav = [...groups.keys()].map((tag) => `<a href="#${tag}">${tag}</a>`).join('');
	const body = [...groups].map(([tag, parts]) => `<h2 id="${tag}">${tag}</h2>${parts.join('')}`).join('');
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Volna API</title><style>${STYLE}</style><nav><b>Volna API</b>${nav}<a href="/api/v1/openapi.json">openapi.json</a></nav><main><h1>Admin API</h1><p>${escapeHtml(document.info.description)} Every refusal has the body <code>{"error":{"kind","code","at","values","requestId"}}</code>. Calls of shops go to <code>POST /v3/operations/{sync|async}</code> with a secret key.</p>${body}</main></html>`;
}

function operationHtml(
	method: string,
	path: string,
	op: {
		operationId: string;
		summary: string;
		description: string;
		parameters: { name: string; in: string; schema: unknown }[];
		requestBody?: unknown;
		responses: Record<string, { description: string; content: Record<string, { schema: unknown }> }>;
	},
): string {
	const parameters = op.parameters
		.map(
			(parameter) =>
				`<tr><td><code>${escapeHtml(parameter.name)}</code></td><td>${parameter.in}</td><td><code>${escapeHtml(JSON.stringify(parameter.schema))}</code></td></tr>`,
		)
		.join('');
	const block = (title: string, value: unknown) =>
		`<details><summary>${title}</summary><pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre></details>`;
	return `<section id="${op.operationId}"><h3><span class="${method}">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></h3><p>${escapeHtml(op.summary)}. ${escapeHtml(op.description).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>${parameters ? `<table>${parameters}</table>` : ''}${op.requestBody ? block('Body', op.requestBody) : ''}${block('Answer', op.responses['200']?.content['application/json']?.schema)}<p class="hint">${escapeHtml(op.responses.default?.description ?? '')}</p></section>`;
}

function escapeHtml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const STYLE = `:root{color-scheme:light dark;--bg:#f3f6f7;--card:#fff;--text:#11222b;--soft:#465963;--line:#dbe3e7;--brand:#00666f}
@media(prefers-color-scheme:dark){:root{--bg:#0f181d;--card:#16222a;--text:#e7eef2;--soft:#afbec7;--line:#283943;--brand:#55c8d4}}
*{box-sizing:border-box}body{margin:0;font:14px/20px system-ui,sans-serif;background:var(--bg);color:var(--text);display:flex}
nav{position:sticky;top:0;height:100vh;width:208px;flex:none;padding:20px;display:flex;flex-direction:column;gap:8px;border-right:1px solid var(--line);background:var(--card)}
a{color:var(--brand);text-decoration:none}main{padding:24px 32px;max-width:980px;flex:1;min-width:0}section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:14px 18px;margin:12px 0}
h3{margin:0;font-size:14px}h3 span{display:inline-block;min-width:56px;font-size:12px;color:var(--brand)}code,pre{font:12px/18px ui-monospace,monospace}pre{overflow:auto;background:var(--bg);padding:12px;border-radius:8px}
table{width:100%;border-collapse:collapse}td{border-top:1px solid var(--line);padding:6px 8px 6px 0;vertical-align:top;overflow-wrap:anywhere}.hint,p{color:var(--soft)}summary{cursor:pointer;padding:4px 0}`;
