import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { readNow } from '../read-now.ts';
import type { TemplateKind, TemplateUsage } from '../states.ts';

export interface ActionTemplateInfo {
	id: string;
	campaignId: string;
	campaignName: string;
	name: string;
	systemName: string;
	kind: TemplateKind;
	/** Names of the categories I to III in the project's language, as far as there are. */
	category: string[];
	categoryId: string | null;
	issuedWhen: string;
	usage: TemplateUsage[];
	tags: string[];
	description: string;
	retentionMonths: number;
	revision: number;
	archived: boolean;
	/** Live actions of the last thirty days (UTC), today included. */
	issued30d: number;
	lastIssuedAt: Date | null;
}

export interface ActionTemplateQuery {
	/** A part of the name or system name. */
	q?: string;
	/** A category of any level. */
	categoryId?: string;
	usage?: TemplateUsage;
	tag?: string;
	/** A campaign, with those that lie in it. */
	campaignId?: string;
	/** Archived ones instead of living ones. */
	archived?: boolean;
}

/**
 * Templates by name, with how often each was issued in 30 days. It reads counters (`countIssued`), never actions: with
 * 320 000 of them, for 50 templates of 400 days, 14 ms; reading each template's counters whole took 1.2 s.
 */
export async function listActionTemplates(
	db: Db,
	query: ActionTemplateQuery = {},
): Promise<{ items: ActionTemplateInfo[]; asOf: Date }> {
	const { rows } = await sql<ActionTemplateInfo>`
		with recursive inside as (
			select id from campaign where id = ${query.campaignId ?? null}::uuid
			union
			select c.id from campaign c join inside i on c.parent_id = i.id
		)
		select t.id, t.campaign_id as "campaignId", m.name as "campaignName", t.name, t.system_name as "systemName", t.kind,
			array_remove(case when p.language = 'ru' then array[c1.name_ru, c2.name_ru, c3.name_ru]
				else array[c1.name_en, c2.name_en, c3.name_en] end, null) as category,
			t.category_id as "categoryId", t.issued_when as "issuedWhen", t.usage, t.tags, t.description,
			t.retention_months as "retentionMonths", t.revision, t.archived_at is not null as archived,
			coalesce(i.issued, 0)::bigint as "issued30d", l.at as "lastIssuedAt"
		from action_template t
		join campaign m on m.id = t.campaign_id
		cross join project p
		left join action_category c3 on c3.id = t.category_id
		left join action_category c2 on c2.id = c3.parent_id
		left join action_category c1 on c1.id = c2.parent_id
		cross join (select (volna.now_stable() at time zone 'UTC')::date - 30 as before) w
		left join lateral (
			select sum(d.issued) as issued from action_template_day d where d.template_id = t.id and d.day > w.before
		) i on true
		left join lateral (
			select max(d.last_at) as at
			from action_template_day d
			where d.template_id = t.id
			  and d.day = (select max(l.day) from action_template_day l where l.template_id = t.id)
		) l on true
		where (t.archived_at is not null) = ${query.archived ?? false}
		  and (${query.q?.trim() ?? ''} = ''
			or position(lower(${query.q?.trim() ?? ''} collate "pg_c_utf8") in lower(t.name || ' ' || t.system_name collate "pg_c_utf8")) > 0)
		  and (${query.categoryId ?? null}::uuid is null or ${query.categoryId ?? null}::uuid in (c1.id, c2.id, c3.id))
		  and (${query.usage ?? null}::text is null or t.usage @> array[${query.usage ?? null}::text])
		  and (${query.tag ?? null}::text is null or exists (
			select from unnest(t.tags) as g(tag)
			where lower(g.tag collate "pg_c_utf8") = lower(${query.tag ?? null}::text collate "pg_c_utf8")))
		  and (${query.campaignId ?? null}::uuid is null or t.campaign_id in (select id from inside))
		order by t.name, t.id`.execute(db);
	return { items: rows, asOf: await readNow(db) };
}

/** Tags of templates that are not archived, each once without regard to case, by name. */
export async function listTemplateTags(db: Db): Promise<string[]> {
	const { rows } = await sql<{ tag: string }>`
		select min(g.tag) as tag
		from action_template t cross join unnest(t.tags) as g(tag)
		where t.archived_at is null
		group by lower(g.tag collate "pg_c_utf8")
		order by 1`.execute(db);
	return rows.map((row) => row.tag);
}
