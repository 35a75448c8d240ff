import type { Context } from 'hono';
import { Refusal } from './refuse.ts';

/**
 * The body of a request as JSON, read up to `maxBytes` and no further. Throws a `Refusal`: `body-not-json` for another
 * content type, `body-too-large`, `body-malformed` for broken JSON or keys that would reach a prototype.
 */
export async function readJson(c: Context, maxBytes: number): Promise<unknown> {
	const type = c.req.header('content-type') ?? '';
	if (!/^application\/json\b/i.test(type)) throw new Refusal('body-not-json');
	const text = await readText(c.req.raw, maxBytes);
	return parseJson(text);
}

/** Reads at most `maxBytes`; throws `body-too-large` beyond them. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
	if (Number(request.headers.get('content-length') ?? 0) > maxBytes)
		throw new Refusal('body-too-large', { values: { maxBytes } });
	if (!request.body) return '';
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
		size += chunk.byteLength;
		if (size > maxBytes) throw new Refusal('body-too-large', { values: { maxBytes } });
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

/** JSON whose keys are plain data, and whose texts Postgres can keep: no NUL, no half of a surrogate pair. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text, (key, value) => {
			if (key === '__proto__' || key === 'constructor' || key === 'prototype') throw new Error(`key ${key}`);
			if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) throw new Error('text');
			return value;
		});
	} catch (cause) {
		throw new Refusal('body-malformed', { cause });
	}
}
