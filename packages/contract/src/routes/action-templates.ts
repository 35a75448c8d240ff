import { roles } from '@volna/access/states';
import { tagLimit, templateKinds, templateUsages } from '@volna/audience/states';
import { Filter } from '@volna/node-sdk';
import { z } from 'zod';
import { IdOf, Instant, Uuid } from '../ids.ts';
import { Done } from '../page.ts';
import { needs, route } from '../route.ts';
import { CustomField, FieldBody } from './fields.ts';
import { Removed, Use } from './uses.ts';

const SystemName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/);

export const ActionTemplateSummary = z.object({
	id: Uuid,
	name: z.string(),
	systemName: z.string(),
	kind: z.enum(templateKinds),
	campaign: z.object({ id: IdOf('campaign'), name: z.string() }),
	/** Names of the categories I to III in the project's language. */
	category: z.array(z.string()),
	categoryId: Uuid.nullable(),
	usage: z.array(z.enum(templateUsages)),
	tags: z.array(z.string()),
	archived: z.boolean(),
	/** Live actions of the last thirty days (UTC). */
	issued30d: z.number().int(),
	lastIssuedAt: Instant.nullable(),
});
export type ActionTemplateSummary = z.infer<typeof ActionTemplateSummary>;

export const ActionTemplate = z.object({
	id: Uuid,
	name: z.string(),
	systemName: z.string(),
	kind: z.enum(templateKinds),
	campaign: IdOf('campaign'),
	categoryId: Uuid.nullable(),
	issuedWhen: z.string(),
	/** False for an action keeps it from being stored. */
	guard: Filter.nullable(),
	usage: z.array(z.enum(templateUsages)),
	/** Roles whose pickers offer it; all of them when empty. */
	roles: z.array(z.enum(roles)),
	tags: z.array(z.string()),
	description: z.string(),
	retentionMonths: z.number().int(),
	fields: z.array(CustomField),
	revision: z.number().int(),
	archived: z.boolean(),
	/** An action was issued: the system name and the fields' names and types are locked. */
	issued: z.boolean(),
	firstIssuedAt: Instant.nullable(),
	updatedAt: Instant,
	updatedBy: z.string().nullable(),
});
export type ActionTemplate = z.infer<typeof ActionTemplate>;

const ActionTemplateBody = z.strictObject({
	name: z.string().trim().min(1).max(200),
	systemName: SystemName.optional(),
	campaign: IdOf('campaign'),
	categoryId: Uuid.nullable().default(null),
	issuedWhen: z.string().max(2000).default(''),
	guard: Filter.nullable().default(null),
	usage: z.array(z.enum(templateUsages)),
	roles: z.array(z.enum(roles)).default([]),
	tags: z.array(z.string().max(50)).max(tagLimit).default([]),
	description: z.string().max(2000).default(''),
	retentionMonths: z.number().int().min(1).max(120).default(13),
	/** In order; with `id` one that is there already. One that is left out is archived. */
	fields: z
		.array(FieldBody.extend({ id: Uuid.optional() }))
		.max(100)
		.default([]),
});
export type ActionTemplateBody = z.input<typeof ActionTemplateBody>;

export const Category = z.object({
	id: Uuid,
	parent: Uuid.nullable(),
	level: z.number().int(),
	code: z.string(),
	nameRu: z.string(),
	nameEn: z.string(),
	revision: z.number().int(),
	archived: z.boolean(),
});
export type Category = z.infer<typeof Category>;

const CategoryNames = z.strictObject({
	nameRu: z.string().trim().min(1).max(200),
	nameEn: z.string().trim().min(1).max(200),
});

const params = z.strictObject({ template: Uuid });
const categoryParams = z.strictObject({ category: Uuid });

export const actionTemplateRoutes = {
	listActionTemplates: route({
		id: 'listActionTemplates',
		method: 'get',
		path: '/action-templates',
		tag: 'actions',
		summary: 'Action templates; `category` of any level, `campaign` with those that lie in it',
		access: needs('read'),
		query: z.strictObject({
			q: z.string().max(200).optional(),
			category: Uuid.optional(),
			usage: z.enum(templateUsages).optional(),
			tag: z.string().max(50).optional(),
			campaign: IdOf('campaign').optional(),
			archived: z.stringbool().optional(),
		}),
		response: z.object({
			items: z.array(ActionTemplateSummary),
			/** Tags of all templates that are not archived. */
			tags: z.array(z.string()),
			asOf: Instant,
		}),
	}),
	readActionTemplate: route({
		id: 'readActionTemplate',
		method: 'get',
		path: '/action-templates/{template}',
		tag: 'actions',
		summary: 'An action template with the fields of its actions',
		access: needs('read'),
		params,
		response: ActionTemplate,
		errors: ['thing-unknown'],
	}),
	listTemplateUses: route({
		id: 'listTemplateUses',
		method: 'get',
		path: '/action-templates/{template}/uses',
		tag: 'actions',
		summary: 'What refers to an action template: flows and their drafts, operations, imports, filters',
		access: needs('read'),
		params,
		response: z.object({ items: z.array(Use), asOf: Instant }),
	}),
	proposeTemplateName: route({
		id: 'proposeTemplateName',
		method: 'get',
		path: '/action-template-name',
		tag: 'actions',
		summary: 'The system name a template of this name would get; `but` is the template that has it already',
		access: needs('read'),
		query: z.strictObject({ name: z.string().max(200), but: Uuid.optional() }),
		response: z.object({ systemName: z.string() }),
	}),
	createActionTemplate: route({
		id: 'createActionTemplate',
		method: 'post',
		path: '/action-templates',
		tag: 'actions',
		summary: 'Make an action template; usable at once',
		access: needs('edit'),
		body: ActionTemplateBody,
		response: z.object({ id: Uuid, systemName: z.string() }),
		errors: ['name-taken', 'field-invalid', 'guard-invalid'],
	}),
	updateActionTemplate: route({
		id: 'updateActionTemplate',
		method: 'put',
		path: '/action-templates/{template}',
		tag: 'actions',
		summary: 'Change an action template; `details` of a refusal list what relies on it',
		access: needs('edit'),
		revision: true,
		params,
		body: ActionTemplateBody,
		response: z.object({ revision: z.number().int() }),
		errors: [
			'thing-unknown',
			'thing-changed',
			'system-template',
			'name-taken',
			'thing-locked',
			'template-in-use',
			'thing-in-use',
			'out-of-campaign',
			'field-invalid',
			'guard-invalid',
		],
	}),
	removeActionTemplate: route({
		id: 'removeActionTemplate',
		method: 'delete',
		path: '/action-templates/{template}',
		tag: 'actions',
		summary: 'Take a template out of use: deleted if it was never issued and nothing names it, else archived',
		access: needs('edit'),
		params,
		response: Removed,
		errors: ['thing-unknown', 'system-template', 'thing-in-use'],
	}),
	restoreActionTemplate: route({
		id: 'restoreActionTemplate',
		method: 'post',
		path: '/action-templates/{template}/restore',
		tag: 'actions',
		summary: 'Put an archived template back',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['thing-unknown', 'parent-archived'],
	}),
	listCategories: route({
		id: 'listCategories',
		method: 'get',
		path: '/action-categories',
		tag: 'actions',
		summary: 'The dictionary of categories I to III, parents before their children; archived ones too',
		access: needs('read'),
		response: z.object({ items: z.array(Category) }),
	}),
	createCategory: route({
		id: 'createCategory',
		method: 'post',
		path: '/action-categories',
		tag: 'actions',
		summary: 'Add a category of level II or III',
		access: needs('edit'),
		body: CategoryNames.extend({ parent: Uuid }),
		response: z.object({ id: Uuid }),
		errors: ['thing-unknown', 'category-fixed', 'name-taken'],
	}),
	renameCategory: route({
		id: 'renameCategory',
		method: 'put',
		path: '/action-categories/{category}',
		tag: 'actions',
		summary: 'Rename a category of level II or III',
		access: needs('edit'),
		revision: true,
		params: categoryParams,
		body: CategoryNames,
		response: z.object({ revision: z.number().int() }),
		errors: ['thing-unknown', 'category-fixed', 'thing-changed', 'name-taken'],
	}),
	archiveCategory: route({
		id: 'archiveCategory',
		method: 'post',
		path: '/action-categories/{category}/archive',
		tag: 'actions',
		summary: 'Take a category of level II or III, with all below it, out of what forms offer',
		access: needs('edit'),
		params: categoryParams,
		response: Done,
		errors: ['thing-unknown', 'category-fixed', 'thing-in-use'],
	}),
	restoreCategory: route({
		id: 'restoreCategory',
		method: 'post',
		path: '/action-categories/{category}/restore',
		tag: 'actions',
		summary: 'Put an archived category back, with those above it',
		access: needs('edit'),
		params: categoryParams,
		response: Done,
		errors: ['thing-unknown', 'category-fixed'],
	}),
} as const;
