import { endAt } from './checks/insert-fix.ts';
import type { FlowDocument } from './flow-document.ts';
import type { Issue } from './issue.ts';
import { readDocument } from './read-document.ts';
import type { Registry } from './registry.ts';

/**
 * Where customers end without a node that says so: outputs that may end and lead nowhere, one hint per node. Nothing is
 * wrong there, so no check of publishing asks; an editor names them, since an output forgotten looks the same.
 */
export function openEndings(document: FlowDocument, registry: Registry): readonly Issue[] {
	const flow = readDocument(document, registry, null);
	return flow.nodes.flatMap((one): Issue[] => {
		const used = new Set((flow.from.get(one.node.id) ?? []).map((edge) => edge.sourceHandle));
		const open = (one.outputs ?? []).filter((output) => output.spec.mayEnd && !used.has(output.name));
		const [first, ...others] = open;
		if (!first) return [];
		const fix = others.length === 0 ? endAt(flow, one, first.name) : undefined;
		return [
			{
				code: 'graph.output-ends',
				severity: 'info',
				at: { node: one.node.id, output: first.name },
				values: { outputs: open.map((output) => output.name), ...(others.length > 0 && { problem: 'several' }) },
				...(fix && { fix }),
			},
		];
	});
}
