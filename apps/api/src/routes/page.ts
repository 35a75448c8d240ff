import { Refusal } from '../http/refuse.ts';

/** The last row's key of the page before, out of a list's cursor. */
export function cursorOf(text: string | undefined): string | undefined {
	if (text === undefined || text === '') return undefined;
	const key = Buffer.from(text, 'base64url').toString('utf8');
	if (!/^[0-9A-Za-z:.|_-]{1,200}$/.test(key))
		throw new Refusal('field-invalid', { at: '/query/cursor', values: { rule: 'cursor' } });
	return key;
}

/** A page out of rows that were asked for with one more than `limit`. */
export function pageOf<R, T>(
	rows: readonly R[],
	limit: number,
	keyOf: (row: R) => string | number,
	describe: (row: R) => T,
) {
	const shown = rows.slice(0, limit);
	const last = shown.at(-1);
	return {
		items: shown.map(describe),
		next: rows.length > limit && last !== undefined ? Buffer.from(String(keyOf(last))).toString('base64url') : null,
		asOf: new Date(),
	};
}
