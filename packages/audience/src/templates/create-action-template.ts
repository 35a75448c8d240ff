import { type Db, json } from '@volna/db';
import type { FilterIssue } from '../filters/check-filter.ts';
import { freeName, transliterate } from '../transliterate.ts';
import { isUniqueViolation } from '../unique-violation.ts';
import { type FieldsProblem, saveTemplateFields } from './save-template-fields.ts';
import { type ActionTemplateInput, checkGuard, distinctTags, storedGuard, takesTemplates } from './template-input.ts';

export type CreatedTemplate =
	| { status: 'created'; id: string; systemName: string }
	| { status: 'name-taken' }
	| { status: 'campaign-unknown' }
	| { status: 'category-unknown' }
	| { status: 'guard-invalid'; issues: readonly FilterIssue[] }
	| FieldsProblem;

/** Makes a standard action template with the fields of its actions; usable at once. */
export async function createActionTemplate(
	db: Db,
	input: ActionTemplateInput,
	staffId: string | null = null,
): Promise<CreatedTemplate> {
	const systemName = input.systemName ?? (await freeTemplateName(db, input.name));
	const campaign = await db
		.selectFrom('campaign')
		.select('id')
		.where('id', '=', input.campaignId)
		.where('archivedAt', 'is', null)
		.executeTakeFirst();
	if (!campaign) return { status: 'campaign-unknown' };
	if (input.categoryId && !(await takesTemplates(db, input.categoryId))) return { status: 'category-unknown' };
	const issues = await checkGuard(db, input.guard, input.fields ?? []);
	if (issues.length > 0) return { status: 'guard-invalid', issues };
	const guard = storedGuard(input.guard ?? null);
	try {
		return await db.transaction().execute(async (tx): Promise<CreatedTemplate> => {
			const { id } = await tx
				.insertInto('actionTemplate')
				.values({
					campaignId: input.campaignId,
					name: input.name.trim(),
					systemName,
					categoryId: input.categoryId ?? null,
					issuedWhen: input.issuedWhen?.trim() ?? '',
					guard: guard && json(guard),
					usage: [...new Set(input.usage)],
					roles: [...new Set(input.roles ?? [])],
					tags: distinctTags(input.tags ?? []),
					description: input.description?.trim() ?? '',
					retentionMonths: input.retentionMonths ?? 13,
					updatedBy: staffId,
				})
				.returning('id')
				.executeTakeFirstOrThrow();
			const problem = await saveTemplateFields(tx, { id, issued: false }, input.fields ?? []);
			if (problem) throw new Refused(problem);
			return { status: 'created', id, systemName };
		});
	} catch (error) {
		if (error instanceof Refused) return error.problem;
		if (isUniqueViolation(error)) return { status: 'name-taken' };
		throw error;
	}
}

/** Carries a problem out of the transaction, so that nothing of it stays. */
export class Refused<T> extends Error {
	readonly problem: T;
	constructor(problem: T) {
		super('refused');
		this.problem = problem;
	}
}

/** The system name a template of this name would get: transliterated, with a digit on a clash (domain T-7). */
export async function freeTemplateName(db: Db, name: string, but?: string): Promise<string> {
	const taken = await db.selectFrom('actionTemplate').select(['id', 'systemName']).execute();
	return freeName(
		transliterate(name) || 'Action',
		taken.filter((row) => row.id !== but).map((row) => row.systemName),
	);
}
