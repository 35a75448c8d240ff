/** Where a page of a list ended: an instant and the id of its last row. */
export interface PageEnd {
	readonly at: Date;
	readonly id: string;
}

export function cursorOf(end: PageEnd): string {
	return Buffer.from(`${end.at.toISOString()} ${end.id}`).toString('base64url');
}

/** The end a cursor names; null for text that is no cursor of ours, which reads as the first page. */
export function pageEndOf(cursor: string | undefined): PageEnd | null {
	const [at = '', id = ''] = Buffer.from(cursor ?? '', 'base64url')
		.toString()
		.split(' ');
	const date = new Date(at);
	return Number.isNaN(date.getTime()) || !/^[0-9a-f-]{36}$/.test(id) ? null : { at: date, id };
}

export interface Page<T> {
	readonly items: readonly T[];
	/** The next page's cursor; null at the end. */
	readonly next: string | null;
	readonly asOf: Date;
}

/** A page of what was read with one row more than asked for. */
export function pageOf<T>(rows: readonly T[], limit: number, endOf: (row: T) => PageEnd, asOf: Date): Page<T> {
	const items = rows.slice(0, limit);
	const last = items.at(-1);
	return { items, next: rows.length > limit && last ? cursorOf(endOf(last)) : null, asOf };
}
