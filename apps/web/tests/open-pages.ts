import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { builtApp } from './built-app.ts';
import { answer, type fixtures } from './fixtures.ts';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
const TYPES: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.woff2': 'font/woff2',
};

export interface Pages {
	readonly origin: string;
	open(options: {
		language?: 'ru' | 'en';
		theme?: 'light' | 'dark';
		width?: number;
		height?: number;
	}): Promise<BrowserContext>;
	/** Which fixtures the api answers from. */
	answerFrom(set: typeof fixtures): void;
	close(): Promise<void>;
}

/** The built app in a browser, or other built pages, the api answered from fixtures. */
export async function openPages(set: typeof fixtures, build = builtApp): Promise<Pages> {
	const app = await build();
	let current = set;
	let language: 'ru' | 'en' = 'ru';
	const server = createServer(async (request, response) => {
		const url = new URL(request.url ?? '/', 'http://x');
		if (url.pathname.startsWith('/api/v1')) {
			const found = answer(current, request.method ?? 'get', url.pathname.slice('/api/v1'.length), url.searchParams);
			const body = found?.body as { staff?: { language: string } } | undefined;
			if (body?.staff) body.staff.language = language;
			response.writeHead(found?.status ?? 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
			return;
		}
		const file = extname(url.pathname) ? url.pathname : '/index.html';
		try {
			const content = await readFile(join(app.folder, file));
			response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(content);
		} catch {
			response.writeHead(404).end();
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { default: bundled } = await import('@sparticuz/chromium');
	const executablePath = process.env.CHROME_PATH ?? (await bundled.executablePath());
	const browser = await chromium.launch({ executablePath, args: FLAGS, headless: true });
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async open({ language: wanted = 'ru', theme = 'light', width = 1440, height = 900 }) {
			language = wanted;
			const context = await browser.newContext({
				viewport: { width, height },
				colorScheme: theme,
				locale: wanted === 'ru' ? 'ru-RU' : 'en-GB',
				timezoneId: 'Europe/Moscow',
				reducedMotion: 'reduce',
			});
			await context.addInitScript((value) => localStorage.setItem('volna-language', value), wanted);
			return context;
		},
		answerFrom(next) {
			current = next;
		},
		async close() {
			await browser.close();
			await new Promise((resolve) => server.close(resolve));
			await app.dispose();
		},
	};
}
