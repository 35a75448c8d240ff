import { z } from 'zod';
import { IdOf } from '../ids.ts';
import { Done } from '../page.ts';
import { needs, route } from '../route.ts';

const SystemName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/);

export const Campaign = z.object({
	id: IdOf('campaign'),
	parent: IdOf('campaign').nullable(),
	name: z.string(),
	systemName: z.string(),
	revision: z.number().int(),
	archived: z.boolean(),
	/** What it owns itself and is not archived. */
	flows: z.number().int(),
	templates: z.number().int(),
	operations: z.number().int(),
});
export type Campaign = z.infer<typeof Campaign>;

const params = z.strictObject({ campaign: IdOf('campaign') });
const Name = z.string().trim().min(1).max(200);

export const campaignRoutes = {
	listCampaigns: route({
		id: 'listCampaigns',
		method: 'get',
		path: '/campaigns',
		tag: 'campaigns',
		summary: 'All campaigns with what each owns; archived ones too',
		access: needs('read'),
		response: z.object({ items: z.array(Campaign) }),
	}),
	createCampaign: route({
		id: 'createCampaign',
		method: 'post',
		path: '/campaigns',
		tag: 'campaigns',
		summary: 'Make a campaign; campaigns lie five deep in each other at most',
		access: needs('edit'),
		body: z.strictObject({
			name: Name,
			systemName: SystemName.optional(),
			parent: IdOf('campaign').nullable().default(null),
		}),
		response: z.object({ id: IdOf('campaign'), systemName: z.string() }),
		errors: ['thing-unknown', 'campaign-too-deep', 'name-taken'],
	}),
	updateCampaign: route({
		id: 'updateCampaign',
		method: 'patch',
		path: '/campaigns/{campaign}',
		tag: 'campaigns',
		summary: 'Rename a campaign',
		access: needs('edit'),
		revision: true,
		params,
		body: z.strictObject({ name: Name.optional(), systemName: SystemName.optional() }),
		response: z.object({ revision: z.number().int() }),
		errors: ['thing-unknown', 'thing-changed', 'name-taken'],
	}),
	moveCampaign: route({
		id: 'moveCampaign',
		method: 'post',
		path: '/campaigns/{campaign}/move',
		tag: 'campaigns',
		summary: 'Put a campaign elsewhere, while every reference stays in scope; `details` list those that would not',
		access: needs('edit'),
		params,
		body: z.strictObject({ parent: IdOf('campaign').nullable() }),
		response: Done,
		errors: ['thing-unknown', 'campaign-into-itself', 'campaign-too-deep', 'out-of-campaign'],
	}),
	archiveCampaign: route({
		id: 'archiveCampaign',
		method: 'post',
		path: '/campaigns/{campaign}/archive',
		tag: 'campaigns',
		summary: 'Archive a campaign that owns nothing live; `details` list what it owns',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['thing-unknown', 'thing-in-use'],
	}),
	restoreCampaign: route({
		id: 'restoreCampaign',
		method: 'post',
		path: '/campaigns/{campaign}/restore',
		tag: 'campaigns',
		summary: 'Put an archived campaign back',
		access: needs('edit'),
		params,
		response: Done,
		errors: ['thing-unknown', 'parent-archived'],
	}),
} as const;
