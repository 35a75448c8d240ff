import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes } from '@volna/contract';
import { expect, test } from 'vitest';

type Words = { [key: string]: string | Words };

const folder = import.meta.dirname;
const source = join(folder, '..');
const areas = readdirSync(folder)
	.filter((file) => file.endsWith('.ru.json'))
	.map((file) => file.slice(0, -'.ru.json'.length));
const read = (area: string, language: 'ru' | 'en') =>
	JSON.parse(readFileSync(join(folder, `${area}.${language}.json`), 'utf8')) as Words;

const forms = /_(zero|one|two|few|many|other)$/;

/** What a key is without its plural form. A key that merely ends so (`rejected_other`) has no sibling ending in `_one`. */
function baseOf(key: string, siblings: Words): string {
	const base = key.replace(forms, '');
	return base !== key && `${base}_one` in siblings ? base : key;
}

/** Every key of an area, nested ones with dots; plural forms count as one key. */
function keysOf(words: Words, prefix = ''): Map<string, string> {
	return new Map(
		Object.entries(words).flatMap(([key, value]) =>
			typeof value === 'string'
				? [[`${prefix}${baseOf(key, words)}`, value] as const]
				: [...keysOf(value, `${prefix}${key}.`)],
		),
	);
}

/** Names of the values a text takes; a plural may leave out its count. */
const valuesOf = (text: string) =>
	[...new Set([...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name))].filter((name) => name !== 'count').sort();

test.each(areas)('%s says the same things in both languages', (area) => {
	const ru = keysOf(read(area, 'ru'));
	const en = keysOf(read(area, 'en'));
	expect([...en.keys()].sort()).toEqual([...ru.keys()].sort());
	for (const [key, text] of ru) expect(valuesOf(en.get(key) ?? ''), `${area}:${key}`).toEqual(valuesOf(text));
});

test.each(areas)('%s has every plural form its language needs', (area) => {
	for (const language of ['ru', 'en'] as const) {
		const plurals = new Map<string, string[]>();
		const collect = (words: Words, prefix: string) => {
			for (const [key, value] of Object.entries(words)) {
				if (typeof value !== 'string') collect(value, `${prefix}${key}.`);
				if (baseOf(key, words) === key) continue;
				const base = `${prefix}${baseOf(key, words)}`;
				plurals.set(base, [...(plurals.get(base) ?? []), key.slice(baseOf(key, words).length + 1)]);
			}
		};
		collect(read(area, language), '');
		const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
		for (const [key, found] of plurals) expect(found.sort(), `${area}.${language}:${key}`).toEqual([...needed].sort());
	}
});

/** The machines whose words screens must know. They are read by path: the browser itself never imports them. */
async function statesOf(name: 'engine' | 'messaging' | 'audience'): Promise<Record<string, unknown>> {
	return import(new URL(`../../../../packages/${name}/src/states.ts`, import.meta.url).href);
}

const listOf = (value: unknown) => (Array.isArray(value) ? (value as string[]) : Object.keys(value as object));

test('every error code has its text', () => {
	expect([...keysOf(read('errors', 'ru')).keys()]).toEqual(
		expect.arrayContaining(Object.keys(errorCodes).map((code) => `code.${code}`)),
	);
});

test('every state, reason and hold of a message has its text, and each reason a remedy', async () => {
	const machine = await statesOf('messaging');
	const known = [...keysOf(read('messages', 'ru')).keys()];
	const reasons = [...listOf(machine.notSentReasons), ...listOf(machine.undeliveredReasons)];
	const holds = [...listOf(machine.holdReasons), ...listOf(machine.holdDetails)];
	expect(known).toEqual(expect.arrayContaining(listOf(machine.messageStates).map((state) => `state.${state}`)));
	expect(known).toEqual(expect.arrayContaining(reasons.flatMap((code) => [`reason.${code}`, `remedy.${code}`])));
	expect(known).toEqual(expect.arrayContaining(holds.flatMap((code) => [`hold.${code}`, `holdRemedy.${code}`])));
	expect(known).toEqual(
		expect.arrayContaining(
			[...listOf(machine.renderFailures), ...listOf(machine.cancelDetails)].map((code) => `detail.${code}`),
		),
	);
	expect(known).toEqual(expect.arrayContaining(listOf(machine.statesOfGroup).map((group) => `group.${group}`)));
});

test('every cause of a message’s event and every source has its text, and there are no others', async () => {
	const machine = await statesOf('messaging');
	const known = [...keysOf(read('messages', 'ru')).keys()];
	const causes = listOf(machine.messageCauses).map((cause) => `cause.${cause}`);
	expect(known.filter((key) => key.startsWith('cause.')).sort()).toEqual(causes.sort());
	// What an answer says needs no word of who said it.
	const sources = listOf(machine.statusSources).filter((source) => source !== 'answer');
	expect(known.filter((key) => key.startsWith('source.')).sort()).toEqual(
		sources.map((source) => `source.${source}`).sort(),
	);
});

test('every state and end of a run, and every refusal with its remedy, has its text', async () => {
	const machine = await statesOf('engine');
	const known = [...keysOf(read('runs', 'ru')).keys()];
	expect(known).toEqual(expect.arrayContaining(listOf(machine.runStates).map((state) => `state.${state}`)));
	expect(known).toEqual(expect.arrayContaining(listOf(machine.endReasons).map((reason) => `endReason.${reason}`)));
	expect(known).toEqual(
		expect.arrayContaining(
			listOf(machine.refusalReasons).flatMap((reason) => [`refusal.${reason}`, `refusalRemedy.${reason}`]),
		),
	);
	const flows = [...keysOf(read('flows', 'ru')).keys()];
	expect(flows).toEqual(expect.arrayContaining(listOf(machine.flowStates).map((state) => `state.${state}`)));
});

test('everything an operation can be reproached with has its text', async () => {
	const machine = await statesOf('audience');
	const known = [...keysOf(read('integrations', 'ru')).keys()];
	expect(known).toEqual(expect.arrayContaining(listOf(machine.validationCodes).map((code) => `problem.${code}`)));
	expect(known).toEqual(expect.arrayContaining(listOf(machine.requestStates).map((state) => `call.${state}`)));
	expect(known).toEqual(expect.arrayContaining(listOf(machine.customerRights).map((right) => `right.${right}`)));
});

const files = readdirSync(source, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.ts$|\.stories\.tsx$/.test(entry.name))
	.map((entry) => join(entry.parentPath, entry.name));
const uncommented = (code: string) => code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');

test('every key that code names by a plain string exists', () => {
	const known = new Set(areas.flatMap((area) => [...keysOf(read(area, 'ru')).keys()].map((key) => `${area}:${key}`)));
	const missing: string[] = [];
	for (const file of files) {
		if (file.startsWith(join(source, 'canvas'))) continue;
		const code = uncommented(readFileSync(file, 'utf8'));
		const named = [...code.matchAll(/useTranslation\('(\w+)'\)/g)].map(([, space]) => space);
		const spaces = named.length > 0 ? named : areas;
		for (const [, key = ''] of code.matchAll(/\bt\(\s*'([\w.:-]+)'/g)) {
			const found = key.includes(':') ? known.has(key) : spaces.some((space) => known.has(`${space}:${key}`));
			if (!found) missing.push(`${file.slice(source.length + 1)}: ${key}`);
		}
	}
	expect(missing).toEqual([]);
});

test('no words stand in the code: they are in the locales', () => {
	const found: string[] = [];
	for (const file of files) {
		const code = uncommented(readFileSync(file, 'utf8'));
		const name = file.slice(source.length + 1);
		if (!file.endsWith('.tsx')) continue;
		for (const [line] of code.matchAll(/^.*[А-Яа-яЁё].*$/gm)) found.push(`${name}: ${line.trim()}`);
		for (const [text] of code.matchAll(/>\s*[A-Za-z][A-Za-z ,.'-]+\s*<\//g)) found.push(`${name}: ${text}`);
		for (const [text] of code.matchAll(
			/\b(?:label|title|placeholder|description|alt|aria-label)="[^"]*[A-Za-z][^"]*"/g,
		))
			found.push(`${name}: ${text}`);
	}
	expect(found).toEqual([]);
});
