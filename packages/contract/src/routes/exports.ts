import { Filter } from '@volna/node-sdk';
import { z } from 'zod';
import { CustomerNumber, IdOf, Uuid } from '../ids.ts';
import { needs, route } from '../route.ts';

/** What a list is exported from, with the conditions of its screen. */
export const ExportFrom = z.discriminatedUnion('source', [
	z.strictObject({
		source: z.literal('customers'),
		/** A kept selection; else all that filter and search find when the task begins. */
		selection: IdOf('selection').optional(),
		filter: Filter.nullable().optional(),
		search: z.string().max(200).nullable().optional(),
	}),
	z.strictObject({ source: z.literal('segment'), segment: Uuid }),
	z.strictObject({
		source: z.literal('action-templates'),
		q: z.string().max(200).optional(),
		archived: z.boolean().optional(),
	}),
	z.strictObject({
		source: z.literal('messages'),
		q: z.string().max(200).optional(),
		group: z.enum(['waiting', 'handed_off', 'delivered', 'undelivered', 'unknown', 'not_sent']).optional(),
		reason: z.string().max(60).optional(),
		flow: IdOf('flow').optional(),
		node: z.string().max(100).optional(),
		customer: CustomerNumber.optional(),
		account: IdOf('account').optional(),
	}),
]);
export type ExportFrom = z.infer<typeof ExportFrom>;

export const ExportColumn = z.object({
	key: z.string(),
	heading: z.string(),
	/** Masked, or left empty, without the right to personal data. */
	personal: z.boolean(),
	/** Taken when nothing else is chosen. */
	usual: z.boolean(),
});
export type ExportColumn = z.infer<typeof ExportColumn>;

export const exportRoutes = {
	listExportColumns: route({
		id: 'listExportColumns',
		method: 'get',
		path: '/exports/{source}/columns',
		tag: 'exports',
		summary: 'Columns a list can be exported with, headed in the reader’s language',
		access: needs('export'),
		params: z.strictObject({ source: z.enum(['customers', 'segment', 'action-templates', 'messages']) }),
		response: z.object({ items: z.array(ExportColumn) }),
	}),
	startExport: route({
		id: 'startExport',
		method: 'post',
		path: '/exports',
		tag: 'exports',
		summary: 'Export a list as a task. Its file, CSV in UTF-8 with semicolons, is kept for 24 hours',
		access: needs('export'),
		body: z.strictObject({
			from: ExportFrom,
			/** Keys in the order of the file; the usual ones when left out. */
			columns: z.array(z.string().max(140)).min(1).max(100).optional(),
		}),
		response: z.object({ task: IdOf('task') }),
		errors: ['field-invalid', 'selection-expired', 'thing-unknown', 'right-missing'],
	}),
} as const;
