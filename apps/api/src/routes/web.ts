import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { Context } from 'hono';
import type { Mount } from '../http/mount.ts';

const TYPES: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.json': 'application/json',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.ico': 'image/x-icon',
	'.woff2': 'font/woff2',
	'.webmanifest': 'application/manifest+json',
};

/** Serves the built web app; every address it does not know is the app's own, so a reload stays where it was. */
export function mountWeb(mount: Mount, folder: string): void {
	const page = join(folder, 'index.html');
	mount.on('get', '/*', { kind: 'public' }, async (c) => {
		const path = decodePath(c);
		if (path === null) return c.text('', 404);
		const file = normalize(join(folder, path));
		if (file.startsWith(folder) && TYPES[extname(file)] && existsSync(file)) {
			const immutable = path.startsWith('/assets/');
			return c.body(await readFile(file), 200, {
				'content-type': TYPES[extname(file)]!,
				'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
			});
		}
		if (path.startsWith('/assets/') || path.startsWith('/api/') || !existsSync(page)) return c.notFound();
		return c.html(readFileSync(page, 'utf8'), 200, { 'cache-control': 'no-cache' });
	});
}

function decodePath(c: Context): string | null {
	try {
		const path = decodeURIComponent(new URL(c.req.url).pathname);
		return path.includes('\0') || path.includes('..') ? null : path;
	} catch {
		return null;
	}
}
