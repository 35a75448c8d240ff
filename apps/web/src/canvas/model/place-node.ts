import {
	type DocEdge,
	type DocNode,
	type FlowDocument,
	type GraphOperation,
	nodesReached,
	type Point,
} from '@volna/flow';
import { type AnyDefinition, activeOutputs } from '@volna/node-sdk';
import type { CreatorPlace } from '../stores/view-store.ts';
import { edgesOf, nodeOf } from './by-id.ts';
import { cardGap, cardShape, outputPoint, snap } from './card-box.ts';
import { newId } from './new-id.ts';

/** Why a node cannot go to a place: a key of the locale. */
export type PlaceRefusal = 'second-trigger' | 'trigger-inside' | 'end-inside';

/** Whether a node of this type may be inserted here; null when it may. */
export function refusePlace(
	document: FlowDocument,
	definition: AnyDefinition,
	place: CreatorPlace,
	hasTrigger: boolean,
): PlaceRefusal | null {
	if (definition.kind === 'trigger') {
		if (hasTrigger) return 'second-trigger';
		return place.kind === 'free' ? null : 'trigger-inside';
	}
	const isEnd = Object.keys(definition.outputs.fixed).length === 0 && !definition.outputs.each;
	if (isEnd && place.kind === 'edge') return 'end-inside';
	return place.kind === 'output' && !nodeOf(document, place.source) ? 'trigger-inside' : null;
}

/** The operation that inserts a node at a place, and the new node. */
export function insertAt(
	document: FlowDocument,
	definition: AnyDefinition,
	place: CreatorPlace,
): { readonly operation: GraphOperation; readonly node: DocNode } | null {
	switch (place.kind) {
		case 'free':
			return insertFree(document, definition, place.at);
		case 'output':
			return insertAfter(document, definition, place);
		case 'edge':
			return insertInto(document, definition, place.edge);
	}
}

function newNode(definition: AnyDefinition, position: Point): DocNode {
	return {
		id: newId('n'),
		type: definition.type,
		version: definition.version,
		name: '',
		config: {},
		position: snap(position),
	};
}

function insertFree(document: FlowDocument, definition: AnyDefinition, at: Point) {
	const blank = newNode(definition, at);
	const { width, height } = cardShape(blank);
	const node = {
		...blank,
		position: freePosition(document, { x: at.x - width / 2, y: at.y - height / 2 }, width, height),
	};
	return { operation: { op: 'node.insert', node } as const, node };
}

function insertAfter(
	document: FlowDocument,
	definition: AnyDefinition,
	place: Extract<CreatorPlace, { kind: 'output' }>,
) {
	const source = nodeOf(document, place.source);
	if (!source) return null;
	const port = outputPoint(source, place.output);
	const blank = newNode(definition, port);
	const { width, height } = cardShape(blank);
	const wanted = place.at
		? { x: place.at.x - width / 2, y: place.at.y }
		: { x: port.x - width / 2, y: port.y + cardGap.down };
	const node = { ...blank, position: freePosition(document, wanted, width, height) };
	const edge: DocEdge = { id: newId('e'), source: source.id, sourceHandle: place.output, target: node.id };
	const operation: GraphOperation = {
		op: 'several',
		label: 'insert',
		operations: [
			{ op: 'node.insert', node },
			{ op: 'edge.connect', edge },
		],
	};
	return { operation, node };
}

function insertInto(document: FlowDocument, definition: AnyDefinition, edgeId: string) {
	const edge = edgesOf(document).byId.get(edgeId);
	const source = edge && nodeOf(document, edge.source);
	const target = edge && nodeOf(document, edge.target);
	if (!edge || !source || !target) return null;
	const port = outputPoint(source, edge.sourceHandle);
	const blank = newNode(definition, port);
	const { width, height } = cardShape(blank);
	const targetX = target.position.x + cardShape(target).width / 2;
	const node = { ...blank, position: snap({ x: targetX - width / 2, y: port.y + cardGap.down }) };
	const output = activeOutputs(definition, node.config)[0]?.name;
	const insert: GraphOperation = {
		op: 'node.insert',
		node,
		on: edge.id,
		...(output !== undefined && { next: { edge: newId('e'), output } }),
	};
	const missing = node.position.y + height + cardGap.down - target.position.y;
	const operation: GraphOperation =
		missing <= 0
			? insert
			: { op: 'several', label: 'insert', operations: [pushDown(document, target, missing), insert] };
	return { operation, node };
}

/** The operation that puts a card that is there already into an edge. */
export function spliceOf(document: FlowDocument, node: DocNode, edgeId: string): GraphOperation | null {
	const edge = edgesOf(document).byId.get(edgeId);
	const source = edge && nodeOf(document, edge.source);
	const target = edge && nodeOf(document, edge.target);
	const { width, height, outputs } = cardShape(node);
	const [output] = outputs;
	if (!edge || !source || !target || !output) return null;
	const port = outputPoint(source, edge.sourceHandle);
	const position = snap({
		x: target.position.x + cardShape(target).width / 2 - width / 2,
		y: port.y + cardGap.down,
	});
	const missing = position.y + height + cardGap.down - target.position.y;
	return {
		op: 'several',
		label: 'insert',
		operations: [
			...(missing > 0 ? [pushDown(document, target, missing)] : []),
			{ op: 'nodes.move', to: { [node.id]: position } },
			{ op: 'edge.connect', edge: { ...edge, target: node.id } },
			{
				op: 'edge.connect',
				edge: { id: newId('e'), source: node.id, sourceHandle: output.name, target: edge.target },
			},
		],
	};
}

/** Everything from a card on moves down to make room. */
function pushDown(document: FlowDocument, from: DocNode, by: number): GraphOperation {
	const below = nodesReached(document, [from.id]);
	const step = Math.ceil(by / 8) * 8;
	const moved = document.nodes.filter((node) => below.has(node.id) && node.position.y >= from.position.y);
	return {
		op: 'nodes.move',
		to: Object.fromEntries(moved.map((node) => [node.id, { x: node.position.x, y: node.position.y + step }])),
	};
}

/** The wanted place, or the nearest one beside or below it that no card covers. */
export function freePosition(
	document: Pick<FlowDocument, 'nodes'>,
	wanted: Point,
	width: number,
	height: number,
): Point {
	const at = snap(wanted);
	const boxes = document.nodes.map((node) => ({ ...node.position, ...cardShape(node) }));
	const isFree = (point: Point) =>
		!boxes.some(
			(box) =>
				point.x < box.x + box.width + 16 &&
				point.x + width + 16 > box.x &&
				point.y < box.y + box.height + 16 &&
				point.y + height + 16 > box.y,
		);
	for (let ring = 0; ring < 40; ring++) {
		for (const side of ring === 0 ? [0] : [1, -1]) {
			const point = snap({ x: at.x + side * ring * 56, y: at.y });
			if (isFree(point)) return point;
		}
	}
	return at;
}
