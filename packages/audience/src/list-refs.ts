import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { TemplateUsage } from './states.ts';

/** What a picker offers and a reference resolves to. */
export interface Ref {
	id: string;
	systemName: string;
	name: string;
	hint: string | null;
	/** False for what may not be chosen anew: archived, a draft, not offered for this use. */
	usable: boolean;
}

export interface RefQuery {
	/** The segmentation of segments. */
	of?: string;
	/** A part of the name or system name. */
	q?: string;
	/** What a template must be ticked for. */
	use?: TemplateUsage;
}

export type RefEntity = 'action-template' | 'segmentation' | 'segment' | 'campaign';

/** Things of a kind, usable ones first, then by name; 200 at most. */
export async function listRefs(db: Db, entity: RefEntity, query: RefQuery = {}): Promise<Ref[]> {
	const { rows } = await sql<Ref>`
		select r.id, r.system_name as "systemName", r.name, r.hint, r.usable
		from (${source(entity, query)}) as r(id, system_name, name, hint, usable, position)
		where ${query.q?.trim() ?? ''} = ''
		   or position(lower(${query.q?.trim() ?? ''} collate "pg_c_utf8") in lower(r.name || ' ' || r.system_name collate "pg_c_utf8")) > 0
		order by r.usable desc, r.position, r.name, r.id
		limit 200`.execute(db);
	return rows;
}

function source(entity: RefEntity, query: RefQuery) {
	switch (entity) {
		case 'action-template':
			return sql`
				select t.id, t.system_name, t.name, case when p.language = 'ru' then k.name_ru else k.name_en end,
					t.archived_at is null and (${query.use ?? null}::text is null or t.usage @> array[${query.use ?? null}::text]), 0
				from action_template t cross join project p left join action_category k on k.id = t.category_id`;
		case 'segmentation':
			return sql`
				select s.id, s.system_name, s.name, nullif(s.description, ''), s.state = 'launched', 0 from segmentation s`;
		case 'segment':
			return sql`
				select g.id, g.system_name, g.name, s.name, s.state = 'launched', g.position
				from segment g join segmentation s on s.id = g.segmentation_id
				where ${query.of ?? null}::uuid is null or g.segmentation_id = ${query.of ?? null}::uuid`;
		case 'campaign':
			return sql`
				select c.id, c.system_name, c.name, p.name, c.archived_at is null, 0
				from campaign c left join campaign p on p.id = c.parent_id`;
	}
}
