import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { Lane } from './claim-runs.ts';

/** Milliseconds until the next run of these lanes is due: 0 when one is, null when none will be by itself. */
export async function msUntilDue(db: Db, lanes: readonly Lane[]): Promise<number | null> {
	const { rows } = await sql<{ ms: number | null }>`
		select ceil(extract(epoch from min(d.due_at) - volna.now_exact()) * 1000) as ms
		from unnest(${[...lanes]}::smallint[]) as l (lane)
		cross join lateral (
			select r.due_at from run r
			join flow f on f.id = r.flow_id and f.paused_at is null
			where r.lane = l.lane and r.state in ('ready', 'waiting') and r.due_at < 'infinity'
			order by r.due_at limit 1
		) d`.execute(db);
	const ms = rows[0]?.ms ?? null;
	return ms === null ? null : Math.max(0, ms);
}
