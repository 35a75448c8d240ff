import { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';

/**
 * Answers with a file to be saved, never shown: its bytes are asked for as they are taken, and asking ends when nobody
 * takes them any more.
 */
export function sendFile(
	c: Context,
	file: { readonly name: string; readonly contentType: string; readonly size?: number },
	bytes: AsyncIterable<Uint8Array>,
): Response {
	c.header('content-type', file.contentType);
	c.header('content-disposition', disposition(file.name));
	c.header('cache-control', 'no-store');
	if (file.size !== undefined) c.header('content-length', String(file.size));
	return c.body(ReadableStream.from(bytes) as unknown as globalThis.ReadableStream<Uint8Array>);
}

/** RFC 6266: a name of ASCII for old readers, the whole one beside it. */
export function disposition(name: string): string {
	const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
	const whole = encodeURIComponent(name.toWellFormed()).replace(
		/['()*]/g,
		(letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
