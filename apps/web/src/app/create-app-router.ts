import type { QueryClient } from '@tanstack/react-query';
import {
	createRootRouteWithContext,
	createRoute,
	createRouter,
	lazyRouteComponent,
	Outlet,
	redirect,
} from '@tanstack/react-router';
import { ApiError, type Client } from '@volna/contract';
import { Filter } from '@volna/node-sdk';
import { z } from 'zod';
import { speak } from '../i18n/start-i18n.ts';
import { sessionQuery } from '../session/use-session.ts';
import { Shell } from '../shell/Shell.tsx';
import { UnknownPage } from '../shell/UnknownPage.tsx';
import { Unreachable } from '../shell/Unreachable.tsx';

export interface RouterContext {
	client: Client;
	queryClient: QueryClient;
}

const text = z.string().optional().catch(undefined);
const root = createRootRouteWithContext<RouterContext>()({
	component: Outlet,
	notFoundComponent: UnknownPage,
	errorComponent: Unreachable,
});

const signIn = createRoute({
	getParentRoute: () => root,
	path: '/sign-in',
	validateSearch: z.object({ next: text }),
	component: lazyRouteComponent(() => import('../sign-in/SignInScreen.tsx'), 'SignInScreen'),
});

const setup = createRoute({
	getParentRoute: () => root,
	path: '/setup/$token',
	component: lazyRouteComponent(() => import('../setup/SetupScreen.tsx'), 'SetupScreen'),
});

const shell = createRoute({
	getParentRoute: () => root,
	id: 'shell',
	async beforeLoad({ context, location }) {
		try {
			const session = await context.queryClient.ensureQueryData(sessionQuery(context.client));
			await speak(session.staff.language);
		} catch (error) {
			if (error instanceof ApiError && error.status === 401) {
				throw redirect({ to: '/sign-in', search: { next: location.href === '/' ? undefined : location.href } });
			}
			throw error;
		}
	},
	component: Shell,
	errorComponent: Unreachable,
});

const home = createRoute({
	getParentRoute: () => shell,
	path: '/',
	component: lazyRouteComponent(() => import('../home/HomeScreen.tsx'), 'HomeScreen'),
});

const flows = createRoute({
	getParentRoute: () => shell,
	path: '/flows',
	validateSearch: z.object({ state: text, q: text }),
	component: lazyRouteComponent(() => import('../flows/FlowsScreen.tsx'), 'FlowsScreen'),
});

const flow = createRoute({
	getParentRoute: () => shell,
	path: '/flows/$flow',
	validateSearch: z.looseObject({ view: text, node: text }),
	component: lazyRouteComponent(() => import('../flows/CanvasRoute.tsx'), 'CanvasRoute'),
});

const flowNumbers = createRoute({
	getParentRoute: () => shell,
	path: '/flows/$flow/numbers',
	beforeLoad({ params }) {
		throw redirect({ to: '/flows/$flow', params, search: { view: 'numbers' }, replace: true });
	},
});

const flowRuns = createRoute({
	getParentRoute: () => shell,
	path: '/flows/$flow/runs',
	validateSearch: z.object({ tab: text, state: text, node: text, q: text }),
	component: lazyRouteComponent(() => import('../runs/FlowRunsScreen.tsx'), 'FlowRunsScreen'),
});

const flowRefusals = createRoute({
	getParentRoute: () => shell,
	path: '/flows/$flow/refusals',
	validateSearch: z.object({ reason: text }),
	beforeLoad({ params, search }) {
		throw redirect({
			to: '/flows/$flow/runs',
			params,
			search: { tab: 'refusals', state: search.reason },
			replace: true,
		});
	},
});

const flowVersions = createRoute({
	getParentRoute: () => shell,
	path: '/flows/$flow/versions',
	component: lazyRouteComponent(() => import('../flows/VersionsScreen.tsx'), 'VersionsScreen'),
});

const run = createRoute({
	getParentRoute: () => shell,
	path: '/runs/$run',
	component: lazyRouteComponent(() => import('../runs/RunScreen.tsx'), 'RunScreen'),
});

const messages = createRoute({
	getParentRoute: () => shell,
	path: '/messages',
	validateSearch: z.object({
		group: text,
		reason: text,
		flow: text,
		node: text,
		account: text,
		q: text,
		message: text,
	}),
	component: lazyRouteComponent(() => import('../messages/MessagesScreen.tsx'), 'MessagesScreen'),
});

const customers = createRoute({
	getParentRoute: () => shell,
	path: '/customers',
	validateSearch: z.object({
		q: z.coerce.string().optional().catch(undefined),
		filter: Filter.optional().catch(undefined),
		sort: z.enum(['newest', 'oldest']).optional().catch(undefined),
		cursor: text,
		page: z.coerce.number().int().min(1).optional().catch(undefined),
		view: text,
		selection: text,
	}),
	component: lazyRouteComponent(() => import('../customers/list/CustomersScreen.tsx'), 'CustomersScreen'),
});

const customer = createRoute({
	getParentRoute: () => shell,
	path: '/customers/$customer',
	validateSearch: z.object({ tab: text }),
	component: lazyRouteComponent(() => import('../customers/CustomerScreen.tsx'), 'CustomerScreen'),
});

const segmentations = createRoute({
	getParentRoute: () => shell,
	path: '/data/segmentations',
	validateSearch: z.object({ q: text, show: text }),
	component: lazyRouteComponent(() => import('../segments/SegmentationsScreen.tsx'), 'SegmentationsScreen'),
});

const segmentation = createRoute({
	getParentRoute: () => shell,
	path: '/data/segmentations/$segmentation',
	validateSearch: z.object({ kind: text }),
	component: lazyRouteComponent(() => import('../segments/SegmentationScreen.tsx'), 'SegmentationScreen'),
});

const imports = createRoute({
	getParentRoute: () => shell,
	path: '/data/imports',
	component: lazyRouteComponent(() => import('../imports/ImportsScreen.tsx'), 'ImportsScreen'),
});

const newImport = createRoute({
	getParentRoute: () => shell,
	path: '/data/imports/new',
	validateSearch: z.object({ segmentation: text, segment: text }),
	component: lazyRouteComponent(() => import('../imports/NewImportScreen.tsx'), 'NewImportScreen'),
});

const oneImport = createRoute({
	getParentRoute: () => shell,
	path: '/data/imports/$import',
	component: lazyRouteComponent(() => import('../imports/ImportScreen.tsx'), 'ImportScreen'),
});

const numbering = createRoute({
	getParentRoute: () => shell,
	path: '/settings/numbering',
	component: lazyRouteComponent(() => import('../zones/NumberingScreen.tsx'), 'NumberingScreen'),
});

const tasks = createRoute({
	getParentRoute: () => shell,
	path: '/tasks',
	validateSearch: z.object({ whose: text, state: text }),
	component: lazyRouteComponent(() => import('../tasks/TasksScreen.tsx'), 'TasksScreen'),
});

const task = createRoute({
	getParentRoute: () => shell,
	path: '/tasks/$task',
	component: lazyRouteComponent(() => import('../tasks/TaskScreen.tsx'), 'TaskScreen'),
});

const campaigns = createRoute({
	getParentRoute: () => shell,
	path: '/campaigns/{-$campaign}',
	validateSearch: z.object({ show: text }),
	component: lazyRouteComponent(() => import('../campaigns/CampaignsScreen.tsx'), 'CampaignsScreen'),
});

const fields = createRoute({
	getParentRoute: () => shell,
	path: '/data/fields',
	validateSearch: z.object({ q: text, show: text, field: text }),
	component: lazyRouteComponent(() => import('../fields/FieldsScreen.tsx'), 'FieldsScreen'),
});

const topics = createRoute({
	getParentRoute: () => shell,
	path: '/data/topics',
	validateSearch: z.object({ show: text, topic: text }),
	component: lazyRouteComponent(() => import('../topics/TopicsScreen.tsx'), 'TopicsScreen'),
});

const actionTemplates = createRoute({
	getParentRoute: () => shell,
	path: '/integrations/action-templates',
	validateSearch: z.object({ q: text, category: text, usage: text, tag: text, campaign: text, show: text }),
	component: lazyRouteComponent(() => import('../templates/ActionTemplatesScreen.tsx'), 'ActionTemplatesScreen'),
});

const actionTemplate = createRoute({
	getParentRoute: () => shell,
	path: '/integrations/action-templates/$template',
	validateSearch: z.object({ campaign: text }),
	component: lazyRouteComponent(() => import('../templates/ActionTemplateScreen.tsx'), 'ActionTemplateScreen'),
});

const integrations = createRoute({
	getParentRoute: () => shell,
	path: '/integrations',
	beforeLoad() {
		throw redirect({ to: '/integrations/operations', replace: true });
	},
});

const operations = createRoute({
	getParentRoute: () => shell,
	path: '/integrations/operations',
	validateSearch: z.object({ operation: text, tab: text, state: text, code: text, q: text, call: text }),
	component: lazyRouteComponent(() => import('../integrations/OperationsScreen.tsx'), 'OperationsScreen'),
});

const sigma = createRoute({
	getParentRoute: () => shell,
	path: '/integrations/sigma',
	component: lazyRouteComponent(() => import('../integrations/SigmaScreen.tsx'), 'SigmaScreen'),
});

const tree = root.addChildren([
	signIn,
	setup,
	shell.addChildren([
		home,
		flows,
		flow,
		flowNumbers,
		flowRuns,
		flowRefusals,
		flowVersions,
		run,
		messages,
		customers,
		customer,
		segmentations,
		segmentation,
		imports,
		newImport,
		oneImport,
		numbering,
		tasks,
		task,
		campaigns,
		fields,
		topics,
		integrations,
		actionTemplates,
		actionTemplate,
		operations,
		sigma,
	]),
]);

/** The addresses of Volna. Screens come in their own chunks; what is filtered, opened or chosen stands in the query. */
export function createAppRouter(context: RouterContext) {
	const router = createRouter({ routeTree: tree, context, defaultPreload: 'intent', scrollRestoration: true });
	for (const cache of [context.queryClient.getQueryCache(), context.queryClient.getMutationCache()]) {
		cache.config.onError = (error: unknown) => {
			if (!(error instanceof ApiError) || error.status !== 401) return;
			if (['/sign-in', '/setup'].some((path) => router.state.location.pathname.startsWith(path))) return;
			context.queryClient.removeQueries({ queryKey: ['readSession'] });
			void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
		};
	}
	return router;
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
	interface Register {
		router: AppRouter;
	}
}
