import { sql } from 'kysely';
import type { Db } from '../open-database.ts';
import { prepared } from '../prepared.ts';

/** A task that this worker holds until its lease is over. */
export interface ClaimedTask {
	readonly id: string;
	readonly kind: string;
	readonly input: unknown;
	readonly cursor: unknown;
	readonly staffId: string | null;
	readonly fence: number;
	readonly workerId: string;
	readonly attempts: number;
	readonly cancelRequested: boolean;
}

/**
 * Takes a task that is due and that nobody holds, or whose holder's lease is over.
 *
 * `for update` is refused while a batch's transaction is open, because that one holds the row `for key share`: two
 * workers never work on one task, even when the lease of the slower one is over.
 *
 * Who has the fewest tasks running comes first, then whose turn is longest ago: fifty imports of one person do not stand
 * before another's count.
 */
export async function claimTask(
	db: Db,
	workerId: string,
	kinds: readonly string[],
	leaseMs: number,
): Promise<ClaimedTask | null> {
	const { rows } = await sql<Omit<ClaimedTask, 'workerId'>>`${prepared}
		with due as (
			select t.id
			from task t
			where t.state in ('waiting', 'running')
				and t.due_at <= volna.now_stable()
				and (t.lease_until is null or t.lease_until <= volna.now_stable())
				and t.kind = any (${kinds}::text[])
			order by (
				select count(*) from task other
				where other.state = 'running' and other.lease_until > volna.now_stable()
					and other.staff_id is not distinct from t.staff_id
			), t.turn_at
			limit 1
			for update of t skip locked
		)
		update task t
		set state = 'running',
			fence = t.fence + 1,
			-- A lease that is still there has run out under a worker that died.
			attempts = t.attempts + (t.lease_until is not null)::integer,
			leased_by = ${workerId}::uuid,
			lease_until = volna.now_exact() + make_interval(secs => ${leaseMs}::float8 / 1000),
			started_at = coalesce(t.started_at, volna.now_exact())
		from due
		where t.id = due.id
		returning t.id, t.kind, t.input, t.cursor, t.staff_id, t.fence, t.attempts,
			t.cancel_requested_at is not null as cancel_requested`.execute(db);
	const row = rows[0];
	return row ? { ...row, workerId } : null;
}
