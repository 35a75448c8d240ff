import { templateUsages, useKinds } from '@volna/audience/states';
import { z } from 'zod';
import { IdOf, Uuid } from '../ids.ts';

/** One thing that refers to another. The details of `thing-in-use`, `template-in-use` and `out-of-campaign` are a list of these. */
export const Use = z.object({
	kind: z.enum(useKinds),
	id: Uuid,
	name: z.string(),
	campaign: IdOf('campaign').nullable(),
	/** Of a flow: its published version. */
	version: z.number().int().nullable(),
	/** Of an action template: what it must be ticked for. */
	usage: z.enum(templateUsages).nullable(),
	/** It works with what it refers to: a draft does not yet. */
	live: z.boolean(),
	/** The template that would be out of reach. */
	template: z.string().optional(),
});
export type Use = z.infer<typeof Use>;

/** What became of something taken out of use: `deleted` if nothing was lost by it, else `archived`. */
export const Removed = z.object({ outcome: z.enum(['deleted', 'archived']) });
