import type { ImportKind } from './import-states.ts';
import type { FileFormat } from './read-rows.ts';

export interface ImportConsent {
	/** Where people agreed: a form, a shop, a contract. */
	readonly source: string;
	/** ISO 8601. */
	readonly at: string;
	readonly evidence: string | null;
}

/** How rows are applied. Names are resolved: templates and segments stand by id. */
export interface ImportSettings {
	/** The columns a customer is found by; null means all that name one. The others are only written. */
	readonly findBy: readonly string[] | null;
	/** `blanks` leaves what a customer already has. */
	readonly fill: 'overwrite' | 'blanks';
	/** What stands behind a "yes" whose row says nothing of its own. */
	readonly consent: ImportConsent | null;
	/** Topics (`''` is the channel) that everybody in a file without a subscription column agreed to. */
	readonly agreed: readonly string[] | null;
	readonly touchpoint: string | null;
	readonly segment: { readonly segmentationId: string; readonly segmentId: string } | null;
	/** Issued for each row. */
	readonly templateId: string | null;
	/** When the actions of the import happened, where rows do not say: ISO 8601; null is the moment of the row. */
	readonly occurredAt: string | null;
	readonly startsFlows: boolean;
}

export interface ImportFormat extends FileFormat {
	/** The first row names the columns. */
	readonly header: boolean;
}

/** An import as it is set up. `columns` stand in the file's order, null for what is left out. */
export interface ImportSetup {
	readonly kind: ImportKind;
	readonly format: ImportFormat;
	readonly columns: readonly (string | null)[];
	readonly settings: ImportSettings;
}
