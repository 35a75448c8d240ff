export { fileUse, forgetFiles } from './files/forget-files.ts';
export { type FileFacts, readFileFacts, readFileFrom } from './files/read-file.ts';
export { appendToFile, beginFile, closeFile, fileName, type NewFile, writeFile } from './files/write-file.ts';
export { json } from './json.ts';
export { type LoggableError, loggableError } from './loggable-error.ts';
export { migrate } from './migrate.ts';
export { nameOf } from './name-of.ts';
export { type Database, type DatabaseOptions, type Db, openDatabase, type Tx } from './open-database.ts';
export { prepared } from './prepared.ts';
export {
	openSender,
	openWorkerBoss,
	type WakeUp,
	type WakeUpQueue,
	type WakeUpWord,
	wakeUpChannel,
	wakeUpQueues,
	wakeUpVia,
	wakeUpWords,
	wakeUpWorkOptions,
} from './queues.ts';
export type { Tables } from './tables.gen.ts';
export { cancelTask } from './tasks/cancel-task.ts';
export { type ClaimedTask, claimTask } from './tasks/claim-task.ts';
export { continueTask } from './tasks/continue-task.ts';
export { forgetTasks } from './tasks/forget-tasks.ts';
export { type ListTasks, listTasks, putTaskAside, readBell, readTask, type TaskCursor } from './tasks/list-tasks.ts';
export { readTaskErrors, type StoredTaskError } from './tasks/read-task-errors.ts';
export { type RunTaskOptions, runTask, type TurnEnd } from './tasks/run-task.ts';
export { type NewTask, startTask } from './tasks/start-task.ts';
export { TaskFailure } from './tasks/task-failure.ts';
export type { TaskContext, TaskError, TaskKind, TaskStep, TaskWork } from './tasks/task-kind.ts';
export { canContinue, isOpen, type TaskState, taskStates } from './tasks/task-states.ts';
export type { TaskView } from './tasks/task-view.ts';
export { together, transact } from './transact.ts';
