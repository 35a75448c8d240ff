import { setTimeout as wait } from 'node:timers/promises';
import type { Db } from '@volna/db';
import { type Batcher, createBatcher } from './batcher.ts';
import { describeError, sqlStateOf } from './faults.ts';
import type { MessagingLog } from './log.ts';
import type { MessagesMoved } from './message-move.ts';
import { type Answer, recordAnswers } from './record-answers.ts';
import { createSecurityAlarm } from './security-alarm.ts';

export interface ResultDeps {
	readonly db: Db;
	readonly messagesMoved: MessagesMoved;
	readonly log: MessagingLog;
}

/** An outcome and the account whose hand-off it is of. */
export interface Result {
	readonly accountId: string;
	readonly answer: Answer;
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 2_000;

/**
 * Records outcomes in batches that form by themselves. What cannot be written waits for the database as long as it
 * takes, since its permit stands for a hand-off that happened. A row the database refuses is logged and left to become
 * `unknown`: never is anything called again.
 */
export function createResultWriter(deps: ResultDeps, abandoned: AbortSignal): Batcher<Result, void> {
	const alarm = createSecurityAlarm(deps);
	return createBatcher(async (batch) => {
		for (const [accountId, group] of Map.groupBy(batch, (result) => result.accountId)) {
			const answers = group.map(({ answer }) => answer);
			await recordUntilDone(deps, accountId, answers, abandoned);
			await alarm.note(accountId, answers);
		}
		return batch.map(() => undefined);
	});
}

async function recordUntilDone(
	deps: ResultDeps,
	accountId: string,
	answers: readonly Answer[],
	abandoned: AbortSignal,
): Promise<void> {
	for (let waitMs = FIRST_WAIT_MS; !abandoned.aborted; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
		try {
			const recorded = await recordAnswers(deps.db, deps.messagesMoved, accountId, answers);
			for (const messageId of recorded.duplicateIds) deps.log.error({ messageId }, 'duplicate_provider_id');
			for (const messageId of recorded.duplicateHandOffs) deps.log.error({ messageId }, 'duplicate_hand_off');
			return;
		} catch (error) {
			// Rows that were written do not change again, so the whole batch may be given once more.
			if (failuresIn(error).every(isRefused)) {
				deps.log.error({ results: answers.length, error: describeError(error) }, 'results_refused');
				return;
			}
			if (waitMs === FIRST_WAIT_MS) deps.log.warn({ error: describeError(error) }, 'results_wait');
			await wait(waitMs, undefined, { signal: abandoned }).catch(() => {});
		}
	}
	deps.log.error({ results: answers.map(({ id, outcome }) => ({ id, class: outcome.class })) }, 'results_abandoned');
}

function failuresIn(error: unknown): readonly unknown[] {
	return error instanceof AggregateError ? error.errors : [error];
}

/** A fault of the data or of the statement: the same again would be refused again. */
function isRefused(error: unknown): boolean {
	return /^(21|22|23|42)/.test(sqlStateOf(error) ?? '');
}
