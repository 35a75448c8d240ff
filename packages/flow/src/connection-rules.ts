import type { NodeId, OutputName } from '@volna/node-sdk';
import { activeOutputs } from '@volna/node-sdk';
import type { FlowDocument } from './flow-document.ts';
import type { Registry } from './registry.ts';

/** Why an output may not lead to a node. */
export type ConnectionRefusal = 'node-missing' | 'output-missing' | 'to-itself' | 'into-trigger' | 'already';

/**
 * Whether an output may lead to a node: the one rule that drag, keyboard and paste ask.
 *
 * @returns null when it may
 */
export function refuseConnection(
	document: FlowDocument,
	registry: Registry,
	{ source, sourceHandle, target }: { source: NodeId; sourceHandle: OutputName; target: NodeId },
): ConnectionRefusal | null {
	if (source === target) return 'to-itself';
	const from = document.nodes.find((node) => node.id === source);
	const to = document.nodes.find((node) => node.id === target);
	if (!from || !to) return 'node-missing';
	if (registry.get(to.type)?.kind === 'trigger') return 'into-trigger';
	const definition = registry.get(from.type);
	if (definition && !activeOutputs(definition, from.config).some((output) => output.name === sourceHandle)) {
		return 'output-missing';
	}
	const already = document.edges.some(
		(edge) => edge.source === source && edge.sourceHandle === sourceHandle && edge.target === target,
	);
	return already ? 'already' : null;
}

/**
 * The output that goes on when a node is deleted: the only connected one. Several: a person has to choose.
 *
 * @returns what `node.remove` takes as `heal`
 */
export function healingOutput(
	document: FlowDocument,
	id: NodeId,
): { readonly heal: OutputName | undefined; readonly choices: readonly OutputName[] } {
	const connected = [
		...new Set(document.edges.filter((edge) => edge.source === id).map((edge) => edge.sourceHandle)),
	].sort();
	return { heal: connected.length === 1 ? connected[0] : undefined, choices: connected };
}
