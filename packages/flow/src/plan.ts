import type { Effect, Filter, Listening, NodeId, NodeType, Op, OutputName, Policy, RefEntity } from '@volna/node-sdk';
import type { EntryRule } from './flow-document.ts';

/** What the compiler makes of a valid document: flat, canonical, content-hashed. Plain JSON. */
export interface Plan {
	readonly format: 1;
	/** SHA-256 of the canonical JSON of the rest, in hex. */
	readonly hash: string;
	readonly trigger: {
		readonly node: NodeId;
		readonly type: NodeType;
		readonly version: number;
		readonly on: Listening;
		readonly filter: Filter | null;
		/** null: a run ends as it starts, with `output:next`. */
		readonly first: NodeId | null;
	};
	readonly entry: EntryRule;
	readonly exit: Filter | null;
	/** Sorted by node id; the trigger is none of them. */
	readonly steps: readonly PlanStep[];
	readonly uses: {
		readonly types: readonly `${NodeType}@${number}`[];
		readonly refs: readonly PlanRef[];
	};
	/** Whether advancing a run has to lock its customer first. */
	readonly locksCustomer: boolean;
	/** Steps of one run at most. */
	readonly maxSteps: number;
}

export interface PlanStep {
	readonly node: NodeId;
	readonly type: NodeType;
	readonly version: number;
	readonly op: Op;
	readonly maxVisits: number;
	readonly effect: Effect;
	readonly policy: Policy;
	/** null: the run ends with `output:<name>`. */
	readonly next: Readonly<Record<OutputName, NodeId | null>>;
}

export interface PlanRef {
	readonly entity: RefEntity;
	readonly id: string;
}

/** Steps of one run at most, and visits of a node without a limit of its own. */
export const maxSteps = 1_000;

/** The step of a node, or undefined for the trigger and unknown ids. Plans are sorted, so this is a binary search. */
export function stepOf(plan: Plan, node: NodeId): PlanStep | undefined {
	let [low, high] = [0, plan.steps.length - 1];
	while (low <= high) {
		const middle = (low + high) >> 1;
		const step = plan.steps[middle]!;
		if (step.node === node) return step;
		if (step.node < node) low = middle + 1;
		else high = middle - 1;
	}
	return undefined;
}
