import type { Db } from '@volna/db';
import { sql } from 'kysely';

export interface CampaignInfo {
	id: string;
	parentId: string | null;
	name: string;
	systemName: string;
}

export interface CampaignNode extends CampaignInfo {
	revision: number;
	archived: boolean;
	/** What it owns itself and is not archived. */
	flows: number;
	templates: number;
	operations: number;
}

/** Campaigns that are not archived, by name. */
export async function listCampaigns(db: Db): Promise<CampaignInfo[]> {
	return db
		.selectFrom('campaign')
		.select(['id', 'parentId', 'name', 'systemName'])
		.where('archivedAt', 'is', null)
		.orderBy('name')
		.orderBy('id')
		.execute();
}

/** All campaigns with what each owns, by name; archived ones too. */
export async function readCampaignTree(db: Db): Promise<CampaignNode[]> {
	const { rows } = await sql<CampaignNode>`
		select c.id, c.parent_id as "parentId", c.name, c.system_name as "systemName", c.revision,
			c.archived_at is not null as archived,
			(select count(*) from flow f where f.campaign_id = c.id and f.state <> 'archived') as flows,
			(select count(*) from action_template t where t.campaign_id = c.id and t.archived_at is null) as templates,
			(select count(*) from operation o where o.campaign_id = c.id and o.archived_at is null) as operations
		from campaign c
		order by c.name, c.id`.execute(db);
	return rows;
}
