import type { FlowCounts } from '@volna/contract';
import type { FlowDocument } from '@volna/flow';
import type { CountsState, NodeCounts } from '../canvas-context.ts';
import { cardShape } from '../model/card-box.ts';

/**
 * The figures as the cards read them. The trigger takes no step and so has no figures of its own: everybody who entered
 * passed it. Its customers are those of the node they come to first, which has as many as any.
 */
export function countsState(counts: FlowCounts, document: Pick<FlowDocument, 'nodes'>): CountsState {
	const { entered } = counts.trigger;
	const customers = Math.max(0, ...counts.nodes.map((node) => node.customers)) || entered;
	const byNode = new Map(counts.nodes.map((node) => [node.nodeId, node]));
	for (const node of document.nodes) {
		const shape = cardShape(node);
		if (!shape.isTrigger || byNode.has(node.id)) continue;
		byNode.set(node.id, {
			nodeId: node.id,
			entered,
			customers,
			hereNow: 0,
			nextDueAt: null,
			outputs: shape.outputs.map((output) => ({ output: output.name, passed: entered })),
			ended: [],
			messages: null,
		} satisfies NodeCounts);
	}
	return { counts, byNode, entered, customers };
}
