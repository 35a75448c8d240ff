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
	/** Runs may be due: call it after a commit that made or woke some, and on a wake-up. */
	nudge(): void;
	readonly all: readonly Loop[];
}

/** The loops over runs: what is due, and what pauses, held nodes and time leave to do. */
export function startEngineLoops(
	db: Db,
	deps: AdvanceDeps,
	hooks: { readonly onAdvanced: () => void; readonly onError: (error: unknown, name: string) => void },
): EngineLoops {
	const { onAdvanced, onError } = hooks;
	/** The lanes that people wait for. It looks at all, and nudges the bulk lane, which goes beside it and delays none. */
	const quick = startLoop({
		name: 'runs',
		atLeastEveryMs: FLOOR_MS,
		onError,
		async look() {
			const due = await readDue(db, [0, 1, 2]);
			if (due.lanes.includes(2)) bulk.nudge();
			const lanes = due.lanes.filter((lane) => lane !== 2);
			return lanes.length === 0 ? due.nextInMs : advance(lanes);
		},
	});
	const bulk = startLoop({
		name: 'runs.bulk',
		atLeastEveryMs: FLOOR_MS,
		onError,
		async look() {
			const due = await readDue(db, [2]);
			return due.lanes.length === 0 ? due.nextInMs : advance(due.lanes);
		},
	});
	/** What is due and cannot be claimed is in other hands. */
	const advance = async (lanes: readonly Lane[]): Promise<Looked> => {
		const { claimed } = await advanceRuns(db, deps, { lanes });
		if (claimed > 0) onAdvanced();
		return claimed > 0 ? 'more' : IN_OTHER_HANDS_MS;
	};
	const sweep = (name: string, atLeastEveryMs: number, look: () => Promise<Looked>) =>
		startLoop({ name, atLeastEveryMs, onError, look });
	const nudgeIf = (touched: number) => {
		if (touched > 0) quick.nudge();
		return touched;
	};
	return {
		nudge: quick.nudge,
		all: [
			quick,
			bulk,
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
