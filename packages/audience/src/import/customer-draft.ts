import type { CustomerRow } from '../batch-state.ts';

/** A customer as a batch of rows has left them so far: read under lock, written once at the end. */
export interface CustomerDraft {
	readonly id: number;
	readonly created: boolean;
	readonly row: CustomerRow;
	/** As stored; null for one that is new. */
	readonly before: CustomerRow | null;
	/** By kind and system: the identifier held. */
	readonly held: Map<string, DraftKey>;
	readonly subscriptions: Map<string, DraftSubscription>;
	readonly consents: DraftConsent[];
	readonly segments: Map<string, string>;
	readonly segmentsBefore: ReadonlyMap<string, string>;
	/** Identifiers taken or released. */
	identified: boolean;
}

export interface DraftKey {
	readonly kind: 'unique' | 'movable' | 'phone' | 'email';
	readonly system: string;
	readonly value: string;
}

export interface DraftSubscription {
	readonly state: 'subscribed' | 'unsubscribed' | 'requires_confirmation';
	readonly before: string | null;
	/** Milliseconds. */
	readonly changedAt: number;
}

export interface DraftConsent {
	readonly topic: string;
	readonly source: string;
	/** Milliseconds. */
	readonly at: number;
	readonly evidence: string | null;
	readonly isNew: boolean;
}

/** What a new customer is in. */
export const NONE: ReadonlyMap<string, string> = new Map();

export function keyOf(key: DraftKey): string {
	return `${key.kind}\u0001${key.system}\u0001${key.value}`;
}

export function slotOf(key: Pick<DraftKey, 'kind' | 'system'>): string {
	return `${key.kind}\u0001${key.system}`;
}

const compared = [
	'firstName',
	'lastName',
	'middleName',
	'sex',
	'birthDate',
	'area',
	'timeZone',
	'timeZoneSource',
	'phone',
	'phoneStatus',
	'phoneConfirmedAt',
	'email',
	'lastActivityAt',
] as const satisfies (keyof CustomerRow)[];

/** Whether the fields differ from what is stored. */
export function fieldsDiffer(draft: CustomerDraft): boolean {
	const { before, row } = draft;
	if (!before) return true;
	if (compared.some((name) => before[name] !== row[name])) return true;
	if (before.custom === row.custom) return false;
	const names = new Set([...Object.keys(before.custom), ...Object.keys(row.custom)]);
	for (const name of names) if (before.custom[name] !== row.custom[name]) return true;
	return false;
}

/** Whether anything of the customer differs from what is stored. */
export function differs(draft: CustomerDraft): boolean {
	return (
		draft.identified ||
		fieldsDiffer(draft) ||
		draft.consents.some((consent) => consent.isNew) ||
		[...draft.subscriptions.values()].some((entry) => entry.state !== entry.before) ||
		draft.segments.size !== draft.segmentsBefore.size ||
		[...draft.segments].some(([segmentation, segment]) => draft.segmentsBefore.get(segmentation) !== segment)
	);
}
