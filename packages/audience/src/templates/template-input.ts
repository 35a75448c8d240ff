import type { Db, Tx } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import type { FieldInput } from '../fields/custom-field.ts';
import { checkFilter, type FilterIssue } from '../filters/check-filter.ts';
import { readDeclaredFields } from '../filters/read-filter-clock.ts';
import { type TemplateUsage, tagLimit } from '../states.ts';

/** A field of the template's actions; with `id` one that is there already. */
export interface TemplateFieldInput extends FieldInput {
	readonly id?: string;
}

/** What a person states of an action template. */
export interface ActionTemplateInput {
	campaignId: string;
	name: string;
	/** Left out it is made of the name (domain T-7). */
	systemName?: string;
	/** A category of level III that is not archived. */
	categoryId?: string | null;
	issuedWhen?: string;
	/** False keeps an action from being stored; null and an empty group let every one through. */
	guard?: Filter | null;
	usage: readonly TemplateUsage[];
	/** Roles whose pickers offer it; all of them when empty. */
	roles?: readonly string[];
	tags?: readonly string[];
	description?: string;
	retentionMonths?: number;
	/** Fields of its actions, in order. One that is there and left out is archived. */
	fields?: readonly TemplateFieldInput[];
}

/** Tags without regard to case, in their first spelling, twenty at most. */
export function distinctTags(tags: readonly string[]): string[] {
	const byLower = new Map<string, string>();
	for (const tag of tags.map((one) => one.trim().slice(0, 50))) {
		if (tag && !byLower.has(tag.toLowerCase())) byLower.set(tag.toLowerCase(), tag);
	}
	return [...byLower.values()].slice(0, tagLimit);
}

/** Whether a template may be put into a category: one of level III that is not archived. */
export async function takesTemplates(db: Db | Tx, categoryId: string): Promise<boolean> {
	const row = await db
		.selectFrom('actionCategory')
		.select('level')
		.where('id', '=', categoryId)
		.where('archivedAt', 'is', null)
		.executeTakeFirst();
	return row?.level === 3;
}

/** A guard as it is stored: null where everything passes. */
export function storedGuard(guard: Filter | null): Filter | null {
	return guard && 'all' in guard && guard.all.length === 0 ? null : guard;
}

/**
 * What keeps a guard from being asked; empty when nothing does. It knows the customer as the call leaves them, the
 * action and its order; of declared fields of actions those just stated too.
 */
export async function checkGuard(
	db: Db | Tx,
	guard: Filter | null | undefined,
	fields: readonly FieldInput[],
): Promise<FilterIssue[]> {
	if (!guard) return [];
	const stated = fields.map(({ systemName, type, options }) => ({
		entity: 'action' as const,
		name: systemName,
		type,
		options: (options ?? []).map((option) => option.value),
	}));
	return checkFilter(guard, 'flow', [...(await readDeclaredFields(db)), ...stated]);
}
