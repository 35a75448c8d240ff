import { sql } from 'kysely';
import { json } from '../json.ts';
import type { Tx } from '../open-database.ts';
import { wakeUpChannel } from '../queues.ts';

export interface NewTask {
	/** The kind that runs it. */
	readonly kind: string;
	/** Its title in the lists: the words of `title.<code>` with the values filled in. */
	readonly title: { readonly code: string; readonly values: Readonly<Record<string, string | number>> };
	/** Plain JSON for the kind's `open`. */
	readonly input: unknown;
	readonly staffId: string | null;
	/** Units of the whole, when known beforehand. */
	readonly total?: number | undefined;
	/** What it is about, as `noun:id`; lists can be asked for it. */
	readonly subject?: string | undefined;
}

/** Puts work on the list within a transaction; workers take it up with the commit. Returns the task's id. */
export async function startTask(tx: Tx, task: NewTask): Promise<string> {
	const { id } = await tx
		.insertInto('task')
		.values({
			kind: task.kind,
			titleCode: task.title.code,
			titleValues: json(task.title.values),
			input: json(task.input ?? {}),
			staffId: task.staffId,
			total: task.total ?? null,
			subject: task.subject ?? null,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await wakeTaskWorkers(tx);
	return id;
}

/** Heard by every worker with the commit. */
export async function wakeTaskWorkers(tx: Tx): Promise<void> {
	await sql`select pg_notify(${wakeUpChannel}, 'task.run')`.execute(tx);
}
