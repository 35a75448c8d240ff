import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTemplate } from './parse-template.ts';
import { type RenderContext, renderTemplate } from './render-template.ts';
import type { TemplateValues } from './template-value.ts';

const context: RenderContext = { zone: 'Europe/Moscow', messageKey: 'msg_1' };

function render(source: string, values: TemplateValues = {}, more: Partial<RenderContext> = {}) {
	const parsed = parseTemplate(source);
	if (!parsed.ok) throw new Error(`${source}: ${JSON.stringify(parsed.problems)}`);
	return renderTemplate(parsed.template, values, { ...context, ...more });
}

function text(source: string, values?: TemplateValues, more?: Partial<RenderContext>): string {
	const result = render(source, values, more);
	if (!result.ok) throw new Error(`${source}: ${JSON.stringify(result)}`);
	return result.text;
}

const values: TemplateValues = {
	'Recipient.FirstName': 'Анна',
	'Recipient.MiddleName': '  ',
	'Recipient.BirthDate': { date: '1990-12-05' },
	'Recipient.CustomFields.Bonus': { number: '1234567.5' },
	'Recipient.CustomFields.Vip': true,
	'Recipient.CustomFields.NameDay': { date: '--02-29' },
	'Action.DateTime': { instant: '2026-12-04T22:05:09Z' },
	'Order.Total': 990,
};

describe('the forms of балл', () => {
	test.each([
		['0', '0 баллов'],
		['1', '1 балл'],
		['2', '2 балла'],
		['5', '5 баллов'],
		['11', '11 баллов'],
		['12', '12 баллов'],
		['21', '21 балл'],
		['22', '22 балла'],
		['101', '101 балл'],
		['111', '111 баллов'],
		['1.5', '1,5 балла'],
		['-1', '-1 балл'],
	])('%s', (number, expected) => {
		const forms = "'балл', 'балла', 'баллов'";
		expect(text(`\${ appendForms(${number}, ${forms}) }`)).toBe(expected);
		expect(text(`\${ N } \${ N | forms(${forms}) }`, { N: { number } })).toBe(expected);
	});
});

describe('functions', () => {
	test.each([
		["if(1 < 2, 'a', 'b')", 'a'],
		["if(Recipient.CustomFields.Vip, 'a', 1 / 0)", 'a'],
		["if(isEmpty(Recipient.MiddleName), 'none', 'some')", 'none'],
		["if(isEmpty(Nothing.AtAll), 'none', 'some')", 'none'],
		["if(isEmpty(' '), 'none', 'some')", 'none'],
		["if(isEmpty(0), 'none', 'some')", 'some'],
		["replaceIfEmpty(Recipient.FirstName, 'друг')", 'Анна'],
		["replaceIfEmpty(Recipient.MiddleName, 'друг')", 'друг'],
		["replaceIfEmpty(Recipient.MiddleName, '')", ''],
		["toUpper('анна')", 'АННА'],
		["toLower('АННА')", 'анна'],
		["capitalize('анна МАРИЯ')", 'Анна МАРИЯ'],
		["capitalizeAllWords('анна-мария д’арк')", 'Анна-Мария Д’арк'],
		["length('Анна')", '4'],
		["length('👨‍👩‍👧й')", '2'],
		["substring('Анна', 2, 2)", 'нн'],
		["substring('Анна', 3)", 'на'],
		["substring('Анна', 4, 10)", 'а'],
		["substring('Анна', 9)", ''],
		["substring('👨‍👩‍👧аб', 1, 2)", '👨‍👩‍👧а'],
		["truncate('Скидка на чайники', 12)", 'Скидка на...'],
		["truncate('Скидка на чайники', 17)", 'Скидка на чайники'],
		["truncate('Скидка на чайники', 11)", 'Скидка...'],
		["truncate('Скидка, и ещё', 11)", 'Скидка...'],
		["truncate('абвгдежз', 5)", 'аб...'],
		["truncate('а б в г д е', 6)", '...'],
		['formatDecimal(1234567.5, "N2")', '1 234 567,50'],
		['formatDecimal(1234567.5, "N0")', '1 234 568'],
		['formatDecimal(-1234.5, "#,##0")', '-1 235'],
		['formatDecimal(1234.565, "F2")', '1234,57'],
		['formatDecimal(0.125, "0.00")', '0,13'],
		['formatDecimal(12, "0")', '12'],
		['formatDecimal(999, "#,##0.00")', '999,00'],
		['formatDecimal(-0.001, "F2")', '0,00'],
		['Recipient.CustomFields.Bonus', '1234567,5'],
		['floor(-1.5)', '-2'],
		['ceiling(-1.5)', '-1'],
		['round(2.5)', '3'],
		['round(1.005, 2)', '1,01'],
		["formatDateTime(Action.DateTime, 'd MMMM yyyy')", '5 декабря 2026'],
		["formatDateTime(Action.DateTime, 'MMMM')", 'декабрь'],
		["formatDateTime(Action.DateTime, 'd dd ddd dddd M MM MMM yy')", '5 05 сб суббота 12 12 дек. 26'],
		["formatDateTime(Action.DateTime, 'H HH h hh m mm s ss')", '1 01 1 01 5 05 9 09'],
		['formatDateTime(Action.DateTime, "d MMMM \'в\' HH:mm")', '5 декабря в 01:05'],
		["formatTime(Action.DateTime, 'HH:mm')", '01:05'],
		["formatDateTime(Recipient.BirthDate, 'd MMMM')", '5 декабря'],
		["formatDateTime(Recipient.BirthDate, 'dddd')", 'среда'],
		["formatDateTime(Recipient.CustomFields.NameDay, 'd MMMM')", '29 февраля'],
		['Recipient.BirthDate', '05.12.1990'],
		['Recipient.CustomFields.NameDay', '29.02'],
		['Action.DateTime', '05.12.2026 01:05'],
		['addDays(Recipient.BirthDate, 27)', '01.01.1991'],
		['addDays(Action.DateTime, -5)', '30.11.2026 01:05'],
		['addHours(Action.DateTime, 23)', '06.12.2026 00:05'],
		['getDay(Action.DateTime)', '5'],
		['getMonth(Recipient.BirthDate)', '12'],
		['getYear(Action.DateTime)', '2026'],
	])('%s', (expression, expected) => {
		expect(text(`\${ ${expression} }`, values)).toBe(expected);
	});

	test('days are added in the calendar of the zone, hours in time', () => {
		const at = { 'Action.DateTime': { instant: '2026-03-28T12:00:00+01:00' } };
		const zone = { zone: 'Europe/Berlin' };
		expect(text('${ addDays(Action.DateTime, 1) }', at, zone)).toBe('29.03.2026 12:00');
		expect(text('${ addHours(Action.DateTime, 24) }', at, zone)).toBe('29.03.2026 13:00');
	});

	test('a moment is printed in the zone of the customer', () => {
		expect(text("${ formatDateTime(Action.DateTime, 'd HH:mm') }", values, { zone: 'Asia/Kamchatka' })).toBe('5 10:05');
		expect(text("${ formatDateTime(Action.DateTime, 'd HH:mm') }", values, { zone: 'UTC' })).toBe('4 22:05');
	});
});

describe('operators', () => {
	test.each([
		['0.1 + 0.2', '0,3'],
		['1 + 2 * 3 - 4 / 8', '6,5'],
		['-(1 + 2) & "!"', '-3!'],
		["'Сумма ' & Order.Total & ' р.'", 'Сумма 990 р.'],
		["if(1 = 1.0, 'y', 'n')", 'y'],
		["if('АННА' = Recipient.FirstName, 'y', 'n')", 'y'],
		["if(Recipient.MiddleName = null, 'y', 'n')", 'y'],
		["if(Recipient.MiddleName = '', 'y', 'n')", 'y'],
		["if(Recipient.FirstName != null, 'y', 'n')", 'y'],
		["if(Recipient.MiddleName != 'x', 'y', 'n')", 'y'],
		["if(Action.DateTime >= Action.DateTime and 1 <= 1, 'y', 'n')", 'y'],
		["if(Recipient.BirthDate < addDays(Recipient.BirthDate, 1), 'y', 'n')", 'y'],
		["if(true or 1 / 0 = 1, 'y', 'n')", 'y'],
		["if(false and 1 / 0 = 1, 'y', 'n')", 'n'],
		["if(not false and not (true and false), 'y', 'n')", 'y'],
		["if(Recipient.CustomFields.Vip = true, 'y', 'n')", 'y'],
	])('%s', (expression, expected) => {
		expect(text(`\${ ${expression} }`, values)).toBe(expected);
	});
});

test('a pipe hands its value to the first argument', () => {
	expect(text('${ Recipient.FirstName | toUpper() | substring(1, 2) }', values)).toBe('АН');
});

test('the first branch that holds is printed', () => {
	const source = '@{ if A = 1 }one@{ else if A = 2 }two@{ else }many@{ end if }!';
	expect([1, 2, 3].map((A) => text(source, { A }))).toEqual(['one!', 'two!', 'many!']);
	expect(text('@{ if false }a@{ end if }')).toBe('');
});

test('both spellings of a custom field read it', () => {
	expect(text('${ AdditionalData.Bonus } ${ Recipient.AdditionalData.Bonus }', values)).toBe('1234567,5 1234567,5');
});

describe('what cannot be composed', () => {
	test.each<[string, string, string]>([
		['${ Recipient.MiddleName }', 'missing_value', 'Recipient.MiddleName'],
		['${ Recipient.LastName | toUpper() }', 'missing_value', 'Recipient.LastName'],
		["${ 'a' & Recipient.LastName }", 'missing_value', 'Recipient.LastName'],
		['@{ if Recipient.CustomFields.None > 5 }x@{ end if }', 'missing_value', 'Recipient.CustomFields.None'],
		['@{ if Recipient.CustomFields.None }x@{ end if }', 'missing_value', 'Recipient.CustomFields.None'],
		['${ null }', 'missing_value', 'null'],
		['${ getYear(Recipient.CustomFields.NameDay) }', 'missing_value', 'getYear(Recipient.CustomFields.NameDay)'],
		['${ 1 / (2 - 2) }', 'division', '(2 - 2)'],
		["${ substring('a', Order.Total - 990) }", 'argument', "substring('a', Order.Total - 990)"],
		["${ truncate('abc', 1.5 * 2 + 1) }", 'argument', "truncate('abc', 1.5 * 2 + 1)"],
		["${ formatDateTime(Action.DateTime, 'd ' & 'QQ') }", 'argument', "formatDateTime(Action.DateTime, 'd ' & 'QQ')"],
		["${ formatDateTime(Recipient.BirthDate, 'HH') }", 'argument', "formatDateTime(Recipient.BirthDate, 'HH')"],
		["${ formatTime(Action.DateTime, 'd') }", 'argument', "formatTime(Action.DateTime, 'd')"],
		['${ 10000000000000000000 * 10000000000 }', 'argument', '10000000000'],
		['${ toUpper(1) }', 'argument', 'toUpper(1)'],
		['${ toUpper() }', 'argument', 'toUpper()'],
		["${ 1 = 'a' }", 'argument', '1'],
		['${ true }', 'argument', 'true'],
	])('%s', (source, detail, at) => {
		const result = render(source, values);
		expect(result).toMatchObject({ ok: false, detail });
		if (!result.ok) expect(source.slice(result.from, result.to)).toBe(at);
	});

	test('a result with the placeholder of the provider, however it came together', () => {
		const detail = { ok: false, detail: 'provider_placeholder' };
		expect(render('${ A }', { A: '${name}' })).toEqual(detail);
		expect(render('$@{* *}{name}')).toEqual(detail);
		expect(render("$${ '{' }")).toEqual(detail);
	});

	test('a lone surrogate or a NUL in a value', () => {
		expect(render('${ A }', { A: 'a\ud83d' })).toMatchObject({ detail: 'bad_character', from: 3, to: 4 });
		expect(render('${ A }', { A: 'a\0b' })).toMatchObject({ detail: 'bad_character' });
	});

	test('a result longer than 4 000', () => {
		expect(text('${ A }', { A: 'a'.repeat(4000) })).toHaveLength(4000);
		expect(render('${ A }', { A: 'a'.repeat(4001) })).toEqual({ ok: false, detail: 'argument' });
		expect(text('${ truncate(A, 10) }', { A: 'a'.repeat(50_000) })).toBe('aaaaaaa...');
	});

	test('a text that asks for endless work', () => {
		const source = `\${ ${Array(200).fill('length(A)').join('+')} }`;
		expect(render(source, { A: '👨‍👩‍👧'.repeat(5000) })).toMatchObject({ detail: 'argument' });
	});

	test.each<[string, TemplateValues[string]]>([
		['number', { number: 'many' }],
		['number', Number.NaN],
		['instant', { instant: 'yesterday' }],
		['date', { date: '2026-02-30' }],
		['date', { date: '5 мая' }],
	])('a value that is no %s: %j', (_type, value) => {
		expect(render('${ A }', { A: value })).toMatchObject({ ok: false, detail: 'argument' });
	});
});

describe('values', () => {
	test('are never read as template', () => {
		expect(text('${ A }', { A: "@{ if true }x@{ end if } $ { 'a' }" })).toBe("@{ if true }x@{ end if } $ { 'a' }");
	});

	test('come out on one line, without control characters', () => {
		expect(text('${ A }', { A: 'a\r\nb\nc\td\u0001e\u0085f\u2028g' })).toBe('a b c d e f g');
		expect(render('${ A }', { A: '\u0001' })).toMatchObject({ detail: 'missing_value' });
	});

	test('do not come from the prototype', () => {
		expect(render('${ toString }')).toMatchObject({ detail: 'missing_value' });
	});
});

describe('chooseRandomText', () => {
	const choose = (messageKey: string) => text("${ chooseRandomText('a', 'b', 'c') }", {}, { messageKey });

	test('says the same on every repeat of one message', () => {
		expect(new Set(Array.from({ length: 20 }, () => choose('msg_7'))).size).toBe(1);
	});

	test('spreads evenly over messages with keys in a row', () => {
		const counts = { a: 0, b: 0, c: 0 };
		for (let index = 0; index < 3000; index++) counts[choose(`msg_${index}`) as 'a' | 'b' | 'c']++;
		for (const count of Object.values(counts)) expect(Math.abs(count - 1000)).toBeLessThan(120);
	});

	test('chooses anew in each call', () => {
		const source = "${ chooseRandomText('a', 'b') }${ chooseRandomText('a', 'b') }";
		const pairs = Array.from({ length: 100 }, (_, index) => text(source, {}, { messageKey: `m${index}` }));
		expect(new Set(pairs)).toEqual(new Set(['aa', 'ab', 'ba', 'bb']));
	});
});

test('an unknown zone is a fault of the caller, not of the text', () => {
	expect(() => render('${ Action.DateTime }', values, { zone: 'Moon/Base' })).toThrow(RangeError);
	expect(() => render('${ addDays(Action.DateTime, 1) | getDay() }', values, { zone: 'Moon/Base' })).toThrow(
		RangeError,
	);
});

test('a text without instructions is printed as it is', () => {
	const plain = fc
		.string({
			unit: fc.oneof(
				fc.constantFrom('$', '@', '{', '}', '*', "'", '\n'),
				fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
			),
			maxLength: 100,
		})
		.filter((source) => !/[$@]\{|\0/.test(source));
	fc.assert(
		fc.property(plain, (source) => {
			expect(text(source)).toBe(source);
		}),
		{ numRuns: 1000 },
	);
});
