import { customFieldTypes } from '@volna/audience/states';
import { z } from 'zod';
import { Uuid } from '../ids.ts';
import { Done } from '../page.ts';
import { needs, route } from '../route.ts';
import { Removed, Use } from './uses.ts';

/** Names that texts can name have neither `.` nor `-`. */
export const FieldSystemName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/);

export const FieldOption = z.strictObject({ value: z.string().trim().min(1).max(100), name: z.string().max(200) });

export const CustomField = z.object({
	id: Uuid,
	systemName: z.string(),
	name: z.string(),
	type: z.enum(customFieldTypes),
	/** Values of an enum, as calls and files say them, with names for people. */
	options: z.array(z.object({ value: z.string(), name: z.string() })),
	description: z.string(),
	revision: z.number().int(),
	archived: z.boolean(),
});
export type CustomField = z.infer<typeof CustomField>;

export const FieldBody = z.strictObject({
	systemName: FieldSystemName,
	name: z.string().trim().min(1).max(200),
	type: z.enum(customFieldTypes),
	options: z.array(FieldOption).max(200).default([]),
	description: z.string().max(2000).default(''),
});
export type FieldBody = z.input<typeof FieldBody>;

const params = z.strictObject({ field: Uuid });

export const fieldRoutes = {
	listFields: route({
		id: 'listFields',
		method: 'get',
		path: '/fields',
		tag: 'fields',
		summary: 'Custom fields of customers, archived ones last',
		access: needs('read'),
		response: z.object({ items: z.array(CustomField) }),
	}),
	readField: route({
		id: 'readField',
		method: 'get',
		path: '/fields/{field}',
		tag: 'fields',
		summary: 'A field with what names it; `filled` when a customer has a value, which locks its system name and type',
		access: needs('read'),
		params,
		response: CustomField.extend({ filled: z.boolean(), uses: z.array(Use) }),
	}),
	createField: route({
		id: 'createField',
		method: 'post',
		path: '/fields',
		tag: 'fields',
		summary: 'Declare a field of customers; without a system name it is made from the name',
		access: needs('edit'),
		body: FieldBody.extend({ systemName: FieldSystemName.optional() }),
		response: z.object({ id: Uuid, systemName: z.string() }),
		errors: ['name-taken', 'system-taken'],
	}),
	updateField: route({
		id: 'updateField',
		method: 'put',
		path: '/fields/{field}',
		tag: 'fields',
		summary: 'Change a field of customers',
		access: needs('edit'),
		revision: true,
		params,
		body: FieldBody,
		response: z.object({ revision: z.number().int() }),
		errors: ['thing-unknown', 'thing-changed', 'name-taken', 'thing-locked'],
	}),
	removeField: route({
		id: 'removeField',
		method: 'delete',
		path: '/fields/{field}',
		tag: 'fields',
		summary: 'Take a field out of use: deleted if no customer has a value and nothing names it, else archived',
		access: needs('edit'),
		params,
		response: Removed,
		errors: ['thing-unknown', 'thing-in-use'],
	}),
	restoreField: route({
		id: 'restoreField',
		method: 'post',
		path: '/fields/{field}/restore',
		tag: 'fields',
		summary: 'Put an archived field back',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['thing-unknown'],
	}),
} as const;
