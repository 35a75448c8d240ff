import { startTask, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { ExportColumnInfo, ExportSource } from './export-source.ts';
import { type ExportInput, exportTaskName } from './export-task.ts';
import { exportWords } from './export-words.ts';

export interface ExportOrder extends Omit<ExportInput, 'columns' | 'source'> {
	readonly source: ExportSource<any, any>;
	/** The usual ones when left out. */
	readonly columns?: readonly string[] | undefined;
	readonly staffId: string;
}

export type StartedExport =
	| { readonly status: 'started'; readonly taskId: string; readonly columns: readonly string[] }
	| { readonly status: 'column-unknown'; readonly column: string };

/** Puts an export on the list of tasks. */
export async function startExport(tx: Tx, order: ExportOrder): Promise<StartedExport> {
	const { source, query, language, masked, staffId } = order;
	const known = await source.columns(tx, exportWords[language]);
	const columns = order.columns ?? usual(known);
	const unknown = columns.find((column) => !known.some((one) => one.key === column));
	if (unknown !== undefined) return { status: 'column-unknown', column: unknown };
	const input: ExportInput = { source: source.name, query, columns: [...new Set(columns)], language, masked };
	const taskId = await startTask(tx, {
		kind: exportTaskName,
		title: { code: `export-${source.name}`, values: await titleValues(tx, order) },
		input,
		staffId,
		subject: subjectOf(order),
	});
	return { status: 'started', taskId, columns: input.columns };
}

function usual(columns: readonly ExportColumnInfo[]): string[] {
	return columns.filter((column) => column.usual).map((column) => column.key);
}

function subjectOf({ source, query }: ExportOrder): string | undefined {
	return source.name === 'segment' ? `segment:${(query as { segmentId: string }).segmentId}` : undefined;
}

async function titleValues(tx: Tx, { source, query }: ExportOrder): Promise<Record<string, string>> {
	if (source.name !== 'segment') return {};
	const { rows } = await sql<{ segment: string; segmentation: string }>`
		select g.name as segment, s.name as segmentation
		from segment g join segmentation s on s.id = g.segmentation_id
		where g.id = ${(query as { segmentId: string }).segmentId}`.execute(tx);
	return { ...rows[0] };
}
