import { join } from 'node:path';
import { deriveKey, openSeal, openSignIn, readKey } from '@volna/access';
import { filterCapability, openIntake, prepareProject, removeDemoCustomers, segmentCapability } from '@volna/audience';
import { openDatabase, openSender, type Tx, wakeUpVia } from '@volna/db';
import { createPlanCache, keepAlive, startRuns } from '@volna/engine';
import { createRegistry } from '@volna/flow';
import { cancelMessagesOfRuns, openCallbackReceiver, phoneHasher } from '@volna/messaging';
import type { InsideCapabilities } from '@volna/node-sdk';
import { createSigmaGateway } from '@volna/sigma';
import { createApp } from './create-app.ts';
import type { Env } from './env.ts';
import { openSignInLimit } from './http/sign-in-limit.ts';
import { openLog } from './open-log.ts';
import { definitions } from './registry.gen.ts';
import { readEnvironment } from './routes/read-environment.ts';

/** Opens what the api uses and composes the packages. `close` ends calls under way, then connections. */
export async function createApi(env: Env) {
	const log = openLog(env.logLevel);
	const database = openDatabase(env.databaseUrl, {
		max: 20,
		name: 'volna api',
		onError: (error) => log.error({ err: error }, 'a database connection failed'),
	});
	const boss = openSender(env.databaseUrl, (error) => log.error({ err: error }, 'pg-boss'));
	await boss.start();
	const { db } = database;
	await prepareProject(db);
	const key = readKey(env.key, join(env.dataFolder, 'key'));
	const seal = openSeal(key);
	const wakeUp = wakeUpVia(boss);
	const plans = createPlanCache();
	// Recording an action asks filters alone; messages are asked for by steps, which are the worker's.
	const capabilitiesOf = (tx: Tx): InsideCapabilities => ({
		filters: filterCapability(tx),
		segments: segmentCapability(tx),
		messages: { request: () => Promise.reject(new Error('The api asks for no messages.')) },
		log: (entry) => log.warn(entry, 'a filter'),
	});
	const registry = createRegistry(definitions);
	const intake = openIntake(db, {
		startRuns: async (tx, actions) => {
			await startRuns(tx, { plans, capabilitiesOf, wakeUp }, actions);
		},
		log: (entry) => log.error({ code: entry.code, err: entry.error }, 'an operation'),
	});
	const mount = createApp({
		database,
		intake,
		log,
		signIn: openSignIn({
			pool: database.pool,
			secret: deriveKey(key, 'session cookies').toString('base64url'),
			baseUrl: env.baseUrl,
		}),
		limit: openSignInLimit(),
		environment: () => readEnvironment(db, env.phonesUrl),
		hashPhone: phoneHasher(deriveKey(key, 'phones')),
		registry,
		seal,
		openGateway: createSigmaGateway,
		baseUrl: env.baseUrl,
		removeDemo: removeDemoCustomers,
		runsStopped: async (tx, runIds) => {
			await cancelMessagesOfRuns(tx, runIds, 'cancelled_flow');
		},
		callbacks: openCallbackReceiver(db),
		webFolder: env.webFolder,
		metricsToken: env.metricsToken,
	});
	const alive = await keepAlive(db, { kind: 'api', registry }, (error) =>
		log.warn({ err: error }, 'the heartbeat failed'),
	);
	return {
		app: mount.app,
		routes: mount.routes,
		async close() {
			await intake.idle();
			await alive.stop();
			await boss.stop({ graceful: false });
			await database.close();
		},
	};
}
