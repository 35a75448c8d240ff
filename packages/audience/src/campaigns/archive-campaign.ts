import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import type { Use } from '../templates/use.ts';
import { lockCampaigns } from './lock-campaigns.ts';

export type ArchivedCampaign =
	| { status: 'done' }
	| { status: 'unknown' }
	/** It owns things that are not archived. */
	| { status: 'in-use'; uses: readonly Use[] }
	/** The one it lies in is archived: put that back first. */
	| { status: 'parent-archived' };

/** Takes a campaign out of what forms offer, once nothing in it lives; or puts it back. */
export async function archiveCampaign(db: Db, id: string, archived: boolean): Promise<ArchivedCampaign> {
	return db.transaction().execute(async (tx): Promise<ArchivedCampaign> => {
		await lockCampaigns(tx);
		const { rows } = await sql<{ parentArchived: boolean }>`
			select p.archived_at is not null as "parentArchived"
			from campaign c left join campaign p on p.id = c.parent_id where c.id = ${id}`.execute(tx);
		if (!rows[0]) return { status: 'unknown' };
		if (!archived && rows[0].parentArchived) return { status: 'parent-archived' };
		const uses = archived ? await ownedBy(tx, id) : [];
		if (uses.length > 0) return { status: 'in-use', uses };
		await sql`
			update campaign set archived_at = case when ${archived} then volna.now_exact() end, revision = revision + 1
			where id = ${id} and (archived_at is null) = ${archived}`.execute(tx);
		return { status: 'done' };
	});
}

/** What a campaign owns that is not archived: campaigns in it, flows, action templates, operations. */
async function ownedBy(tx: Tx, id: string): Promise<Use[]> {
	const { rows } = await sql<Use>`
		select w.kind, w.id, w.name, ${id} as "campaignId", null::integer as version, null as usage, w.live
		from (
			select 'campaign' as kind, id, name, true as live from campaign where parent_id = ${id} and archived_at is null
			union all
			select 'flow', id, name, state in ('active', 'paused') from flow where campaign_id = ${id} and state <> 'archived'
			union all
			select 'template', id, name, true from action_template where campaign_id = ${id} and archived_at is null
			union all
			select 'operation', id, name, true from operation where campaign_id = ${id} and archived_at is null
		) w
		order by w.kind, w.name limit 200`.execute(tx);
	return rows;
}
