import {
	type ActionTemplate,
	type ActionTemplateBody,
	type Category,
	type TemplateUsage,
	transliterate,
} from '@volna/contract';
import type { Filter } from '@volna/node-sdk';
import { type FieldFault, type FieldForm, faultOfField, fieldBodyOf, fieldFormOf } from '../fields/field-form.ts';

export interface TemplateForm {
	readonly name: string;
	/** Empty: made of the name. */
	readonly systemName: string;
	readonly campaign: string | null;
	/** The deepest category chosen; only one of level III is saved. */
	readonly categoryId: string | null;
	readonly issuedWhen: string;
	readonly guard: Filter | undefined;
	readonly usage: readonly TemplateUsage[];
	readonly roles: ActionTemplate['roles'];
	readonly tags: readonly string[];
	readonly description: string;
	readonly retentionMonths: number | '';
	readonly fields: readonly FieldForm[];
}

/** A template as its form begins with it; a new one is for operations and triggers, and kept 13 months. */
export function templateFormOf(template: ActionTemplate | null, campaign: string | null): TemplateForm {
	if (!template)
		return {
			name: '',
			systemName: '',
			campaign,
			categoryId: null,
			issuedWhen: '',
			guard: undefined,
			usage: ['operation', 'trigger'],
			roles: [],
			tags: [],
			description: '',
			retentionMonths: 13,
			fields: [],
		};
	return {
		name: template.name,
		systemName: template.systemName,
		campaign: template.campaign,
		categoryId: template.categoryId,
		issuedWhen: template.issuedWhen,
		guard: template.guard ?? undefined,
		usage: template.usage,
		roles: template.roles,
		tags: template.tags,
		description: template.description,
		retentionMonths: template.retentionMonths,
		fields: template.fields.filter((field) => !field.archived).map(fieldFormOf),
	};
}

/** What is sent. Without a system name the server makes one, with a digit on a clash. */
export function templateBodyOf(form: TemplateForm): ActionTemplateBody {
	return {
		name: form.name.trim(),
		...(form.systemName.trim() !== '' && { systemName: form.systemName.trim() }),
		campaign: form.campaign ?? '',
		categoryId: form.categoryId,
		issuedWhen: form.issuedWhen.trim(),
		guard: form.guard ?? null,
		usage: [...form.usage],
		roles: [...form.roles],
		tags: [...form.tags],
		description: form.description.trim(),
		retentionMonths: form.retentionMonths === '' ? 13 : form.retentionMonths,
		fields: form.fields.map((field) => ({ ...(field.id !== undefined && { id: field.id }), ...fieldBodyOf(field) })),
	};
}

export interface TemplateFaults {
	readonly name?: true;
	readonly systemName?: true;
	readonly campaign?: true;
	/** Two levels were chosen, or one, of three. */
	readonly category?: true;
	readonly retention?: true;
	/** By the field's key in the form. */
	readonly fields: ReadonlyMap<string, FieldFault | 'twice'>;
}

/** What keeps a template from being saved. */
export function faultsOfTemplate(form: TemplateForm, categories: readonly Category[]): TemplateFaults {
	const systemName = form.systemName.trim() || transliterate(form.name);
	const category = categories.find((one) => one.id === form.categoryId);
	const months = form.retentionMonths;
	const fields = new Map<string, FieldFault | 'twice'>();
	const names = new Set<string>();
	for (const field of form.fields) {
		const fault = faultOfField(field);
		const name = fieldBodyOf(field).systemName.toLowerCase();
		if (fault) fields.set(field.key, fault);
		else if (names.has(name)) fields.set(field.key, 'twice');
		names.add(name);
	}
	return {
		...(form.name.trim() === '' && { name: true }),
		...(form.name.trim() !== '' && !/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/.test(systemName) && { systemName: true }),
		...(form.campaign === null && { campaign: true }),
		...(category !== undefined && category.level < 3 && { category: true }),
		...((months === '' || months < 1 || months > 120) && { retention: true }),
		fields,
	};
}

export function hasFaults(faults: TemplateFaults): boolean {
	return faults.fields.size > 0 || Object.keys(faults).length > 1;
}
