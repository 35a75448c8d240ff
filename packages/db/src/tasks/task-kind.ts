import type { Db, Tx } from '../open-database.ts';

/** One kind of long work, `noun.verb`: `segment.fill`, `customers.import`. */
export interface TaskKind<Input = unknown, Cursor = unknown> {
	readonly kind: string;
	/**
	 * Opens the work at a cursor, null at first; it may open files and read. Whatever it would write belongs into a batch:
	 * it is opened again after each pause, and by other workers. Throw `TaskFailure` when trying again is of no use.
	 */
	open(input: Input, cursor: Cursor | null, context: TaskContext): Promise<TaskWork<Cursor>>;
}

export interface TaskContext {
	/** For what is read outside of the batch's transaction. */
	readonly db: Db;
	readonly taskId: string;
	/** Who started it; null for the system. */
	readonly staffId: string | null;
	/** Aborted when people cancel, when the worker stops and when another worker has the task. A long batch heeds it. */
	readonly signal: AbortSignal;
}

export interface TaskWork<Cursor> {
	/**
	 * One batch, 5 000 rows at most, within the given transaction; it is kept together with its step, or not at all. A
	 * batch that is idle in its transaction for half a minute loses it.
	 */
	next(tx: Tx): Promise<TaskStep<Cursor>>;
	/** Closes what `open` opened. Called once, whatever the end. */
	close(): Promise<void>;
}

export interface TaskStep<Cursor> {
	/** Where the next batch begins; plain JSON. */
	readonly cursor: Cursor;
	/** Units of this batch. */
	readonly done: number;
	/** Units of the whole, once known or known better. */
	readonly total?: number;
	/** Added up over the batches by name: `added`, `moved`, `already`, `failed`. */
	readonly results?: Readonly<Record<string, number>>;
	readonly errors?: readonly TaskError[];
	readonly finished: boolean;
	/** Facts of the end, merged into those of earlier batches: `fileId`, `question`. */
	readonly outcome?: Readonly<Record<string, unknown>>;
}

/** What went wrong with one row; a line of the file people download. `code` has its words in the locales. */
export interface TaskError {
	readonly line?: number | null | undefined;
	readonly column?: string | null | undefined;
	readonly code: string;
	/** What stood there; cut after 1 000 characters. */
	readonly value?: string | null | undefined;
	readonly customerId?: number | null | undefined;
}
