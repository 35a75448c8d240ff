import type { Db } from '@volna/db';
import { sql } from 'kysely';
import type { TemplateUsage } from './states.ts';
import { freeName, transliterate } from './transliterate.ts';
import { isUniqueViolation } from './unique-violation.ts';

export interface ActionTemplateInfo {
	id: string;
	campaignId: string;
	name: string;
	systemName: string;
	kind: string;
	/** Names of the categories I to III, as far as there are. */
	category: string[];
	categoryId: string | null;
	issuedWhen: string;
	usage: string[];
	tags: string[];
	description: string;
	retentionMonths: number;
	revision: number;
	issued30d: number;
	lastIssuedAt: Date | null;
}

/** Templates that are not archived, by name, with how often each was issued in 30 days. */
export async function listActionTemplates(db: Db): Promise<{ items: ActionTemplateInfo[]; asOf: Date }> {
	const { rows } = await sql<ActionTemplateInfo & { asOf: Date }>`
		select t.id, t.campaign_id as "campaignId", t.name, t.system_name as "systemName", t.kind,
			array_remove(case when p.language = 'ru' then array[c1.name_ru, c2.name_ru, c3.name_ru]
				else array[c1.name_en, c2.name_en, c3.name_en] end, null) as category,
			t.category_id as "categoryId", t.issued_when as "issuedWhen", t.usage, t.tags, t.description,
			t.retention_months as "retentionMonths", t.revision, month.issued as "issued30d", last.at as "lastIssuedAt"
		from action_template t
		cross join project p
		left join action_category c3 on c3.id = t.category_id
		left join action_category c2 on c2.id = c3.parent_id
		left join action_category c1 on c1.id = c2.parent_id
		cross join lateral (
			select count(*) as issued from action a
			where a.template_id = t.id and a.occurred_at >= volna.now_stable() - interval '30 days'
		) month
		cross join lateral (select max(a.occurred_at) as at from action a where a.template_id = t.id) last
		where t.archived_at is null
		order by t.name, t.id`.execute(db);
	return { items: rows, asOf: await readNow(db) };
}

/** The database's moment. */
export async function readNow(db: Db): Promise<Date> {
	const { rows } = await sql<{ now: Date }>`select volna.now_exact() as now`.execute(db);
	return rows[0]!.now;
}

export interface CategoryInfo {
	id: string;
	parentId: string | null;
	level: number;
	code: string;
	nameRu: string;
	nameEn: string;
}

/** The tree of categories, parents before their children, in order. */
export async function listCategories(db: Db): Promise<CategoryInfo[]> {
	return db
		.selectFrom('actionCategory')
		.select(['id', 'parentId', 'level', 'code', 'nameRu', 'nameEn'])
		.orderBy('level')
		.orderBy('position')
		.execute();
}

export interface ActionTemplateInput {
	campaignId: string;
	name: string;
	/** Left out it is made of the name (domain T-7). */
	systemName?: string;
	/** A category of level III. */
	categoryId?: string | null;
	issuedWhen?: string;
	usage: readonly TemplateUsage[];
	tags?: readonly string[];
	description?: string;
	retentionMonths?: number;
}

export type CreatedTemplate =
	| { status: 'created'; id: string; systemName: string }
	| { status: 'name-taken' }
	| { status: 'campaign-unknown' }
	| { status: 'category-unknown' };

/** Makes a standard action template; usable at once. */
export async function createActionTemplate(db: Db, input: ActionTemplateInput): Promise<CreatedTemplate> {
	const taken = await db.selectFrom('actionTemplate').select('systemName').execute();
	const systemName =
		input.systemName ??
		freeName(
			transliterate(input.name) || 'Action',
			taken.map((row) => row.systemName),
		);
	const campaign = await db
		.selectFrom('campaign')
		.select('id')
		.where('id', '=', input.campaignId)
		.where('archivedAt', 'is', null)
		.executeTakeFirst();
	if (!campaign) return { status: 'campaign-unknown' };
	if (input.categoryId && !(await isThirdLevel(db, input.categoryId))) return { status: 'category-unknown' };
	try {
		const { id } = await db
			.insertInto('actionTemplate')
			.values({
				campaignId: input.campaignId,
				name: input.name,
				systemName,
				categoryId: input.categoryId ?? null,
				issuedWhen: input.issuedWhen ?? '',
				usage: [...input.usage],
				tags: distinct(input.tags ?? []),
				description: input.description ?? '',
				retentionMonths: input.retentionMonths ?? 13,
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		return { status: 'created', id, systemName };
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

async function isThirdLevel(db: Db, categoryId: string): Promise<boolean> {
	const row = await db.selectFrom('actionCategory').select('level').where('id', '=', categoryId).executeTakeFirst();
	return row?.level === 3;
}

/** Tags without regard to case, at most twenty. */
function distinct(tags: readonly string[]): string[] {
	const byLower = new Map(
		tags
			.map((tag) => tag.trim())
			.filter(Boolean)
			.map((tag) => [tag.toLowerCase(), tag]),
	);
	return [...byLower.values()].slice(0, 20);
}

export type UpdatedTemplate =
	| { status: 'updated'; revision: number }
	| { status: 'unknown' }
	/** The system's own templates are read-only. */
	| { status: 'read-only' }
	/** Somebody saved in between: reload. */
	| { status: 'changed'; revision: number }
	| { status: 'name-taken' }
	/** The system name is locked from the first action on. */
	| { status: 'name-locked' }
	| { status: 'category-unknown' }
	/** A usage was unticked that live things rely on. */
	| { status: 'in-use'; usage: TemplateUsage; by: readonly string[] };

/** Changes a standard template; what is left out stays. Compare-and-swap on `revision`. */
export async function updateActionTemplate(
	db: Db,
	id: string,
	revision: number,
	change: Partial<Omit<ActionTemplateInput, 'campaignId'>>,
): Promise<UpdatedTemplate> {
	if (change.categoryId && !(await isThirdLevel(db, change.categoryId))) return { status: 'category-unknown' };
	try {
		return await db.transaction().execute(async (tx): Promise<UpdatedTemplate> => {
			const current = await tx
				.selectFrom('actionTemplate')
				.select(['revision', 'kind', 'usage', 'systemName'])
				.where('id', '=', id)
				.where('archivedAt', 'is', null)
				.forUpdate()
				.executeTakeFirst();
			if (!current) return { status: 'unknown' };
			if (current.kind !== 'standard') return { status: 'read-only' };
			if (current.revision !== revision) return { status: 'changed', revision: current.revision };
			const renamed = change.systemName !== undefined && change.systemName !== current.systemName;
			if (renamed && (await wasIssued(tx, id))) return { status: 'name-locked' };
			for (const usage of ['operation', 'trigger'] as const) {
				if (!change.usage || change.usage.includes(usage) || !current.usage.includes(usage)) continue;
				const by = await reliesOn(tx, id, usage);
				if (by.length > 0) return { status: 'in-use', usage, by };
			}
			const { usage, tags, ...plain } = change;
			await tx
				.updateTable('actionTemplate')
				.set({
					...plain,
					...(usage && { usage: [...usage] }),
					...(tags && { tags: distinct(tags) }),
					revision: revision + 1,
				})
				.where('id', '=', id)
				.execute();
			return { status: 'updated', revision: revision + 1 };
		});
	} catch (error) {
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

async function wasIssued(tx: Db, templateId: string): Promise<boolean> {
	const row = await tx
		.selectFrom('action')
		.select('id')
		.where('templateId', '=', templateId)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

async function reliesOn(tx: Db, templateId: string, usage: 'operation' | 'trigger'): Promise<string[]> {
	if (usage === 'operation') {
		const rows = await tx
			.selectFrom('operation')
			.select('systemName')
			.where('templateId', '=', templateId)
			.where('archivedAt', 'is', null)
			.execute();
		return rows.map((row) => row.systemName);
	}
	const rows = await tx
		.selectFrom('flowTrigger')
		.innerJoin('flow', 'flow.id', 'flowTrigger.flowId')
		.select('flow.name')
		.where('flowTrigger.kind', '=', 'action')
		.where('flowTrigger.subjectId', '=', templateId)
		.execute();
	return rows.map((row) => row.name);
}
