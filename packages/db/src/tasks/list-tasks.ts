import { sql } from 'kysely';
import type { Db } from '../open-database.ts';
import type { TaskState } from './task-states.ts';
import { needsAttention, selectTasks, type TaskView } from './task-view.ts';

export interface ListTasks {
	/** Whose; everybody's when left out. */
	readonly staffId?: string | undefined;
	readonly states?: readonly TaskState[] | undefined;
	readonly subject?: string | undefined;
	readonly kind?: string | undefined;
	/** From the page before. */
	readonly cursor?: TaskCursor | undefined;
	readonly limit: number;
}

export interface TaskCursor {
	readonly createdAt: string;
	readonly id: string;
}

/** Tasks, newest first. */
export async function listTasks(
	db: Db,
	query: ListTasks,
): Promise<{ items: readonly TaskView[]; next: TaskCursor | null; asOf: Date }> {
	const rows = await selectTasks(db)
		.select(sql<Date>`volna.now_stable()`.as('asOf'))
		// Microseconds: a Date would lose them, and with them the rows between.
		.select(sql<string>`to_char(task.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('createdText'))
		.$if(query.staffId !== undefined, (q) => q.where('task.staffId', '=', query.staffId!))
		.$if(query.states !== undefined, (q) => q.where('task.state', 'in', query.states!))
		.$if(query.subject !== undefined, (q) => q.where('task.subject', '=', query.subject!))
		.$if(query.kind !== undefined, (q) => q.where('task.kind', '=', query.kind!))
		.$if(query.cursor !== undefined, (q) =>
			q.where(
				sql<boolean>`(task.created_at, task.id) < (${query.cursor!.createdAt}::timestamptz, ${query.cursor!.id}::uuid)`,
			),
		)
		.limit(query.limit + 1)
		.execute();
	const items = rows.slice(0, query.limit).map(({ asOf: _, createdText: __, ...task }) => task);
	const last = rows[query.limit - 1];
	return {
		items,
		next: rows.length > query.limit && last ? { createdAt: last.createdText, id: last.id } : null,
		asOf: rows[0]?.asOf ?? (await readNow(db)),
	};
}

/** One task; null when there is none. */
export async function readTask(db: Db, id: string): Promise<TaskView | null> {
	return (await selectTasks(db).where('task.id', '=', id).executeTakeFirst()) ?? null;
}

/** What the bell of a person shows: how many of theirs are open, how many want a look, and the latest of them. */
export async function readBell(
	db: Db,
	staffId: string,
): Promise<{ running: number; attention: number; items: readonly TaskView[]; asOf: Date }> {
	const [items, { rows }] = await Promise.all([
		selectTasks(db)
			.where('task.staffId', '=', staffId)
			.where((where) =>
				where.or([
					where('task.state', 'in', ['waiting', 'running']),
					where('task.finishedAt', '>', sql<Date>`volna.now_stable() - interval '1 day'`),
					needsAttention,
				]),
			)
			.limit(20)
			.execute(),
		sql<{ running: number; attention: number; asOf: Date }>`
			select
				(count(*) filter (where task.state in ('waiting', 'running')))::integer as running,
				(count(*) filter (where ${needsAttention}))::integer as attention,
				volna.now_stable() as as_of
			from task
			where task.staff_id = ${staffId}
				and (task.state in ('waiting', 'running', 'failed') or task.outcome ? 'question')`.execute(db),
	]);
	return { ...rows[0]!, items };
}

/** No more reminders of a task's failure or question. */
export async function putTaskAside(db: Db, id: string): Promise<void> {
	await sql`update task set put_aside_at = volna.now_exact() where id = ${id} and finished_at is not null`.execute(db);
}

async function readNow(db: Db): Promise<Date> {
	const { rows } = await sql<{ now: Date }>`select volna.now_stable() as now`.execute(db);
	return rows[0]!.now;
}
