import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { empty, fixtures, heldByDemo, paused } from './fixtures.ts';
import { openPages } from './open-pages.ts';
import { screenPaths } from './screen-paths.ts';

const sets = { full: fixtures, empty, held: heldByDemo, paused };

/*
 * Screenshots to look at: node tests/look.ts [--out folder] [--only name,name] [--theme dark] [--language en]
 * [--set full|empty|held|paused] [--width 1440] [--height 900]
 */
const option = (name: string, otherwise: string) => {
	const at = process.argv.indexOf(`--${name}`);
	return at === -1 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const out = option('out', join(import.meta.dirname, '../test-results/look'));
const theme = option('theme', 'light') as 'light' | 'dark';
const language = option('language', 'ru') as 'ru' | 'en';
const set = option('set', 'full') as keyof typeof sets;
const only = option('only', '').split(',').filter(Boolean);
await mkdir(out, { recursive: true });

const pages = await openPages(sets[set]);
try {
	const context = await pages.open({
		theme,
		language,
		width: Number(option('width', '1440')),
		height: Number(option('height', '900')),
	});
	for (const [name, path] of Object.entries(screenPaths)) {
		if (only.length > 0 && !only.includes(name)) continue;
		const page = await context.newPage();
		page.on('pageerror', (error) => console.error(name, error.message));
		page.on('console', (line) => {
			if (['error', 'warning'].includes(line.type())) console.error(name, line.text());
		});
		await page.goto(pages.origin + path);
		await page.waitForLoadState('networkidle').catch(() => undefined);
		await page.waitForTimeout(500);
		const file = join(out, `${name}-${theme}-${language}${set === 'full' ? '' : `-${set}`}.png`);
		await page.screenshot({ path: file });
		console.log(file);
		await page.close();
	}
} finally {
	await pages.close();
}
