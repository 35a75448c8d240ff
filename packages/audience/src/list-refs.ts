import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { TemplateUsage } from './states.ts';

/** Why something may not be chosen anew. */
export type RefProblem = 'archived' | 'draft' | 'usage' | 'role' | 'campaign';

/** What a picker offers and a reference resolves to. */
export interface Ref {
	id: string;
	systemName: string;
	name: string;
	hint: string | null;
	/** False for what may not be chosen anew. */
	usable: boolean;
	/** Why it may not. */
	problem: RefProblem | null;
}

export interface RefQuery {
	/** The segmentation of segments. */
	of?: string;
	/** A part of the name or system name. */
	q?: string;
	/** What a template must be ticked for. */
	use?: TemplateUsage;
	/** A campaign that must reach a template's. */
	campaignId?: string;
	/** Whose picker it is: templates may be for some roles only. */
	role?: string;
}

export type RefEntity = 'action-template' | 'segmentation' | 'segment' | 'campaign' | 'topic';

/** Things of a kind, usable ones first, then by name; 200 at most. */
export async function listRefs(db: Db, entity: RefEntity, query: RefQuery = {}): Promise<Ref[]> {
	const { rows } = await sql<Ref>`
		select r.id, r.system_name as "systemName", r.name, r.hint, r.problem is null as usable, r.problem
		from (${source(entity, query)}) as r(id, system_name, name, hint, problem, position)
		where ${query.q?.trim() ?? ''} = ''
		   or position(lower(${query.q?.trim() ?? ''} collate "pg_c_utf8") in lower(r.name || ' ' || r.system_name collate "pg_c_utf8")) > 0
		order by r.problem is not null, r.position, r.name, r.id
		limit 200`.execute(db);
	return rows;
}

function source(entity: RefEntity, query: RefQuery) {
	switch (entity) {
		case 'action-template':
			return sql`
				select t.id, t.system_name, t.name, case when p.language = 'ru' then k.name_ru else k.name_en end,
					case
						when t.archived_at is not null then 'archived'
						when not t.usage @> array[coalesce(${query.use ?? null}::text, t.usage[1])] then 'usage'
						when t.kind = 'standard' and t.campaign_id not in (${reachOf(query.campaignId)}) then 'campaign'
						when t.roles <> '{}' and not t.roles @> array[coalesce(${query.role ?? null}::text, t.roles[1])] then 'role'
					end, 0
				from action_template t cross join project p left join action_category k on k.id = t.category_id`;
		case 'segmentation':
			return sql`
				select s.id, s.system_name, s.name, nullif(s.description, ''), nullif(s.state, 'launched'), 0 from segmentation s
				where s.state <> 'draft'`;
		case 'segment':
			return sql`
				select g.id, g.system_name, g.name, s.name, nullif(s.state, 'launched'), g.position
				from segment g join segmentation s on s.id = g.segmentation_id and s.state <> 'draft'
				where ${query.of ?? null}::uuid is null or g.segmentation_id = ${query.of ?? null}::uuid`;
		case 'campaign':
			return sql`
				select c.id, c.system_name, c.name, p.name, case when c.archived_at is not null then 'archived' end, 0
				from campaign c left join campaign p on p.id = c.parent_id`;
		case 'topic':
			return sql`
				select t.id, t.system_name, t.name, nullif(t.description, ''),
					case when t.archived_at is not null then 'archived' end, t.position
				from topic t`;
	}
}

/** Campaigns a campaign reaches: itself, those it lies in, those that lie in it; all of them when none is named. */
function reachOf(campaignId: string | undefined) {
	if (campaignId === undefined) return sql`select id from campaign`;
	return sql`
		with recursive above as (
			select id, parent_id from campaign where id = ${campaignId}
			union select c.id, c.parent_id from campaign c join above a on c.id = a.parent_id
		),
		below as (
			select id from campaign where id = ${campaignId}
			union select c.id from campaign c join below b on c.parent_id = b.id
		)
		select id from above union select id from below`;
}
