import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { type FlowState, flowMoves } from './states.ts';

export type FlowMoved =
	| { readonly kind: 'moved' }
	| { readonly kind: 'flow-state'; readonly state: FlowState }
	| { readonly kind: 'unknown' };

/** Nobody enters, nothing leaves a node; timers run on. In force at once; the runs' times are put away page by page. */
export function pauseFlow(db: Db | Tx, flowId: string): Promise<FlowMoved> {
	return moveFlow(db, flowId, 'paused', ['active']);
}

/** Goes on after a pause or a stop. What came due meanwhile goes on in order of its time, in the bulk lane. */
export function resumeFlow(db: Db | Tx, flowId: string): Promise<FlowMoved> {
	return moveFlow(db, flowId, 'active', ['paused', 'stopped']);
}

/** Nobody enters; runs inside go on to their end. */
export function stopFlow(db: Db | Tx, flowId: string): Promise<FlowMoved> {
	return moveFlow(db, flowId, 'stopped', ['active', 'paused']);
}

async function moveFlow(db: Db | Tx, flowId: string, to: FlowState, from: readonly FlowState[]): Promise<FlowMoved> {
	const allowed = from.filter((state) => (flowMoves[state] as readonly FlowState[]).includes(to));
	const moved = await sql`
		update flow
		set state = ${to}, paused_at = case when ${to === 'paused'} then volna.now_exact() end
		where id = ${flowId} and state = any (${allowed}::text[])`.execute(db);
	if (moved.numAffectedRows) return { kind: 'moved' };
	const flow = await db.selectFrom('flow').select('state').where('id', '=', flowId).executeTakeFirst();
	return flow ? { kind: 'flow-state', state: flow.state } : { kind: 'unknown' };
}

/**
 * One page of what pauses and resumes leave to do: runs of paused flows get `due_at = infinity` and keep their own time,
 * so that they do not stand at the head of the claim's index; runs of flows that go on get it back. Workers repeat it
 * until nothing is left; a page that died is simply done again.
 *
 * @returns how many runs were touched
 */
export async function settlePauses(db: Db | Tx, page = 1_000): Promise<number> {
	const put = await sql`
		with page as (
			select r.id
			from flow f
			join run r on r.flow_id = f.id and r.ended_at is null
			where f.paused_at is not null and r.held_due_at is null and r.state in ('ready', 'waiting')
			limit ${page}
			for update of r skip locked
		)
		update run r set held_due_at = r.due_at, due_at = 'infinity'
		from page where r.id = page.id`.execute(db);
	const back = await sql`
		with found as materialized (
			select r.id, r.held_due_at
			from flow f
			cross join lateral (
				select id, held_due_at from run
				where flow_id = f.id and held_due_at is not null and ended_at is null
				order by held_due_at
				limit ${page}
			) r
			where f.paused_at is null
			order by r.held_due_at
			limit ${page}
		),
		-- Found first and locked second, so that only a page is locked; a flow paused again meanwhile puts its runs away again.
		page as (
			select r.id
			from found
			join run r on r.id = found.id
			where r.held_due_at is not null and r.ended_at is null
			for update of r skip locked
		)
		update run r
		set due_at = r.held_due_at, held_due_at = null,
			lane = case when r.held_due_at <= volna.now_stable() then 2 else r.lane end
		from page where r.id = page.id`.execute(db);
	return Number(put.numAffectedRows ?? 0) + Number(back.numAffectedRows ?? 0);
}
