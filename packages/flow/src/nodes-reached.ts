import type { NodeId } from '@volna/node-sdk';
import type { FlowDocument } from './flow-document.ts';
import type { Plan } from './plan.ts';

/** The nodes a way leads to from these, themselves included. */
export function nodesReached(document: Pick<FlowDocument, 'edges'>, from: Iterable<NodeId>): ReadonlySet<NodeId> {
	return reach(from, targets(document.edges, 'source', 'target'));
}

/** The nodes from which a way leads to these, themselves included. */
export function nodesLeadingTo(document: Pick<FlowDocument, 'edges'>, to: Iterable<NodeId>): ReadonlySet<NodeId> {
	return reach(to, targets(document.edges, 'target', 'source'));
}

/** The nodes of a plan a run can still come to from a node, itself included. */
export function stepsReached(plan: Plan, from: NodeId): ReadonlySet<NodeId> {
	const next = new Map<NodeId, NodeId[]>(
		plan.steps.map((step) => [step.node, Object.values(step.next).filter((node) => node !== null)]),
	);
	next.set(plan.trigger.node, plan.trigger.first === null ? [] : [plan.trigger.first]);
	return reach([from], next);
}

function targets(
	edges: FlowDocument['edges'],
	key: 'source' | 'target',
	value: 'source' | 'target',
): ReadonlyMap<NodeId, readonly NodeId[]> {
	const next = new Map<NodeId, NodeId[]>();
	for (const edge of edges) {
		const list = next.get(edge[key]);
		if (list) list.push(edge[value]);
		else next.set(edge[key], [edge[value]]);
	}
	return next;
}

function reach(from: Iterable<NodeId>, next: ReadonlyMap<NodeId, readonly NodeId[]>): ReadonlySet<NodeId> {
	const reached = new Set(from);
	const open = [...reached];
	for (let node = open.pop(); node !== undefined; node = open.pop()) {
		for (const target of next.get(node) ?? []) {
			if (reached.has(target)) continue;
			reached.add(target);
			open.push(target);
		}
	}
	return reached;
}
