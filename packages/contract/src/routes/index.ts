import { audienceRoutes } from './audience.ts';
import { filterRoutes } from './filters.ts';
import { flowRoutes } from './flows.ts';
import { formerAccountRoutes } from './former-accounts.ts';
import { messageRoutes } from './messages.ts';
import { projectRoutes } from './project.ts';
import { providerRoutes } from './provider.ts';
import { sessionRoutes } from './session.ts';

/** Every route of the admin API by its id. */
export const routes = {
	...sessionRoutes,
	...flowRoutes,
	...messageRoutes,
	...audienceRoutes,
	...filterRoutes,
	...providerRoutes,
	...formerAccountRoutes,
	...projectRoutes,
} as const;

export type RouteId = keyof typeof routes;
