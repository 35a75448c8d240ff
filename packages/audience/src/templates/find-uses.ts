import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import type { Use } from './use.ts';

/**
 * Flows, guards, filters of segmentations and unfinished imports whose JSON names something: `pattern`, and `also` where given, are regular expressions, matched
 * without regard to case. A published version counts while its flow is not archived, and afterwards while runs are on
 * it; a draft counts, not live, where the published version does not name the thing.
 */
export async function findUses(db: Db | Tx, pattern: string, also = ''): Promise<Use[]> {
	const { rows } = await sql<Use>`
		with named as (
			select f.id, f.name, f.campaign_id, v.number,
				v.document::text ~* ${pattern} and v.document::text ~* ${also} as published,
				f.document::text ~* ${pattern} and f.document::text ~* ${also} as drafted
			from flow f left join flow_version v on v.id = f.active_version_id
			where f.state <> 'archived'
		)
		select 'flow' as kind, id, name, campaign_id as "campaignId", number as version, null as usage, true as live
		from named where published
		union all
		select 'flow-draft', id, name, campaign_id, null, null, false
		from named where drafted and published is not true
		union all
		select 'flow', f.id, f.name, f.campaign_id, v.number, null, true
		from flow_version v join flow f on f.id = v.flow_id
		where v.retired_at is not null
		  and exists (select from run r where r.flow_id = f.id and r.version_id = v.id and r.ended_at is null)
		  and v.document::text ~* ${pattern} and v.document::text ~* ${also}
		union all
		select 'template-guard', t.id, t.name, t.campaign_id, null, null, true
		from action_template t
		where t.archived_at is null and t.guard::text ~* ${pattern} and t.id::text || t.guard::text ~* ${also}
		union all
		select distinct on (s.id) 'segment', s.id, s.name, null::uuid, null::integer, null, s.state = 'launched'
		from segmentation s join segment g on g.segmentation_id = s.id
		where s.state <> 'archived' and g.filter::text ~* ${pattern} and g.filter::text ~* ${also}
		union all
		select 'import', i.id, i.file_name, null, null, null, i.started_at is not null
		from import i
		where i.finished_at is null and i.cancelled_at is null
		  and i.columns::text || i.settings::text ~* ${pattern} and i.columns::text || i.settings::text ~* ${also}
		order by kind, name, version desc nulls last`.execute(db);
	return rows;
}
