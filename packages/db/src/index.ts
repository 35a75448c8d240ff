export { json } from './json.ts';
export { migrate } from './migrate.ts';
export { type Database, type DatabaseOptions, type Db, openDatabase, type Tx } from './open-database.ts';
export { prepared } from './prepared.ts';
export {
	openSender,
	openWorkerBoss,
	type WakeUp,
	type WakeUpQueue,
	wakeUpChannel,
	wakeUpQueues,
	wakeUpVia,
	wakeUpWorkOptions,
} from './queues.ts';
export type { Tables } from './tables.gen.ts';
export { together, transact } from './transact.ts';
