import type { PlanStep } from '@volna/flow';
import type { AnyDefinition, AnyServerHalf } from '@volna/node-sdk';
import type { NodeHalves } from './engine-deps.ts';

/** What a worker runs a step with: its definition, and the server half of a step that asks one. */
export interface Runnable {
	readonly definition: AnyDefinition;
	readonly half: AnyServerHalf | undefined;
}

/**
 * What this process can run a step with; null when it cannot, so its runs are held. A step with an effect outside is
 * never run here: an advance is one transaction, and a call to the world cannot be rolled back with it.
 */
export function runnableOf(nodes: NodeHalves, step: PlanStep): Runnable | null {
	const definition = nodes.definition(step.type);
	const half = nodes.serverHalf(step.type);
	if (!definition || definition.version < step.version || step.effect.class === 'outside') return null;
	if (step.op.op === 'ask' && !half) return null;
	return { definition, half };
}
