import type { DocEdge, DocNode, Group, Note, Point } from './flow-document.ts';
import type { GraphOperation } from './graph-operation.ts';

/** A part of a document, as it lies on the clipboard. */
export interface DocumentPart {
	readonly nodes: readonly DocNode[];
	/** Only edges between nodes of the part. */
	readonly edges: readonly DocEdge[];
	readonly notes?: readonly Note[];
	readonly groups?: readonly Group[];
}

/**
 * The operation that pastes a part: every id is new, since a node that keeps its id takes report and place with it.
 *
 * @param makeId gives a new unique id at each call
 */
export function pasteOf(
	part: DocumentPart,
	makeId: () => string,
	by: Point = { x: 0, y: 0 },
): Extract<GraphOperation, { op: 'part.paste' }> {
	const ids = new Map(part.nodes.map((node) => [node.id, makeId()]));
	const at = (position: Point) => ({ x: position.x + by.x, y: position.y + by.y });
	return {
		op: 'part.paste',
		nodes: part.nodes.map((node) => ({ ...node, id: ids.get(node.id)!, position: at(node.position) })),
		edges: part.edges
			.filter((edge) => ids.has(edge.source) && ids.has(edge.target))
			.map((edge) => ({
				...edge,
				id: makeId(),
				source: ids.get(edge.source)!,
				target: ids.get(edge.target)!,
			})),
		notes: (part.notes ?? []).map(({ node, ...note }) => ({
			...note,
			id: makeId(),
			position: at(note.position),
			...(node !== undefined && ids.has(node) && { node: ids.get(node)! }),
		})),
		groups: (part.groups ?? []).map((group) => ({
			...group,
			id: makeId(),
			nodes: group.nodes.flatMap((id) => ids.get(id) ?? []),
		})),
	};
}

/** The nodes with these ids, the edges among them, and what belongs to them. */
export function partOf(document: DocumentPart, ids: ReadonlySet<string>): DocumentPart {
	return {
		nodes: document.nodes.filter((node) => ids.has(node.id)),
		edges: document.edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target)),
		notes: document.notes?.filter((note) => note.node !== undefined && ids.has(note.node)) ?? [],
		groups: document.groups?.filter((group) => group.nodes.length > 0 && group.nodes.every((id) => ids.has(id))) ?? [],
	};
}
