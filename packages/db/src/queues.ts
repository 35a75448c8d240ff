import { sql } from 'kysely';
import { fromKysely, PgBoss, type Queue } from 'pg-boss';
import type { Tx } from './open-database.ts';
import { asPrepared } from './prepared.ts';
import { together } from './transact.ts';

/** Wake-ups: work is due, the payload says nothing. Their settings and traps: reliability of the hand-off, in the README. */
export type WakeUpQueue = 'run.advance' | 'message.dispatch';

export const wakeUpQueues: readonly WakeUpQueue[] = ['run.advance', 'message.dispatch'];

/**
 * What is heard on the channel. `task.run` has no queue behind it: tasks are few, `startTask` may stand anywhere in its
 * transaction, and a worker looks each second anyway.
 */
export type WakeUpWord = WakeUpQueue | 'task.run';
export const wakeUpWords: readonly WakeUpWord[] = [...wakeUpQueues, 'task.run'];
const SHARDS = 16;

/** The channel on which a wake-up is heard with its commit; the payload is the queue's name. */
export const wakeUpChannel = 'volna_wake_up';

const wakeUpOptions: Omit<Queue, 'name'> = {
	policy: 'short',
	// Our own notification goes out with every wake-up, an absorbed one too, and spares pg-boss a fetch for each.
	notify: false,
	retryLimit: 0,
	expireInSeconds: 60,
	retentionSeconds: 3600,
	deleteAfterSeconds: 60,
};

/** What `work` on a wake-up queue is given. */
export const wakeUpWorkOptions = {
	batchSize: 16,
	burstWhenBatchFull: true,
	pollingIntervalSeconds: 1,
} as const;

/** Makes pg-boss's schema and our queues, or brings them up to date. */
export async function migrateQueues(url: string): Promise<void> {
	const boss = new PgBoss({
		connectionString: url,
		schema: 'pgboss',
		supervise: false,
		schedule: false,
		migrate: true,
		max: 2,
	});
	boss.on('error', () => {});
	await boss.start();
	try {
		for (const name of wakeUpQueues) {
			if (await boss.getQueue(name)) await boss.updateQueue(name, without(wakeUpOptions, 'policy'));
			else await boss.createQueue(name, wakeUpOptions);
		}
	} finally {
		await boss.stop({ graceful: false });
	}
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
	const { [key]: _, ...rest } = value;
	return rest;
}

/** A pg-boss that only enqueues: what an api holds. Start it, and stop it at the end. */
export function openSender(url: string, onError: (error: Error) => void): PgBoss {
	const boss = new PgBoss({
		connectionString: url,
		schema: 'pgboss',
		supervise: false,
		schedule: false,
		migrate: false,
		max: 2,
	});
	boss.on('error', onError);
	return boss;
}

/** A pg-boss that works: what a worker holds. */
export function openWorkerBoss(url: string, instanceName: string, onError: (error: Error) => void): PgBoss {
	const boss = new PgBoss({
		connectionString: url,
		schema: 'pgboss',
		instanceName,
		superviseIntervalSeconds: 1,
		monitorIntervalSeconds: 1,
		migrate: false,
		max: 4,
	});
	boss.on('error', onError);
	return boss;
}

/** Sends one wake-up within a transaction. It must be the transaction's last statement: a second sender of the same shard waits for our end. */
export type WakeUp = (tx: Tx, queue: WakeUpQueue) => Promise<void>;

let nextShard = Math.floor(Math.random() * SHARDS);

/** The wake-up of a process, over its own pg-boss. An absorbed one (`null`) is no error. */
export function wakeUpVia(boss: PgBoss): WakeUp {
	return async (tx, queue) => {
		nextShard = (nextShard + 1) % SHARDS;
		await together([
			boss.send(queue, {}, { db: preparedIn(tx), singletonKey: String(nextShard) }),
			sql`select pg_notify(${wakeUpChannel}, ${queue})`.execute(tx),
		]);
	};
}

/** pg-boss's text for one queue is constant, so that a session need plan it once. */
function preparedIn(tx: Tx): ReturnType<typeof fromKysely> {
	const plain = fromKysely(tx);
	return { executeSql: (text, values) => plain.executeSql(asPrepared(text), values) };
}
