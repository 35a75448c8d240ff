import { sql } from 'kysely';
import { json } from '../json.ts';
import type { Db } from '../open-database.ts';
import type { ClaimedTask } from './claim-task.ts';
import { wakeTaskWorkers } from './start-task.ts';

/** What its holder does with a task between two batches. Nothing happens when somebody else holds it by now. */
export type Settlement =
	/** Others go on with it, after those that wait. */
	| { readonly to: 'release' }
	| { readonly to: 'retry'; readonly inMs: number; readonly attempts: number }
	| { readonly to: 'cancelled' }
	| { readonly to: 'failed'; readonly code: string; readonly values: Readonly<Record<string, string | number>> };

export async function settleTask(db: Db, task: ClaimedTask, settlement: Settlement): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const { numUpdatedRows } = await tx
			.updateTable('task')
			.set({ leasedBy: null, leaseUntil: null })
			.$if(settlement.to === 'release', (q) => q.set({ turnAt: sql`volna.now_exact()` }))
			.$if(settlement.to === 'retry', (q) => {
				const { inMs, attempts } = settlement as Settlement & { to: 'retry' };
				return q.set({
					attempts,
					turnAt: sql`volna.now_exact()`,
					dueAt: sql`volna.now_exact() + make_interval(secs => ${inMs}::float8 / 1000)`,
				});
			})
			.$if(settlement.to === 'cancelled', (q) => q.set({ state: 'cancelled', finishedAt: sql`volna.now_exact()` }))
			.$if(settlement.to === 'failed', (q) => {
				const { code, values } = settlement as Settlement & { to: 'failed' };
				return q.set({ state: 'failed', finishedAt: sql`volna.now_exact()`, failure: json({ code, values }) });
			})
			.where('id', '=', task.id)
			.where('fence', '=', task.fence)
			.where('leasedBy', '=', task.workerId)
			.executeTakeFirstOrThrow();
		if (numUpdatedRows > 0n && settlement.to === 'release') await wakeTaskWorkers(tx);
	});
}
