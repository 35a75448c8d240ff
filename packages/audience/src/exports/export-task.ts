import { appendToFile, beginFile, closeFile, type Db, TaskFailure, type TaskKind, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { actionTemplatesSource } from './action-templates-source.ts';
import { csvLine, csvMark } from './csv-line.ts';
import { customersSource } from './customers-source.ts';
import type { ExportSource, ExportSourceName, ExportStyle } from './export-source.ts';
import { exportWords } from './export-words.ts';
import { type ListMessages, messagesSource } from './messages-source.ts';
import { segmentSource } from './segment-source.ts';

/** What a task of the kind `list.export` is told. */
export interface ExportInput {
	readonly source: ExportSourceName;
	readonly query: unknown;
	/** Keys in the order of the file. */
	readonly columns: readonly string[];
	readonly language: 'ru' | 'en';
	readonly masked: boolean;
}

export interface ExportCursor {
	readonly fileId: string;
	readonly after: unknown;
}

export interface ExportTaskDeps {
	readonly listMessages: ListMessages;
}

export const exportTaskName = 'list.export';
const KEPT_HOURS = 24;
/** A task that failed may be had go on for so long. */
const WRITTEN_WITHIN_HOURS = 7 * 24;

/** The source of a name. Messages are read through what the app hands in. */
export function exportSourceOf(name: ExportSourceName, deps: ExportTaskDeps): ExportSource<any, any> {
	switch (name) {
		case 'customers':
			return customersSource;
		case 'segment':
			return segmentSource;
		case 'action-templates':
			return actionTemplatesSource;
		case 'messages':
			return messagesSource(deps.listMessages);
	}
}

/**
 * The task that writes a list into a file: CSV in UTF-8 with a byte order mark and semicolons, no cell of which a
 * spreadsheet would run. A page of 5 000 rows a batch, appended in the batch's transaction, so that after a pause it goes
 * on with the next row. The file is its owner's for 24 hours. Results by name: `written`, `gone`.
 */
export function exportTask(deps: ExportTaskDeps): TaskKind<ExportInput, ExportCursor> {
	return {
		kind: exportTaskName,
		async open(input, cursor, { db, staffId, signal }) {
			const source = exportSourceOf(input.source, deps);
			const style = await styleOf(db, input);
			const begun = cursor ? null : await source.begin(db, input.query, { staffId, signal });
			let at: ExportCursor | null = cursor;
			return {
				async next(tx) {
					const fileId = at?.fileId ?? (await beginCsv(tx, source, input, staffId));
					const page = await source.page(tx, input.query, at ? at.after : begun?.after, style);
					const lines = page.rows.map((row) => csvLine(input.columns.map((column) => row[column]))).join('');
					await append(tx, fileId, lines);
					const finished = page.next === null;
					if (finished) await closeFile(tx, fileId, { expiresInHours: KEPT_HOURS });
					at = { fileId, after: page.next };
					const gone = page.done - page.rows.length;
					return {
						cursor: at,
						done: page.done,
						...(begun?.total === null || begun === null ? {} : { total: begun.total }),
						results: { written: page.rows.length, ...(gone > 0 ? { gone } : {}) },
						finished,
						...(finished ? { outcome: { fileId } } : {}),
					};
				},
				close: async () => {},
			};
		},
	};
}

async function styleOf(db: Db, input: ExportInput): Promise<ExportStyle> {
	const { timeZone } = await db.selectFrom('project').select('timeZone').executeTakeFirstOrThrow();
	// Swedish writes 2026-11-25 10:00:00, which every spreadsheet reads as a moment.
	const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
	return {
		columns: input.columns,
		masked: input.masked,
		words: exportWords[input.language],
		moment: (at) => (at === null ? null : format.format(typeof at === 'string' ? new Date(at) : at)),
	};
}

async function beginCsv(tx: Tx, source: ExportSource, input: ExportInput, staffId: string | null): Promise<string> {
	const words = exportWords[input.language];
	const { rows } = await sql<{ day: string }>`
		select to_char(volna.now_exact() at time zone time_zone, 'YYYY-MM-DD') as day from project`.execute(tx);
	const fileId = await beginFile(
		tx,
		{
			name: `${words.fileName[source.name]} ${rows[0]?.day ?? ''}.csv`,
			contentType: 'text/csv; charset=utf-8',
			staffId,
			neededRight: 'export',
		},
		WRITTEN_WITHIN_HOURS,
	);
	const headings = new Map((await source.columns(tx, words)).map((column) => [column.key, column.heading]));
	await append(tx, fileId, csvMark + csvLine(input.columns.map((key) => headings.get(key) ?? key)));
	return fileId;
}

async function append(tx: Tx, fileId: string, text: string): Promise<void> {
	try {
		await appendToFile(tx, fileId, Buffer.from(text, 'utf8'));
	} catch (cause) {
		if (cause instanceof Error && /closed or unknown/.test(cause.message))
			throw new TaskFailure('file-gone', {}, { cause });
		throw cause;
	}
}
