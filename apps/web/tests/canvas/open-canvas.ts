import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type CanvasApi, createCanvasApi, flowId } from './canvas-api.ts';

const flags = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
const types: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.woff2': 'font/woff2',
};
/** Where the built app lies; the tests build one of their own and say so before they open it. */
const dist = () => process.env.VOLNA_WEB_DIST ?? join(import.meta.dirname, '../../dist');

let browser: Browser | null = null;

export interface OpenedCanvas {
	readonly page: Page;
	readonly api: CanvasApi;
	/** What the browser complained of. */
	readonly complaints: string[];
	close(): Promise<void>;
}

/** The built app on one flow, with an api of its own. Needs `vite build` first. */
export async function openCanvas(
	options: { language?: 'ru' | 'en'; theme?: 'light' | 'dark'; width?: number; height?: number; path?: string } & Omit<
		Partial<Parameters<typeof createCanvasApi>[0]>,
		'language'
	> = {},
): Promise<OpenedCanvas> {
	const { language = 'ru', theme = 'light', width = 1440, height = 900, path = '', ...rest } = options;
	const api = createCanvasApi({ language, ...rest });
	const server = createServer(async (request, response) => {
		const url = new URL(request.url ?? '/', 'http://x');
		if (url.pathname.startsWith('/api/v1')) {
			let text = '';
			for await (const chunk of request) text += chunk;
			const answer = api.answer(
				request.method ?? 'GET',
				url.pathname.slice('/api/v1'.length),
				url.searchParams,
				text ? JSON.parse(text) : null,
				request.headers,
			);
			if (answer === 'none') request.socket.destroy();
			else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
			return;
		}
		const file = extname(url.pathname) ? url.pathname : '/index.html';
		try {
			const content = await readFile(join(dist(), file));
			response.writeHead(200, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(content);
		} catch {
			response.writeHead(404).end();
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { default: bundled } = await import('@sparticuz/chromium');
	browser ??= await chromium.launch({
		executablePath: process.env.CHROME_PATH ?? (await bundled.executablePath()),
		args: flags,
		headless: true,
	});
	const context = await browser.newContext({
		viewport: { width, height },
		colorScheme: theme,
		locale: language === 'ru' ? 'ru-RU' : 'en-GB',
		timezoneId: 'Europe/Moscow',
		reducedMotion: 'reduce',
	});
	await context.addInitScript((value) => localStorage.setItem('volna-language', value), language);
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('console', (line) => {
		if (['error', 'warning'].includes(line.type())) complaints.push(line.text());
	});
	await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/flows/${flowId}${path}`);
	await page.waitForSelector('.react-flow__node, [role="treeitem"], h2', { timeout: 15_000 });
	return {
		page,
		api,
		complaints,
		async close() {
			await context.close();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

export async function closeBrowser(): Promise<void> {
	await browser?.close();
	browser = null;
}
