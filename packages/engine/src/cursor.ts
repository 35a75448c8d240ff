import { type Plan, stepOf } from '@volna/flow';
import type { GivenScalars, Json, NodeId, OutputName, RunValues } from '@volna/node-sdk';
import { sizeOf, valuesLimit } from './run-values.ts';
import type { EndReason, RunState, StepKind } from './states.ts';

/** The place of a run and what it carries: all that advancing it changes. */
export interface Cursor {
	readonly state: RunState;
	readonly nodeId: NodeId;
	readonly visit: number;
	/** How often the run came to each node. */
	readonly visits: Readonly<Record<NodeId, number>>;
	readonly stepCount: number;
	readonly values: RunValues;
	readonly attempts: number;
	/** Waits for a time or a message; `wakeOutput` opens when it is due. */
	readonly parked: boolean;
	readonly wakeOutput: OutputName | null;
	readonly dueAt: Date | 'infinity';
	/** When the run came here, or parked here. */
	readonly movedAt: Date;
	readonly endedAt: Date | null;
	readonly endReason: EndReason | null;
}

/** One line of the step log. */
export interface StepLine {
	readonly at: Date;
	readonly nodeId: NodeId;
	readonly visit: number;
	readonly kind: StepKind;
	readonly output: OutputName | null;
	readonly nextNodeId: NodeId | null;
	readonly reason: string | null;
	readonly details: Readonly<Record<string, Json>>;
}

/** What became of a run at a step: where it is now, and what the log says of it. */
export interface Moved {
	readonly cursor: Cursor;
	readonly lines: readonly StepLine[];
}

function line(cursor: Cursor, at: Date, kind: StepKind, rest: Partial<StepLine> = {}): StepLine {
	return {
		at,
		nodeId: cursor.nodeId,
		visit: cursor.visit,
		kind,
		output: null,
		nextNodeId: null,
		reason: null,
		details: {},
		...rest,
	};
}

function ended(cursor: Cursor, state: RunState, reason: EndReason, at: Date): Cursor {
	return { ...cursor, state, parked: false, wakeOutput: null, dueAt: at, movedAt: at, endedAt: at, endReason: reason };
}

/** Ends the run where it stands. */
export function end(
	cursor: Cursor,
	reason: EndReason,
	at: Date,
	details: Readonly<Record<string, Json>> = {},
	state: 'done' | 'stopped' = 'done',
): Moved {
	return { cursor: ended(cursor, state, reason, at), lines: [line(cursor, at, 'ended', { reason, details })] };
}

/** Ends the run as failed: never tried again. */
export function fail(
	cursor: Cursor,
	endReason: 'error' | 'attempts_exhausted',
	reason: string,
	at: Date,
	details: Readonly<Record<string, Json>> = {},
): Moved {
	return { cursor: ended(cursor, 'failed', endReason, at), lines: [line(cursor, at, 'failed', { reason, details })] };
}

/** Leaves by an output: on to the next node, or to the run's end where the output is unconnected or a limit is reached. */
export function leave(plan: Plan, cursor: Cursor, output: OutputName, at: Date, given: GivenScalars = {}): Moved {
	const step = stepOf(plan, cursor.nodeId);
	if (step && !Object.hasOwn(step.next, output)) return fail(cursor, 'error', 'output-unknown', at, { output });
	const target = step?.next[output] ?? null;
	if (target === null) {
		const reason: EndReason = `output:${output}`;
		return { cursor: ended(cursor, 'done', reason, at), lines: [line(cursor, at, 'ended', { output, reason })] };
	}
	const values = withGiven(cursor.values, given);
	if (values !== cursor.values && sizeOf(values) > valuesLimit) return fail(cursor, 'error', 'values-too-large', at);
	const passed = line(cursor, at, 'passed', { output, nextNodeId: target });
	const visit = (cursor.visits[target] ?? 0) + 1;
	const there: Cursor = {
		...cursor,
		state: 'ready',
		nodeId: target,
		visit,
		visits: { ...cursor.visits, [target]: visit },
		stepCount: cursor.stepCount + 1,
		values,
		attempts: 0,
		parked: false,
		wakeOutput: null,
		// The next step is due since this one was: what a pause held back is not fresh when it goes on.
		dueAt: cursor.dueAt !== 'infinity' && cursor.dueAt < at ? cursor.dueAt : at,
		movedAt: at,
	};
	const limit =
		visit > (stepOf(plan, target)?.maxVisits ?? plan.maxSteps)
			? 'visit_limit'
			: there.stepCount > plan.maxSteps
				? 'step_limit'
				: null;
	if (!limit) return { cursor: there, lines: [passed] };
	const stopped = end(there, limit, at);
	return { cursor: stopped.cursor, lines: [passed, ...stopped.lines] };
}

function withGiven(values: RunValues, given: GivenScalars): RunValues {
	return Object.keys(given).length === 0 ? values : { ...values, run: { ...values.run, ...given } };
}

/** Stays until `until`, or without end; what opens then is `wakeOutput`. */
export function park(
	cursor: Cursor,
	until: Date | 'infinity',
	wakeOutput: OutputName | null,
	at: Date,
	details: Readonly<Record<string, Json>> = {},
): Moved {
	return {
		cursor: { ...cursor, state: 'waiting', parked: true, wakeOutput, dueAt: until, movedAt: at, attempts: 0 },
		lines: [line(cursor, at, 'parked', { details })],
	};
}

/** Stays, to be looked at again at `dueAt`: nothing has happened that the log would tell. */
export function lookAgain(cursor: Cursor, dueAt: Date, attempts = cursor.attempts): Moved {
	return { cursor: { ...cursor, state: cursor.parked ? 'waiting' : 'ready', dueAt, attempts }, lines: [] };
}

/** This process cannot run the node: kept, not failed, until one comes that can. */
export function hold(cursor: Cursor): Moved {
	return { cursor: { ...cursor, state: 'held' }, lines: [] };
}
