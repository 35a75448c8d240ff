/** What a cell of an export holds. Dates are written by the caller's formatter. */
export type CsvValue = string | number | boolean | null | undefined;

/** Spreadsheets read the file as UTF-8 then. */
export const csvMark = '\uFEFF';

const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** Also of a masked phone. */
const PLAIN_NUMBER = /^[+-]?\d+([.,]\d+|\*{3}\d+)?$/;

/**
 * One line of CSV with semicolons; a comma is quoted too, for spreadsheets that split there. A spreadsheet would run a cell that begins like a formula, so it gets an apostrophe
 * first, unless it is a plain number: a phone, an amount below zero (S-36).
 */
export function csvLine(cells: readonly CsvValue[]): string {
	return `${cells.map(csvCell).join(';')}\r\n`;
}

export function csvCell(value: CsvValue): string {
	if (value === null || value === undefined) return '';
	const text = String(value);
	const safe = typeof value === 'string' && FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
	return /[;",\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
