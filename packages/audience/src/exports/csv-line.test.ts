import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvCell, csvLine } from './csv-line.ts';

it.each([
	['Анна', 'Анна'],
	['=1+1', "'=1+1"],
	['=HYPERLINK("http://a";"b")', `"'=HYPERLINK(""http://a"";""b"")"`],
	['+79991234567', '+79991234567'],
	['+7 999 123-45-67', "'+7 999 123-45-67"],
	['+7999***4567', '+7999***4567'],
	['-20', '-20'],
	['-20,5', '"-20,5"'],
	['-2+3', "'-2+3"],
	['@SUM(A1)', "'@SUM(A1)"],
	['\t=1', `"'\t=1"`],
	['\r=1', `"'\r=1"`],
	['\n=1', `"'\n=1"`],
	['＝1', "'＝1"],
	['a;b', '"a;b"'],
	['a "b"', '"a ""b"""'],
	[null, ''],
	[undefined, ''],
	[-5, '-5'],
	[true, 'true'],
])('the cell %j is written as %j', (value, written) => {
	expect(csvCell(value)).toBe(written);
});

it('no cell begins like a formula, and every cell is read back as it was but for that apostrophe', () => {
	fc.assert(
		fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 6 }), (cells) => {
			const [row] = parse(csvLine(cells), { delimiter: ';', relax_column_count: true }) as string[][];
			const read = row ?? [''];
			for (const [index, cell] of cells.entries()) {
				const got = read[index] ?? '';
				expect([cell, `'${cell}`]).toContain(got);
				if (got === cell && /^[=+\-@\t\r\n]/.test(got)) expect(got).toMatch(/^[+-]?\d+([.,]\d+|\*{3}\d+)?$/);
			}
		}),
	);
});
