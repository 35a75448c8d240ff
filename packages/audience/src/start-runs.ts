import type { Tx } from '@volna/db';
import type { RecordedAction } from '@volna/node-sdk';

/** Starts the runs that actions call for, in their transaction. Its last statement is the wake-up, and it is called last. */
export type StartRuns = (tx: Tx, actions: readonly RecordedAction[]) => Promise<void>;
