import type { Db } from '@volna/db';
import {
	type AdvanceDeps,
	advanceRuns,
	dropOldRefusals,
	type Lane,
	readDue,
	releaseHeldRuns,
	settlePauses,
	wakeMetRuns,
} from '@volna/engine';
import { type Looked, type Loop, startLoop } from './loop.ts';

/** At most so long after a lost wake-up a due run is found. */
const FLOOR_MS = 1_000;
const IN_OTHER_HANDS_MS = 25;

export interface EngineLoops {
	/** The lanes that people wait for, and the bulk lane beside them, so that a full one delays no other. */
	readonly runs: readonly Loop[];
	readonly all: readonly Loop[];
}

/** The loops over runs: what is due, and what pauses, held nodes and time leave to do. */
export function startEngineLoops(
	db: Db,
	deps: AdvanceDeps,
	hooks: { readonly onAdvanced: () => void; readonly onError: (error: unknown, name: string) => void },
): EngineLoops {
	const { onAdvanced, onError } = hooks;
	const advance = (name: string, lanes: readonly Lane[]) =>
		startLoop({
			name,
			atLeastEveryMs: FLOOR_MS,
			onError,
			async look() {
				const due = await readDue(db, lanes);
				if (due.lanes.length === 0) return due.nextInMs;
				const { claimed } = await advanceRuns(db, deps, { lanes: due.lanes });
				if (claimed > 0) onAdvanced();
				// What is due and cannot be claimed is in other hands.
				return claimed > 0 ? 'more' : IN_OTHER_HANDS_MS;
			},
		});
	const sweep = (name: string, atLeastEveryMs: number, look: () => Promise<Looked>) =>
		startLoop({ name, atLeastEveryMs, onError, look });
	const runs = [advance('runs', [0, 1]), advance('runs.bulk', [2])];
	const nudgeIf = (touched: number) => {
		if (touched > 0) for (const loop of runs) loop.nudge();
		return touched;
	};
	return {
		runs,
		all: [
			...runs,
			sweep('runs.met', FLOOR_MS, async () => {
				nudgeIf(await db.transaction().execute((tx) => wakeMetRuns(tx)));
				return null;
			}),
			sweep('runs.pauses', FLOOR_MS, async () => (nudgeIf(await settlePauses(db)) > 0 ? 'more' : null)),
			sweep('runs.held', 10_000, async () => {
				nudgeIf(await releaseHeldRuns(db, deps));
				return null;
			}),
			sweep('refusals.old', 3_600_000, async () => ((await dropOldRefusals(db)) > 0 ? 'more' : null)),
		],
	};
}
