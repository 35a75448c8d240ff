import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { isInScope } from './campaigns/campaign-scope.ts';
import type { CustomField } from './fields/custom-field.ts';
import type { Language } from './operation-messages.ts';
import type { CustomerRight } from './states.ts';
import { keptNumberRanges, type NumberRanges } from './zones/number-ranges.ts';

export interface CatalogueTemplate {
	readonly id: string;
	readonly campaignId: string;
	readonly name: string;
	readonly systemName: string;
	readonly kind: string;
	readonly usage: readonly string[];
	readonly retentionMonths: number;
	/** A personal action counts as activity (category I). */
	readonly personal: boolean;
	/** False for an action keeps it from being stored. */
	readonly guard: Filter | null;
	/** Declared fields of its actions, by system name, lower-cased. */
	readonly fields: ReadonlyMap<string, CatalogueField>;
}

/** A custom field that is not archived. */
export type CatalogueField = Pick<CustomField, 'systemName' | 'type' | 'options'>;

export interface CatalogueOperation {
	readonly id: string;
	readonly campaignId: string;
	readonly systemName: string;
	readonly templateId: string | null;
	readonly right: CustomerRight;
	readonly requiresKey: boolean;
	readonly strict: boolean;
	readonly requiresConsent: boolean;
	readonly endpoints: ReadonlySet<string>;
}

export interface CatalogueEndpoint {
	readonly id: string;
	readonly systemName: string;
	readonly origins: readonly string[];
	readonly isApp: boolean;
}

export interface CatalogueKey {
	readonly id: string;
	readonly endpointId: string;
	readonly mode: 'live' | 'test';
}

export interface CatalogueSegmentation {
	readonly id: string;
	readonly externalId: string;
	/** By external id and system name, lower-cased. */
	readonly segments: ReadonlyMap<string, { readonly id: string; readonly externalId: string }>;
	readonly segmentById: ReadonlyMap<string, { readonly id: string; readonly externalId: string }>;
}

/** What calls name, as it stood at one moment. Names are looked up lower-cased; drafts and archived things are absent. */
export interface Catalogue {
	readonly language: Language;
	readonly zone: string;
	/** Database clock minus this process's, ms. */
	readonly clockAheadMs: number;
	readonly operations: ReadonlyMap<string, CatalogueOperation>;
	readonly operationById: ReadonlyMap<string, CatalogueOperation>;
	readonly endpoints: ReadonlyMap<string, CatalogueEndpoint>;
	readonly endpointById: ReadonlyMap<string, CatalogueEndpoint>;
	/** By SHA-256 of the secret, hex. */
	readonly keys: ReadonlyMap<string, CatalogueKey>;
	readonly templates: ReadonlyMap<string, CatalogueTemplate>;
	readonly templateById: ReadonlyMap<string, CatalogueTemplate>;
	/** The system's template of order changes. */
	readonly orderTemplate: CatalogueTemplate | null;
	readonly segmentations: ReadonlyMap<string, CatalogueSegmentation>;
	readonly segmentationById: ReadonlyMap<string, CatalogueSegmentation>;
	readonly identifierSystems: ReadonlyMap<string, { readonly name: string; readonly kind: 'unique' | 'movable' }>;
	/** Declared fields of customers, by system name, lower-cased. */
	readonly customerFields: ReadonlyMap<string, CatalogueField>;
	/** Topics, lower-cased. */
	readonly topics: ReadonlySet<string>;
	/** The numbering table, which says a zone where nobody knows better. */
	readonly ranges: NumberRanges;
	/** True when one campaign is the other, its ancestor or its descendant (domain M-1). */
	inScope(campaignId: string, otherId: string): boolean;
}

/** Reads the catalogue in one statement. */
export async function readCatalogue(db: Db): Promise<Catalogue> {
	const { rows } = await sql<{ catalogue: Stored }>`
		with template as (
			select t.*, coalesce(c1.code, c2.code, c3.code) = 'personal' as personal
			from action_template t
			left join action_category c3 on c3.id = t.category_id
			left join action_category c2 on c2.id = c3.parent_id
			left join action_category c1 on c1.id = c2.parent_id
			where t.archived_at is null
		)
		select json_build_object(
			'project', (select json_build_object('language', language, 'zone', time_zone) from project),
			'nowMs', extract(epoch from volna.now_exact()) * 1000,
			'campaigns', (select coalesce(json_agg(json_build_object('id', id, 'parentId', parent_id)), '[]') from campaign),
			'templates', (select coalesce(json_agg(json_build_object(
				'id', id, 'campaignId', campaign_id, 'name', name, 'systemName', system_name, 'kind', kind, 'usage', usage,
				'retentionMonths', retention_months, 'personal', coalesce(personal, false), 'guard', guard)
				order by created_at, id), '[]') from template),
			'fields', (select coalesce(json_agg(json_build_object(
				'templateId', template_id, 'systemName', system_name, 'type', type, 'options', options)), '[]')
				from custom_field where archived_at is null),
			'topics', (select coalesce(json_agg(lower(system_name)), '[]') from topic where archived_at is null),
			'operations', (select coalesce(json_agg(json_build_object(
				'id', o.id, 'campaignId', o.campaign_id, 'systemName', o.system_name, 'templateId', o.template_id,
				'right', o.customer_right, 'requiresKey', o.requires_key, 'strict', o.strict,
				'requiresConsent', o.requires_consent,
				'endpoints', (select coalesce(json_agg(endpoint_id), '[]') from operation_endpoint where operation_id = o.id)
				)), '[]') from operation o where o.archived_at is null),
			'endpoints', (select coalesce(json_agg(json_build_object(
				'id', id, 'systemName', system_name, 'origins', origins, 'isApp', is_app)), '[]')
				from endpoint where archived_at is null),
			'keys', (select coalesce(json_agg(json_build_object(
				'id', k.id, 'endpointId', k.endpoint_id, 'mode', k.mode, 'hash', encode(k.hash, 'hex'))), '[]')
				from endpoint_key k join endpoint e on e.id = k.endpoint_id and e.archived_at is null
				where k.revoked_at is null),
			'segmentations', (select coalesce(json_agg(json_build_object(
				'id', s.id, 'externalId', s.external_id, 'systemName', s.system_name,
				'segments', (select coalesce(json_agg(json_build_object(
					'id', g.id, 'externalId', g.external_id, 'systemName', g.system_name)), '[]')
					from segment g where g.segmentation_id = s.id))), '[]')
				from segmentation s where s.state = 'launched' and s.kind = 'static'),
			'numberTable', (select id from number_table where state = 'current'),
			'systems', (select coalesce(json_agg(json_build_object('name', name, 'kind', kind)), '[]') from identifier_system)
		) as catalogue`.execute(db);
	const stored = rows[0]!.catalogue;
	return fromStored(stored, await keptNumberRanges(db, stored.numberTable));
}

interface Stored {
	project: { language: Language; zone: string };
	nowMs: number;
	campaigns: { id: string; parentId: string | null }[];
	templates: Omit<CatalogueTemplate, 'fields'>[];
	fields: (CatalogueField & { templateId: string | null })[];
	topics: string[];
	operations: (Omit<CatalogueOperation, 'endpoints'> & { endpoints: string[] })[];
	endpoints: CatalogueEndpoint[];
	keys: (CatalogueKey & { hash: string })[];
	segmentations: {
		id: string;
		externalId: string;
		systemName: string;
		segments: { id: string; externalId: string; systemName: string }[];
	}[];
	systems: { name: string; kind: 'unique' | 'movable' }[];
	numberTable: string | null;
}

function fromStored(stored: Stored, ranges: NumberRanges): Catalogue {
	const operations = stored.operations.map((entry) => ({ ...entry, endpoints: new Set(entry.endpoints) }));
	const segmentations = stored.segmentations.map((entry) => ({
		id: entry.id,
		externalId: entry.externalId,
		systemName: entry.systemName,
		segments: byNames(entry.segments),
		segmentById: byId(entry.segments),
	}));
	const fieldsOf = (templateId: string | null) =>
		bySystemName(stored.fields.filter((field) => field.templateId === templateId));
	const templates = stored.templates.map((template) => ({ ...template, fields: fieldsOf(template.id) }));
	const parentOf = new Map(stored.campaigns.map((campaign) => [campaign.id, campaign.parentId]));
	return {
		language: stored.project.language,
		zone: stored.project.zone,
		clockAheadMs: stored.nowMs - Date.now(),
		operations: bySystemName(operations),
		operationById: byId(operations),
		endpoints: bySystemName(stored.endpoints),
		endpointById: byId(stored.endpoints),
		keys: new Map(stored.keys.map(({ hash, ...key }) => [hash, key])),
		templates: bySystemName(templates),
		templateById: byId(templates),
		orderTemplate: templates.find((template) => template.kind === 'order') ?? null,
		segmentations: byNames(segmentations),
		segmentationById: byId(segmentations),
		identifierSystems: new Map(stored.systems.map((system) => [system.name.toLowerCase(), system])),
		customerFields: fieldsOf(null),
		topics: new Set(stored.topics),
		ranges,
		inScope: (one, other) => isInScope(parentOf, one, other),
	};
}

function byId<T extends { id: string }>(entries: readonly T[]): Map<string, T> {
	return new Map(entries.map((entry) => [entry.id, entry]));
}

function bySystemName<T extends { systemName: string }>(entries: readonly T[]): Map<string, T> {
	return new Map(entries.map((entry) => [entry.systemName.toLowerCase(), entry]));
}

/** External ids win over system names. */
function byNames<T extends { systemName: string; externalId: string }>(entries: readonly T[]): Map<string, T> {
	const map = bySystemName(entries);
	for (const entry of entries) map.set(entry.externalId.toLowerCase(), entry);
	return map;
}

/** The catalogue as it was at most `maxAgeMs` ago; several readers share one reading. */
export function keepCatalogue(db: Db, maxAgeMs = 5000): (atMostMs?: number) => Promise<Catalogue> {
	let kept: { at: number; reading: Promise<Catalogue> } | undefined;
	return (atMostMs = maxAgeMs) => {
		const at = performance.now();
		if (!kept || at - kept.at > atMostMs) {
			const reading = readCatalogue(db);
			const mine = { at, reading };
			kept = mine;
			reading.catch(() => {
				if (kept === mine) kept = undefined;
			});
		}
		return kept.reading;
	};
}
