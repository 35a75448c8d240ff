import { claimTask, type Db, forgetFiles, forgetTasks, runTask, type TaskKind } from '@volna/db';
import { type Loop, startLoop } from './loop.ts';

/** Tasks a worker runs beside each other. */
const SLOTS = 2;
/** A dead worker's task is taken over after this. */
const LEASE_MS = 30_000;
const BEAT_MS = 1_000;
/** With three long tasks and two slots each waits about this long for its next turn. */
const TURN_MS = 2_000;
const FLOOR_MS = 1_000;

export interface TaskLoops {
	/** Tasks may be waiting. */
	nudge(): void;
	readonly all: readonly Loop[];
}

export interface TaskLoopOptions {
	readonly workerId: string;
	readonly onError: (error: unknown, name: string) => void;
	/** A test's own times, in ms. */
	readonly leaseMs?: number;
	readonly turnMs?: number;
}

/** The loops over tasks: two slots, each with one task at a time, and one that removes what is over. */
export function startTaskLoops(db: Db, kinds: readonly TaskKind<any, any>[], options: TaskLoopOptions): TaskLoops {
	const { workerId, onError, leaseMs = LEASE_MS, turnMs = TURN_MS } = options;
	const kindOf = new Map(kinds.map((kind) => [kind.kind, kind]));
	if (kindOf.size < kinds.length) throw new Error('Two kinds of tasks have one name.');
	const names = [...kindOf.keys()];
	const slots = Array.from({ length: SLOTS }, (_, slot) =>
		startLoop({
			name: `tasks.${slot + 1}`,
			atLeastEveryMs: FLOOR_MS,
			onError,
			async look(signal) {
				const task = await claimTask(db, workerId, names, leaseMs);
				if (!task) return null;
				await runTask(db, kindOf.get(task.kind)!, task, {
					leaseMs,
					beatMs: BEAT_MS,
					turnMs,
					signal,
					onError: (error) => onError(error, `task ${task.kind} ${task.id}`),
				});
				return 'more';
			},
		}),
	);
	const forget = startLoop({
		name: 'tasks.old',
		atLeastEveryMs: 20_000,
		onError,
		look: async () => ((await forgetFiles(db)) + (await forgetTasks(db)) > 0 ? 'more' : null),
	});
	return {
		nudge() {
			for (const slot of slots) slot.nudge();
		},
		all: [...slots, forget],
	};
}
