import { Graph, layout } from '@dagrejs/dagre';
import type { FlowDocument, Point } from '@volna/flow';
import { edgesOf } from './by-id.ts';
import { cardGap, cardShape, snap } from './card-box.ts';

/**
 * New positions for cards, in rows from the trigger down. Pure: the same document gives the same places. `only` keeps
 * the others where they are, and the tidied part where its upper left corner was.
 */
export function tidyUp(document: FlowDocument, only?: ReadonlySet<string>): Readonly<Record<string, Point>> {
	const nodes = document.nodes.filter((node) => !only || only.has(node.id));
	if (nodes.length === 0) return {};
	const graph = new Graph({ multigraph: true });
	graph.setGraph({ rankdir: 'TB', nodesep: cardGap.across, ranksep: cardGap.down, edgesep: 16 });
	graph.setDefaultEdgeLabel(() => ({}));
	const sorted = [...nodes].sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);
	for (const node of sorted) {
		const { width, height } = cardShape(node);
		graph.setNode(node.id, { width, height });
	}
	const inside = new Set(nodes.map((node) => node.id));
	for (const node of sorted) {
		const order = new Map(cardShape(node).outputs.map((output, index) => [output.name, index]));
		const edges = [...(edgesOf(document).from.get(node.id) ?? [])]
			.filter((edge) => inside.has(edge.target))
			.sort((a, b) => (order.get(a.sourceHandle) ?? 99) - (order.get(b.sourceHandle) ?? 99));
		for (const edge of edges) graph.setEdge(edge.source, edge.target, {}, edge.id);
	}
	layout(graph);
	const placed = nodes.map((node) => {
		const at = graph.node(node.id) as { x: number; y: number; width: number; height: number };
		return { node, x: at.x - at.width / 2, y: at.y };
	});
	const rows = rowsOf(placed.map((one) => one.y));
	const height = new Map<number, number>();
	for (const one of placed) {
		const row = rows.get(one.y)!;
		height.set(row, Math.max(height.get(row) ?? 0, cardShape(one.node).height));
	}
	const top: number[] = [];
	for (let row = 0; row < height.size; row++)
		top[row] = row === 0 ? 0 : top[row - 1]! + height.get(row - 1)! + cardGap.down;
	const corner = {
		x: Math.min(...nodes.map((node) => node.position.x)),
		y: Math.min(...nodes.map((node) => node.position.y)),
	};
	const left = Math.min(...placed.map((one) => one.x));
	const from = only ? corner : { x: Math.min(0, left), y: 0 };
	return Object.fromEntries(
		placed.map((one) => [
			one.node.id,
			snap({ x: from.x + one.x - (only ? left : from.x), y: from.y + top[rows.get(one.y)!]! }),
		]),
	);
}

/** Row numbers of middles: cards of one rank share theirs. */
function rowsOf(middles: readonly number[]): ReadonlyMap<number, number> {
	const sorted = [...new Set(middles)].sort((a, b) => a - b);
	const rows = new Map<number, number>();
	let row = -1;
	let last = Number.NEGATIVE_INFINITY;
	for (const y of sorted) {
		if (y - last > 1) row++;
		rows.set(y, row);
		last = y;
	}
	return rows;
}
