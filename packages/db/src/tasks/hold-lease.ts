import { sql } from 'kysely';
import type { Db } from '../open-database.ts';
import { prepared } from '../prepared.ts';
import type { ClaimedTask } from './claim-task.ts';

/**
 * Looks after a claimed task while a batch is under way: renews its lease and says when people cancel it or when it is
 * somebody else's. Batches renew it too, so this matters to slow ones.
 *
 * @returns ends the watch
 */
export function holdLease(
	db: Db,
	task: ClaimedTask,
	options: {
		readonly leaseMs: number;
		readonly everyMs: number;
		readonly onCancel: () => void;
		readonly onLost: () => void;
		readonly onError: (error: unknown) => void;
	},
): () => void {
	let stopped = false;
	let timer: NodeJS.Timeout;
	const beat = async () => {
		try {
			const { rows } = await sql<{ cancel: boolean }>`${prepared}
				update task
				set lease_until = volna.now_exact() + make_interval(secs => ${options.leaseMs}::float8 / 1000)
				where id = ${task.id} and fence = ${task.fence} and leased_by = ${task.workerId}
				returning cancel_requested_at is not null as cancel`.execute(db);
			if (stopped) return;
			if (!rows[0]) options.onLost();
			else if (rows[0].cancel) options.onCancel();
		} catch (error) {
			if (!stopped) options.onError(error);
		}
		if (!stopped) timer = setTimeout(beat, options.everyMs);
	};
	timer = setTimeout(beat, options.everyMs);
	return () => {
		stopped = true;
		clearTimeout(timer);
	};
}
