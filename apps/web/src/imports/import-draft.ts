import type { CallOf, FilePreview, ImportFormat, routes } from '@volna/contract';
import type { UploadedFile } from './use-upload.ts';

export type ImportKind = 'upsert' | 'update' | 'membership' | 'actions' | 'merge';

/** What people choose on the screen, as they choose it. */
export interface ImportDraft {
	readonly kind: ImportKind;
	/** What differs from what was found in the file. */
	readonly format: Partial<ImportFormat>;
	/** What differs from what was proposed, by column. */
	readonly columns: Readonly<Record<number, string | null>>;
	readonly fill: 'overwrite' | 'blanks';
	/** Null means all columns that name a customer. */
	readonly findBy: readonly string[] | null;
	readonly consentSource: string;
	/** `2026-11-01`. */
	readonly consentOn: string;
	readonly consentEvidence: string;
	readonly agreed: readonly string[] | null;
	readonly segment: 'none' | 'known' | 'new';
	readonly segmentation: string | null;
	readonly knownSegment: string | null;
	readonly newSegmentation: string;
	readonly newSegment: string;
	readonly template: string | null;
	readonly occurredOn: string;
	readonly startsFlows: boolean;
	readonly touchpoint: string;
	readonly description: string;
}

export const emptyDraft: ImportDraft = {
	kind: 'upsert',
	format: {},
	columns: {},
	fill: 'overwrite',
	findBy: null,
	consentSource: '',
	consentOn: '',
	consentEvidence: '',
	agreed: null,
	segment: 'none',
	segmentation: null,
	knownSegment: null,
	newSegmentation: '',
	newSegment: '',
	template: null,
	occurredOn: '',
	startsFlows: false,
	touchpoint: '',
	description: '',
};

/** What a new import begins with; to fill a segment, those of the file who are known, and nothing of theirs overwritten. */
export function draftFor(search: { segmentation?: string | undefined; segment?: string | undefined }): ImportDraft {
	const { segmentation, segment } = search;
	if (segmentation === undefined || segment === undefined) return emptyDraft;
	return { ...emptyDraft, kind: 'update', fill: 'blanks', segment: 'known', segmentation, knownSegment: segment };
}

/** The columns as they stand: proposed, unless people said otherwise, and only what files of the kind may have. */
export function columnsOf(draft: ImportDraft, preview: FilePreview): (string | null)[] {
	return preview.headers.map((_, index) => {
		const column = index in draft.columns ? draft.columns[index] : preview.columns[index];
		return column && belongsTo(column, draft.kind) ? column : null;
	});
}

function belongsTo(column: string, kind: ImportKind): boolean {
	if (/^(ActionTemplate|ActionAt)$|^ActionField:/.test(column)) return kind === 'actions';
	if (/^Segment(ation)?$/.test(column)) return kind === 'membership';
	return namesCustomer(column) || editsCustomers(kind);
}

export const editsCustomers = (kind: ImportKind) => kind === 'upsert' || kind === 'update';
export const namesCustomer = (column: string) => /^(VolnaId|MobilePhone|Email)$|^Id:/.test(column);
export const isSubscription = (column: string) => /^IsSubscribed(BySms)?$|^IsSubscribedBySmsOn:/.test(column);
export const issuesActions = (draft: ImportDraft, columns: readonly (string | null)[]) =>
	draft.kind === 'actions' || draft.template !== null || columns.includes('LastUpdateActionTemplate');

/** Whether people must be asked what stands behind a "yes". */
export function needsConsent(draft: ImportDraft, columns: readonly (string | null)[]): boolean {
	if (!editsCustomers(draft.kind)) return false;
	const says = draft.agreed !== null || columns.some((column) => column !== null && isSubscription(column));
	return says && !(columns.includes('ConsentSource') && columns.includes('ConsentAt'));
}

type Body = NonNullable<CallOf<typeof routes.startImport>['body']>;

/** What is sent. Settings that the kind has no use for are left out. */
export function bodyOf(draft: ImportDraft, preview: FilePreview, file: UploadedFile): Body {
	const columns = columnsOf(draft, preview);
	const edits = editsCustomers(draft.kind);
	const asks = columns.some((column) => column !== null && isSubscription(column));
	const consent = draft.consentSource.trim() !== '' && draft.consentOn !== '';
	return {
		file: file.id,
		kind: draft.kind,
		format: preview.format,
		headers: preview.headers,
		columns,
		description: draft.description,
		settings: {
			findBy: draft.findBy === null ? null : draft.findBy.filter((column) => columns.includes(column)),
			fill: draft.fill,
			consent: edits && consent ? consentOf(draft) : null,
			agreed: edits && !asks && draft.agreed ? [...draft.agreed] : null,
			touchpoint: draft.touchpoint.trim() || null,
			segment: draft.kind === 'membership' ? null : segmentOf(draft),
			template: draft.template,
			occurredAt: draft.occurredOn === '' ? null : startOf(draft.occurredOn),
			startsFlows: draft.startsFlows,
		},
	};
}

function consentOf(draft: ImportDraft) {
	return {
		source: draft.consentSource.trim(),
		at: startOf(draft.consentOn),
		evidence: draft.consentEvidence.trim() || null,
	};
}

/** The first moment of a day where the reader is. */
function startOf(day: string): string {
	return new Date(`${day}T00:00:00`).toISOString();
}

function segmentOf(draft: ImportDraft): Body['settings']['segment'] {
	if (draft.segment === 'known' && draft.segmentation && draft.knownSegment) {
		return { segmentation: draft.segmentation, segment: draft.knownSegment };
	}
	if (draft.segment !== 'new' || !draft.newSegment.trim()) return null;
	const newSegment = draft.newSegment.trim();
	if (draft.segmentation) return { segmentation: draft.segmentation, newSegment };
	return draft.newSegmentation.trim() ? { newSegmentation: draft.newSegmentation.trim(), newSegment } : null;
}
