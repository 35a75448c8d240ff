import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statesOf } from '../src/canvas/stories/card-states.ts';
import { definitions } from '../src/registry.gen.ts';
import { builtStories } from './built-stories.ts';
import { empty } from './fixtures.ts';
import { openPages, type Pages } from './open-pages.ts';
import { violationsOf } from './violations-of.ts';

interface Entry {
	readonly id: string;
	readonly title: string;
	readonly exportName: string;
	readonly tags: readonly string[];
}

let pages: Pages;
let stories: readonly Entry[];

beforeAll(async () => {
	const built = await builtStories();
	pages = await openPages(empty, async () => built);
	const index = JSON.parse(await readFile(join(built.folder, 'index.json'), 'utf8')) as { entries: object };
	stories = (Object.values(index.entries) as Entry[]).filter(({ tags }) => tags.includes('node-card'));
}, 180_000);

afterAll(() => pages?.close());

/** Turns an opened page to another story, as the list beside it does: a third of the time of opening a page for each. */
async function show(storyId: string): Promise<void> {
	const { channel } = (globalThis as unknown as { __STORYBOOK_PREVIEW__: { channel: Channel } }).__STORYBOOK_PREVIEW__;
	await new Promise<void>((resolve, reject) => {
		channel.on('storyRendered', (rendered) => rendered === storyId && resolve());
		channel.once('storyUnchanged', () => resolve());
		for (const event of ['storyThrewException', 'storyErrored', 'storyMissing']) {
			channel.once(event, () => reject(new Error(`${storyId}: ${event}`)));
		}
		channel.emit('setCurrentStory', { storyId, viewMode: 'story' });
	});
}

interface Channel {
	on(event: string, heard: (storyId: string) => void): void;
	once(event: string, heard: () => void): void;
	emit(event: string, what: unknown): void;
}

test('every declared node has a story per state, and one of them all', () => {
	const expected = definitions.flatMap((definition) =>
		[...statesOf(definition).map(({ name }) => name), 'everywhere'].map((name) => `nodes/${definition.type} ${name}`),
	);
	expect(stories.map(({ title, exportName }) => `${title} ${exportName}`)).toEqual(expected);
});

test.concurrent.each([
	['light', 'ru'],
	['dark', 'en'],
] as const)(
	'no story of a card has an error or an accessibility violation: %s, %s',
	async (theme, language) => {
		const context = await pages.open({ theme, language });
		const page = await context.newPage();
		const complaints: string[] = [];
		const first = stories[0]!.id;
		let story = first;
		page.on('pageerror', (error) => complaints.push(`${story}: ${error.message}`));
		page.on('console', (line) => {
			if (line.type() === 'error') complaints.push(`${story}: ${line.text()}`);
		});
		// The addon's own run of axe would fall into ours.
		const globals = `theme:${theme};language:${language};a11y.manual:!true`;
		await page.goto(`${pages.origin}/iframe.html?id=${first}&viewMode=story&globals=${globals}`);
		await page.locator('.react-flow__node').first().waitFor();
		for (const { id } of stories) {
			story = id;
			await page.evaluate(show, id);
			// The page and axe in it stay: put in once, it takes a tenth of a second instead of a third.
			const axe = new AxeBuilder({ page, ...(story !== first && { axeSource: ';' }) });
			const found = await violationsOf(axe.setLegacyMode());
			complaints.push(...found.map((violation) => `${story}: ${violation}`));
		}
		expect(complaints).toEqual([]);
		await context.close();
	},
	120_000,
);
