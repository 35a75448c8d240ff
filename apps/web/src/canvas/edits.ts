import {
	DocEdge,
	DocNode,
	type FlowDocument,
	type GraphOperation,
	healingOutput,
	Note,
	type Point,
	partOf,
	pasteOf,
	refuseConnection,
} from '@volna/flow';
import type { AnyDefinition, Json, NodeId, OutputName } from '@volna/node-sdk';
import { z } from 'zod';
import { workOut } from './apart/work-out.ts';
import type { Canvas } from './canvas-context.ts';
import { edgeFrom, edgesOf, nodeOf } from './model/by-id.ts';
import { cardShape, grid } from './model/card-box.ts';
import { newId } from './model/new-id.ts';
import { insertAt, refusePlace, spliceOf } from './model/place-node.ts';
import { registry } from './model/registry.ts';
import type { Replacement } from './model/replace-node.ts';
import type { CreatorPlace } from './stores/view-store.ts';
import { select } from './stores/view-store.ts';

type Stores = Pick<Canvas, 'draft' | 'view'>;

function documentOf({ draft }: Stores): FlowDocument {
	return draft.getState().draft.document;
}

export function hasTrigger(document: FlowDocument): boolean {
	return document.nodes.some((node) => registry.get(node.type)?.kind === 'trigger');
}

/** Puts a new node at a place, selects it and opens its form. False when it cannot go there. */
export function insertNode(canvas: Stores, definition: AnyDefinition, place: CreatorPlace): boolean {
	const document = documentOf(canvas);
	if (refusePlace(document, definition, place, hasTrigger(document))) return false;
	const made = insertAt(document, definition, place);
	if (!made) return false;
	const done = canvas.draft.getState().edit({ label: { key: 'edit.insert' }, operation: made.operation });
	if (done) {
		// The keys are the canvas's again: the new card takes the focus from here.
		globalThis.document.getElementById('screen')?.focus({ preventScroll: true });
		select(canvas.view, [made.node.id]);
		canvas.view.setState({ menu: null, inspectorTab: 'config' });
	}
	return done;
}

/** Leads an output to a node; a former edge from that output goes. */
export function connect(canvas: Stores, source: NodeId, output: OutputName, target: NodeId): boolean {
	const wish = { source, sourceHandle: output, target };
	if (refuseConnection(documentOf(canvas), registry, wish)) return false;
	return canvas.draft
		.getState()
		.edit({ label: { key: 'edit.connect' }, operation: { op: 'edge.connect', edge: { id: newId('e'), ...wish } } });
}

/** A card that nothing leads to or from and that could stand on a way; undefined when this one is none. */
export function loneCard(document: FlowDocument, id: NodeId): DocNode | undefined {
	const node = nodeOf(document, id);
	if (!node) return undefined;
	const { from, into } = edgesOf(document);
	const shape = cardShape(node);
	const isLone = !from.has(id) && !into.has(id) && !shape.isTrigger && shape.outputs.length > 0;
	return isLone ? node : undefined;
}

/** Puts a lone card into an edge: what led on now leads over it, and what is below makes room. */
export function spliceIn(canvas: Stores, id: NodeId, edgeId: string): boolean {
	const document = documentOf(canvas);
	const node = loneCard(document, id);
	const operation = node && spliceOf(document, node, edgeId);
	if (!operation) return false;
	return canvas.draft.getState().edit({ label: { key: 'edit.insert' }, operation });
}

/** Deletes cards; what led to each goes on where it led. Asks when several outputs lead on. */
export function removeNodes(
	canvas: Stores,
	ids: readonly NodeId[],
	options: { readonly heal: boolean; readonly by?: OutputName },
): void {
	let document = documentOf(canvas);
	const [only] = ids;
	if (ids.length === 1 && only !== undefined && options.heal && options.by === undefined) {
		const { choices } = healingOutput(document, only);
		if (choices.length > 1 && (edgesOf(document).into.get(only) ?? []).length > 0) {
			canvas.view.setState({ asking: { node: only, choices } });
			return;
		}
	}
	const operations = ids.map((id): GraphOperation => {
		const heal = options.heal ? (options.by ?? healingOutput(document, id).heal) : undefined;
		const operation: GraphOperation = { op: 'node.remove', id, ...(heal !== undefined && { heal }) };
		document = withoutNode(document, id, heal);
		return operation;
	});
	const operation = joined('delete', operations);
	if (!operation) return;
	canvas.draft.getState().edit({ label: { key: 'edit.remove', values: { count: ids.length } }, operation });
	canvas.view.setState({ selected: new Set(), current: null, asking: null, sheet: false });
}

/** What healing looks at after a removal, so that several deletes in one step see one another. */
function withoutNode(document: FlowDocument, id: NodeId, heal: OutputName | undefined): FlowDocument {
	const on = heal === undefined ? undefined : edgeFrom(document, id, heal)?.target;
	return {
		...document,
		nodes: document.nodes.filter((node) => node.id !== id),
		edges: document.edges.flatMap((edge) => {
			if (edge.source === id) return [];
			if (edge.target !== id) return [edge];
			return on !== undefined && on !== id && on !== edge.source ? [{ ...edge, target: on }] : [];
		}),
	};
}

export function removeEdge(canvas: Stores, id: string): void {
	canvas.draft.getState().edit({ label: { key: 'edit.disconnect' }, operation: { op: 'edge.remove', id } });
	canvas.view.setState({ selectedEdge: null });
}

/** Deletes what is selected. */
export function removeSelected(canvas: Stores, heal: boolean): void {
	const { selected, selectedEdge, current } = canvas.view.getState();
	if (selectedEdge !== null) removeEdge(canvas, selectedEdge);
	else if (selected.size > 0) removeNodes(canvas, [...selected], { heal });
	else if (current !== null) removeNodes(canvas, [current], { heal });
}

export function moveNodes(canvas: Stores, to: Readonly<Record<NodeId, Point>>, fold?: string): void {
	const document = documentOf(canvas);
	const changed = Object.fromEntries(
		Object.entries(to).filter(([id, point]) => {
			const node = nodeOf(document, id);
			return node && (node.position.x !== point.x || node.position.y !== point.y);
		}),
	);
	const count = Object.keys(changed).length;
	if (count === 0) return;
	canvas.draft.getState().edit({
		label: { key: 'edit.move', values: { count } },
		operation: { op: 'nodes.move', to: changed },
		...(fold !== undefined && { fold }),
	});
}

/** Moves what is selected by whole grid steps. */
export function nudge(canvas: Stores, by: Point): void {
	const { selected, current } = canvas.view.getState();
	const ids = selected.size > 0 ? [...selected] : current === null ? [] : [current];
	const document = documentOf(canvas);
	const to = ids.flatMap((id) => {
		const node = nodeOf(document, id);
		return node ? [[id, { x: node.position.x + by.x * grid, y: node.position.y + by.y * grid }] as const] : [];
	});
	moveNodes(canvas, Object.fromEntries(to), `nudge:${ids.join(',')}`);
}

/** Tidies up all cards, or the selected ones. What was drawn meanwhile stays where it was put. */
export async function tidy(canvas: Stores): Promise<void> {
	const { selected } = canvas.view.getState();
	const document = documentOf(canvas);
	const to = await workOut({ ask: 'tidy', document, ...(selected.size > 1 && { only: selected }) });
	if (documentOf(canvas) === document) moveNodes(canvas, to);
}

/** Sets fields of a config; a value of undefined unsets. Edits of one field that follow closely are one step. */
export function setConfig(canvas: Stores, id: NodeId, values: Readonly<Record<string, Json | undefined>>): void {
	const names = Object.keys(values);
	const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
		string,
		Json
	>;
	const unset = names.filter((name) => values[name] === undefined);
	canvas.draft.getState().edit({
		label: { key: 'edit.config' },
		operation: { op: 'node.config', id, set, ...(unset.length > 0 && { unset }) },
		fold: `config:${id}:${names.join(',')}`,
	});
}

/** Sets one field of several nodes, as one step. */
export function setConfigOfMany(canvas: Stores, ids: readonly NodeId[], name: string, value: Json | undefined): void {
	const set: Record<string, Json> = value === undefined ? {} : { [name]: value };
	const operation = joined(
		'config',
		ids.map((id) => ({ op: 'node.config', id, set, ...(value === undefined && { unset: [name] }) })),
	);
	if (!operation) return;
	canvas.draft.getState().edit({
		label: { key: 'edit.config-many', values: { count: ids.length } },
		operation,
		fold: `config:${ids.join(',')}:${name}`,
	});
}

export function renameNode(canvas: Stores, id: NodeId, name: string): void {
	canvas.draft
		.getState()
		.edit({ label: { key: 'edit.rename' }, operation: { op: 'node.rename', id, name }, fold: `name:${id}` });
}

/** Puts another type in a node's place; the id stays, and with it who is there and what was counted. */
export function replaceNode(canvas: Stores, { operation }: Replacement): boolean {
	const done = canvas.draft.getState().edit({ label: { key: 'edit.replace' }, operation });
	if (done) select(canvas.view, [operation.id]);
	return done;
}

/** Applies a problem's fix. */
export function applyFix(canvas: Stores, fix: GraphOperation): boolean {
	return canvas.draft.getState().edit({ label: { key: 'edit.fix' }, operation: fix });
}

const Clipboard = z.object({
	volna: z.literal('part'),
	schema: z.literal(1),
	nodes: z.array(DocNode),
	edges: z.array(DocEdge),
	notes: z.array(Note).optional(),
});

/** The selected part as text for the clipboard; null when nothing is selected. */
export function copyText(canvas: Stores): string | null {
	const { selected, current } = canvas.view.getState();
	const ids = selected.size > 0 ? selected : new Set(current === null ? [] : [current]);
	if (ids.size === 0) return null;
	const { nodes, edges, notes } = partOf(documentOf(canvas), ids);
	return JSON.stringify({ volna: 'part', schema: 1, nodes, edges, notes }, null, '\t');
}

/** Pastes what `copyText` made, here or elsewhere; all ids are new. False when the text is something else. */
export function pasteText(canvas: Stores, text: string, at?: Point): boolean {
	const parsed = Clipboard.safeParse(parseJson(text));
	if (!parsed.success || parsed.data.nodes.length === 0) return false;
	const { nodes, edges, notes } = parsed.data;
	const left = Math.min(...nodes.map((node) => node.position.x));
	const top = Math.min(...nodes.map((node) => node.position.y));
	const by = at ? { x: snapTo(at.x - left), y: snapTo(at.y - top) } : beside(documentOf(canvas), nodes);
	const operation = pasteOf({ nodes, edges, notes: notes ?? [] }, () => newId('n'), by);
	const done = canvas.draft
		.getState()
		.edit({ label: { key: 'edit.paste', values: { count: nodes.length } }, operation });
	if (done)
		select(
			canvas.view,
			operation.nodes.map((node) => node.id),
		);
	return done;
}

export function duplicate(canvas: Stores): void {
	const text = copyText(canvas);
	if (text) pasteText(canvas, text);
}

function beside(document: FlowDocument, nodes: readonly DocNode[]): Point {
	const taken = new Set(document.nodes.map((node) => `${node.position.x},${node.position.y}`));
	for (let step = 1; step < 50; step++) {
		const by = { x: step * 32, y: step * 32 };
		if (nodes.every((node) => !taken.has(`${node.position.x + by.x},${node.position.y + by.y}`))) return by;
	}
	return { x: cardShape(nodes[0]!).width + 40, y: 0 };
}

function snapTo(value: number): number {
	return Math.round(value / grid) * grid;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function joined(label: string, operations: readonly GraphOperation[]): GraphOperation | null {
	if (operations.length <= 1) return operations[0] ?? null;
	return { op: 'several', label, operations };
}
