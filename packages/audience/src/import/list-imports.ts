import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { ImportSetup } from './import-settings.ts';
import type { ImportKind, ImportResult } from './import-states.ts';

/** Where an import stands, for people. */
export type ImportState = 'waiting' | 'running' | 'asks' | 'done' | 'done_with_errors' | 'cancelled' | 'failed';

export interface ImportInfo {
	readonly id: string;
	readonly kind: ImportKind;
	readonly fileName: string;
	readonly fileSize: number;
	readonly description: string;
	readonly state: ImportState;
	readonly rowsRead: number;
	/** Rows of the whole file, a guess until the end. */
	readonly rowsTotal: number | null;
	readonly counts: Readonly<Record<ImportResult, number>>;
	readonly errorCount: number;
	readonly question: { readonly rows: number; readonly refused: number } | null;
	readonly failure: { readonly code: string } | null;
	readonly taskId: string | null;
	readonly staffName: string | null;
	readonly createdAt: Date;
	readonly finishedAt: Date | null;
}

export interface ImportDetails extends ImportInfo {
	readonly headers: readonly string[];
	readonly setup: ImportSetup;
}

const columns = sql`
	i.id, i.kind, i.file_name as "fileName", i.file_size as "fileSize", i.description,
	case when i.cancelled_at is not null then 'cancelled' when i.question is not null then 'asks' else t.state end as state,
	i.rows_read as "rowsRead", t.total as "rowsTotal",
	jsonb_build_object('created', i.created, 'updated', i.updated, 'unchanged', i.unchanged, 'refused', i.refused,
		'remarked', i.remarked, 'actions', i.actions, 'added', i.added, 'moved', i.moved) as counts,
	coalesce(t.error_count, 0) as "errorCount", i.question, t.failure, i.task_id as "taskId", s.name as "staffName",
	i.created_at as "createdAt", coalesce(i.finished_at, i.cancelled_at, t.finished_at) as "finishedAt"`;
const tables = sql`from import i left join task t on t.id = i.task_id left join staff s on s.id = i.staff_id`;

/** Imports, the newest first; those after `before`, an id. Their ids are in the order of their making. */
export async function listImports(
	db: Db,
	query: { readonly limit: number; readonly before?: string | undefined },
): Promise<ImportInfo[]> {
	const { rows } = await sql<ImportInfo>`
		select ${columns} ${tables}
		where ${query.before ?? null}::uuid is null or i.id < ${query.before ?? null}::uuid
		order by i.id desc
		limit ${query.limit}`.execute(db);
	return rows;
}

/** One import with its set-up; undefined when there is none. */
export async function readImport(db: Db, id: string): Promise<ImportDetails | undefined> {
	const { rows } = await sql<ImportDetails>`
		select ${columns}, i.headers,
			jsonb_build_object('kind', i.kind, 'format', i.format, 'columns', i.columns, 'settings', i.settings) as setup
		${tables} where i.id = ${id}`.execute(db);
	return rows[0];
}
