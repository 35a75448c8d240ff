/** What an import does with its rows (domain §3.4). */
export const importKinds = ['upsert', 'update', 'membership', 'actions', 'merge'] as const;
export type ImportKind = (typeof importKinds)[number];

/** Encodings that files are read in, by their WHATWG names. */
export const importEncodings = ['utf-8', 'windows-1251', 'koi8-r', 'ibm866', 'utf-16le', 'utf-16be'] as const;
export type ImportEncoding = (typeof importEncodings)[number];

/** Columns without a name of their own inside; the rest are `columnPrefixes` followed by a name. */
export const plainColumns = [
	'VolnaId',
	'MobilePhone',
	'Email',
	'IsMobilePhoneConfirmed',
	'IsMobilePhoneInvalid',
	'LastName',
	'FirstName',
	'MiddleName',
	'Sex',
	'BirthDate',
	'Area',
	'TimeZone',
	'IsSubscribed',
	'IsSubscribedBySms',
	'ConsentSource',
	'ConsentAt',
	'ConsentEvidence',
	'LastUpdateActionTemplate',
	'ActionTemplate',
	'ActionAt',
	'Segmentation',
	'Segment',
] as const;
export type PlainColumn = (typeof plainColumns)[number];

/** `Id:website`, `IsSubscribedBySmsOn:promo`, `ActionField:courier`, `ResultingId:website`, `MergedId:website`, `Custom:city`. */
export const columnPrefixes = [
	'Id',
	'IsSubscribedBySmsOn',
	'ActionField',
	'ResultingId',
	'MergedId',
	'Custom',
] as const;
export type ColumnPrefix = (typeof columnPrefixes)[number];

/** Why a row was refused; its values are left as they were. */
export const rowProblems = [
	'no-identifier',
	'customer-unknown',
	'bad-phone',
	'phone-not-mobile',
	'phone-several',
	'phone-extension',
	'phone-blocked',
	'bad-email',
	'bad-id',
	'bad-number',
	'bad-yes-no',
	'bad-sex',
	'bad-date',
	'bad-zone',
	'bad-option',
	'in-future',
	'too-old',
	'too-long',
	'not-cleared',
	'bad-letters',
	'consent-required',
	'unknown-template',
	'template-usage',
	'template-not-personal',
	'unknown-segmentation',
	'unknown-segment',
	'merge-refused',
	'quote-open',
	'row-too-long',
	'extra-cells',
] as const;
export type RowProblem = (typeof rowProblems)[number];

/** What was left out of a row that was applied otherwise. */
export const rowRemarks = ['identifier-conflict', 'unsubscribed-later'] as const;
export type RowRemark = (typeof rowRemarks)[number];

/** What an import counts. Rows read are created + updated + unchanged + refused; the rest is counted beside them. */
export const importResults = [
	'created',
	'updated',
	'unchanged',
	'refused',
	'remarked',
	'actions',
	'added',
	'moved',
] as const;
export type ImportResult = (typeof importResults)[number];

/** Why an import cannot be started as it is set up. */
export const importIssues = [
	'file-empty',
	'columns-none',
	'column-unknown',
	'column-twice',
	'column-of-other-kind',
	'identifier-missing',
	'column-missing',
	'consent-missing',
	'template-unknown',
	'template-usage',
	'segment-unknown',
	'segment-twice',
	'moment-in-future',
	'systems-too-many',
	'merge-unavailable',
] as const;
export type ImportIssueCode = (typeof importIssues)[number];
