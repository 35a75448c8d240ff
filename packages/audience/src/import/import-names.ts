import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';

export interface ImportField {
	readonly systemName: string;
	readonly name: string;
	readonly type: 'string' | 'number' | 'boolean' | 'date' | 'instant' | 'enum' | 'unique_id';
	readonly options: readonly { readonly value: string; readonly name?: string }[];
}

export interface ImportTemplate {
	readonly id: string;
	readonly systemName: string;
	readonly name: string;
	readonly usage: readonly string[];
	readonly personal: boolean;
	readonly retentionMonths: number;
	readonly fields: readonly ImportField[];
	/** Actions for which it is false are not stored. */
	readonly guard: Filter | null;
}

export interface ImportSegmentation {
	readonly id: string;
	/** Ids by external id, system name and name, lower-cased. */
	readonly segments: ReadonlyMap<string, string>;
}

/** What files may name, as it stood at one moment; all keys are lower-cased names. */
export interface ImportNames {
	readonly now: Date;
	readonly zone: string;
	readonly fields: ReadonlyMap<string, ImportField>;
	/** By system name: `subscription.topic` holds it in lower case. */
	readonly topics: ReadonlyMap<string, { readonly systemName: string; readonly name: string }>;
	readonly systems: ReadonlyMap<string, { readonly name: string; readonly kind: 'unique' | 'movable' }>;
	/** By system name; a name that is nobody's system name finds it too. */
	readonly templates: ReadonlyMap<string, ImportTemplate>;
	readonly templateById: ReadonlyMap<string, ImportTemplate>;
	/** Launched static ones, by external id, system name and name. */
	readonly segmentations: ReadonlyMap<string, ImportSegmentation>;
	readonly segmentationOfSegment: ReadonlyMap<string, string>;
}

/** Reads what files may name. Drafts and archived things are absent. */
export async function readImportNames(db: Db): Promise<ImportNames> {
	const { rows } = await sql<{ names: Stored; now: Date }>`
		select volna.now_exact() as now, json_build_object(
			'zone', (select time_zone from project),
			'fields', (select coalesce(json_agg(json_build_object('systemName', system_name, 'name', name, 'type', type,
				'options', options) order by position, system_name), '[]')
				from custom_field where entity = 'customer' and archived_at is null),
			'topics', (select coalesce(json_agg(json_build_object('systemName', system_name, 'name', name)
				order by position, system_name), '[]') from topic where archived_at is null),
			'systems', (select coalesce(json_agg(json_build_object('name', name, 'kind', kind)), '[]') from identifier_system),
			'templates', (select coalesce(json_agg(json_build_object('id', t.id, 'systemName', t.system_name, 'name', t.name,
				'usage', t.usage, 'retentionMonths', t.retention_months, 'guard', t.guard,
				'personal', coalesce(coalesce(c1.code, c2.code, c3.code) = 'personal', false),
				'fields', (select coalesce(json_agg(json_build_object('systemName', f.system_name, 'name', f.name, 'type', f.type,
					'options', f.options)), '[]') from custom_field f where f.template_id = t.id and f.archived_at is null))), '[]')
				from action_template t
				left join action_category c3 on c3.id = t.category_id
				left join action_category c2 on c2.id = c3.parent_id
				left join action_category c1 on c1.id = c2.parent_id
				where t.archived_at is null and t.kind = 'standard'),
			'segmentations', (select coalesce(json_agg(json_build_object('id', s.id, 'names',
				json_build_array(s.name, s.system_name, s.external_id),
				'segments', (select coalesce(json_agg(json_build_object('id', g.id, 'names',
					json_build_array(g.name, g.system_name, g.external_id))), '[]')
					from segment g where g.segmentation_id = s.id))), '[]')
				from segmentation s where s.state = 'launched' and s.kind = 'static')
		) as names`.execute(db);
	return fromStored(rows[0]!.names, rows[0]!.now);
}

interface Named {
	id: string;
	names: [string, string, string];
}

interface Stored {
	zone: string;
	fields: ImportField[];
	topics: { systemName: string; name: string }[];
	systems: { name: string; kind: 'unique' | 'movable' }[];
	templates: ImportTemplate[];
	segmentations: (Named & { segments: Named[] })[];
}

function fromStored(stored: Stored, now: Date): ImportNames {
	const segmentations = stored.segmentations.map((entry) => ({ ...entry, segments: idsByName(entry.segments) }));
	const byName = new Map<string, ImportSegmentation>();
	for (let rank = 0; rank < 3; rank++)
		for (const entry of segmentations) byName.set(entry.names[rank]!.toLowerCase(), entry);
	const templates = new Map(stored.templates.map((template) => [template.name.toLowerCase(), template]));
	for (const template of stored.templates) templates.set(template.systemName.toLowerCase(), template);
	return {
		now,
		zone: stored.zone,
		fields: new Map(stored.fields.map((field) => [field.systemName.toLowerCase(), field])),
		topics: new Map(stored.topics.map((topic) => [topic.systemName.toLowerCase(), topic])),
		systems: new Map(stored.systems.map((system) => [system.name.toLowerCase(), system])),
		templates,
		templateById: new Map(stored.templates.map((template) => [template.id, template])),
		segmentations: byName,
		segmentationOfSegment: new Map(
			stored.segmentations.flatMap((entry) => entry.segments.map((segment) => [segment.id, entry.id])),
		),
	};
}

/** What stands later in `names` wins: external ids over system names over names. */
function idsByName(entries: readonly Named[]): Map<string, string> {
	const ids = new Map<string, string>();
	for (let rank = 0; rank < 3; rank++) for (const entry of entries) ids.set(entry.names[rank]!.toLowerCase(), entry.id);
	return ids;
}
