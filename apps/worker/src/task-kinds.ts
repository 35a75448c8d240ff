import {
	exportTask,
	fillTask,
	importTask,
	loadNumberingTaskKind,
	recalculationTask,
	type StartRuns,
} from '@volna/audience';
import type { TaskKind, WakeUp } from '@volna/db';
import { listMessages, type MessageQuery } from '@volna/messaging';

/** What kinds of tasks are given of a worker. */
export interface TaskKindDeps {
	/** Starts the runs of actions that a task records. */
	readonly startRuns: StartRuns;
	readonly wakeUp: WakeUp;
}

/** The kinds of long work this worker runs, a line each. A task of another kind waits for a worker that has it. */
export function taskKinds({ startRuns }: TaskKindDeps): readonly TaskKind<any, any>[] {
	return [
		exportTask({ listMessages: (db, query) => listMessages(db, query as MessageQuery) }),
		fillTask,
		recalculationTask,
		importTask({ startRuns }),
		loadNumberingTaskKind(),
	];
}
