import { activeOutputs, type OutputName } from '@volna/node-sdk';
import type { DocEdge, DocNode, NodeConfig, Point } from '../flow-document.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { freshId, idsOf, type ReadFlow, type ReadNode } from '../read-document.ts';

const rowHeight = 144;

/** A node of a sample's type, below a point. */
function sampleNode(
	flow: ReadFlow,
	op: Parameters<ReadFlow['registry']['sampleOf']>[0],
	at: Point,
	extra: { readonly config?: NodeConfig; readonly maxVisits?: number } = {},
): { readonly node: DocNode; readonly next: OutputName | null } | undefined {
	const sample = flow.registry.sampleOf(op);
	if (!sample) return undefined;
	const { definition } = sample;
	const config = extra.config ?? sample.config;
	const node: DocNode = {
		id: freshId(idsOf(flow.document), definition.type.slice(definition.type.indexOf('.') + 1)),
		type: definition.type,
		version: definition.version,
		name: '',
		config,
		position: { x: at.x, y: at.y },
		...(extra.maxVisits !== undefined && { maxVisits: extra.maxVisits }),
	};
	return { node, next: activeOutputs(definition, config)[0]?.name ?? null };
}

/** Puts a wait into an edge. */
export function waitInto(flow: ReadFlow, edge: DocEdge, maxVisits?: number): GraphOperation | undefined {
	const source = flow.byId.get(edge.source)?.node.position ?? { x: 0, y: 0 };
	const made = sampleNode(
		flow,
		'wait',
		{ x: source.x, y: source.y + rowHeight },
		maxVisits === undefined ? {} : { maxVisits },
	);
	if (!made?.next) return undefined;
	return {
		op: 'node.insert',
		node: made.node,
		on: edge.id,
		next: { edge: freshId(idsOf(flow.document), edge.id), output: made.next },
	};
}

/** Puts one wait before a node and leads these edges over it. */
export function waitBefore(flow: ReadFlow, target: ReadNode, edges: readonly DocEdge[]): GraphOperation | undefined {
	const [first, ...others] = edges;
	if (!first) return undefined;
	const insert = waitInto(flow, first);
	if (insert?.op !== 'node.insert') return undefined;
	if (others.length === 0) return insert;
	return {
		op: 'several',
		label: `wait before ${target.node.id}`,
		operations: [
			insert,
			...others.map((edge): GraphOperation => ({ op: 'edge.connect', edge: { ...edge, target: insert.node.id } })),
		],
	};
}

/** Ends the flow at an output. */
export function endAt(flow: ReadFlow, source: ReadNode, output: OutputName): GraphOperation | undefined {
	const { x, y } = source.node.position;
	const column = Math.max(0, source.outputs?.findIndex((one) => one.name === output) ?? 0);
	const made = sampleNode(flow, 'end', { x: x + column * 96, y: y + rowHeight });
	if (!made) return undefined;
	const taken = new Set([...idsOf(flow.document), made.node.id]);
	const edge = { id: freshId(taken, 'edge'), source: source.node.id, sourceHandle: output, target: made.node.id };
	return {
		op: 'several',
		label: `end at ${source.node.id}`,
		operations: [
			{ op: 'node.insert', node: made.node },
			{ op: 'edge.connect', edge },
		],
	};
}

/** Starts the flow: a trigger, wired to the one node nothing leads to, if there is just one. */
export function triggerFirst(flow: ReadFlow): GraphOperation | undefined {
	const roots = flow.nodes.filter((one) => !flow.into.has(one.node.id));
	const root = roots.length === 1 ? roots[0] : undefined;
	const at = root ? { x: root.node.position.x, y: root.node.position.y - rowHeight } : { x: 0, y: 0 };
	const made = sampleNode(flow, 'trigger', at);
	if (!made) return undefined;
	const insert: GraphOperation = { op: 'node.insert', node: made.node };
	if (!root || made.next === null) return insert;
	const taken = new Set([...idsOf(flow.document), made.node.id]);
	const edge = { id: freshId(taken, 'edge'), source: made.node.id, sourceHandle: made.next, target: root.node.id };
	return { op: 'several', label: 'trigger first', operations: [insert, { op: 'edge.connect', edge }] };
}
