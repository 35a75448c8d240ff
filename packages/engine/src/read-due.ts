import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { Lane } from './claim-runs.ts';

/** Which lanes have due runs, and when the next run of the others is due. */
export interface Due {
	readonly lanes: readonly Lane[];
	/** Milliseconds; null when none will be by itself. */
	readonly nextInMs: number | null;
}

/** A look that locks nothing: one statement, where an empty claim is a transaction per lane. */
export async function readDue(db: Db, lanes: readonly Lane[]): Promise<Due> {
	const { rows } = await sql<{ lane: Lane; ms: number }>`
		select l.lane, ceil(extract(epoch from d.due_at - volna.now_exact()) * 1000) as ms
		from unnest(${[...lanes]}::smallint[]) as l (lane)
		cross join lateral (
			select r.due_at from run r
			join flow f on f.id = r.flow_id and f.paused_at is null
			where r.lane = l.lane and r.state in ('ready', 'waiting') and r.due_at < 'infinity'
			order by r.due_at limit 1
		) d
		order by l.lane`.execute(db);
	const later = rows.filter((row) => row.ms > 0).map((row) => row.ms);
	return {
		lanes: rows.filter((row) => row.ms <= 0).map((row) => row.lane),
		nextInMs: later.length > 0 ? Math.min(...later) : null,
	};
}
