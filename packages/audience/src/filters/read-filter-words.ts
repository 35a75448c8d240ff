import type { Db } from '@volna/db';
import { sql } from 'kysely';

interface Named {
	readonly id: string;
	readonly name: string;
}

/** What a filter's form offers and a filter's sentence calls by name: everything of the project a filter can point at. */
export interface FilterWords {
	/** The project's zone, in which days of a filter begin. */
	readonly zone: string;
	/** Declared custom fields; archived ones keep their names, but are not offered. */
	readonly fields: readonly {
		readonly entity: 'customer' | 'action';
		readonly name: string;
		readonly title: string;
		readonly type: 'string' | 'number' | 'boolean' | 'date' | 'instant' | 'enum' | 'unique_id';
		readonly options: readonly { readonly value: string; readonly name: string }[];
		readonly archived: boolean;
	}[];
	readonly systems: readonly string[];
	readonly topics: readonly { readonly name: string; readonly title: string; readonly archived: boolean }[];
	readonly templates: readonly (Named & { readonly archived: boolean })[];
	readonly tags: readonly string[];
	readonly categories: readonly {
		readonly id: string;
		readonly parentId: string | null;
		readonly ru: string;
		readonly en: string;
	}[];
	readonly segmentations: readonly (Named & { readonly archived: boolean; readonly segments: readonly Named[] })[];
	readonly campaigns: readonly (Named & { readonly archived: boolean })[];
	/** Nodes of the published version, else of the draft; a node without a name of its own has its type's. */
	readonly flows: readonly (Named & {
		readonly nodes: readonly { readonly id: string; readonly name: string; readonly type: string }[];
	})[];
	readonly senders: readonly string[];
	/** Operators of the numbering table. */
	readonly operators: readonly string[];
}

/** One statement; lists are ordered as people read them. */
export async function readFilterWords(db: Db): Promise<FilterWords> {
	const { rows } = await sql<FilterWords>`
		select
			(select time_zone from project) as zone,
			${listOf(sql`select jsonb_build_object('entity', entity, 'name', system_name, 'title', name, 'type', type, 'options', options,
				'archived', archived_at is not null) from custom_field order by entity desc, position, name`)} as fields,
			${listOf(sql`select to_jsonb(name) from identifier_system order by name`)} as systems,
			${listOf(sql`select jsonb_build_object('name', system_name, 'title', name, 'archived', archived_at is not null)
				from topic order by position, name`)} as topics,
			${listOf(sql`select jsonb_build_object('id', id, 'name', name, 'archived', archived_at is not null)
				from action_template order by name`)} as templates,
			${listOf(sql`select to_jsonb(tag) from (select distinct unnest(tags) as tag from action_template) t order by tag`)} as tags,
			${listOf(sql`select jsonb_build_object('id', id, 'parentId', parent_id, 'ru', name_ru, 'en', name_en)
				from action_category order by level, position, name_ru`)} as categories,
			${listOf(sql`select jsonb_build_object('id', s.id, 'name', s.name, 'archived', s.state = 'archived', 'segments',
				${listOf(sql`select jsonb_build_object('id', g.id, 'name', g.name) from segment g where g.segmentation_id = s.id
					order by g.position, g.name`)}) from segmentation s where s.state <> 'draft' order by s.name`)} as segmentations,
			${listOf(sql`select jsonb_build_object('id', id, 'name', name, 'archived', archived_at is not null)
				from campaign order by name`)} as campaigns,
			${listOf(sql`select jsonb_build_object('id', f.id, 'name', f.name, 'nodes',
				${listOf(sql`select jsonb_build_object('id', n ->> 'id', 'name', n ->> 'name', 'type', n ->> 'type')
					from jsonb_array_elements(coalesce(v.document, f.document) -> 'nodes') as n`)})
				from flow f left join flow_version v on v.id = f.active_version_id order by f.name`)} as flows,
			${listOf(sql`select to_jsonb(name) from (select distinct name from sender) s order by name`)} as senders,
			${listOf(sql`select to_jsonb(operator) from (select distinct q.operator from number_range q
				join number_table t on t.id = q.table_id where t.state = 'current') s order by operator`)} as operators`.execute(
		db,
	);
	return rows[0]!;
}

function listOf(query: ReturnType<typeof sql>): ReturnType<typeof sql> {
	return sql`(select coalesce(jsonb_agg(l.item), '[]'::jsonb) from (${query}) as l(item))`;
}
