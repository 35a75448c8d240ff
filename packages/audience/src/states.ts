/** What an operation's body can be reproached with; messages for people: `operation-messages.ts`. */
export const validationCodes = [
	'required',
	'wrong-type',
	'too-long',
	'out-of-range',
	'unknown-field',
	'unknown-custom-field',
	'unknown-topic',
	'unknown-channel',
	'bad-phone',
	'bad-email',
	'phone-blocked',
	'bad-date',
	'bad-zone',
	'in-future',
	'too-old',
	'identifier-conflict',
	'unknown-order',
	'unknown-template',
	'template-usage',
	'unknown-segment',
	'skipped-condition',
	'consent-required',
] as const;
export type ValidationCode = (typeof validationCodes)[number];

/** Refusals of a whole call, with their HTTP status. */
export const protocolErrors = {
	'bad-json': 400,
	'bad-query': 400,
	'key-missing': 401,
	'key-invalid': 401,
	'endpoint-not-allowed': 403,
	'origin-not-allowed': 403,
	'operation-needs-key': 403,
	'operation-unknown': 404,
	'endpoint-unknown': 404,
	method: 405,
	'transaction-conflict': 409,
	'too-large': 413,
	'content-type': 415,
	'too-many': 429,
	busy: 503,
	internal: 500,
} as const;
export type ProtocolErrorCode = keyof typeof protocolErrors;

export const processingStatuses = ['Created', 'Changed', 'Found', 'Merged', 'NotFound'] as const;
export type ProcessingStatus = (typeof processingStatuses)[number];

/** `accepted` → `recorded` | `invalid` | `failed`; `invalid` and `failed` are forgotten by the next call of the same id. */
export const requestStates = ['accepted', 'recorded', 'invalid', 'failed'] as const;
export type RequestState = (typeof requestStates)[number];

export const customerRights = ['find', 'find_or_create', 'create_or_edit'] as const;
export type CustomerRight = (typeof customerRights)[number];

export const templateUsages = ['import', 'tracker', 'operation', 'trigger'] as const;
export type TemplateUsage = (typeof templateUsages)[number];

export const segmentationStates = ['draft', 'launched', 'archived'] as const;
export type SegmentationState = (typeof segmentationStates)[number];

/** Members change by hand, import, operation and flow; or by a filter per segment. A kind never changes. */
export const segmentationKinds = ['static', 'filter'] as const;
export type SegmentationKind = (typeof segmentationKinds)[number];

/** Why a recalculation left members as they were. */
export const recalculationProblems = ['filter-invalid', 'too-slow'] as const;
export type RecalculationProblem = (typeof recalculationProblems)[number];

/** How customers of the list were chosen. */
export const selectionKinds = ['all', 'part', 'split', 'chosen'] as const;
export type SelectionKind = (typeof selectionKinds)[number];

/** Orders of the list of customers. By activity there is none: its index would be rewritten by every action. */
export const customerSorts = ['newest', 'oldest'] as const;
export type CustomerSort = (typeof customerSorts)[number];

/** Why a customer or a row of a file did not get into a segment. */
export const fillErrorCodes = ['customer-gone', 'segment-gone', 'value-empty', 'nobody-found'] as const;
export type FillErrorCode = (typeof fillErrorCodes)[number];

export { columnsMost, customerColumns, firstColumns } from './customer-list/list-columns.ts';
export { partSize, splitLimits, splitSizes } from './selections/split-sizes.ts';
export { transliterate } from './transliterate.ts';

/** Why a filter cannot be compiled. */
export const filterIssueCodes = [
	'filter-shape',
	'filter-too-deep',
	'filter-too-large',
	'field-unknown',
	'field-out-of-scope',
	'operator-unknown',
	'value-missing',
	'value-wrong',
	'where-not-allowed',
] as const;
export type FilterIssueCode = (typeof filterIssueCodes)[number];

/** Types of a custom field; a unique id names its customer, so only customers have it. */
export const customFieldTypes = ['string', 'number', 'boolean', 'date', 'instant', 'enum', 'unique_id'] as const;
export type CustomFieldType = (typeof customFieldTypes)[number];

export const templateKinds = ['standard', 'order', 'click', 'unsubscribe', 'import', 'merge'] as const;
export type TemplateKind = (typeof templateKinds)[number];

/** Campaigns lie in each other this deep at most (domain M-1). */
export const campaignDepth = 5;
/** Tags of one template at most (domain M-16). */
export const tagLimit = 20;

/** What may refer to a template, a field, a topic or a campaign. */
export const useKinds = [
	'flow',
	'flow-draft',
	'operation',
	'import',
	'segment',
	'template',
	'template-guard',
	'campaign',
	'mailing',
] as const;
export type UseKind = (typeof useKinds)[number];

export {
	columnPrefixes,
	type ImportEncoding,
	type ImportIssueCode,
	type ImportKind,
	type ImportResult,
	importEncodings,
	importIssues,
	importKinds,
	importResults,
	plainColumns,
	type RowProblem,
	type RowRemark,
	rowProblems,
	rowRemarks,
} from './import/import-states.ts';
export { type NumberingProblem, numberingProblems } from './zones/numbering-problems.ts';
export { type ZoneSource, zoneSources } from './zones/zone-trust.ts';
