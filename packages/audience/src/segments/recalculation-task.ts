import { type Db, startTask, type TaskContext, TaskFailure, type TaskKind, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { leaveRecalculation, type RecalculationCursor, recalculationStep, startRecalculation } from './recalculate.ts';

interface Input {
	readonly segmentationId: string;
}

type Cursor = RecalculationCursor | null;

/** Recalculates a segmentation by filter because somebody asked for it. Results by name: `added`, `moved`, `left`. */
export const recalculationTask: TaskKind<Input, Cursor> = {
	kind: 'segmentation.recalculate',
	async open({ segmentationId }, cursor, context) {
		let at = cursor;
		return {
			async next(tx) {
				if (at === null) {
					const started = await startRecalculation(tx, segmentationId);
					if (started.status === 'unknown') throw new TaskFailure('segmentation-gone');
					if (started.status !== 'started') {
						const outcome = { [started.status]: true };
						const errors = started.status === 'filter-invalid' ? [{ code: started.status }] : [];
						return { cursor: null, done: 0, finished: true, outcome, errors };
					}
					at = started.cursor;
					return { cursor: at, done: 0, total: started.total, finished: false };
				}
				const step = await recalculationStep(tx, segmentationId, at);
				at = step.cursor;
				return { ...step, ...(step.finished && { outcome: { asOf: step.cursor.asOf } }) };
			},
			async close() {
				// A turn that made room, or a worker that stops, goes on with it; a cancelled one would be waited for.
				if (at && (await isCancelled(context))) await leaveRecalculation(context.db, segmentationId, at);
			},
		};
	},
};

/** Puts a recalculation on the list of tasks, or answers with the one that is there. */
export async function startRecalculationTask(
	tx: Tx,
	segmentation: { readonly id: string; readonly name: string },
	staffId: string,
): Promise<string> {
	const subject = `segmentation:${segmentation.id}`;
	const open = await openTask(tx, subject);
	if (open !== undefined) return open;
	return startTask(tx, {
		kind: recalculationTask.kind,
		title: { code: 'segmentation-recalculate', values: { segmentation: segmentation.name } },
		input: { segmentationId: segmentation.id } satisfies Input,
		staffId,
		subject,
	});
}

async function isCancelled({ db, taskId }: TaskContext): Promise<boolean> {
	const { rows } = await sql`select from task where id = ${taskId} and cancel_requested_at is not null`.execute(db);
	return rows.length > 0;
}

async function openTask(db: Db | Tx, subject: string): Promise<string | undefined> {
	const { rows } = await sql<{ id: string }>`
		select id from task
		where kind = ${recalculationTask.kind} and subject = ${subject} and state in ('waiting', 'running')
		limit 1`.execute(db);
	return rows[0]?.id;
}
