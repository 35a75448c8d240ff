import { audit } from '@volna/access';
import {
	type ActionTemplateInput,
	archiveCategory,
	type CreatedCategory,
	type CreatedTemplate,
	createActionTemplate,
	createCategory,
	freeTemplateName,
	listActionTemplates,
	listCategories,
	listTemplateTags,
	type RenamedCategory,
	readActionTemplate,
	readNow,
	removeActionTemplate,
	renameCategory,
	restoreActionTemplate,
	type UpdatedTemplate,
	updateActionTemplate,
	usesOfTemplate,
} from '@volna/audience';
import { fromId, type routes, toId } from '@volna/contract';
import type { Db } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { describeUse, inUse } from './describe-use.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;
type Asked = Pick<Input<'createActionTemplate'>, 'staff' | 'requestId'>;

/** Action templates and the dictionary of their categories. */
export function actionTemplateHandlers({ db }: { db: Db }) {
	const note = (act: string, subject: string, { staff, requestId }: Asked, details = {}) =>
		db.transaction().execute((tx) => audit(tx, { staffId: staff.id, act, subject, details, requestId }));
	return {
		async listActionTemplates({ query }: Input<'listActionTemplates'>) {
			const [{ items, asOf }, tags] = await Promise.all([
				listActionTemplates(db, {
					q: query.q,
					categoryId: query.category,
					usage: query.usage,
					tag: query.tag,
					campaignId: query.campaign && fromId('campaign', query.campaign),
					archived: query.archived,
				}),
				listTemplateTags(db),
			]);
			return {
				items: items.map(({ campaignId, campaignName, ...template }) => ({
					...template,
					campaign: { id: toId('campaign', campaignId), name: campaignName },
				})),
				tags,
				asOf,
			};
		},

		async readActionTemplate({ params }: Input<'readActionTemplate'>) {
			const card = await readActionTemplate(db, params.template);
			if (!card) throw unknown('action-template');
			const { campaignId, roles, ...template } = card;
			return { ...template, roles: roles as never[], campaign: toId('campaign', campaignId) };
		},

		async listTemplateUses({ params }: Input<'listTemplateUses'>) {
			const uses = await usesOfTemplate(db, params.template);
			return { items: uses.map(describeUse), asOf: await readNow(db) };
		},

		async proposeTemplateName({ query }: Input<'proposeTemplateName'>) {
			return { systemName: await freeTemplateName(db, query.name, query.but) };
		},

		async createActionTemplate({ body, staff, requestId }: Input<'createActionTemplate'>) {
			const made = await createActionTemplate(db, inputOf(body), staff.id);
			if (made.status !== 'created') throw refusalOf(made);
			await note(
				'action-template.create',
				`action-template:${made.id}`,
				{ staff, requestId },
				{ systemName: made.systemName, usage: body.usage },
			);
			return { id: made.id, systemName: made.systemName };
		},

		async updateActionTemplate({ params, body, revision, staff, requestId }: Input<'updateActionTemplate'>) {
			const id = params.template;
			const saved = await updateActionTemplate(db, id, revision, inputOf(body), staff.id);
			if (saved.status !== 'updated') throw refusalOf(saved);
			await note('action-template.update', `action-template:${id}`, { staff, requestId }, { usage: body.usage });
			return { revision: saved.revision };
		},

		async removeActionTemplate({ params, staff, requestId }: Input<'removeActionTemplate'>) {
			const id = params.template;
			const removed = await removeActionTemplate(db, id);
			if (removed.status === 'unknown') throw unknown('action-template');
			if (removed.status === 'read-only') throw new Refusal('system-template');
			if (removed.status === 'in-use') throw inUse('thing-in-use', removed.uses);
			await note(`action-template.${removed.status}`, `action-template:${id}`, { staff, requestId });
			return { outcome: removed.status };
		},

		async restoreActionTemplate({ params, staff, requestId }: Input<'restoreActionTemplate'>) {
			const restored = await restoreActionTemplate(db, params.template);
			if (restored.status === 'unknown') throw unknown('action-template');
			if (restored.status === 'campaign-archived') throw new Refusal('parent-archived');
			await note('action-template.restore', `action-template:${params.template}`, { staff, requestId });
			return { done: true as const };
		},

		async listCategories() {
			const categories = await listCategories(db);
			return { items: categories.map(({ parentId, ...category }) => ({ ...category, parent: parentId })) };
		},

		async createCategory({ body, staff, requestId }: Input<'createCategory'>) {
			const { parent, ...names } = body;
			const made = await createCategory(db, parent, names);
			if (made.status !== 'created') throw categoryRefusal(made);
			await note('action-category.create', `action-category:${made.id}`, { staff, requestId });
			return { id: made.id };
		},

		async renameCategory({ params, body, revision, staff, requestId }: Input<'renameCategory'>) {
			const renamed = await renameCategory(db, params.category, revision, body);
			if (renamed.status !== 'updated') throw categoryRefusal(renamed);
			await note('action-category.rename', `action-category:${params.category}`, { staff, requestId });
			return { revision: renamed.revision };
		},

		async archiveCategory(input: Input<'archiveCategory'>) {
			return archive(input, true);
		},

		async restoreCategory(input: Input<'restoreCategory'>) {
			return archive(input, false);
		},
	};

	async function archive({ params, staff, requestId }: Input<'archiveCategory'>, archived: boolean) {
		const done = await archiveCategory(db, params.category, archived);
		if (done.status === 'unknown') throw unknown('action-category');
		if (done.status === 'level') throw new Refusal('category-fixed');
		if (done.status === 'in-use') {
			const uses = done.templates.map((template) => ({
				kind: 'template' as const,
				...template,
				version: null,
				usage: null,
				live: true,
			}));
			throw inUse('thing-in-use', uses);
		}
		const act = archived ? 'action-category.archive' : 'action-category.restore';
		await note(act, `action-category:${params.category}`, { staff, requestId });
		return { done: true as const };
	}
}

function inputOf({ campaign, ...body }: Input<'createActionTemplate'>['body']): ActionTemplateInput {
	return { ...body, campaignId: fromId('campaign', campaign) };
}

function unknown(kind: string): Refusal {
	return new Refusal('thing-unknown', { values: { kind } });
}

type Problem = Exclude<CreatedTemplate | UpdatedTemplate, { status: 'created' | 'updated' }>;

function refusalOf(problem: Problem): Refusal {
	switch (problem.status) {
		case 'unknown':
			return unknown('action-template');
		case 'read-only':
			return new Refusal('system-template');
		case 'changed':
			return new Refusal('thing-changed', { values: { revision: problem.revision } });
		case 'name-taken':
			return new Refusal('name-taken', { at: '/systemName' });
		case 'name-locked':
			return new Refusal('thing-locked', { at: '/systemName' });
		case 'campaign-unknown':
			return new Refusal('thing-unknown', { at: '/campaign', values: { kind: 'campaign' } });
		case 'category-unknown':
			return new Refusal('field-invalid', { at: '/categoryId', values: { rule: 'category' } });
		case 'guard-invalid':
			return new Refusal('guard-invalid', { at: '/guard', details: problem.issues });
		case 'in-use':
			return inUse('template-in-use', problem.uses, { usage: problem.usage });
		case 'out-of-campaign':
			return inUse('out-of-campaign', problem.uses);
		case 'field-in-use':
			return inUse('thing-in-use', problem.uses, { name: problem.field });
		case 'field-invalid': {
			const place = { 'system-name': 'systemName', name: 'name', options: 'options' }[problem.fault];
			return new Refusal('field-invalid', {
				at: `/fields/${problem.index}/${place}`,
				values: { rule: problem.fault },
			});
		}
		case 'field-name-taken':
			return new Refusal('name-taken', { at: `/fields/${problem.index}/systemName` });
		case 'field-locked':
			return new Refusal('thing-locked', { at: `/fields/${problem.index}` });
	}
}

type CategoryProblem = Exclude<CreatedCategory | RenamedCategory, { status: 'created' | 'updated' }>;

function categoryRefusal(problem: CategoryProblem): Refusal {
	switch (problem.status) {
		case 'unknown':
		case 'parent-unknown':
			return unknown('action-category');
		case 'level':
			return new Refusal('category-fixed');
		case 'changed':
			return new Refusal('thing-changed', { values: { revision: problem.revision } });
		case 'name-taken':
			return new Refusal('name-taken', { at: '/nameRu' });
	}
}
