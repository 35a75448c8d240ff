import { fromId, type routes } from '@volna/contract';
import type { Db, Tx } from '@volna/db';
import { readProject } from '@volna/engine';
import type { Registry } from '@volna/flow';
import type { HashPhone } from '@volna/messaging';
import type { RouteHandler } from '../http/bind-route.ts';
import { actionTemplateHandlers } from './action-templates.ts';
import { audienceHandlers } from './audience.ts';
import { campaignHandlers } from './campaigns.ts';
import { customerListHandlers } from './customer-list.ts';
import { exportHandlers } from './exports.ts';
import { fieldHandlers } from './fields.ts';
import { fileHandlers } from './files.ts';
import { filterHandlers } from './filters.ts';
import { flowHandlers } from './flows.ts';
import { formerAccountHandlers } from './former-accounts.ts';
import { importHandlers } from './imports.ts';
import { messageHandlers } from './messages.ts';
import { operationHandlers } from './operation-screens.ts';
import { type ProviderDeps, providerHandlers } from './provider.ts';
import { runHandlers } from './runs.ts';
import { segmentationHandlers } from './segmentations.ts';
import { selectionHandlers } from './selections.ts';
import { type SessionDeps, sessionHandlers } from './session.ts';
import { taskHandlers } from './tasks.ts';
import { topicHandlers } from './topics.ts';
import { zoneHandlers } from './zones.ts';

export type AdminHandlers = { [K in keyof typeof routes]: RouteHandler<(typeof routes)[K]> };

export interface HandlerDeps extends Omit<SessionDeps, 'db'>, Omit<ProviderDeps, 'db'> {
	db: Db;
	registry: Registry;
	hashPhone: HashPhone;
	runsStopped: (tx: Tx, runIds: readonly string[]) => Promise<void>;
}

/** A handler for every route of the contract; a missing one does not compile. */
export function adminHandlers(deps: HandlerDeps): AdminHandlers {
	return {
		...sessionHandlers(deps),
		...flowHandlers(deps),
		...runHandlers(deps),
		...messageHandlers(deps),
		...audienceHandlers(deps),
		...operationHandlers(deps),
		...actionTemplateHandlers(deps),
		...fieldHandlers(deps),
		...topicHandlers(deps),
		...campaignHandlers(deps),
		...segmentationHandlers(deps),
		...selectionHandlers(deps),
		...customerListHandlers(deps),
		...filterHandlers(deps),
		...providerHandlers(deps),
		...formerAccountHandlers(deps),
		...taskHandlers(deps),
		...fileHandlers(deps),
		...exportHandlers(deps),
		...importHandlers(deps),
		...zoneHandlers(deps),
		readSnapshot: async ({ query }) => ({
			...(await readProject(deps.db, query.flow ? fromId('flow', query.flow) : null)),
		}),
	} satisfies AdminHandlers;
}
