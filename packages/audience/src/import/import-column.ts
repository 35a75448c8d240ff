import { type ColumnPrefix, columnPrefixes, type ImportKind, type PlainColumn, plainColumns } from './import-states.ts';

/** What a column of a file is: `{ is: 'FirstName' }`, or a prefix with a name, `{ is: 'Id', name: 'website' }`. */
export type ImportColumn =
	| { readonly is: PlainColumn; readonly name?: undefined }
	| { readonly is: ColumnPrefix; readonly name: string };

/** Reads `FirstName`, `Id:website`, `Custom:city`; undefined when it is none of the columns there are. */
export function parseColumn(text: string): ImportColumn | undefined {
	const plain = plainColumns.find((column) => column === text);
	if (plain) return { is: plain };
	const colon = text.indexOf(':');
	const prefix = columnPrefixes.find((name) => name === text.slice(0, colon));
	const name = text.slice(colon + 1);
	return colon > 0 && prefix && /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(name) ? { is: prefix, name } : undefined;
}

/** The opposite of `parseColumn`. */
export function columnText(column: ImportColumn): string {
	return column.name === undefined ? column.is : `${column.is}:${column.name}`;
}

/** Whether a column names the customer of a row. */
export function isIdentifier(column: ImportColumn): boolean {
	return column.is === 'VolnaId' || column.is === 'Id' || column.is === 'MobilePhone' || column.is === 'Email';
}

export function isSubscription(column: ImportColumn): boolean {
	return column.is === 'IsSubscribed' || column.is === 'IsSubscribedBySms' || column.is === 'IsSubscribedBySmsOn';
}

const ofKind: Partial<Record<ImportColumn['is'], ImportKind>> = {
	ActionTemplate: 'actions',
	ActionAt: 'actions',
	ActionField: 'actions',
	ResultingId: 'merge',
	MergedId: 'merge',
	Segmentation: 'membership',
	Segment: 'membership',
};

/** Whether files of a kind may have a column: identifiers any; what changes a customer those that add or edit. */
export function belongsTo(column: ImportColumn, kind: ImportKind): boolean {
	const only = ofKind[column.is];
	if (only) return only === kind;
	if (kind === 'merge') return column.is === 'VolnaId';
	return isIdentifier(column) || kind === 'upsert' || kind === 'update';
}
