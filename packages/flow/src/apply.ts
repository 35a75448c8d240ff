import type { NodeId, Renames } from '@volna/node-sdk';
import { renamed } from '@volna/node-sdk';
import { isSameJson } from './canonical-json.ts';
import type { DocEdge, DocNode, FlowDocument } from './flow-document.ts';
import type { Change, Changes, GraphOperation } from './graph-operation.ts';

/** Why an operation does not fit the document. */
export type RefusalCode =
	| 'node-missing'
	| 'edge-missing'
	| 'output-missing'
	| 'note-missing'
	| 'group-missing'
	| 'id-taken'
	| 'to-itself'
	| 'changed-since';

export interface Refusal {
	readonly refused: RefusalCode;
	readonly id: string;
}

export interface Applied {
	readonly document: FlowDocument;
	/** Undoes it: applied to `document` it gives back the former one, byte for byte. */
	readonly inverse: GraphOperation;
}

export function isRefusal(result: Applied | Refusal): result is Refusal {
	return 'refused' in result;
}

/**
 * Applies one graph operation: the whole of it, or a refusal. Never throws, never changes its input; what was not
 * touched keeps its identity.
 *
 * @example
 * const done = apply(document, { op: 'node.rename', id: 'a', name: 'Скидка' });
 * if (!isRefusal(done)) undoStack.push(done.inverse);
 */
export function apply(document: FlowDocument, operation: GraphOperation): Applied | Refusal {
	switch (operation.op) {
		case 'nodes.move':
			return moveNodes(document, operation.to);
		case 'node.renew':
			return renew(document, operation, 'nodes');
		case 'edge.renew':
			return renew(document, operation, 'edges');
		case 'several': {
			let current = document;
			const inverses: GraphOperation[] = [];
			for (const one of operation.operations) {
				const result = apply(current, one);
				if (isRefusal(result)) return result;
				current = result.document;
				inverses.push(result.inverse);
			}
			return {
				document: current,
				inverse: { op: 'several', label: operation.label, operations: inverses.reverse() },
			};
		}
		default: {
			const changes = changesOf(document, operation);
			return 'refused' in changes ? changes : applyChanges(document, changes, operation);
		}
	}
}

/** Applies a list in order; stops at the first refusal and says which it was. */
export function applyAll(
	document: FlowDocument,
	operations: readonly GraphOperation[],
):
	| { readonly document: FlowDocument; readonly inverses: readonly GraphOperation[] }
	| (Refusal & { readonly index: number }) {
	let current = document;
	const inverses: GraphOperation[] = [];
	for (const [index, operation] of operations.entries()) {
		const result = apply(current, operation);
		if (isRefusal(result)) return { ...result, index };
		current = result.document;
		inverses.unshift(result.inverse);
	}
	return { document: current, inverses };
}

function moveNodes(document: FlowDocument, to: Extract<GraphOperation, { op: 'nodes.move' }>['to']): Applied | Refusal {
	const back: Record<NodeId, DocNode['position']> = {};
	const nodes = document.nodes.map((node) => {
		const position = Object.hasOwn(to, node.id) ? to[node.id] : undefined;
		if (!position) return node;
		back[node.id] = node.position;
		return { ...node, position };
	});
	const missing = Object.keys(to).find((id) => !Object.hasOwn(back, id));
	if (missing !== undefined) return { refused: 'node-missing', id: missing };
	return { document: { ...document, nodes }, inverse: { op: 'nodes.move', to: back } };
}

function renew(
	document: FlowDocument,
	operation: Extract<GraphOperation, { op: 'node.renew' | 'edge.renew' }>,
	list: 'nodes' | 'edges',
): Applied | Refusal {
	const { at, from, to } = operation;
	const thing = document[list][at];
	if (thing?.id !== from) return { refused: 'changed-since', id: from };
	return {
		document: { ...document, [list]: document[list].with(at, { ...thing, id: to } as never) },
		inverse: { op: operation.op, at, from: to, to: from },
	};
}

type Plain = Exclude<GraphOperation, { op: 'nodes.move' | 'node.renew' | 'edge.renew' | 'several' }>;

function changesOf(document: FlowDocument, operation: Plain): Changes | Refusal {
	switch (operation.op) {
		case 'node.insert':
			return insertNode(document, operation);
		case 'node.remove':
			return removeNode(document, operation);
		case 'node.replace':
		case 'node.upgrade': {
			const node = findNode(document, operation.id);
			if (!node) return { refused: 'node-missing', id: operation.id };
			const type = operation.op === 'node.replace' ? operation.type : node.type;
			return {
				nodes: [swap(node, { ...node, type, version: operation.version, config: operation.config })],
				edges: renameOutputs(document, node.id, operation.outputs ?? {}),
			};
		}
		case 'node.config':
			return changeNode(document, operation.id, (node) => {
				const config = { ...node.config, ...operation.set };
				for (const name of operation.unset ?? []) delete config[name];
				return { ...node, config };
			});
		case 'node.rename':
			return changeNode(document, operation.id, (node) => ({ ...node, name: operation.name }));
		case 'node.visits':
			return changeNode(document, operation.id, ({ maxVisits, ...node }) =>
				operation.maxVisits === null ? node : { ...node, maxVisits: operation.maxVisits },
			);
		case 'edge.connect':
			return connect(document, operation.edge);
		case 'edge.remove': {
			const edge = document.edges.find((one) => one.id === operation.id);
			return edge ? { edges: [swap(edge, null)] } : { refused: 'edge-missing', id: operation.id };
		}
		case 'part.paste':
			return paste(operation);
		case 'note.set': {
			const note = document.notes.find((one) => one.id === operation.id) ?? null;
			if (!note && !operation.note) return { refused: 'note-missing', id: operation.id };
			return { notes: [{ id: operation.id, from: note, to: operation.note }] };
		}
		case 'group.set': {
			const group = document.groups.find((one) => one.id === operation.id) ?? null;
			if (!group && !operation.group) return { refused: 'group-missing', id: operation.id };
			return { groups: [{ id: operation.id, from: group, to: operation.group }] };
		}
		case 'settings.set':
			return { settings: { from: document.settings, to: operation.settings } };
		case 'restore':
			return operation.changes;
	}
}

function findNode(document: FlowDocument, id: NodeId): DocNode | undefined {
	return document.nodes.find((node) => node.id === id);
}

function swap<T extends { readonly id: string }>(from: T, to: T | null): Change<T> {
	return { id: from.id, from, to };
}

function add<T extends { readonly id: string }>(to: T): Change<T> {
	return { id: to.id, from: null, to };
}

function changeNode(document: FlowDocument, id: NodeId, change: (node: DocNode) => DocNode): Changes | Refusal {
	const node = findNode(document, id);
	return node ? { nodes: [swap(node, change(node))] } : { refused: 'node-missing', id };
}

function insertNode(
	document: FlowDocument,
	{ node, on, next }: Extract<GraphOperation, { op: 'node.insert' }>,
): Changes | Refusal {
	if (on === undefined) return { nodes: [add(node)] };
	const edge = document.edges.find((one) => one.id === on);
	if (!edge) return { refused: 'edge-missing', id: on };
	return {
		nodes: [add(node)],
		edges: [
			swap(edge, { ...edge, target: node.id }),
			...(next ? [add({ id: next.edge, source: node.id, sourceHandle: next.output, target: edge.target })] : []),
		],
	};
}

function removeNode(
	document: FlowDocument,
	{ id, heal }: Extract<GraphOperation, { op: 'node.remove' }>,
): Changes | Refusal {
	const node = findNode(document, id);
	if (!node) return { refused: 'node-missing', id };
	const on =
		heal === undefined ? undefined : document.edges.find((edge) => edge.source === id && edge.sourceHandle === heal);
	if (heal !== undefined && !on) return { refused: 'output-missing', id: heal };
	const target = on && on.target !== id ? on.target : null;
	const edges = document.edges
		.filter((edge) => edge.source === id || edge.target === id)
		.map((edge) => {
			const stays = target !== null && edge.source !== id && edge.source !== target;
			return swap(edge, stays ? { ...edge, target } : null);
		});
	return {
		nodes: [swap(node, null)],
		edges,
		notes: document.notes
			.filter((note) => note.node === id)
			.map((note) => {
				const { node: _, ...free } = note;
				return swap(note, free);
			}),
		groups: document.groups
			.filter((group) => group.nodes.includes(id))
			.map((group) => swap(group, { ...group, nodes: group.nodes.filter((member) => member !== id) })),
	};
}

function renameOutputs(document: FlowDocument, id: NodeId, outputs: Renames): readonly Change<DocEdge>[] {
	return document.edges
		.filter((edge) => edge.source === id && renamed(outputs, edge.sourceHandle) !== edge.sourceHandle)
		.map((edge) => {
			const sourceHandle = renamed(outputs, edge.sourceHandle);
			return swap(edge, sourceHandle === null ? null : { ...edge, sourceHandle });
		});
}

function connect(document: FlowDocument, edge: DocEdge): Changes | Refusal {
	for (const id of [edge.source, edge.target]) {
		if (!findNode(document, id)) return { refused: 'node-missing', id };
	}
	if (edge.source === edge.target) return { refused: 'to-itself', id: edge.source };
	const former = document.edges.filter((one) => one.source === edge.source && one.sourceHandle === edge.sourceHandle);
	const same = former.find((one) => one.id === edge.id);
	return {
		edges: [...former.filter((one) => one !== same).map((one) => swap(one, null)), same ? swap(same, edge) : add(edge)],
	};
}

function paste(part: Extract<GraphOperation, { op: 'part.paste' }>): Changes | Refusal {
	const ids = new Set(part.nodes.map((node) => node.id));
	for (const edge of part.edges) {
		const outside = [edge.source, edge.target].find((id) => !ids.has(id));
		if (outside !== undefined) return { refused: 'node-missing', id: outside };
	}
	return {
		nodes: part.nodes.map(add),
		edges: part.edges.map(add),
		notes: (part.notes ?? []).map(add),
		groups: (part.groups ?? []).map(add),
	};
}

function applyChanges(document: FlowDocument, changes: Changes, operation: Plain): Applied | Refusal {
	const lists = {
		nodes: applyToList<DocNode>(document.nodes, changes.nodes),
		edges: applyToList<DocEdge>(document.edges, changes.edges),
		notes: applyToList(document.notes, changes.notes),
		groups: applyToList(document.groups, changes.groups),
	};
	for (const list of Object.values(lists)) if ('refused' in list) return list;
	const { nodes, edges, notes, groups } = lists as {
		[N in keyof typeof lists]: Exclude<(typeof lists)[N], Refusal>;
	};
	const settings = changes.settings;
	if (settings && !isSameJson(document.settings, settings.from)) return { refused: 'changed-since', id: 'settings' };
	const inverse: Changes = {
		...(nodes.inverse.length > 0 && { nodes: nodes.inverse }),
		...(edges.inverse.length > 0 && { edges: edges.inverse }),
		...(notes.inverse.length > 0 && { notes: notes.inverse }),
		...(groups.inverse.length > 0 && { groups: groups.inverse }),
		...(settings && { settings: { from: settings.to, to: document.settings } }),
	};
	return {
		document: {
			...document,
			nodes: nodes.list,
			edges: edges.list,
			notes: notes.list,
			groups: groups.list,
			settings: settings ? settings.to : document.settings,
		},
		inverse: { op: 'restore', of: operation.op === 'restore' ? operation.of : operation.op, changes: inverse },
	};
}

function applyToList<T extends { readonly id: string }>(
	list: readonly T[],
	changes: readonly Change<T>[] = [],
): { readonly list: readonly T[]; readonly inverse: readonly Change<T>[] } | Refusal {
	if (changes.length === 0) return { list, inverse: [] };
	const indexes = new Map<string, number>();
	for (const [index, item] of list.entries()) if (!indexes.has(item.id)) indexes.set(item.id, index);
	const next: (T | null)[] = [...list];
	const added: { readonly item: T; readonly at: number }[] = [];
	const inverse: Change<T>[] = [];
	for (const { id, from, to, at } of changes) {
		const index = indexes.get(id);
		if (from === null) {
			if (index !== undefined && next[index] !== null) return { refused: 'id-taken', id };
			if (to === null) continue;
			if (added.some((one) => one.item.id === to.id)) return { refused: 'id-taken', id };
			added.push({ item: to, at: at ?? Number.POSITIVE_INFINITY });
			inverse.push({ id, from: to, to: null });
			continue;
		}
		const current = index === undefined ? null : (next[index] ?? null);
		if (index === undefined || current === null || !isSameJson(current, from)) return { refused: 'changed-since', id };
		next[index] = to;
		inverse.push(to === null ? { id, from: null, to: current, at: index } : { id, from: to, to: current });
	}
	const kept = next.filter((item) => item !== null);
	for (const { item, at } of added.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at))) {
		kept.splice(Math.min(at, kept.length), 0, item);
	}
	return { list: kept, inverse };
}
