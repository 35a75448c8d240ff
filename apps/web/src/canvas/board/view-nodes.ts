import type { DocEdge, DocNode, FlowDocument, Group, Note, Point } from '@volna/flow';
import type { NodeId } from '@volna/node-sdk';
import { type Edge, type Node, type NodeHandle, Position } from '@xyflow/react';
import { cardShape, cardSize, noteSize, outputX } from '../model/card-box.ts';
import { z } from './z-scale.ts';

const groupMargin = { x: 16, top: 36, bottom: 16 } as const;

/** The part of the view a card's place depends on. */
export interface Placed {
	readonly selected: ReadonlySet<NodeId>;
	readonly moving: Readonly<Record<NodeId, Point>> | null;
	readonly current: NodeId | null;
	readonly label: (node: DocNode) => string;
	readonly draggable: boolean;
}

interface Remembered {
	readonly position: Point;
	readonly selected: boolean;
	readonly current: boolean;
	readonly draggable: boolean;
	readonly label: string;
	readonly view: Node;
}

const remembered = new WeakMap<DocNode, Remembered>();

/** A node for React Flow with size and handles known: one object for as long as nothing of it changes. */
export function viewNode(node: DocNode, placed: Placed): Node {
	const position = placed.moving?.[node.id] ?? node.position;
	const selected = placed.selected.has(node.id);
	const current = placed.current === node.id;
	const label = current ? placed.label(node) : '';
	const known = remembered.get(node);
	if (
		known &&
		known.position === position &&
		known.selected === selected &&
		known.current === current &&
		known.draggable === placed.draggable &&
		known.label === label
	) {
		return known.view;
	}
	const { width, height } = cardShape(node);
	const view: Node = {
		id: node.id,
		type: 'card',
		position,
		width,
		height,
		measured: { width, height },
		handles: handlesOf(node),
		selected,
		draggable: placed.draggable,
		zIndex: selected ? z.cardSelected : z.card,
		data: { id: node.id },
		ariaRole: 'group',
		...(current && { ariaLabel: label, domAttributes: { tabIndex: 0 } }),
	};
	remembered.set(node, { position, selected, current, draggable: placed.draggable, label, view });
	return view;
}

function handlesOf(node: DocNode): NodeHandle[] {
	const shape = cardShape(node);
	const half = cardSize.port / 2;
	const into: NodeHandle[] = shape.isTrigger
		? []
		: [{ id: 'in', type: 'target', position: Position.Top, x: 0, y: 0, width: shape.width, height: shape.height }];
	const out = shape.outputs.map(
		(output, index): NodeHandle => ({
			id: output.name,
			type: 'source',
			position: Position.Bottom,
			x: outputX(shape, index) - half,
			y: shape.height - half,
			width: cardSize.port,
			height: cardSize.port,
		}),
	);
	return [...into, ...out];
}

export function viewNote(note: Note, placed: Placed): Node {
	const id = `note:${note.id}`;
	const lines = Math.max(2, Math.ceil(note.text.length / 26) + note.text.split('\n').length - 1);
	const height = Math.max(noteSize.height, lines * 17 + 16);
	return {
		id,
		type: 'note',
		position: placed.moving?.[id] ?? note.position,
		width: noteSize.width,
		height,
		measured: { width: noteSize.width, height },
		handles: [],
		selected: placed.selected.has(id),
		draggable: placed.draggable,
		connectable: false,
		zIndex: placed.selected.has(id) ? z.cardSelected : z.note,
		data: { id: note.id },
	};
}

export function viewGroup(group: Group, document: FlowDocument, placed: Placed): Node | null {
	const members = document.nodes.filter((node) => group.nodes.includes(node.id));
	if (members.length === 0) return null;
	const boxes = members.map((node) => {
		const at = placed.moving?.[node.id] ?? node.position;
		const { width, height } = cardShape(node);
		return { left: at.x, top: at.y, right: at.x + width, bottom: at.y + height };
	});
	const left = Math.min(...boxes.map((box) => box.left)) - groupMargin.x;
	const top = Math.min(...boxes.map((box) => box.top)) - groupMargin.top;
	const width = Math.max(...boxes.map((box) => box.right)) + groupMargin.x - left;
	const height = Math.max(...boxes.map((box) => box.bottom)) + groupMargin.bottom - top;
	return {
		id: `group:${group.id}`,
		type: 'group-frame',
		position: { x: left, y: top },
		width,
		height,
		measured: { width, height },
		handles: [],
		selectable: false,
		draggable: false,
		connectable: false,
		zIndex: z.group,
		data: { id: group.id },
	};
}

const rememberedEdges = new WeakMap<
	DocEdge,
	{ readonly selected: boolean; readonly handleKnown: boolean; readonly view: Edge }
>();

/** An edge for React Flow. One whose output no longer exists leaves from the card's last port, so that it can be seen. */
export function viewEdge(edge: DocEdge, source: DocNode | undefined, selected: boolean): Edge {
	const outputs = source ? cardShape(source).outputs : [];
	const handleKnown = outputs.some((output) => output.name === edge.sourceHandle);
	const known = rememberedEdges.get(edge);
	if (known && known.selected === selected && known.handleKnown === handleKnown) return known.view;
	const view: Edge = {
		id: edge.id,
		type: 'flow',
		source: edge.source,
		sourceHandle: handleKnown ? edge.sourceHandle : (outputs.at(-1)?.name ?? edge.sourceHandle),
		target: edge.target,
		targetHandle: 'in',
		selected,
		zIndex: z.edge,
	};
	rememberedEdges.set(edge, { selected, handleKnown, view });
	return view;
}
