import type { Tx } from '@volna/db';
import { type MessageOutcome, type MessageState, outcomeOf } from './states.ts';

/** A message that came to an outcome a run may wait for. */
export interface MessageMove {
	readonly messageId: string;
	readonly outcome: MessageOutcome;
}

/** Told within the transaction that moves the messages; the app passes the engine's. */
export type MessagesMoved = (tx: Tx, moves: readonly MessageMove[]) => Promise<unknown>;

/** One row's change of state as the statement that made it gives it back. */
export interface StateChange {
	readonly id: string;
	readonly fromState: MessageState;
	readonly toState: MessageState;
}

/** The moves that runs are told of: those into another outcome. */
export function movesOf(changes: readonly StateChange[]): MessageMove[] {
	return changes.flatMap(({ id, fromState, toState }) => {
		const outcome = outcomeOf(toState);
		return outcome === null || outcome === outcomeOf(fromState) ? [] : [{ messageId: id, outcome }];
	});
}
