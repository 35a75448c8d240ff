import { readStaff } from '@volna/access';
import { type Intake, keepRefusedCalls } from '@volna/audience';
import { type Route, routes } from '@volna/contract';
import type { Database } from '@volna/db';
import type { CallbackReceiver } from '@volna/messaging';
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Logger } from 'pino';
import { bindRoute } from './http/bind-route.ts';
import { isPassing } from './http/in-transaction.ts';
import { Mount } from './http/mount.ts';
import { answerRefusal, Refusal } from './http/refuse.ts';
import { type AppEnv, requestId } from './http/request-id.ts';
import { sameOrigin, securityHeaders } from './http/secure.ts';
import { mountApiDocs } from './routes/api-docs.ts';
import { mountCallbacks } from './routes/callbacks.ts';
import { type AdminHandlers, adminHandlers, type HandlerDeps } from './routes/handlers.ts';
import { mountHealth } from './routes/health.ts';
import { mountMetrics } from './routes/metrics.ts';
import { mountOperations } from './routes/operations.ts';
import { mountWeb } from './routes/web.ts';

export interface AppDeps extends Omit<HandlerDeps, 'db'> {
	database: Database;
	intake: Intake;
	callbacks: CallbackReceiver;
	log: Logger;
	webFolder: string;
	metricsToken: string | undefined;
}

/** The whole HTTP surface. Nothing listens yet; tests call `app.request`. */
export function createApp(deps: AppDeps): Mount {
	const app = new Hono<AppEnv>();
	const mount = new Mount(app);
	const { db } = deps.database;
	app.use(requestId());
	app.use(securityHeaders());
	app.use('/api/*', sameOrigin());
	app.use('/assets/*', compress());

	app.onError((error, c) => {
		const id = c.get('requestId') ?? '';
		if (error instanceof Refusal) {
			if (error.cause) deps.log.info({ requestId: id, code: error.code, err: error.cause }, 'refused');
			return answerRefusal(c, error, id);
		}
		deps.log.error({ requestId: id, err: error }, 'a request failed');
		const refusal =
			isDatabaseAway(error) || isPassing(error)
				? new Refusal('database-busy', { headers: { 'retry-after': '2' } })
				: new Refusal('internal');
		return answerRefusal(c, refusal, id);
	});
	app.notFound((c) => answerRefusal(c, new Refusal('route-unknown'), c.get('requestId') ?? ''));

	mountHealth(mount, db);
	mountMetrics(mount, db, deps.metricsToken);
	const refusedCalls = keepRefusedCalls(db, {
		failed: (err) => deps.log.error({ err }, 'a refused call was not kept'),
	});
	mountOperations(mount, { ...deps, refused: refusedCalls.note });
	mountCallbacks(mount, deps);
	mountApiDocs(mount);

	const handlers: AdminHandlers = adminHandlers({ ...deps, db });
	const identify = (c: Context<AppEnv>) => readStaff(db, deps.signIn, c.req.raw.headers);
	for (const [id, route] of Object.entries(routes)) {
		bindRoute(mount, route as Route<any, any, any, any>, identify, handlers[id as keyof AdminHandlers] as never);
	}
	mountWeb(mount, deps.webFolder);
	return mount;
}

function isDatabaseAway(error: unknown): boolean {
	const code = (error as { code?: string }).code ?? '';
	return (
		['ECONNREFUSED', 'ECONNRESET', '53300', '57P01', '57P03'].includes(code) ||
		/timeout exceeded when trying to connect/.test(String(error))
	);
}
