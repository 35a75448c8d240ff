import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { flowKey } from './hold-keys.ts';

/** Holds the waiting messages of a flow: called in the transaction that pauses it, so that nothing leaves afterwards. */
export async function holdFlow(tx: Db | Tx, flowId: string): Promise<void> {
	await sql`
		insert into hold (key, reason) values (${flowKey(flowId)}, 'flow_paused') on conflict do nothing`.execute(tx);
}

/** Lets the messages of a flow go on: called in the transaction that resumes or stops it. */
export async function releaseFlow(tx: Db | Tx, flowId: string): Promise<void> {
	await sql`delete from hold where key = ${flowKey(flowId)} and reason = 'flow_paused'`.execute(tx);
}

/**
 * Holds the messages of every paused flow and releases those of flows that go on. Workers do it each second, so that a
 * pause holds whoever made it; `holdFlow` in its own transaction is what makes it exact.
 *
 * @returns how many holds changed
 */
export async function settleFlowHolds(db: Db | Tx): Promise<number> {
	const { rows } = await sql<{ key: string }>`
		with held as (
			insert into hold (key, reason)
			select ${flowKey('')} || id, 'flow_paused' from flow where paused_at is not null order by id
			on conflict do nothing
			returning key
		),
		released as (
			delete from hold h
			where h.reason = 'flow_paused'
				and not exists (select from flow f where f.paused_at is not null and ${flowKey('')} || f.id = h.key)
			returning key
		)
		select key from held union all select key from released`.execute(db);
	return rows.length;
}
