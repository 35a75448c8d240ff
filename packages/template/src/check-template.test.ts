import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CheckOptions, checkTemplate } from './check-template.ts';
import { parameterCatalogue } from './parameter-catalogue.ts';
import { parseTemplate } from './parse-template.ts';
import { RenderFailure } from './render-failure.ts';
import { composeText } from './render-template.ts';
import type { TemplateValue, TemplateValues } from './template-value.ts';

const catalogue = parameterCatalogue({
	trigger: 'action',
	customFields: [
		{ name: 'Bonus', type: 'number' },
		{ name: 'Vip', type: 'boolean' },
		{ name: 'Level', type: 'enum', mayBeEmpty: false },
	],
	runValues: [
		{ name: 'status', type: 'number' },
		{ name: 'promo', type: 'text', onEveryPath: false },
	],
});

function check(source: string, options?: CheckOptions) {
	const parsed = parseTemplate(source);
	if (!parsed.ok) throw new Error(`${source}: ${JSON.stringify(parsed.problems)}`);
	return checkTemplate(parsed.template, catalogue, options);
}

/** Problems as `code reason: the place`. */
function told(source: string, options?: CheckOptions): string[] {
	return check(source, options).map(({ code, values, from, to }) =>
		[code, ...(code === 'template.type' ? [`/${values.reason}`] : []), ': ', source.slice(from, to)].join(''),
	);
}

describe('nothing to say about', () => {
	test.each([
		'',
		'Здравствуйте — «чайники»!',
		'${ Recipient.Id } ${ Recipient.CustomFields.Level } ${ Run.status }',
		"${ Recipient.FirstName | replaceIfEmpty('друг') }",
		"${ if(isEmpty(Recipient.FirstName), 'друг', Recipient.FirstName) }",
		'@{ if not isEmpty(Recipient.FirstName) }${ Recipient.FirstName | toUpper() }@{ end if }',
		'@{ if isEmpty(Recipient.FirstName) }x@{ else }${ Recipient.FirstName }@{ end if }',
		'@{ if Recipient.FirstName != null }${ Recipient.FirstName }@{ end if }',
		"@{ if Recipient.Sex = 'female' }${ Recipient.Sex }@{ end if }",
		"@{ if Recipient.Sex = '' }x@{ else if true }${ Recipient.Sex }@{ end if }",
		'@{ if not isEmpty(Recipient.CustomFields.Bonus) and Recipient.CustomFields.Bonus > 5 }x@{ end if }',
		'@{ if isEmpty(Recipient.CustomFields.Bonus) or Recipient.CustomFields.Bonus > 5 }x@{ end if }',
		'@{ if not isEmpty(AdditionalData.Bonus) }${ Recipient.CustomFields.Bonus }@{ end if }',
		"${ replaceIfEmpty(Run.promo, '') } @{ if isEmpty(Run.promo) }x@{ end if }",
		'@{ if Recipient.FirstName = Recipient.LastName }x@{ end if }',
		"${ addDays(Action.DateTime, 1) | formatDateTime('d MMMM, HH:mm') }",
		"${ formatDecimal(replaceIfEmpty(Order.Total, 0), 'N2') } ${ 'a' & 1 & Action.DateTime }",
		'@{ if Action.DateTime > addHours(Action.DateTime, -1) }x@{ end if }',
	])('%s', (source) => {
		expect(told(source)).toEqual([]);
	});
});

describe('parameters', () => {
	test.each([
		['${ Recipient.FirsName }', 'Recipient.FirstName'],
		['${ recipient.firstname }', 'Recipient.FirstName'],
		['${ AdditionalData.Bonuss }', 'Recipient.CustomFields.Bonus'],
		['${ Whatever }', null],
		['${ Recipient.Foo }', null],
		['${ Recipient.CustomFields.Foo }', null],
		['${ Recipient.Bonus }', 'Recipient.CustomFields.Bonus'],
		['${ Recepient.FirstName }', 'Recipient.FirstName'],
		['${ Order.Totl }', 'Order.Total'],
	])('%s is unknown, with the nearest name and a fix', (source, nearest) => {
		const [problem, ...others] = check(source);
		expect(problem).toMatchObject({ code: 'param.unknown', severity: 'error', values: { nearest } });
		expect(problem?.fix?.insert ?? null).toBe(nearest);
		expect(others).toEqual([]);
	});

	test.each([
		['${ Links.Unsubscribe }', 'marketing'],
		['${ Row.City }', 'file'],
		['${ Request.Code }', 'on-request'],
	])('%s is not offered here, and it is said where', (source, where) => {
		expect(check(source)).toMatchObject([{ code: 'param.unavailable', severity: 'error', values: { where } }]);
	});

	test('a value given on some paths only is an error unless it may be empty there', () => {
		expect(check('${ Run.promo }')).toMatchObject([
			{ code: 'param.not-on-every-path', severity: 'error', fix: { insert: "replaceIfEmpty(Run.promo, '')" } },
		]);
		expect(told('@{ if isEmpty(Run.promo) }@{ else }${ Run.promo }@{ end if }')).toEqual([]);
	});
});

describe('types', () => {
	test.each([
		["${ forms(1, 'a', 'b') }", "template.type/arity: forms(1, 'a', 'b')"],
		["${ forms('x', 'a', 'b', 'c') }", "template.type/argument: 'x'"],
		["${ 'x' | addDays(1) }", "template.type/argument: 'x'"],
		['${ formatTime(replaceIfEmpty(Recipient.BirthDate, Recipient.BirthDate), "HH") }', undefined],
		["${ truncate('x', 4) }", 'template.type/range: 4'],
		["${ substring('x', -1) }", 'template.type/range: -1'],
		['${ round(1, 1.5) }', 'template.type/range: 1.5'],
		["${ formatDateTime(Action.DateTime, 'd QQ') }", "template.type/format: 'd QQ'"],
		["${ formatTime(Action.DateTime, 'd HH') }", "template.type/format: 'd HH'"],
		["${ formatDecimal(1, 'N9') }", "template.type/format: 'N9'"],
		['@{ if 1 = "1" }x@{ end if }', 'template.type/compare: 1 = "1"'],
		[
			'@{ if Action.DateTime > getDay(Action.DateTime) }x@{ end if }',
			'template.type/compare: Action.DateTime > getDay(Action.DateTime)',
		],
		['@{ if "a" < "b" }x@{ end if }', 'template.type/operand: "a"'],
		['@{ if Recipient.Id }x@{ end if }', 'template.type/condition: Recipient.Id'],
		['${ if(true, 1, "a") }', 'template.type/branches: if(true, 1, "a")'],
		['${ replaceIfEmpty(Order.Total, "") }', 'template.type/branches: replaceIfEmpty(Order.Total, "")'],
		['${ 1 + "a" }', 'template.type/operand: "a"'],
		['${ -"a" }', 'template.type/operand: "a"'],
		['${ "a" & true }', 'template.type/operand: true'],
		['${ true }', 'template.type/output: true'],
		['${ not isEmpty(1) }', 'template.type/output: not isEmpty(1)'],
		['${ 1 / 0 }', 'template.type/division: 0'],
	])('%s', (source, expected) => {
		if (expected === undefined) expect(told(source)[0]).toMatch(/argument/);
		else expect(told(source)).toEqual([expected]);
	});

	test('hours of a date are a bad format', () => {
		expect(
			told("@{ if not isEmpty(Recipient.BirthDate) }${ formatDateTime(Recipient.BirthDate, 'd HH') }@{ end if }"),
		).toEqual(["template.type/format: 'd HH'"]);
	});
});

describe('what may be empty warns, and the fix quiets it', () => {
	test.each([
		['${ Recipient.FirstName }', "${ replaceIfEmpty(Recipient.FirstName, '') }"],
		['${ Recipient.FirstName | toUpper() }', "${ replaceIfEmpty(Recipient.FirstName, '') | toUpper() }"],
		["${ 'a' & (Recipient.FirstName) }", "${ 'a' & replaceIfEmpty((Recipient.FirstName), '') }"],
		['${ Recipient.CustomFields.Bonus + 1 }', '${ replaceIfEmpty(Recipient.CustomFields.Bonus, 0) + 1 }'],
		[
			'@{ if Recipient.CustomFields.Vip }x@{ end if }',
			'@{ if replaceIfEmpty(Recipient.CustomFields.Vip, false) }x@{ end if }',
		],
		[
			'${ Recipient.FirstName | replaceIfEmpty(Recipient.Area) }',
			"${ Recipient.FirstName | replaceIfEmpty(Recipient.Area) | replaceIfEmpty('') }",
		],
		['${ if(true, Recipient.FirstName, null) }', "${ replaceIfEmpty(if(true, Recipient.FirstName, null), '') }"],
	])('%s', (source, fixed) => {
		const [problem, ...others] = check(source);
		expect(others).toEqual([]);
		expect(problem).toMatchObject({ code: 'may-be-empty', severity: 'warning' });
		const { from, to, insert } = problem?.fix ?? { from: 0, to: 0, insert: '' };
		expect(source.slice(0, from) + insert + source.slice(to)).toBe(fixed);
		expect(check(fixed)).toEqual([]);
	});

	test('a date has no literal to stand in for it, so the warning has no fix', () => {
		const [problem] = check('${ Recipient.BirthDate }');
		expect(problem).toMatchObject({ code: 'may-be-empty' });
		expect(problem).not.toHaveProperty('fix');
	});

	test('a test in one branch says nothing of the others', () => {
		expect(told('@{ if isEmpty(Recipient.Area) }${ Recipient.Area }@{ end if }${ Recipient.Area }')).toHaveLength(2);
		expect(told('@{ if not isEmpty(Recipient.Area) or true }${ Recipient.Area }@{ end if }')).toHaveLength(1);
	});
});

describe('price and links', () => {
	test('a character that makes a Latin text UCS-2 warns where it stands, also inside an expression', () => {
		const source = "Sale @{ if true }— now@{ end if } ${ if(1 = 1, 'ok…', '”') }";
		expect(told(source)).toEqual(['ucs2-by-one: —', 'ucs2-by-one: …', 'ucs2-by-one: ”']);
		expect(check(source).map(({ fix }) => fix?.insert)).toEqual(['-', '...', '"']);
		expect(check("Sale ${ '’' }")[0]).not.toHaveProperty('fix');
	});

	test('a link warns when links are not shortened', () => {
		const source = 'See https://volna.example/a?b=1 now';
		expect(told(source, { shortening: false })).toEqual(['link-not-shortened: https://volna.example/a?b=1']);
		expect(told(source, { shortening: true })).toEqual([]);
	});

	test('a marketing text without a way to unsubscribe warns', () => {
		expect(told('Sale', { marketing: true })).toEqual(['no-unsubscribe-link: ']);
		expect(told('Sale', {})).toEqual([]);
		const parsed = parseTemplate('${ Links.UnsubscribeTopic }');
		if (!parsed.ok) throw new Error('unreadable');
		const offered = parameterCatalogue({ trigger: 'none', marketing: true });
		expect(checkTemplate(parsed.template, offered, { marketing: true })).toEqual([]);
	});
});

const leaves = {
	string: ["'a'", "''", '"я b"', 'Recipient.FirstName', 'Recipient.CustomFields.Level', 'Run.promo', 'Order.Id'],
	number: ['0', '1', '2.5', 'Recipient.Id', 'Recipient.CustomFields.Bonus', 'Run.status', 'Order.Total'],
	boolean: ['true', 'false', 'Recipient.CustomFields.Vip'],
	instant: ['Action.DateTime', 'Order.CreatedAt'],
	date: ['Recipient.BirthDate'],
};
type Type = keyof typeof leaves;

/** Expressions mostly of the type asked for, now and then of another, so that checks both pass and fail. */
function expressionOf(type: Type, depth: number): fc.Arbitrary<string> {
	const leaf = fc.constantFrom(...leaves[type], ...(depth < 2 ? ['null'] : []));
	if (depth === 0) return leaf;
	const of = (other: Type) => expressionOf(other, depth - 1);
	const stray = fc.constantFrom<Type>('string', 'number', 'boolean', 'instant', 'date').chain(of);
	const call = (pattern: string, ...args: fc.Arbitrary<string>[]) =>
		fc.tuple(...args).map((given) => given.reduce((text, arg) => text.replace('#', () => arg), pattern));
	const common = [
		call('if(#, #, #)', of('boolean'), of(type), of(type)),
		call('replaceIfEmpty(#, #)', of(type), of(type)),
		call('(#)', of(type)),
	];
	const own: Record<Type, () => fc.Arbitrary<string>[]> = {
		string: () => [
			call('toUpper(#)', of('string')),
			call('substring(#, 1, #)', of('string'), of('number')),
			call('truncate(#, 6)', of('string')),
			call('appendForms(#, #, #, "c")', of('number'), of('string'), of('string')),
			call('formatDateTime(#, "d MMMM yyyy")', fc.oneof(of('date'), of('instant'))),
			call('formatDecimal(#, "N2")', of('number')),
			call('(# & #)', of('string'), of('number')),
			call('chooseRandomText(#, #)', of('string'), of('string')),
		],
		number: () => [
			call('(# + #)', of('number'), of('number')),
			call('(# / #)', of('number'), of('number')),
			call('(-#)', fc.constantFrom(...leaves.number)),
			call('length(#)', of('string')),
			call('getYear(#)', fc.oneof(of('date'), of('instant'))),
			call('round(#, 2)', of('number')),
		],
		boolean: () => [
			call('isEmpty(#)', stray),
			call('(not #)', fc.constantFrom(...leaves.boolean)),
			call('(# and #)', of('boolean'), of('boolean')),
			call('(# or #)', of('boolean'), of('boolean')),
			...(['number', 'string', 'date', 'instant'] as const).map((each) => call('(# = #)', of(each), of(each))),
			call('(# < #)', of('number'), of('number')),
			call('(# >= #)', of('instant'), of('instant')),
		],
		instant: () => [call('addDays(#, 1)', of('instant')), call('addHours(#, -3)', of('instant'))],
		date: () => [call('addDays(#, 2)', of('date'))],
	};
	return fc.oneof(
		{ weight: 3, arbitrary: leaf },
		...common.map(weigh(1)),
		...own[type]().map(weigh(2)),
		weigh(1)(stray),
	);
}
const weigh = (weight: number) => (arbitrary: fc.Arbitrary<string>) => ({ weight, arbitrary });

const templates = fc.oneof(
	fc
		.constantFrom<Type>('string', 'number', 'date', 'instant')
		.chain((type) => expressionOf(type, 3).map((expression) => `\${ ${expression} }`)),
	fc
		.tuple(expressionOf('boolean', 3), expressionOf('string', 2), expressionOf('number', 2))
		.map(([condition, a, b]) => `@{ if ${condition} }\${ ${a} }@{ else }\${ ${b} }@{ end if }`),
);

const samples: Record<Type, fc.Arbitrary<TemplateValue>> = {
	string: fc.constantFrom('Анна', 'x', '{}'),
	number: fc.constantFrom<TemplateValue>(0, -3, 2.5, { number: '1234.50' }, 7n),
	boolean: fc.boolean(),
	instant: fc.constantFrom({ instant: '2026-02-28T21:30:00Z' }, { instant: 0 }),
	date: fc.constantFrom({ date: '1990-05-01' }, { date: '2000-02-29' }),
};
const valuesFor: fc.Arbitrary<TemplateValues> = fc.record(
	Object.fromEntries(
		catalogue.map(({ path, type, mayBeEmpty }) => [
			path,
			mayBeEmpty ? fc.option(samples[type], { nil: null }) : samples[type],
		]),
	),
);

function failureOf(source: string, values: TemplateValues): RenderFailure | null {
	const parsed = parseTemplate(source);
	if (!parsed.ok) throw new Error(`${source}: ${JSON.stringify(parsed.problems)}`);
	try {
		composeText(parsed.template, values, { zone: 'Europe/Moscow', messageKey: 'm' });
		return null;
	} catch (error) {
		if (error instanceof RenderFailure) return error;
		throw error;
	}
}

test('a template checked without errors never meets a value of a wrong type', () => {
	let clean = 0;
	fc.assert(
		fc.property(templates, valuesFor, (source, values) => {
			if (check(source).some(({ severity }) => severity === 'error')) return;
			clean++;
			expect(failureOf(source, values)?.kind, source).not.toBe('type');
		}),
		{ numRuns: 3000 },
	);
	expect(clean).toBeGreaterThan(500);
});

test('a template checked without a word never misses a value', () => {
	let clean = 0;
	fc.assert(
		fc.property(templates, valuesFor, (source, values) => {
			if (check(source).length > 0) return;
			clean++;
			expect(failureOf(source, values)?.detail, source).not.toBe('missing_value');
		}),
		{ numRuns: 3000 },
	);
	expect(clean).toBeGreaterThan(200);
});
