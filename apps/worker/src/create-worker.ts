import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { deriveKey, openSeal, readKey } from '@volna/access';
import { forgetOldCalls, sweepAccepted } from '@volna/audience';
import {
	openDatabase,
	openWorkerBoss,
	type Tx,
	type WakeUpWord,
	wakeUpQueues,
	wakeUpVia,
	wakeUpWords,
	wakeUpWorkOptions,
} from '@volna/db';
import { type AdvanceDeps, createPlanCache, keepAlive, nodeHalves, startRuns, wakeWaitingRuns } from '@volna/engine';
import { createRegistry } from '@volna/flow';
import {
	cancelMessagesOfRuns,
	createDispatcher,
	createTracker,
	type MessageMove,
	openableAccount,
	phoneHasher,
} from '@volna/messaging';
import type { GatewayAccount, SmsGateway } from '@volna/messaging/gateway';
import { createSigmaGateway, parseSigmaCallback } from '@volna/sigma';
import { startEngineLoops } from './engine-loops.ts';
import type { Env } from './env.ts';
import { openHealthServer } from './health-server.ts';
import { listenWakeUps } from './listen-wake-ups.ts';
import { type Loop, startLoop } from './loop.ts';
import { openGateways } from './open-gateways.ts';
import type { Log } from './open-log.ts';
import { definitions, serverHalves } from './registry.gen.ts';
import { startSegmentLoops } from './segment-loops.ts';
import { composeCapabilities } from './step-capabilities.ts';
import { taskKinds } from './task-kinds.ts';
import { startTaskLoops } from './task-loops.ts';

export interface Worker {
	/** Claims nothing more, lets what is under way end, closes what it opened. */
	stop(): Promise<void>;
}

/** Messages' moves are told before their commit; the look after it finds their runs. */
const AFTER_COMMIT_MS = 25;
const SWEEP_LIMIT = 250;

/**
 * Opens what a worker uses, composes the packages and starts its loops. It works once this resolves.
 *
 * @param open opens a provider's gateway: SIGMA's unless another is given
 */
export async function createWorker(
	env: Env,
	log: Log,
	open: (account: GatewayAccount) => SmsGateway = createSigmaGateway,
): Promise<Worker> {
	const id = randomUUID();
	const onError = (error: unknown, name: string) => log.error({ err: error, loop: name }, 'a loop failed');
	const database = openDatabase(env.databaseUrl, {
		max: env.connections,
		name: 'volna worker',
		onError: (error) => log.error({ err: error }, 'a database connection failed'),
	});
	// A session that Postgres ends while it is in use says so on its client, and without a listener that ends the process.
	database.pool.on('connect', (client) =>
		client.on('error', (error) => log.warn({ err: error }, 'a database session ended')),
	);
	const { db } = database;
	const key = readKey(env.key, join(env.dataFolder, 'key'));
	const seal = openSeal(key);
	const boss = openWorkerBoss(env.databaseUrl, `worker-${id.slice(0, 8)}`, (error) =>
		log.error({ err: error }, 'pg-boss'),
	);
	await boss.start();
	const wakeUp = wakeUpVia(boss);

	const registry = createRegistry(definitions);
	const hashPhone = phoneHasher(deriveKey(key, 'phones'));
	const gateways = openGateways({
		read: (accountId) => openableAccount(db, accountId, seal),
		open,
		onProblem: (error, accountId) => log.error({ err: error, accountId }, 'an account does not open'),
	});

	let nudgeRuns = () => {};
	const messagesMoved = async (tx: Tx, moves: readonly MessageMove[]) => {
		if ((await wakeWaitingRuns(tx, moves, wakeUp)) > 0) setTimeout(() => nudgeRuns(), AFTER_COMMIT_MS).unref();
	};
	const dispatcher = createDispatcher({
		db,
		gateways: gateways.of,
		workerId: id,
		messagesMoved,
		hashPhone,
		log,
	});
	const tracker = createTracker({ db, gatewayOf: gateways.of, messagesMoved, log, parseCallback: parseSigmaCallback });

	const plans = createPlanCache();
	const capabilities = composeCapabilities({ hashPhone, log });
	const engine: AdvanceDeps = {
		plans,
		capabilitiesOf: capabilities.of,
		wakeUp,
		nodes: nodeHalves(definitions, serverHalves),
		log,
		runsStopped: async (tx, runIds) => void (await cancelMessagesOfRuns(tx, runIds, 'cancelled_flow')),
		async committing(tx) {
			if (capabilities.askedForMessages(tx)) await wakeUp(tx, 'message.dispatch');
		},
	};
	const recording = {
		startRuns: async (tx: Tx, actions: Parameters<typeof startRuns>[2]) => void (await startRuns(tx, engine, actions)),
		log: (entry: { code: string; error?: unknown }) =>
			log.error({ code: entry.code, err: entry.error }, 'an operation'),
	};

	const alive = await keepAlive(db, { id, kind: 'worker', registry }, (error) =>
		log.warn({ err: error }, 'the heartbeat failed'),
	);
	await dispatcher.start();
	tracker.start();
	const engineLoops = startEngineLoops(db, engine, { onAdvanced: () => dispatcher.nudge(), onError });
	nudgeRuns = engineLoops.nudge;
	const taskLoops = startTaskLoops(db, taskKinds({ startRuns: recording.startRuns, wakeUp }), {
		workerId: id,
		onError,
	});
	const loops: readonly Loop[] = [
		...engineLoops.all,
		...startSegmentLoops(db, onError),
		...taskLoops.all,
		startLoop({
			name: 'calls',
			atLeastEveryMs: 1_000,
			onError,
			async look() {
				const taken = await sweepAccepted(db, recording, SWEEP_LIMIT);
				if (taken > 0) nudgeRuns();
				return taken === SWEEP_LIMIT ? 'more' : null;
			},
		}),
		startLoop({
			name: 'calls.old',
			atLeastEveryMs: 3_600_000,
			onError,
			look: async () => ((await forgetOldCalls(db)) > 0 ? 'more' : null),
		}),
	];
	const nudge = {
		'run.advance': nudgeRuns,
		'message.dispatch': dispatcher.nudge,
		'task.run': taskLoops.nudge,
	} satisfies Record<WakeUpWord, () => void>;
	const ear = listenWakeUps(
		database,
		wakeUpWords,
		(word) => nudge[word](),
		(error) => log.warn({ err: error }, 'wake-ups are not heard'),
	);
	await ear.ready;
	for (const queue of wakeUpQueues) await boss.work(queue, wakeUpWorkOptions, async () => nudge[queue]());
	const health = env.healthPort === undefined ? null : openHealthServer(db, env.host, env.healthPort);

	return {
		async stop() {
			await Promise.all([...loops.map((loop) => loop.stop()), dispatcher.stop(), tracker.stop(), health?.close()]);
			await ear.stop();
			await boss.stop({ graceful: true, timeout: 5_000 });
			await alive.stop();
			await gateways.close();
			await database.close();
		},
	};
}
