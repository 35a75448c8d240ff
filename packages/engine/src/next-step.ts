import type { Plan, PlanStep } from '@volna/flow';
import type { MessageId, MessageOutcome, Outcome, OutputName } from '@volna/node-sdk';
import { Temporal } from 'temporal-polyfill';
import { type Cursor, end, fail, leave, lookAgain, type Moved, park } from './cursor.ts';
import { isCalendarWait, waitEnd } from './wait-end.ts';

/** A wait for a message: which outcome opens which output, and what has already met it. */
export interface MessageWait {
	readonly messageId: MessageId;
	readonly leave: Readonly<Partial<Record<MessageOutcome, OutputName>>>;
	readonly metBy: MessageOutcome | null;
}

/** What a step did to a run; a wait for a message goes along to be stored. */
export interface Stepped extends Moved {
	readonly wait?: MessageWait;
}

/** `wait`: parks, and on waking reads the end anew, because the customer's zone may have changed meanwhile. */
export function stepWait(
	plan: Plan,
	op: Extract<PlanStep['op'], { op: 'wait' }>,
	cursor: Cursor,
	zone: string,
	at: Date,
): Stepped {
	const from = cursor.parked ? cursor.movedAt : at;
	const until = asDate(waitEnd(op.rule, asInstant(from), zone));
	if (until <= at) return leave(plan, cursor, op.then, at);
	if (cursor.parked) return lookAgain(cursor, until);
	return park(
		cursor,
		until,
		null,
		at,
		isCalendarWait(op.rule) ? { until: until.toISOString(), zone } : { until: until.toISOString() },
	);
}

/** `end`: the run is done. */
export function stepEnd(op: Extract<PlanStep['op'], { op: 'end' }>, cursor: Cursor, at: Date): Stepped {
	return end(cursor, 'end', at, { label: op.label, success: op.success });
}

/**
 * A parked run that is due leaves by what met its message, else by the output of its time: what came in time beats the
 * timer. null: nothing opens, the step is asked again.
 */
export function stepWake(plan: Plan, cursor: Cursor, waits: readonly MessageWait[], at: Date): Stepped | null {
	const met = waits.find((wait) => wait.metBy !== null && wait.leave[wait.metBy] !== undefined);
	const output = met ? met.leave[met.metBy!]! : cursor.wakeOutput;
	return output === null ? null : leave(plan, cursor, output, at);
}

/** What a server half said. `stored` gives the plan's name of an output that the handler knows under a newer one. */
export function stepAnswer(
	plan: Plan,
	cursor: Cursor,
	outcome: Outcome,
	stored: (output: OutputName) => OutputName,
	at: Date,
): Stepped {
	switch (outcome.kind) {
		case 'leave':
			return leave(plan, cursor, stored(outcome.output), at, outcome.values);
		case 'wait':
			return park(cursor, asDate(outcome.until), stored(outcome.then), at, { until: outcome.until.toString() });
		case 'wait-for-message': {
			if (outcome.until && outcome.late === undefined) return fail(cursor, 'error', 'wait-without-output', at);
			const outputs = Object.entries(outcome.leave).map(([met, output]) => [met, stored(output)]);
			const parked = park(
				cursor,
				outcome.until ? asDate(outcome.until) : 'infinity',
				outcome.late === undefined ? null : stored(outcome.late),
				at,
				outcome.until ? { message: outcome.message, until: outcome.until.toString() } : { message: outcome.message },
			);
			return { ...parked, wait: { messageId: outcome.message, leave: Object.fromEntries(outputs), metBy: null } };
		}
		case 'again':
			return lookAgain({ ...cursor, parked: false, wakeOutput: null }, asDate(outcome.at));
		case 'fail':
			return fail(cursor, 'error', outcome.reason, at, { evidence: outcome.evidence });
	}
}

const defaults = { attempts: 5, backoffMs: 1_000, longestMs: 300_000 } as const;

/** A step that threw: later again, or, once its attempts are spent, by `exhausted`, else failed. */
export function stepFault(plan: Plan, step: PlanStep, cursor: Cursor, error: string, at: Date): Stepped {
	const attempts = cursor.attempts + 1;
	const { attempts: most = defaults.attempts, backoffMs = defaults.backoffMs, exhausted } = step.policy;
	if (attempts >= most) {
		if (exhausted !== undefined) return leave(plan, cursor, exhausted, at);
		return fail({ ...cursor, attempts }, 'attempts_exhausted', 'attempts_exhausted', at, { error });
	}
	const waitMs = Math.min(backoffMs * 2 ** (attempts - 1), defaults.longestMs);
	return lookAgain(cursor, new Date(at.getTime() + waitMs), attempts);
}

function asInstant(date: Date): Temporal.Instant {
	return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}

function asDate(instant: Temporal.Instant): Date {
	return new Date(instant.epochMilliseconds);
}
