import type { Filter, Json, NodeId, Ref } from '@volna/node-sdk';
import { canonicalCopy, contentHash } from './canonical-json.ts';
import { checkRead } from './check-flow.ts';
import type { FlowDocument } from './flow-document.ts';
import { hasErrors, type Issue } from './issue.ts';
import { maxSteps, type Plan, type PlanRef, type PlanStep } from './plan.ts';
import type { ProjectSnapshot } from './project-snapshot.ts';
import { compareText, type ReadFlow, type ReadNode, readDocument } from './read-document.ts';
import type { Registry } from './registry.ts';

export interface Compiled {
	/** null exactly when an issue is an error. */
	readonly plan: Plan | null;
	readonly issues: readonly Issue[];
}

/**
 * Makes a plan of a document. Pure: the same document, whatever the order of its arrays and keys and wherever its
 * cards lie, gives the same plan byte for byte.
 *
 * @example
 * const { plan, issues } = compile(document, registry, project);
 * if (plan) await saveVersion(document, plan);
 */
export function compile(document: FlowDocument, registry: Registry, project: ProjectSnapshot): Compiled {
	const flow = readDocument(document, registry, project.flowId);
	const issues = checkRead(flow, project);
	return { plan: hasErrors(issues) ? null : planOf(flow), issues };
}

function planOf(flow: ReadFlow): Plan {
	const trigger = flow.triggers[0];
	if (!trigger?.listening || !trigger.parsed) throw new Error('a document without errors has a trigger that listens');
	const steps = flow.nodes.filter((one) => one !== trigger).map((one) => stepFor(flow, one));
	const [first] = Object.values(nextOf(flow, trigger));
	const rest: Omit<Plan, 'hash'> = {
		format: 1,
		trigger: {
			node: trigger.node.id,
			type: trigger.node.type,
			version: trigger.definition?.version ?? trigger.node.version,
			on: trigger.listening,
			filter: (trigger.parsed.filter as Filter | undefined) ?? null,
			first: first ?? null,
		},
		entry: flow.document.settings.entry,
		exit: flow.document.settings.exit,
		steps,
		uses: {
			types: [...new Set(flow.nodes.map(typeOf))].sort(compareText),
			refs: refsOf(flow),
		},
		locksCustomer: false,
		maxSteps,
	};
	const plan = canonicalCopy(rest);
	return { ...plan, hash: contentHash(plan) };
}

function typeOf({ node, definition }: ReadNode): Plan['uses']['types'][number] {
	return `${node.type}@${definition?.version ?? node.version}`;
}

function stepFor(flow: ReadFlow, one: ReadNode): PlanStep {
	const { node, definition, op } = one;
	if (!definition || !op) throw new Error(`a document without errors has an op for node ${node.id}`);
	return {
		node: node.id,
		type: node.type,
		version: definition.version,
		op,
		maxVisits: node.maxVisits ?? maxSteps,
		effect: definition.effect,
		policy: definition.policy ?? {},
		next: nextOf(flow, one),
	};
}

function nextOf(flow: ReadFlow, one: ReadNode): Readonly<Record<string, NodeId | null>> {
	const targets = new Map((flow.from.get(one.node.id) ?? []).map((edge) => [edge.sourceHandle, edge.target]));
	return Object.fromEntries((one.outputs ?? []).map((output) => [output.name, targets.get(output.name) ?? null]));
}

function refsOf(flow: ReadFlow): readonly PlanRef[] {
	const refs = new Map<string, PlanRef>();
	for (const one of flow.nodes) {
		for (const { field, value } of one.values) {
			const { entity } = field.options;
			if (field.kind !== 'ref' || !entity) continue;
			for (const ref of listOf(value)) refs.set(`${entity} ${ref.id}`, { entity, id: ref.id });
		}
	}
	return [...refs].sort(([a], [b]) => compareText(a, b)).map(([, ref]) => ref);
}

function listOf(value: Json): readonly Ref[] {
	return (Array.isArray(value) ? value : [value]) as unknown as readonly Ref[];
}
