import type { OutputName } from '@volna/node-sdk';
import type { DocEdge } from '../flow-document.ts';
import type { GraphOperation } from '../graph-operation.ts';
import type { Issue } from '../issue.ts';
import { nodesReached } from '../nodes-reached.ts';
import { freshId, idsOf, type ReadFlow, type ReadNode } from '../read-document.ts';
import { endAt, triggerFirst } from './insert-fix.ts';

const maxNodes = 10_000;

/** One trigger, everything reached from it, every edge between things that exist, ids once. */
export function checkGraph(flow: ReadFlow): readonly Issue[] {
	return [
		...checkTriggers(flow),
		...checkIds(flow),
		...checkEdges(flow),
		...checkReach(flow),
		...checkOutputs(flow),
		...checkSize(flow),
	];
}

function checkTriggers(flow: ReadFlow): readonly Issue[] {
	if (flow.triggers.length === 0) {
		// A type that is not installed may be the trigger; `version.unknown` says what is wrong then.
		if (flow.nodes.some((one) => !one.definition)) return [];
		return [{ code: 'graph.no-trigger', severity: 'error', at: {}, values: {}, fix: triggerFirst(flow) }];
	}
	if (flow.triggers.length === 1) return [];
	return flow.triggers.map((one) => ({
		code: 'graph.many-triggers',
		severity: 'error',
		at: { node: one.node.id },
		values: { count: flow.triggers.length },
	}));
}

function checkIds(flow: ReadFlow): readonly Issue[] {
	const taken = new Set(idsOf(flow.document));
	const issues: Issue[] = [];
	const look = (list: readonly { readonly id: string }[], op: 'node.renew' | 'edge.renew') => {
		const seen = new Set<string>();
		for (const [at, { id }] of list.entries()) {
			if (!seen.has(id)) {
				seen.add(id);
				continue;
			}
			const to = freshId(taken, id);
			taken.add(to);
			issues.push({
				code: 'graph.id-twice',
				severity: 'error',
				at: op === 'node.renew' ? { node: id } : { edge: id },
				values: { id },
				fix: { op, at, from: id, to },
			});
		}
	};
	look(flow.document.nodes, 'node.renew');
	look(flow.document.edges, 'edge.renew');
	return issues;
}

function checkEdges(flow: ReadFlow): readonly Issue[] {
	const issues: Issue[] = [];
	const byOutput = new Map<string, DocEdge[]>();
	for (const edge of flow.edges) {
		const source = flow.byId.get(edge.source);
		const target = flow.byId.get(edge.target);
		const known = !source?.outputs || source.outputs.some((one) => one.name === edge.sourceHandle);
		if (!source || !target || !known) {
			issues.push({
				code: 'graph.edge-dangling',
				severity: 'error',
				at: { edge: edge.id, ...(source && { node: source.node.id, output: edge.sourceHandle }) },
				values: { missing: source ? (target ? 'output' : 'target') : 'source', output: edge.sourceHandle },
				fix: mendDangling(flow, edge, source, target),
			});
			continue;
		}
		if (target.definition?.kind === 'trigger') {
			issues.push({
				code: 'graph.into-trigger',
				severity: 'error',
				at: { edge: edge.id, node: target.node.id },
				values: {},
				fix: { op: 'edge.remove', id: edge.id },
			});
			continue;
		}
		const key = `${edge.source}\u0000${edge.sourceHandle}`;
		byOutput.set(key, [...(byOutput.get(key) ?? []), edge]);
	}
	for (const edges of byOutput.values()) {
		const [first, ...others] = edges;
		if (!first || others.length === 0) continue;
		issues.push({
			code: 'graph.output-twice',
			severity: 'error',
			at: { node: first.source, output: first.sourceHandle },
			values: { count: edges.length },
			fix: {
				op: 'several',
				label: `one edge from ${first.sourceHandle}`,
				operations: others.map((edge) => ({ op: 'edge.remove', id: edge.id })),
			},
		});
	}
	return issues;
}

/** Where just one output still has to lead somewhere, the edge was that one's under another name. */
function mendDangling(
	flow: ReadFlow,
	edge: DocEdge,
	source: ReadNode | undefined,
	target: ReadNode | undefined,
): GraphOperation {
	const remove: GraphOperation = { op: 'edge.remove', id: edge.id };
	const output = source && target && onlyOpenOutput(flow, source);
	if (output === undefined) return remove;
	return {
		op: 'several',
		label: `reconnect ${edge.id}`,
		operations: [remove, { op: 'edge.connect', edge: { ...edge, sourceHandle: output } }],
	};
}

function openOutputs(flow: ReadFlow, one: ReadNode) {
	const used = new Set((flow.from.get(one.node.id) ?? []).map((edge) => edge.sourceHandle));
	return (one.outputs ?? []).filter((output) => !output.spec.mayEnd && !used.has(output.name));
}

function onlyOpenOutput(flow: ReadFlow, one: ReadNode): OutputName | undefined {
	const open = openOutputs(flow, one);
	return open.length === 1 ? open[0]!.name : undefined;
}

function checkReach(flow: ReadFlow): readonly Issue[] {
	if (flow.triggers.length === 0) return [];
	const reached = nodesReached(
		{ edges: flow.edges },
		flow.triggers.map((one) => one.node.id),
	);
	return flow.nodes
		.filter((one) => !reached.has(one.node.id))
		.map((one) => ({
			code: 'graph.unreachable',
			severity: 'error',
			at: { node: one.node.id },
			values: {},
			fix: { op: 'node.remove', id: one.node.id },
		}));
}

function checkOutputs(flow: ReadFlow): readonly Issue[] {
	return flow.nodes.flatMap((one) => {
		if (hasStrayEdge(flow, one) && onlyOpenOutput(flow, one) !== undefined) return [];
		return openOutputs(flow, one).map(
			(output): Issue => ({
				code: 'graph.output-open',
				severity: 'warning',
				at: { node: one.node.id, output: output.name },
				values: { output: output.name, ...(output.branch && { branch: output.branch.name }) },
				fix: endAt(flow, one, output.name),
			}),
		);
	});
}

/** An edge from an output the node does not have; `graph.edge-dangling` offers it to the one that is open. */
function hasStrayEdge(flow: ReadFlow, one: ReadNode): boolean {
	const names = new Set(one.outputs?.map((output) => output.name));
	return (flow.from.get(one.node.id) ?? []).some((edge) => !names.has(edge.sourceHandle));
}

function checkSize(flow: ReadFlow): readonly Issue[] {
	const count = flow.document.nodes.length;
	if (count <= maxNodes) return [];
	return [{ code: 'scale.size', severity: 'error', at: {}, values: { count, max: maxNodes } }];
}
