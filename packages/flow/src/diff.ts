import type { NodeId, NodeType } from '@volna/node-sdk';
import { contentHash, isSameJson } from './canonical-json.ts';
import type { DocNode, FlowDocument } from './flow-document.ts';

export interface DiffNode {
	readonly id: NodeId;
	readonly name: string;
	readonly type: NodeType;
}

/** What two documents differ in, by node id. Positions, array and key order are no difference. */
export interface FlowDiff {
	readonly added: readonly DiffNode[];
	readonly removed: readonly DiffNode[];
	/** `name`, `type`, `version`, `maxVisits`, and `config.<field>`. */
	readonly changed: readonly (DiffNode & { readonly fields: readonly string[] })[];
	readonly edgesAdded: number;
	readonly edgesRemoved: number;
	/** Names of the settings that differ. */
	readonly settings: readonly string[];
	/** false when only names, notes and groups differ: customers notice nothing. */
	readonly behaviour: boolean;
}

/** Compares two documents: `a` as it was, `b` as it is. For the publish dialog, versions and audit. */
export function diff(a: FlowDocument, b: FlowDocument): FlowDiff {
	const before = new Map(a.nodes.map((node) => [node.id, node]));
	const after = new Map(b.nodes.map((node) => [node.id, node]));
	const added = b.nodes.filter((node) => !before.has(node.id)).map(nameOf);
	const removed = a.nodes.filter((node) => !after.has(node.id)).map(nameOf);
	const changed = b.nodes.flatMap((node) => {
		const former = before.get(node.id);
		const fields = former ? changedFields(former, node) : [];
		return fields.length > 0 ? [{ ...nameOf(node), fields }] : [];
	});
	const edgesBefore = new Set(a.edges.map(edgeKey));
	const edgesAfter = new Set(b.edges.map(edgeKey));
	const edgesAdded = [...edgesAfter].filter((key) => !edgesBefore.has(key)).length;
	const edgesRemoved = [...edgesBefore].filter((key) => !edgesAfter.has(key)).length;
	const settings = (['entry', 'exit'] as const).filter((name) => !isSameJson(a.settings[name], b.settings[name]));
	const behaviour =
		added.length + removed.length + edgesAdded + edgesRemoved + settings.length > 0 ||
		changed.some((node) => node.fields.some((field) => field !== 'name'));
	return { added, removed, changed, edgesAdded, edgesRemoved, settings, behaviour };
}

/** Hash of a document's content; equal for documents that differ in nothing, drawings included. */
export function documentHash(document: FlowDocument): string {
	return contentHash(document);
}

function nameOf({ id, name, type }: DocNode): DiffNode {
	return { id, name, type };
}

function edgeKey(edge: FlowDocument['edges'][number]): string {
	return JSON.stringify([edge.source, edge.sourceHandle, edge.target]);
}

function changedFields(a: DocNode, b: DocNode): readonly string[] {
	const own = (['name', 'type', 'version', 'maxVisits'] as const).filter((name) => a[name] !== b[name]);
	const names = [...new Set([...Object.keys(a.config), ...Object.keys(b.config)])].sort();
	const config = names.filter((name) => {
		const [one, other] = [a.config[name], b.config[name]];
		if (one === undefined || other === undefined) return one !== other;
		return !isSameJson(one, other);
	});
	return [...own, ...config.map((name) => `config.${name}`)];
}
