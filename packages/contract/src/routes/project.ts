import { z } from 'zod';
import { IdOf } from '../ids.ts';
import { needs, route } from '../route.ts';

/** What references of a document resolve to: the browser and the server compile against the same snapshot. */
export const projectRoutes = {
	readSnapshot: route({
		id: 'readSnapshot',
		method: 'get',
		path: '/project/snapshot',
		tag: 'project',
		summary: 'What checks of a flow need; with `flow` also which templates are in reach of its campaign',
		access: needs('read'),
		query: z.strictObject({ flow: IdOf('flow').optional() }),
		response: z.record(z.string(), z.unknown()),
	}),
} as const;
