import { z } from 'zod';
import { needs, route } from '../route.ts';

/** What references of a document resolve to: the browser and the server compile against the same snapshot. */
export const projectRoutes = {
	readSnapshot: route({
		id: 'readSnapshot',
		method: 'get',
		path: '/project/snapshot',
		tag: 'project',
		summary: 'Action templates, segmentations, segments, senders and fields that checks of a flow need',
		access: needs('read'),
		response: z.record(z.string(), z.unknown()),
	}),
} as const;
