import { type SelectQueryBuilder, sql } from 'kysely';
import type { Db } from '../open-database.ts';
import type { Tables } from '../tables.gen.ts';
import type { TaskState } from './task-states.ts';

/** A task as lists show it. */
export interface TaskView {
	readonly id: string;
	readonly kind: string;
	readonly title: { readonly code: string; readonly values: Readonly<Record<string, string | number>> };
	readonly subject: string | null;
	readonly staffId: string | null;
	/** Null for the system, and for somebody who is no longer known. */
	readonly staffName: string | null;
	readonly state: TaskState;
	readonly done: number;
	readonly total: number | null;
	readonly results: Readonly<Record<string, number>>;
	readonly errorCount: number;
	readonly outcome: Readonly<Record<string, unknown>>;
	readonly failure: { readonly code: string; readonly values: Readonly<Record<string, string | number>> } | null;
	/** A batch has failed, and is tried again then. */
	readonly retryAt: Date | null;
	readonly cancelling: boolean;
	/** It failed, or asks something, and nobody has looked after it yet. */
	readonly needsAttention: boolean;
	readonly createdAt: Date;
	readonly startedAt: Date | null;
	readonly finishedAt: Date | null;
}

/** Failures and questions remind people for so long. */
export const REMINDED_DAYS = 14;

/** Failed or asking, not put aside, and not begun anew since. */
export const needsAttention = sql<boolean>`(
	(task.state = 'failed' or (task.state in ('done', 'done_with_errors') and task.outcome ? 'question'))
	and task.put_aside_at is null
	and task.finished_at > volna.now_stable() - make_interval(days => ${sql.lit(REMINDED_DAYS)})
	and not exists (
		select from task later
		where later.subject = task.subject and later.kind = task.kind and later.created_at > task.created_at
	)
)`;

/** The tasks, newest first, as views. */
export function selectTasks(db: Db): SelectQueryBuilder<Tables, 'task', TaskView> {
	return db
		.selectFrom('task')
		.select([
			'task.id',
			'task.kind',
			sql<TaskView['title']>`jsonb_build_object('code', task.title_code, 'values', task.title_values)`.as('title'),
			'task.subject',
			'task.staffId',
			sql<string | null>`(select staff.name from staff where staff.id = task.staff_id)`.as('staffName'),
			'task.state',
			'task.done',
			'task.total',
			sql<TaskView['results']>`task.results`.as('results'),
			'task.errorCount',
			sql<TaskView['outcome']>`task.outcome`.as('outcome'),
			sql<TaskView['failure']>`task.failure`.as('failure'),
			sql<Date | null>`case when task.attempts > 0 and task.state = 'running' and task.leased_by is null
				then task.due_at end`.as('retryAt'),
			sql<boolean>`task.state = 'running' and task.cancel_requested_at is not null`.as('cancelling'),
			needsAttention.as('needsAttention'),
			'task.createdAt',
			'task.startedAt',
			'task.finishedAt',
		])
		.orderBy('task.createdAt', 'desc')
		.orderBy('task.id', 'desc');
}
