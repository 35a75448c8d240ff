import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTemplate } from './parse-template.ts';

const problemsOf = (source: string) => {
	const result = parseTemplate(source);
	return result.ok ? [] : result.problems;
};

test.each([
	'',
	'$ and @ alone, $5, a@b.ru, $$, @@ and { braces }',
	'${ Recipient.FirstName }',
	'${Recipient.CustomFields.If | replaceIfEmpty("друг") | TOUPPER()}',
	'@{ IF a.b = 1 }x@{ Else  If not c.d }y@{ELSE}z@{ end\n if }',
	'@{* ${ anything } @{ if * } *}',
	'@{**}',
	"${ if(1 < 2 and (true or false), 'a', \"b'}\") }",
	'${ -1 + 2 * (3 - 4) / 5 & null }',
])('%j can be read', (source) => {
	expect(problemsOf(source)).toEqual([]);
});

describe('what cannot be read says where and why', () => {
	test.each([
		['${ a.b', 'not-closed', '${ a.b'],
		['@{ if a }text', 'if-not-closed', '@{ if a }'],
		['${ }', 'value-expected', '}'],
		['${ 1 + }', 'value-expected', '}'],
		["${ 'abc }", 'string-not-closed', "'abc }"],
		['text @{* comment', 'comment-not-closed', '@{* comment'],
		['@{ end if }', 'nothing-to-close', 'end'],
		['@{ if a }@{ else }@{ else if b }@{ end if }', 'nothing-to-close', 'else'],
		['${ Имя }', 'not-latin', 'Имя'],
		['${ a == b }', 'unexpected', '='],
		['${ a b }', 'unexpected', 'b'],
		['${ not not a }', 'unexpected', 'not'],
		['${ ${ a } }', 'not-closed', '${'],
		['${ a | toUpper }', 'parentheses-expected', '| toUpper '],
		['${ 1 = 2 = 3 }', 'unexpected', '='],
		['a\0', 'bad-character', '\0'],
		['a\ud83d b', 'bad-character', '\ud83d'],
		[`\${ ${'9'.repeat(40)} }`, 'number-too-big', '9'.repeat(40)],
	])('%s', (source, reason, at) => {
		const [problem, ...others] = problemsOf(source);
		expect(problem).toMatchObject({ code: 'template.syntax', values: { reason } });
		expect(source.slice(problem?.from, problem?.to)).toBe(at);
		expect(others).toEqual([]);
	});
});

describe('what Mindbox has and Volna does not is refused by name, not as a syntax error', () => {
	test.each([
		['@{ for item in Recipient.Orders }${ item.Name }@{ end for }', { construct: 'for' }],
		['@{ FOR item in Recipient.Orders }never closed', { construct: 'for' }],
		['@{ for i in 1..5 }x@{ end for }', { construct: 'for' }],
		["@{ set name = Recipient.FirstName & '!' }", { construct: 'set' }],
		['${ Recipient.GetBonus() }', { construct: 'method', name: 'Recipient.GetBonus' }],
		['${ Recipient.Orders.First(1).Name }', { construct: 'method', name: 'Recipient.Orders.First' }],
		['${ MD5(Recipient.Email) }', { construct: 'function', name: 'MD5' }],
		['${ Recipient.Orders | count() }', { construct: 'function', name: 'count' }],
	])('%s', (source, values) => {
		expect(problemsOf(source)).toMatchObject([{ code: 'not-supported', values }]);
	});
});

test('an unknown function is named with the one most like it', () => {
	expect(problemsOf("${ toUper('a') }")).toMatchObject([
		{ code: 'function.unknown', from: 3, to: 9, values: { name: 'toUper', nearest: 'toUpper' } },
	]);
	expect(problemsOf("${ somethingElse('a') }")).toMatchObject([{ values: { nearest: null } }]);
});

test('a source of 4 000 characters is read, a longer one is not', () => {
	expect(problemsOf('a'.repeat(4000))).toEqual([]);
	expect(problemsOf('a'.repeat(4001))).toMatchObject([{ code: 'too-long', values: { max: 4000, length: 4001 } }]);
});

describe('nesting stops at 20, counting', () => {
	const times = (text: string, count: number) => text.repeat(count);
	test.each<[string, (depth: number) => string]>([
		['parentheses', (depth) => `\${ ${times('(', depth)}1${times(')', depth)} }`],
		['calls', (depth) => `\${ ${times('toUpper(', depth)}'a'${times(')', depth)} }`],
		['pipes', (depth) => `\${ 'a'${times(' | toUpper()', depth)} }`],
		['conditions', (depth) => `${times('@{ if true }', depth)}x${times('@{ end if }', depth)}`],
	])('%s', (_name, source) => {
		expect(problemsOf(source(20))).toEqual([]);
		expect(problemsOf(source(21))).toMatchObject([{ code: 'too-deep', values: { max: 20 } }]);
	});

	test('but not what stands side by side', () => {
		expect(problemsOf(times('${ toUpper((1)) | toLower() }@{ if true }@{ end if }', 50))).toEqual([]);
		expect(problemsOf(`\${ ${times('1+', 1900)}1 }`)).toEqual([]);
	});
});

const pieces = ['${', '@{', '}', '@{*', '*}', 'if', 'else', 'end', 'for', 'in', 'set', 'not', 'and', 'or', 'null'];
const more = ['(', ')', ',', '.', '|', '&', '-', '+', '=', '!=', '<', "'", '"', '1', 'a', 'length', ' ', 'я', '$', '@'];

test('any source gets a template or problems inside it, never a throw', () => {
	fc.assert(
		fc.property(fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 40 }), (parts) => {
			const source = parts.join('');
			const result = parseTemplate(source);
			if (result.ok) return;
			expect(result.problems.length).toBeGreaterThan(0);
			for (const { from, to } of result.problems) {
				expect(from).toBeGreaterThanOrEqual(0);
				expect(to).toBeGreaterThanOrEqual(from);
				expect(to).toBeLessThanOrEqual(source.length);
			}
		}),
		{ numRuns: 2000 },
	);
});
