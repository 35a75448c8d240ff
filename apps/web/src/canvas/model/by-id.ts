import type { DocEdge, DocNode, EdgeId, FlowDocument } from '@volna/flow';
import type { NodeId, OutputName } from '@volna/node-sdk';

/** Edges of a document by where they leave, arrive, and by id. */
export interface EdgeIndex {
	readonly byId: ReadonlyMap<EdgeId, DocEdge>;
	readonly from: ReadonlyMap<NodeId, readonly DocEdge[]>;
	readonly into: ReadonlyMap<NodeId, readonly DocEdge[]>;
}

const nodeIndexes = new WeakMap<FlowDocument['nodes'], ReadonlyMap<NodeId, DocNode>>();
const edgeIndexes = new WeakMap<FlowDocument['edges'], EdgeIndex>();

function nodesById(nodes: FlowDocument['nodes']): ReadonlyMap<NodeId, DocNode> {
	const known = nodeIndexes.get(nodes);
	if (known) return known;
	const index = new Map(nodes.map((node) => [node.id, node]));
	nodeIndexes.set(nodes, index);
	return index;
}

/** A node of a document, in constant time: the index is kept for as long as the array lives. */
export function nodeOf(document: FlowDocument, id: NodeId): DocNode | undefined {
	return nodesById(document.nodes).get(id);
}

export function edgesOf(document: FlowDocument): EdgeIndex {
	const known = edgeIndexes.get(document.edges);
	if (known) return known;
	const from = new Map<NodeId, DocEdge[]>();
	const into = new Map<NodeId, DocEdge[]>();
	for (const edge of document.edges) {
		push(from, edge.source, edge);
		push(into, edge.target, edge);
	}
	const index = { byId: new Map(document.edges.map((edge) => [edge.id, edge])), from, into };
	edgeIndexes.set(document.edges, index);
	return index;
}

/** The edge that leaves an output, if any. */
export function edgeFrom(document: FlowDocument, source: NodeId, output: OutputName): DocEdge | undefined {
	return edgesOf(document)
		.from.get(source)
		?.find((edge) => edge.sourceHandle === output);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}
