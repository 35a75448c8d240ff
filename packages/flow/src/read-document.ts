import {
	type ActiveOutput,
	type AnyDefinition,
	activeOutputs,
	type CheckContext,
	durationMs,
	type FieldProblem,
	type Lifted,
	type Listening,
	liftConfig,
	type NodeId,
	type Op,
	type OutputName,
	parseConfig,
	renamed,
} from '@volna/node-sdk';
import { eachValue, type PlacedValue } from './each-value.ts';
import type { DocEdge, DocNode, FlowDocument, NodeConfig } from './flow-document.ts';
import type { Registry } from './registry.ts';

/** A node with everything its declaration makes of it. */
export interface ReadNode {
	readonly node: DocNode;
	/** undefined: the type is not installed. */
	readonly definition: AnyDefinition | undefined;
	readonly lifted: Lifted | undefined;
	/** The stored config, lifted to the declaration's version where that is possible. */
	readonly config: NodeConfig;
	/** Checked, with defaults; null when it does not pass. */
	readonly parsed: NodeConfig | null;
	readonly problems: readonly FieldProblem[];
	/** The config's values one by one; those that do not pass are left out. */
	readonly values: readonly PlacedValue[];
	/** null: not known, any output is as good as another. */
	readonly outputs: readonly ActiveOutput[] | null;
	/** null for triggers, unknown types and configs that do not pass. */
	readonly op: Op | null;
	readonly listening: Listening | null;
}

/** A document with its nodes read and its edges indexed. Edges are those of the document, outputs renamed by upgrades. */
export interface ReadFlow {
	readonly document: FlowDocument;
	readonly registry: Registry;
	/** Sorted by id; the first of those that share one. */
	readonly nodes: readonly ReadNode[];
	readonly byId: ReadonlyMap<NodeId, ReadNode>;
	readonly triggers: readonly ReadNode[];
	/** Edges whose ends exist and do not lead into a trigger, by source and by target, sorted by id. */
	readonly from: ReadonlyMap<NodeId, readonly DocEdge[]>;
	readonly into: ReadonlyMap<NodeId, readonly DocEdge[]>;
	/** All edges, sorted by id. */
	readonly edges: readonly DocEdge[];
}

/** Reads a document once for all checks and the compiler. Pure. */
export function readDocument(document: FlowDocument, registry: Registry, flowId: string | null): ReadFlow {
	const byId = new Map<NodeId, ReadNode>();
	for (const node of document.nodes) {
		if (!byId.has(node.id)) byId.set(node.id, readNode(node, registry, { flowId, nodeId: node.id }));
	}
	const nodes = [...byId.values()].sort((a, b) => compareText(a.node.id, b.node.id));
	const edges = document.edges
		.map((edge) => renameOutput(edge, byId.get(edge.source)))
		.sort((a, b) => compareText(a.id, b.id));
	const from = new Map<NodeId, DocEdge[]>();
	const into = new Map<NodeId, DocEdge[]>();
	for (const edge of edges) {
		const target = byId.get(edge.target);
		if (!byId.has(edge.source) || !target || target.definition?.kind === 'trigger') continue;
		push(from, edge.source, edge);
		push(into, edge.target, edge);
	}
	const triggers = nodes.filter((one) => one.definition?.kind === 'trigger');
	return { document, registry, nodes, byId, triggers, from, into, edges };
}

function readNode(node: DocNode, registry: Registry, context: CheckContext): ReadNode {
	const definition = registry.get(node.type);
	const nothing = { parsed: null, problems: [], values: [], outputs: null, op: null, listening: null } as const;
	if (!definition) return { node, definition, lifted: undefined, config: node.config, ...nothing };
	const lifted = liftConfig(definition, node.version, node.config);
	const current = lifted.kind === 'retired' ? lifted.lifted : lifted.kind === 'newer' ? null : lifted;
	if (!current) return { node, definition, lifted, config: node.config, ...nothing };
	const config = current.config as NodeConfig;
	const result = parseConfig(definition.config, config);
	const outputs = activeOutputs(definition, config);
	if (!result.ok) {
		const values = eachValue(definition.config, config, false);
		return { node, definition, lifted, config, ...nothing, problems: result.problems, values, outputs };
	}
	const parsed = result.config as NodeConfig;
	const lowered = definition.lower?.(parsed, context);
	const listening = lowered && 'on' in lowered ? lowered : null;
	const op: Op | null =
		definition.kind === 'trigger' ? null : lowered && 'op' in lowered ? lowered : { op: 'ask', config: parsed };
	const values = eachValue(definition.config, parsed, true);
	return { node, definition, lifted, config, parsed, problems: [], values, outputs, op, listening };
}

function renameOutput(edge: DocEdge, source: ReadNode | undefined): DocEdge {
	if (source?.lifted?.kind !== 'lifted') return edge;
	const sourceHandle: OutputName | null = renamed(source.lifted.outputs, edge.sourceHandle);
	return sourceHandle === null || sourceHandle === edge.sourceHandle ? edge : { ...edge, sourceHandle };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
	const list = map.get(key);
	if (list) list.push(value);
	else map.set(key, [value]);
}

/** Order by code unit: the same on every machine. */
export function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** How long a run stays at a node at least because the engine waits there; 0 when it does not. */
export function waitMsOf(one: ReadNode): number {
	if (one.op?.op !== 'wait') return 0;
	return durationMs(one.op.rule.duration) ?? 0;
}

/** Whether the node sends a message: it has a text whose parts are counted. */
export function isSender(one: ReadNode): boolean {
	return Object.values(one.definition?.config ?? {}).some(
		(field) => field.kind === 'template' && field.options.counter === 'sms-parts',
	);
}

/** An id nobody has yet, made from another one. */
export function freshId(taken: ReadonlySet<string>, base: string): string {
	for (let number = 2; ; number++) {
		const id = `${base.slice(0, 50)}-${number}`;
		if (!taken.has(id)) return id;
	}
}

/** All ids of a document, of nodes and edges alike. */
export function idsOf(document: FlowDocument): ReadonlySet<string> {
	return new Set([...document.nodes.map((node) => node.id), ...document.edges.map((edge) => edge.id)]);
}
