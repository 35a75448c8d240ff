import { actionTemplateRoutes } from './action-templates.ts';
import { audienceRoutes } from './audience.ts';
import { campaignRoutes } from './campaigns.ts';
import { customerListRoutes } from './customer-list.ts';
import { fieldRoutes } from './fields.ts';
import { filterRoutes } from './filters.ts';
import { flowRoutes } from './flows.ts';
import { formerAccountRoutes } from './former-accounts.ts';
import { messageRoutes } from './messages.ts';
import { projectRoutes } from './project.ts';
import { providerRoutes } from './provider.ts';
import { segmentationRoutes } from './segmentations.ts';
import { selectionRoutes } from './selections.ts';
import { sessionRoutes } from './session.ts';
import { topicRoutes } from './topics.ts';

/** Every route of the admin API by its id. */
export const routes = {
	...sessionRoutes,
	...flowRoutes,
	...messageRoutes,
	...audienceRoutes,
	...actionTemplateRoutes,
	...fieldRoutes,
	...topicRoutes,
	...campaignRoutes,
	...segmentationRoutes,
	...selectionRoutes,
	...customerListRoutes,
	...filterRoutes,
	...providerRoutes,
	...formerAccountRoutes,
	...projectRoutes,
} as const;

export type RouteId = keyof typeof routes;
