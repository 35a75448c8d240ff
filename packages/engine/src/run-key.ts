import type { Effect, NodeId, RunId } from '@volna/node-sdk';

/** The key of a step's effect: once per visit, or once per run and node. */
export function keyOf(run: RunId, node: NodeId, visit: number, per: 'visit' | 'run'): string {
	return per === 'run' ? `${run}.${node}` : `${run}.${node}.${visit}`;
}

export function keyedPer(effect: Effect): 'visit' | 'run' {
	return effect.class === 'none' ? 'visit' : (effect.key ?? 'visit');
}
