import { sql } from 'kysely';
import { json } from '../json.ts';
import type { Db, Tx } from '../open-database.ts';
import { prepared } from '../prepared.ts';
import { transact } from '../transact.ts';
import type { ClaimedTask } from './claim-task.ts';
import type { TaskError, TaskStep, TaskWork } from './task-kind.ts';

/** Somebody else has the task, or it is nobody's any more: what this worker did last is not kept. */
export class LeaseLost extends Error {}

/** One batch in its transaction, with its cursor, counters and errors; `cancel` when people want no more of them. */
export function runBatch(
	db: Db,
	task: ClaimedTask,
	work: TaskWork<unknown>,
	leaseMs: number,
): Promise<TaskStep<unknown> | 'cancel'> {
	return transact(db, async (tx) => {
		if (await hold(tx, task, leaseMs)) return 'cancel';
		const step = await work.next(tx);
		await keep(tx, task, step, leaseMs);
		return step;
	});
}

/** Holds the task for the transaction; true when it is to be cancelled. */
async function hold(tx: Tx, task: ClaimedTask, leaseMs: number): Promise<boolean> {
	// A frozen process keeps its transaction, and with it the task and every row it locked: Postgres ends it then.
	await sql`select set_config('idle_in_transaction_session_timeout', ${String(leaseMs)}, true)`.execute(tx);
	// The weakest lock: it lets the lease be renewed and the task be cancelled meanwhile, and refuses a claim.
	const { rows } = await sql<{ cancel: boolean }>`${prepared}
		select cancel_requested_at is not null as cancel from task
		where id = ${task.id} and fence = ${task.fence} and leased_by = ${task.workerId}
		for key share`.execute(tx);
	if (!rows[0]) throw new LeaseLost();
	return rows[0].cancel;
}

async function keep(tx: Tx, task: ClaimedTask, step: TaskStep<unknown>, leaseMs: number): Promise<void> {
	const errors = step.errors ?? [];
	const { rows } = await sql<{ errorCount: number }>`${prepared}
		update task
		set cursor = ${json(step.cursor ?? null)},
			done = done + ${step.done}::bigint,
			total = coalesce(${step.total ?? null}::bigint, total),
			results = (
				select coalesce(jsonb_object_agg(name, n), '{}')
				from (
					select name, sum(n) as n
					from (
						select key as name, value::bigint as n from jsonb_each_text(results)
						union all
						select key, value::bigint from jsonb_each_text(${json(step.results ?? {})})
					) as both_of
					group by name
				) as sums
			),
			error_count = error_count + ${errors.length}::bigint,
			outcome = outcome || ${json(step.outcome ?? {})},
			attempts = 0,
			lease_until = case when not ${step.finished}::boolean
				then volna.now_exact() + make_interval(secs => ${leaseMs}::float8 / 1000) end,
			leased_by = case when not ${step.finished}::boolean then leased_by end,
			state = case
				when not ${step.finished}::boolean then 'running'
				when error_count + ${errors.length}::bigint > 0 then 'done_with_errors'
				else 'done'
			end,
			finished_at = case when ${step.finished}::boolean then volna.now_exact() end
		where id = ${task.id} and fence = ${task.fence} and leased_by = ${task.workerId}
		returning error_count`.execute(tx);
	if (!rows[0]) throw new LeaseLost();
	if (errors.length > 0) await insertErrors(tx, task.id, rows[0].errorCount - errors.length, errors);
}

async function insertErrors(tx: Tx, taskId: string, before: number, errors: readonly TaskError[]): Promise<void> {
	await sql`${prepared}
		insert into task_error (task_id, seq, line, column_name, code, value, customer_id)
		select ${taskId}, ${before}::bigint + e.n, e.line, e.column_name, e.code, e.value, e.customer_id
		from unnest(
			${errors.map((error) => error.line ?? null)}::bigint[],
			${errors.map((error) => storable(error.column, 200))}::text[],
			${errors.map((error) => error.code)}::text[],
			${errors.map((error) => storable(error.value, 1000))}::text[],
			${errors.map((error) => error.customerId ?? null)}::bigint[]
		) with ordinality as e (line, column_name, code, value, customer_id, n)`.execute(tx);
}

/** What stands in a bad cell may be what Postgres keeps in no text: NUL, half of a surrogate pair. */
function storable(text: string | null | undefined, most: number): string | null {
	if (text === null || text === undefined) return null;
	return text.slice(0, most).replaceAll('\0', '\uFFFD').toWellFormed();
}
