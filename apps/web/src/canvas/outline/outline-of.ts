import type { FlowDocument } from '@volna/flow';
import type { NodeId, OutputName } from '@volna/node-sdk';
import { edgesOf, nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';

/** One line of a flow told from top to bottom. `level` grows where ways part, not with every step. */
export type OutlineRow = {
	readonly key: string;
	readonly level: number;
	/** The node whose output leads here, and that output; null where the flow begins, and for what nothing leads to. */
	readonly from: NodeId | null;
	readonly output: OutputName | null;
} & (
	| { readonly kind: 'node'; readonly node: NodeId }
	/** A further way to a node that stands above. */
	| { readonly kind: 'again'; readonly node: NodeId }
	/** An output that leads nowhere. */
	| { readonly kind: 'open'; readonly mayEnd: boolean }
);

type Task = { readonly level: number; readonly from: NodeId | null; readonly output: OutputName | null } & (
	| { readonly to: NodeId }
	| { readonly to: null; readonly mayEnd: boolean }
);

/**
 * The flow as lines: each node once, under its first way in, further ways as links to it. Begins with triggers; what
 * they do not lead to comes last.
 */
export function outlineOf(document: FlowDocument): readonly OutlineRow[] {
	const rows: OutlineRow[] = [];
	const seen = new Set<NodeId>();
	const { from: edgesFrom, into } = edgesOf(document);
	const walk = (start: NodeId) => {
		const tasks: Task[] = [{ level: 0, from: null, output: null, to: start }];
		for (let task = tasks.pop(); task; task = tasks.pop()) {
			const { level, from, output } = task;
			const key = `${from ?? ''} ${output ?? ''}`;
			if (task.to === null) {
				rows.push({ kind: 'open', key: `open ${key}`, level, from, output, mayEnd: task.mayEnd });
				continue;
			}
			const node = nodeOf(document, task.to);
			if (!node) continue;
			if (seen.has(node.id)) {
				rows.push({ kind: 'again', key: `again ${key}`, level, from, output, node: node.id });
				continue;
			}
			seen.add(node.id);
			rows.push({ kind: 'node', key: node.id, level, from, output, node: node.id });
			const { outputs } = cardShape(node);
			const edges = edgesFrom.get(node.id) ?? [];
			const known = new Set(outputs.map((one) => one.name));
			const below = outputs.length > 1 ? level + 1 : level;
			const next: Task[] = outputs.map((one) => {
				const target = edges.find((edge) => edge.sourceHandle === one.name)?.target;
				const place = { level: below, from: node.id, output: one.name };
				return target === undefined ? { ...place, to: null, mayEnd: one.spec.mayEnd } : { ...place, to: target };
			});
			const stray = edges
				.filter((edge) => !known.has(edge.sourceHandle))
				.map((edge): Task => ({ level: below, from: node.id, output: edge.sourceHandle, to: edge.target }));
			tasks.push(...[...next, ...stray].reverse());
		}
	};
	for (const node of document.nodes) if (cardShape(node).isTrigger) walk(node.id);
	for (const node of document.nodes) if (!seen.has(node.id) && !into.has(node.id)) walk(node.id);
	for (const node of document.nodes) if (!seen.has(node.id)) walk(node.id);
	return rows;
}
