import type { DocEdge, DocNode, FlowDocument, GraphOperation, NodeConfig } from '@volna/flow';
import { type AnyDefinition, activeOutputs, type Json, type OutputName, withDefaults } from '@volna/node-sdk';
import { edgesOf } from './by-id.ts';
import { cardShape } from './card-box.ts';
import { registry } from './registry.ts';

/** What putting another type in a node's place does: the edit, and what it would lose. */
export interface Replacement {
	readonly operation: GraphOperation & { readonly op: 'node.replace' };
	/** Fields that were set and that the new type does not have, by name. */
	readonly fields: readonly string[];
	/** Edges that would go, since nothing of the new type leads on for them. */
	readonly edges: readonly DocEdge[];
}

/** Types a node may become, as its declaration says; those not installed are left out. */
export function replacementsOf(node: DocNode): readonly AnyDefinition[] {
	return Object.keys(registry.get(node.type)?.look.turnsInto ?? {}).flatMap((type) => registry.get(type) ?? []);
}

/** Another type in a node's place: fields of the same name and kind carry over, outputs by the declaration's map. */
export function replacementOf(document: FlowDocument, node: DocNode, definition: AnyDefinition): Replacement {
	const before = registry.get(node.type);
	const renames = before?.look.turnsInto?.[definition.type] ?? {};
	const config: Record<string, Json> = {};
	const fields: string[] = [];
	for (const [name, value] of Object.entries(node.config)) {
		const [was, is] = [before?.config[name], definition.config[name]];
		if (was && is && was.kind === is.kind && is.schema.safeParse(value).success) config[name] = value;
		else if (isSet(before, name, value)) fields.push(name);
	}
	const offered = new Set(activeOutputs(definition, config).map((output) => output.name));
	const taken = new Set<OutputName>();
	const outputs: Record<OutputName, OutputName | null> = {};
	const edges: DocEdge[] = [];
	const order = cardShape(node).outputs.map((output) => output.name);
	const leaving = [...(edgesOf(document).from.get(node.id) ?? [])].sort(
		(a, b) => order.indexOf(a.sourceHandle) - order.indexOf(b.sourceHandle),
	);
	for (const edge of leaving) {
		const name = edge.sourceHandle;
		const wanted = Object.hasOwn(renames, name) ? renames[name] : name;
		const to = typeof wanted === 'string' && offered.has(wanted) && !taken.has(wanted) ? wanted : null;
		if (to === null) edges.push(edge);
		else taken.add(to);
		if (to !== name) outputs[name] = to;
	}
	return {
		operation: {
			op: 'node.replace',
			id: node.id,
			type: definition.type,
			version: definition.version,
			config: config as NodeConfig,
			...(Object.keys(outputs).length > 0 && { outputs }),
		},
		fields,
		edges,
	};
}

/** Whether a field says something of its own: what a form fills in by itself is no loss. */
function isSet(definition: AnyDefinition | undefined, name: string, value: Json): boolean {
	if (value === '' || value === null || (Array.isArray(value) && value.length === 0)) return false;
	if (!definition) return true;
	const usual = withDefaults(definition.config, {})[name];
	return JSON.stringify(usual) !== JSON.stringify(value);
}
