/** States of a run. `ready` moves on as soon as it is claimed, `waiting` when its time or its message comes. */
export const runStates = ['ready', 'waiting', 'call_due', 'calling', 'held', 'done', 'stopped', 'failed'] as const;
export type RunState = (typeof runStates)[number];

/** Where a run may go from each state; a test compares what the engine writes with it. */
export const runMoves = {
	ready: ['ready', 'waiting', 'call_due', 'held', 'done', 'stopped', 'failed'],
	waiting: ['ready', 'waiting', 'call_due', 'held', 'done', 'stopped', 'failed'],
	call_due: ['calling', 'held', 'stopped'],
	calling: ['ready', 'waiting', 'call_due', 'held', 'done', 'failed'],
	held: ['ready', 'waiting', 'stopped'],
	done: [],
	stopped: [],
	failed: [],
} as const satisfies Record<RunState, readonly RunState[]>;

export function mayMove(from: RunState, to: RunState): boolean {
	return (runMoves[from] as readonly RunState[]).includes(to);
}

/** Whether a run in this state has ended. */
export function isEnded(state: RunState): boolean {
	return runMoves[state].length === 0;
}

/** Why a run ended. A run that left by an unconnected output has `output:<name>`. */
export const endReasons = [
	'end',
	'exit_condition',
	'visit_limit',
	'step_limit',
	'merged',
	'person',
	'attempts_exhausted',
	'error',
] as const;
export type EndReason = (typeof endReasons)[number] | `output:${string}`;

/** Why a hit started no run, in the order they are looked at. */
export const refusalReasons = [
	'stale_action',
	'untrusted',
	'test',
	'filter',
	'flow_paused',
	'flow_stopped',
	'already_active',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/**
 * What a line of the step log says. `passed` left by an output and went on, `parked` stays for a time or a message,
 * `moved` was moved to another version, `failed` and `ended` are the last line of a run.
 */
export const stepKinds = ['entered', 'passed', 'parked', 'moved', 'failed', 'ended'] as const;
export type StepKind = (typeof stepKinds)[number];

export const flowStates = ['draft', 'active', 'paused', 'stopped', 'archived'] as const;
export type FlowState = (typeof flowStates)[number];

/** Where a flow may go. Publishing leads to `active` from a draft and from a stop, and leaves a pause in force. */
export const flowMoves = {
	draft: ['active', 'archived'],
	active: ['paused', 'stopped'],
	paused: ['active', 'stopped'],
	stopped: ['active', 'archived'],
	archived: [],
} as const satisfies Record<FlowState, readonly FlowState[]>;
