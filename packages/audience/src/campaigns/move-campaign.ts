import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { campaignDepth } from '../states.ts';
import type { Use } from '../templates/use.ts';
import { type CampaignParents, isInScope, lineageOf, readCampaignParents } from './campaign-scope.ts';
import { lockCampaigns } from './lock-campaigns.ts';

/** A flow or an operation that would lose reach of an action template. */
export interface BrokenReference extends Use {
	readonly template: string;
}

export type MovedCampaign =
	| { status: 'moved' }
	| { status: 'unknown' }
	| { status: 'parent-unknown' }
	/** It would lie in itself. */
	| { status: 'into-itself' }
	| { status: 'too-deep'; most: number }
	| { status: 'out-of-campaign'; uses: readonly BrokenReference[] };

/** Puts a campaign with all that lies in it elsewhere, while every reference stays in scope (domain M-1, M-2). */
export async function moveCampaign(db: Db, id: string, parentId: string | null): Promise<MovedCampaign> {
	return db.transaction().execute(async (tx): Promise<MovedCampaign> => {
		await lockCampaigns(tx);
		const before = await readCampaignParents(tx);
		if (!before.has(id)) return { status: 'unknown' };
		if (parentId !== null) {
			const parent = await tx
				.selectFrom('campaign')
				.select('id')
				.where('id', '=', parentId)
				.where('archivedAt', 'is', null)
				.executeTakeFirst();
			if (!parent) return { status: 'parent-unknown' };
			if (lineageOf(before, parentId).includes(id)) return { status: 'into-itself' };
		}
		const after = new Map(before).set(id, parentId);
		const inside = [...before.keys()].filter((one) => lineageOf(before, one).includes(id));
		const deepest = Math.max(...inside.map((one) => lineageOf(after, one).length));
		if (deepest > campaignDepth) return { status: 'too-deep', most: campaignDepth };
		const broken = await brokenBy(tx, before, after, inside);
		if (broken.length > 0) return { status: 'out-of-campaign', uses: broken };
		await sql`update campaign set parent_id = ${parentId}::uuid, revision = revision + 1 where id = ${id}`.execute(tx);
		return { status: 'moved' };
	});
}

/** Only references between what moves and what stays can break. */
async function brokenBy(
	tx: Tx,
	before: CampaignParents,
	after: CampaignParents,
	inside: readonly string[],
): Promise<BrokenReference[]> {
	const { rows } = await sql<BrokenReference & { campaignId: string; templateCampaign: string }>`
		with named as (
			select 'flow' as kind, f.id, f.name, f.campaign_id, m.ids[1]::uuid as template_id, true as live
			from flow f
			cross join lateral regexp_matches(f.document::text, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', 'g') as m(ids)
			where f.state <> 'archived'
			union
			select 'flow', f.id, f.name, f.campaign_id, t.subject_id, true
			from flow_trigger t join flow f on f.id = t.flow_id
			where t.kind = 'action' and f.state <> 'archived'
			union
			select 'operation', o.id, o.name, o.campaign_id, o.template_id, true
			from operation o where o.archived_at is null and o.template_id is not null
		)
		select n.kind, n.id, n.name, n.campaign_id as "campaignId", n.live, t.name as template,
			t.campaign_id as "templateCampaign", null::integer as version, null as usage
		from named n join action_template t on t.id = n.template_id and t.kind = 'standard'
		where (n.campaign_id = any (${inside as string[]}::uuid[])) <> (t.campaign_id = any (${inside as string[]}::uuid[]))
		order by n.kind, n.name, t.name`.execute(tx);
	return rows
		.filter(
			(row) =>
				isInScope(before, row.campaignId, row.templateCampaign) &&
				!isInScope(after, row.campaignId, row.templateCampaign),
		)
		.map(({ templateCampaign: _, ...row }) => row);
}
