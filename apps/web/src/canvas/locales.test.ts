import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hintCodes, issueCodes } from '@volna/flow';
import { parameterKeys } from '@volna/template';
import { describe, expect, it } from 'vitest';
import en from '../locales/canvas.en.json' with { type: 'json' };
import ru from '../locales/canvas.ru.json' with { type: 'json' };
import { commands } from './commands.ts';

type Texts = { readonly [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
	const found = new Map<string, string>();
	for (const [key, value] of Object.entries(texts)) {
		if (typeof value === 'string') found.set(prefix + key, value);
		else for (const [inner, text] of flat(value, `${prefix}${key}.`)) found.set(inner, text);
	}
	return found;
}

const languages = { ru: flat(ru), en: flat(en) };
const plural = /_(one|few|many|other)$/;
const bare = (texts: Map<string, string>) => new Set([...texts.keys()].map((key) => key.replace(plural, '')));
const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
	.filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
	.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));

describe.each(Object.entries(languages))('the texts of the canvas in %s', (_, texts) => {
	const keys = bare(texts);

	it('hold every key that the code names', () => {
		const named = sources.flatMap((source) => [
			...[...source.matchAll(/\bt\(\s*'([a-zA-Z][\w.-]*)'\s*[,)]/g)].map((match) => match[1]!),
			...[...source.matchAll(/\bkey: '([a-z]+\.[\w.-]+)'/g)].map((match) => match[1]!),
		]);
		expect(named.length).toBeGreaterThan(150);
		expect(named.filter((key) => !keys.has(key))).toEqual([]);
	});

	it('say every problem the checks know', () => {
		expect([...issueCodes, ...hintCodes].filter((code) => !keys.has(`issue.${code}.text`))).toEqual([]);
	});

	it('describe every parameter of a text', () => {
		expect(parameterKeys.filter((key) => !keys.has(`template.param.${key}`))).toEqual([]);
	});

	it('name every command', () => {
		expect(commands.filter((command) => !keys.has(`command.${command.id}`)).map((command) => command.id)).toEqual([]);
	});

	it('give every form of a plural', () => {
		const forms = texts === languages.ru ? ['one', 'few', 'many', 'other'] : ['one', 'other'];
		const counted = new Set([...texts.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, '')));
		const missing = [...counted].flatMap((key) =>
			forms.filter((form) => !texts.has(`${key}_${form}`)).map((form) => `${key}_${form}`),
		);
		expect(missing).toEqual([]);
	});
});

it('both languages have the same texts with the same blanks', () => {
	expect([...bare(languages.ru)].sort()).toEqual([...bare(languages.en)].sort());
	const blanks = (texts: Map<string, string>) =>
		Object.fromEntries(
			[...texts]
				.filter(([key]) => !plural.test(key))
				.map(([key, text]) => [key, [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1]).sort()]),
		);
	expect(blanks(languages.ru)).toEqual(blanks(languages.en));
});

it('no key is bound twice where both would act', () => {
	const bound = commands.flatMap((command) =>
		command.keys.map((keys) => JSON.stringify([keys.code, keys.ctrl ?? false, keys.shift ?? false, keys.alt ?? false])),
	);
	expect(bound.filter((keys, index) => bound.indexOf(keys) !== index)).toEqual([]);
});
