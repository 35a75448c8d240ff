import { sql } from 'kysely';
import type { Db } from '../open-database.ts';

export interface StoredTaskError {
	readonly seq: number;
	readonly line: number | null;
	readonly column: string | null;
	readonly code: string;
	readonly value: string | null;
	readonly customerId: number | null;
}

const PAGE = 2000;

/** The errors of a task in their order, page by page, so that a million of them need no memory. `after` is a `seq`. */
export async function* readTaskErrors(
	db: Db,
	taskId: string,
	from: { readonly after?: number; readonly page?: number } = {},
): AsyncGenerator<readonly StoredTaskError[], undefined> {
	for (let after = from.after ?? 0; ; ) {
		const { rows } = await sql<StoredTaskError>`
			select seq, line, column_name as "column", code, value, customer_id
			from task_error where task_id = ${taskId} and seq > ${after}::bigint
			order by seq limit ${from.page ?? PAGE}`.execute(db);
		if (rows.length === 0) return;
		yield rows;
		after = rows.at(-1)!.seq;
	}
}
