import type { Tx } from '@volna/db';
import type { CustomerId, Json, RunValues } from '@volna/node-sdk';

/** An action as it was stored: what the engine is given in the action's own transaction. */
export interface RecordedAction {
	readonly id: string;
	readonly customerId: CustomerId;
	readonly occurredAt: Date;
	readonly recordedAt: Date;
	readonly templateId: string;
	readonly templateName: string;
	readonly trusted: boolean;
	readonly mode: 'live' | 'test';
	readonly touchpoint: string | null;
	readonly custom: Readonly<Record<string, Json>>;
	readonly order: RunValues['order'] | null;
}

/** Starts the runs that actions call for, in their transaction. Its last statement is the wake-up, and it is called last. */
export type StartRuns = (tx: Tx, actions: readonly RecordedAction[]) => Promise<void>;
