import { actionTemplateRoutes } from './action-templates.ts';
import { audienceRoutes } from './audience.ts';
import { campaignRoutes } from './campaigns.ts';
import { customerListRoutes } from './customer-list.ts';
import { exportRoutes } from './exports.ts';
import { fieldRoutes } from './fields.ts';
import { fileRoutes } from './files.ts';
import { filterRoutes } from './filters.ts';
import { flowRoutes } from './flows.ts';
import { formerAccountRoutes } from './former-accounts.ts';
import { importRoutes } from './imports.ts';
import { messageRoutes } from './messages.ts';
import { operationRoutes } from './operations.ts';
import { projectRoutes } from './project.ts';
import { providerRoutes } from './provider.ts';
import { segmentationRoutes } from './segmentations.ts';
import { selectionRoutes } from './selections.ts';
import { sessionRoutes } from './session.ts';
import { taskRoutes } from './tasks.ts';
import { topicRoutes } from './topics.ts';
import { zoneRoutes } from './zones.ts';

/** Every route of the admin API by its id. */
export const routes = {
	...sessionRoutes,
	...flowRoutes,
	...messageRoutes,
	...audienceRoutes,
	...operationRoutes,
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
	...taskRoutes,
	...fileRoutes,
	...exportRoutes,
	...importRoutes,
	...zoneRoutes,
} as const;

export type RouteId = keyof typeof routes;
