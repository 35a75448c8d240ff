import type { Db, Tx } from '@volna/db';

/** The shape of a kind of task, as its runner takes it. */
export interface TaskKind<Input = unknown, Cursor = unknown> {
	readonly kind: string;
	open(input: Input, cursor: Cursor | null, context: TaskContext): Promise<TaskWork<Cursor>>;
}
export interface TaskContext {
	readonly db: Db;
	readonly taskId: string;
	readonly staffId: string | null;
	readonly signal: AbortSignal;
}
export interface TaskWork<Cursor> {
	next(tx: Tx): Promise<TaskStep<Cursor>>;
	close(): Promise<void>;
}
export interface TaskStep<Cursor> {
	readonly cursor: Cursor;
	readonly done: number;
	readonly total?: number;
	readonly results?: Readonly<Record<string, number>>;
	readonly errors?: readonly {
		readonly line?: number | null;
		readonly column?: string | null;
		readonly code: string;
		readonly value?: string | null;
		readonly customerId?: number | null;
	}[];
	readonly finished: boolean;
	readonly outcome?: Readonly<Record<string, unknown>>;
}
