import { sql } from 'kysely';
import type { Db } from '../open-database.ts';
import type { ClaimedTask } from './claim-task.ts';
import { holdLease } from './hold-lease.ts';
import { LeaseLost, runBatch } from './run-batch.ts';
import { settleTask } from './settle-task.ts';
import { TaskFailure } from './task-failure.ts';
import type { TaskKind, TaskWork } from './task-kind.ts';

export interface RunTaskOptions {
	readonly leaseMs: number;
	/** How often a slow batch renews its lease and looks for a cancel. */
	readonly beatMs: number;
	/** After so long it makes room, at the end of a batch, when others wait. */
	readonly turnMs: number;
	/** The worker stops: the task is left to others. */
	readonly signal: AbortSignal;
	readonly onError: (error: unknown, task: ClaimedTask) => void;
}

/** How a turn with a task ended. */
export type TurnEnd = 'finished' | 'gave-way' | 'stopped' | 'cancelled' | 'retry' | 'failed' | 'lost';

const PAUSES_MS = [1_000, 5_000, 30_000, 120_000] as const;
/** A batch that throws so often, or dies with its worker, is left to people. */
export const attemptsMost = PAUSES_MS.length + 1;

/**
 * Works on a claimed task, batch after batch from its cursor, until it ends, makes room for others or must be left. Never
 * throws: what a batch throws ends in a later attempt or in the state `failed`.
 */
export async function runTask(
	db: Db,
	kind: TaskKind<any, any>,
	task: ClaimedTask,
	options: RunTaskOptions,
): Promise<TurnEnd> {
	const breaking = new AbortController();
	const stop = () => breaking.abort(options.signal.reason);
	options.signal.addEventListener('abort', stop, { once: true });
	if (options.signal.aborted) stop();
	let end: TurnEnd | null = null;
	let attempts = task.attempts;
	const breakWith = (why: 'cancelled' | 'lost') => {
		end ??= why;
		breaking.abort(new Error(why));
	};
	const letGo = holdLease(db, task, {
		leaseMs: options.leaseMs,
		everyMs: options.beatMs,
		onCancel: () => breakWith('cancelled'),
		onLost: () => breakWith('lost'),
		onError: (error) => options.onError(error, task),
	});
	try {
		const turn = await work(db, kind, task, options, breaking.signal, () => {
			attempts = 0;
		});
		return await settle(db, task, turn);
	} catch (error) {
		if (error instanceof LeaseLost || end === 'lost') return 'lost';
		if (end === 'cancelled') return await settle(db, task, 'cancelled').catch((fault) => leave(fault));
		if (options.signal.aborted) return await settle(db, task, 'stopped').catch((fault) => leave(fault));
		if (!(error instanceof TaskFailure)) options.onError(error, task);
		return await settleFault(db, task, error, attempts + 1).catch((fault) => leave(fault));
	} finally {
		letGo();
		options.signal.removeEventListener('abort', stop);
	}

	/** The database does not answer: the lease runs out, and others take over. */
	function leave(fault: unknown): 'lost' {
		options.onError(fault, task);
		return 'lost';
	}
}

async function work(
	db: Db,
	kind: TaskKind,
	task: ClaimedTask,
	options: RunTaskOptions,
	signal: AbortSignal,
	onKept: () => void,
): Promise<TurnEnd> {
	if (task.cancelRequested) return 'cancelled';
	if (task.attempts >= attemptsMost) throw new TaskFailure('worker-died');
	const opened = await kind.open(task.input, task.cursor, { db, taskId: task.id, staffId: task.staffId, signal });
	try {
		return await batches(db, opened, task, options, signal, onKept);
	} finally {
		await opened.close().catch((error) => options.onError(error, task));
	}
}

async function batches(
	db: Db,
	opened: TaskWork<unknown>,
	task: ClaimedTask,
	options: RunTaskOptions,
	signal: AbortSignal,
	onKept: () => void,
): Promise<TurnEnd> {
	let turnEndsAt = performance.now() + options.turnMs;
	for (;;) {
		if (options.signal.aborted) return 'stopped';
		signal.throwIfAborted();
		const step = await runBatch(db, task, opened, options.leaseMs);
		if (step === 'cancel') return 'cancelled';
		onKept();
		if (step.finished) return 'finished';
		if (performance.now() >= turnEndsAt) {
			if (await othersWait(db, task)) return 'gave-way';
			turnEndsAt = performance.now() + options.turnMs;
		}
	}
}

async function othersWait(db: Db, task: ClaimedTask): Promise<boolean> {
	const { rows } = await sql<{ waits: boolean }>`
		select exists (
			select from task
			where state in ('waiting', 'running') and id <> ${task.id}
				and due_at <= volna.now_stable() and (lease_until is null or lease_until <= volna.now_stable())
		) as waits`.execute(db);
	return rows[0]!.waits;
}

async function settle(db: Db, task: ClaimedTask, end: TurnEnd): Promise<TurnEnd> {
	if (end === 'gave-way' || end === 'stopped') await settleTask(db, task, { to: 'release' });
	if (end === 'cancelled') await settleTask(db, task, { to: 'cancelled' });
	return end;
}

async function settleFault(db: Db, task: ClaimedTask, error: unknown, attempts: number): Promise<TurnEnd> {
	if (error instanceof TaskFailure) {
		await settleTask(db, task, { to: 'failed', code: error.code, values: error.values });
		return 'failed';
	}
	if (attempts >= attemptsMost) {
		await settleTask(db, task, { to: 'failed', code: 'unexpected', values: {} });
		return 'failed';
	}
	await settleTask(db, task, { to: 'retry', attempts, inMs: PAUSES_MS[attempts - 1]! });
	return 'retry';
}
