import { expect, it } from 'vitest';
import { bytesOf } from '../import/testing.ts';
import { rangesOf } from './number-ranges.ts';
import { parseNumbering } from './parse-numbering.ts';

const HEAD = 'АВС/ DEF;От;До;Емкость;Оператор;Регион';
const ROWS = [
	'900;0000000;0061999;62000;ООО "Т2 Мобайл";Краснодарский край',
	'900;0062000;0062999;1000;ООО "Т2 Мобайл";Ростовская обл.',
	'914;5500000;5599999;100000;ПАО "МТС";Приморский край',
	'999;0000000;0000009;10;АО "НОВЫЙ";Новая область',
];

async function parse(text: string | Buffer, leastRows = 1) {
	return parseNumbering(
		async function* () {
			yield Buffer.from(text);
		},
		{ leastRows },
	);
}

it('ranges are read with quotes in names, in UTF-8 and windows-1251, and unknown regions are listed', async () => {
	const text = [HEAD, ...ROWS].join('\n');
	const parsed = await parse(text);
	expect(parsed).toMatchObject({
		ok: true,
		numberCount: 163_010,
		unknownRegions: [{ region: 'Новая область', ranges: 1 }],
	});
	expect(await parse(bytesOf(text, 'windows-1251'))).toEqual(parsed);
	if (!parsed.ok) return;
	const ranges = rangesOf('t', parsed.ranges);
	expect(ranges.find('+79000062000')).toMatchObject({ operator: 'ООО "Т2 Мобайл"', region: 'Ростовская обл.' });
	expect(ranges.zoneOf('+79145512345')).toBe('Asia/Vladivostok');
	expect(ranges.find('+79000063000')).toBeUndefined();
	expect(ranges.find('+79000000000')).toBeDefined();
	expect(ranges.zoneOf('+79990000001')).toBeNull();
	expect(ranges.zoneOf('+77011234567')).toBe('Asia/Almaty');
});

it('columns are found by their headers, wherever they stand', async () => {
	const text = [
		'Регион;Территория;ИНН;До;От;Оператор;Ёмкость;АВС/ DEF',
		'Омская обл.;Омск;1;0000009;0000000;О;10;950',
	].join('\r\n');
	expect(await parse(text)).toMatchObject({
		ok: true,
		ranges: [{ first: 79_500_000_000, last: 79_500_000_009, zone: 'Asia/Omsk' }],
	});
});

it.each([
	['an unknown header', 'Код;От;До\n900;1;2', 'numbering-header', 1],
	['a wrong capacity', `${HEAD}\n${ROWS[0]}\n900;0062000;0062999;999;О;Омская обл.`, 'numbering-capacity', 3],
	['a code of no mobile', `${HEAD}\n495;0062000;0062999;1000;О;Омская обл.`, 'numbering-cell', 2],
	[
		'overlapping ranges',
		`${HEAD}\n${ROWS[1]}\n${ROWS[0]}\n900;0062999;0063000;2;О;Омская обл.`,
		'numbering-overlap',
		4,
	],
])('a file with %s is refused with the line', async (_, text, problem, line) => {
	expect(await parse(text)).toMatchObject({ ok: false, problem, line });
});

it('a file with too few rows is refused', async () => {
	expect(await parse([HEAD, ...ROWS].join('\n'), 5000)).toMatchObject({
		ok: false,
		problem: 'numbering-short',
		value: '4',
	});
});
