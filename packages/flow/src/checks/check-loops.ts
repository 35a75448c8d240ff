import type { NodeId } from '@volna/node-sdk';
import type { DocEdge } from '../flow-document.ts';
import type { Issue } from '../issue.ts';
import { type ReadFlow, type ReadNode, waitMsOf } from '../read-document.ts';
import { waitInto } from './insert-fix.ts';

const minWaitMs = 60_000;
const offeredVisits = 10;

/** Every way round passes a wait of a minute or more, and one of its waits has a visit limit. */
export function checkLoops(flow: ReadFlow): readonly Issue[] {
	const waits = (one: ReadNode) => waitMsOf(one) >= minWaitMs;
	const limited = (one: ReadNode) => waits(one) && one.node.maxVisits !== undefined;
	const withoutWait = findLoops(flow, (one) => !waits(one));
	const issues: Issue[] = withoutWait.map(({ nodes, back }) => ({
		code: 'loop.no-wait',
		severity: 'error',
		at: { edge: back.id, node: back.source },
		values: { nodes },
		fix: waitInto(flow, back, offeredVisits),
	}));
	for (const { nodes } of findLoops(flow, (one) => !limited(one))) {
		const wait = nodes.find((id) => waits(flow.byId.get(id)!));
		if (wait === undefined) continue;
		issues.push({
			code: 'loop.no-limit',
			severity: 'error',
			at: { node: wait },
			values: { nodes, offered: offeredVisits },
			fix: { op: 'node.visits', id: wait, maxVisits: offeredVisits },
		});
	}
	return issues;
}

interface Loop {
	/** Sorted by id. */
	readonly nodes: readonly NodeId[];
	/** The edge that closes it, coming from the trigger. */
	readonly back: DocEdge;
}

/** The loops among the nodes that pass a test: Tarjan's components, without recursion, each with a closing edge. */
function findLoops(flow: ReadFlow, passes: (one: ReadNode) => boolean): readonly Loop[] {
	const inside = new Set(flow.nodes.filter(passes).map((one) => one.node.id));
	const edgesOf = (id: NodeId) => (flow.from.get(id) ?? []).filter((edge) => inside.has(edge.target));
	const order = new Map<NodeId, number>();
	const low = new Map<NodeId, number>();
	const stack: NodeId[] = [];
	const onStack = new Set<NodeId>();
	const onPath = new Set<NodeId>();
	const closing = new Map<NodeId, DocEdge>();
	const loops: Loop[] = [];
	const starts = [...flow.triggers, ...flow.nodes].map((one) => one.node.id).filter((id) => inside.has(id));
	for (const start of starts) {
		if (order.has(start)) continue;
		const path: { readonly id: NodeId; readonly edges: readonly DocEdge[]; next: number }[] = [];
		const enter = (id: NodeId) => {
			order.set(id, order.size);
			low.set(id, order.get(id)!);
			stack.push(id);
			onStack.add(id);
			onPath.add(id);
			path.push({ id, edges: edgesOf(id), next: 0 });
		};
		enter(start);
		for (let top = path.at(-1); top; top = path.at(-1)) {
			const edge = top.edges[top.next++];
			if (edge) {
				if (!order.has(edge.target)) enter(edge.target);
				else if (onStack.has(edge.target)) {
					low.set(top.id, Math.min(low.get(top.id)!, order.get(edge.target)!));
					if (onPath.has(edge.target) && !closing.has(edge.target)) closing.set(edge.target, edge);
				}
				continue;
			}
			path.pop();
			onPath.delete(top.id);
			const parent = path.at(-1);
			if (parent) low.set(parent.id, Math.min(low.get(parent.id)!, low.get(top.id)!));
			if (low.get(top.id) !== order.get(top.id)) continue;
			const nodes: NodeId[] = [];
			for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
				onStack.delete(id);
				nodes.push(id);
				if (id === top.id) break;
			}
			const back = nodes.map((id) => closing.get(id)).find((one) => one !== undefined);
			if (back) loops.push({ nodes: nodes.sort(), back });
		}
	}
	return loops;
}
