import type { Db, Tx } from '@volna/db';
import type { CsvValue } from './csv-line.ts';
import type { ExportWords } from './export-words.ts';

/** A list that can be exported. */
export type ExportSourceName = 'customers' | 'segment' | 'action-templates' | 'messages';
export const exportSources = ['customers', 'segment', 'action-templates', 'messages'] as const;
exportSources satisfies readonly ExportSourceName[];

export interface ExportColumnInfo {
	readonly key: string;
	/** In the reader's language. */
	readonly heading: string;
	/** Masked, or left empty, without the right to personal data. */
	readonly personal: boolean;
	/** Taken when nothing else is chosen. */
	readonly usual: boolean;
}

/** How the rows of one export are written. */
export interface ExportStyle {
	readonly columns: readonly string[];
	/** Personal data is masked. */
	readonly masked: boolean;
	readonly words: ExportWords;
	/** An instant in the project's zone, `2026-11-25 10:00:00`. */
	readonly moment: (at: Date | string | null) => string | null;
}

export interface ExportPage<After> {
	/** A row's cells by the key of their column. */
	readonly rows: readonly Readonly<Record<string, CsvValue>>[];
	/** Units looked at: rows, and what was there when the export began and is no longer. */
	readonly done: number;
	/** Where the next page begins; null at the end. */
	readonly next: After | null;
}

/** One kind of list: its columns, and its rows page by page along a key. `Query` and `After` are plain JSON. */
export interface ExportSource<Query = unknown, After = unknown> {
	readonly name: ExportSourceName;
	columns(db: Db | Tx, words: ExportWords): Promise<readonly ExportColumnInfo[]>;
	/**
	 * Settles what is exported, before the first batch: where it begins, and how many rows there are, when that is known.
	 * May take long and write what expires by itself. Throws `TaskFailure` when it cannot be settled.
	 */
	begin(
		db: Db,
		query: Query,
		context: { readonly staffId: string | null; readonly signal: AbortSignal },
	): Promise<{ readonly after: After; readonly total: number | null }>;
	page(tx: Tx, query: Query, after: After, style: ExportStyle): Promise<ExportPage<After>>;
}

/** Rows of a page, and so of a batch. */
export const EXPORT_PAGE = 5_000;
