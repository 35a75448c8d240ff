import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--force-color-profile=srgb',
];

const INSTALLED = [
	'/usr/bin/google-chrome',
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export interface OpenBrowser {
	context: BrowserContext;
	close(): Promise<void>;
}

/** A browser of its own profile at 1440 × 900: the bundled one on Linux x64, an installed Chrome elsewhere. */
export async function openBrowser(
	options: { locale?: string; colorScheme?: 'light' | 'dark' } = {},
): Promise<OpenBrowser> {
	const profile = mkdtempSync(join(tmpdir(), 'volna-browser-'));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: await browserPath(),
		args: FLAGS,
		headless: true,
		viewport: { width: 1440, height: 900 },
		locale: options.locale ?? 'ru-RU',
		colorScheme: options.colorScheme ?? 'light',
		reducedMotion: 'reduce',
		timezoneId: 'Europe/Moscow',
	});
	return {
		context,
		async close() {
			await context.close();
			rmSync(profile, { recursive: true, force: true });
		},
	};
}

async function browserPath(): Promise<string> {
	if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
	if (process.platform === 'linux' && process.arch === 'x64') {
		const { default: bundled } = await import('@sparticuz/chromium');
		return bundled.executablePath();
	}
	const found = INSTALLED.find((path) => existsSync(path));
	if (!found) throw new Error('No browser: install Chrome, or name one in CHROME_PATH.');
	return found;
}
