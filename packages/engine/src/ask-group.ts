import type { Tx } from '@volna/db';
import type { PlanStep } from '@volna/flow';
import {
	type AnyServerHalf,
	askServerHalf,
	type InsideCapabilities,
	type Json,
	type Outcome,
	type RunId,
	type RunRef,
} from '@volna/node-sdk';
import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import { isConnectionLost, isRetryable, TryLater } from './faults.ts';

/** What a run got from its server half: an outcome, or the error its handler threw for this run alone. */
export type Answer = Outcome | { readonly kind: 'fault'; readonly error: unknown };

export interface Question {
	readonly step: PlanStep;
	readonly half: AnyServerHalf;
	/** Lifted to the definition's version. */
	readonly config: Json;
	readonly can: InsideCapabilities;
	readonly now: Date;
}

const timeoutMs = 10_000;

/** A step threw in a batch that has no savepoints: it is rolled back as a whole and taken again with them. */
export class StepThrew extends Error {
	constructor(cause: unknown) {
		super('a step threw', { cause });
	}
}

/**
 * Asks a server half about runs of one (version, node). When it throws, what it wrote is undone and the runs are asked
 * about one by one, so a poisoned run stops no other. Savepoints cost two statements a group, so a batch is first tried
 * without.
 *
 * @throws StepThrew when not `guarded`, and what makes the transaction useless: a lost connection, a deadlock
 */
export async function askGroup(
	tx: Tx,
	question: Question,
	runs: readonly RunRef[],
	guarded: boolean,
): Promise<ReadonlyMap<RunId, Answer>> {
	if (!guarded) {
		try {
			return await ask(question, runs);
		} catch (error) {
			if (isRetryable(error) || isConnectionLost(error)) throw error;
			throw new StepThrew(error);
		}
	}
	const together = await askOnce(tx, question, runs);
	if (together.answers) return together.answers;
	if (runs.length === 1 || together.error instanceof TryLater) {
		return new Map(runs.map((run) => [run.id, { kind: 'fault', error: together.error }]));
	}
	const answers = new Map<RunId, Answer>();
	for (const run of runs) {
		const alone = await askOnce(tx, question, [run]);
		answers.set(run.id, alone.answers?.get(run.id) ?? { kind: 'fault', error: alone.error });
	}
	return answers;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function ask(
	{ step, half, config, can, now }: Question,
	runs: readonly RunRef[],
): Promise<ReadonlyMap<RunId, Outcome>> {
	const answers = await askServerHalf(half, {
		config,
		version: step.version,
		runs,
		can,
		now: Temporal.Instant.fromEpochMilliseconds(now.getTime()),
		signal: AbortSignal.timeout(step.policy.timeoutMs ?? timeoutMs),
	});
	for (const answer of answers.values()) {
		if (answer.kind === 'wait-for-message' && !uuid.test(answer.message)) {
			throw new TypeError(`${step.type} waits for what is no id of a message`);
		}
	}
	return answers;
}

async function askOnce(
	tx: Tx,
	question: Question,
	runs: readonly RunRef[],
): Promise<{ answers?: ReadonlyMap<RunId, Outcome>; error?: unknown }> {
	await sql`savepoint step`.execute(tx);
	try {
		const answers = await ask(question, runs);
		await sql`release savepoint step`.execute(tx);
		return { answers };
	} catch (error) {
		if (isRetryable(error) || isConnectionLost(error)) throw error;
		await sql`rollback to savepoint step`.execute(tx);
		return { error };
	}
}
