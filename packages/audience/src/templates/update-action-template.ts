import { type Db, json, type Tx } from '@volna/db';
import { sql } from 'kysely';
import { outOfScope } from '../campaigns/campaign-scope.ts';
import type { FilterIssue } from '../filters/check-filter.ts';
import { type TemplateUsage, templateUsages } from '../states.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { Refused } from './create-action-template.ts';
import { type FieldsProblem, saveTemplateFields } from './save-template-fields.ts';
import { type ActionTemplateInput, checkGuard, distinctTags, storedGuard, takesTemplates } from './template-input.ts';
import type { Use } from './use.ts';
import { usesOfTemplate } from './uses-of-template.ts';

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
	| { status: 'campaign-unknown' }
	| { status: 'category-unknown' }
	| { status: 'guard-invalid'; issues: readonly FilterIssue[] }
	/** A usage was unticked that live things rely on. */
	| { status: 'in-use'; usage: TemplateUsage; uses: readonly Use[] }
	/** The campaign is out of reach of live things that use the template. */
	| { status: 'out-of-campaign'; uses: readonly Use[] }
	| FieldsProblem;

/** Changes a standard template; what is left out stays. Compare-and-swap on `revision`. */
export async function updateActionTemplate(
	db: Db,
	id: string,
	revision: number,
	change: Partial<ActionTemplateInput>,
	staffId: string | null = null,
): Promise<UpdatedTemplate> {
	try {
		return await db.transaction().execute(async (tx): Promise<UpdatedTemplate> => {
			// Recording an action marks its template as issued: whoever renames one waits for that mark.
			const current = await tx
				.selectFrom('actionTemplate')
				.select(['revision', 'kind', 'usage', 'systemName', 'campaignId', 'categoryId', 'firstIssuedAt'])
				.where('id', '=', id)
				.where('archivedAt', 'is', null)
				.forNoKeyUpdate()
				.executeTakeFirst();
			if (!current) return { status: 'unknown' };
			if (current.kind !== 'standard') return { status: 'read-only' };
			if (current.revision !== revision) return { status: 'changed', revision: current.revision };
			const issued = current.firstIssuedAt !== null;
			if (issued && change.systemName !== undefined && change.systemName !== current.systemName)
				return { status: 'name-locked' };
			const { categoryId } = change;
			if (categoryId && categoryId !== current.categoryId && !(await takesTemplates(tx, categoryId)))
				return { status: 'category-unknown' };
			const relied = await checkReliance(tx, id, current, change);
			if (relied) return relied;
			if (change.fields) {
				const problem = await saveTemplateFields(tx, { id, issued }, change.fields);
				if (problem) throw new Refused(problem);
			}
			const issues = await checkGuard(tx, change.guard, change.fields ?? []);
			if (issues.length > 0) throw new Refused({ status: 'guard-invalid', issues } satisfies UpdatedTemplate);
			await write(tx, id, revision, change, staffId);
			return { status: 'updated', revision: revision + 1 };
		});
	} catch (error) {
		if (error instanceof Refused) return error.problem as UpdatedTemplate;
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

async function checkReliance(
	tx: Tx,
	id: string,
	current: { usage: readonly string[]; campaignId: string },
	change: Partial<ActionTemplateInput>,
): Promise<UpdatedTemplate | null> {
	const unticked = templateUsages.filter(
		(usage) => change.usage && !change.usage.includes(usage) && current.usage.includes(usage),
	);
	const moved = change.campaignId !== undefined && change.campaignId !== current.campaignId;
	if (unticked.length === 0 && !moved) return null;
	const uses = (await usesOfTemplate(tx, id)).filter((use) => use.live);
	for (const usage of unticked) {
		const by = uses.filter((use) => use.usage === usage);
		if (by.length > 0) return { status: 'in-use', usage, uses: by };
	}
	if (!moved) return null;
	const campaign = await tx
		.selectFrom('campaign')
		.select('id')
		.where('id', '=', change.campaignId!)
		.where('archivedAt', 'is', null)
		.executeTakeFirst();
	if (!campaign) return { status: 'campaign-unknown' };
	const beyond = await outOfScope(tx, change.campaignId!, uses);
	return beyond.length > 0 ? { status: 'out-of-campaign', uses: beyond } : null;
}

async function write(
	tx: Tx,
	id: string,
	revision: number,
	change: Partial<ActionTemplateInput>,
	staffId: string | null,
): Promise<void> {
	const { usage, tags, roles, guard, fields: _, ...plain } = change;
	const stored = guard === undefined ? undefined : storedGuard(guard);
	await tx
		.updateTable('actionTemplate')
		.set({
			...plain,
			...(usage && { usage: [...new Set(usage)] }),
			...(tags && { tags: distinctTags(tags) }),
			...(roles && { roles: [...new Set(roles)] }),
			...(stored !== undefined && { guard: stored && json(stored) }),
			revision: revision + 1,
			updatedAt: sql<Date>`volna.now_exact()`,
			updatedBy: staffId,
		})
		.where('id', '=', id)
		.execute();
}
