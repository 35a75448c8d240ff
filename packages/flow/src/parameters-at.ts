import type { GivenType, NodeId } from '@volna/node-sdk';
import { type CatalogueScope, type ParameterCatalogue, parameterCatalogue } from '@volna/template';
import type { FlowDocument } from './flow-document.ts';
import type { ProjectActionTemplate, ProjectField, ProjectSnapshot } from './project-snapshot.ts';
import { type ReadFlow, type ReadNode, readDocument } from './read-document.ts';
import type { Registry } from './registry.ts';

/** What nodes upstream of a node have given: by name, and whether on every path. */
type GivenAt = ReadonlyMap<string, { readonly type: GivenType; readonly onEveryPath: boolean }>;

/** Two outputs that give one name with two types. */
export interface GivenTwice {
	readonly node: NodeId;
	readonly output: string;
	readonly name: string;
	readonly types: readonly [GivenType, GivenType];
}

export interface FlowParameters {
	at(one: ReadNode): ParameterCatalogue;
	readonly twice: readonly GivenTwice[];
}

/**
 * The parameters a text of this node may use: for the editor's menu and completion. What only some ways to the node
 * give is in it, marked.
 */
export function parametersAt(
	document: FlowDocument,
	registry: Registry,
	project: ProjectSnapshot,
	node: NodeId,
): ParameterCatalogue {
	const flow = readDocument(document, registry, project.flowId);
	const one = flow.byId.get(node);
	return one ? readParameters(flow, project).at(one) : [];
}

/** Reads who gives what once for all texts of a document. */
export function readParameters(flow: ReadFlow, project: ProjectSnapshot): FlowParameters {
	const twice: GivenTwice[] = [];
	const types = typesGiven(flow, twice);
	const given = types.size === 0 ? null : namesGiven(flow, [...types.keys()]);
	const base = baseScope(flow, project);
	const catalogues = new Map<string, ParameterCatalogue>();
	return {
		twice,
		at: (one) => {
			const marketing = Boolean(project.unsubscribeLinks) && isMarketing(one);
			const values = [...(given?.(one.node.id, types) ?? [])];
			const key = JSON.stringify([marketing, values]);
			const made =
				catalogues.get(key) ??
				parameterCatalogue({
					...base,
					marketing,
					runValues: values.map(([name, { type, onEveryPath }]) => ({ name, type, onEveryPath })),
				});
			catalogues.set(key, made);
			return made;
		},
	};
}

/** Whether the config of a node names the marketing profile. */
export function isMarketing({ definition, config }: ReadNode): boolean {
	return Object.entries(definition?.config ?? {}).some(
		([name, field]) => field.options.choices?.includes('marketing') && config[name] === 'marketing',
	);
}

function baseScope(flow: ReadFlow, project: ProjectSnapshot): Omit<CatalogueScope, 'runValues' | 'marketing'> {
	const listened = new Set(flow.triggers.flatMap((one) => one.listening?.templates ?? []));
	const actionFields = new Map<string, ProjectField>();
	const orders = new Set<ProjectActionTemplate['order']>();
	for (const template of project.actionTemplates ?? []) {
		if (!listened.has(template.id)) continue;
		orders.add(template.order);
		for (const field of template.fields ?? []) actionFields.set(field.name, field);
	}
	return {
		trigger: 'action',
		// Of several templates, one that may lack an order makes every order's value one that may be empty.
		order: orders.size === 1 ? [...orders][0] : 'sometimes',
		customFields: project.customerFields ?? [],
		actionFields: [...actionFields.values()],
	};
}

function typesGiven(flow: ReadFlow, twice: GivenTwice[]): ReadonlyMap<string, GivenType> {
	const types = new Map<string, GivenType>();
	for (const one of flow.nodes) {
		for (const output of one.outputs ?? []) {
			for (const [name, type] of Object.entries(output.spec.gives)) {
				const known = types.get(name);
				if (known === undefined) types.set(name, type);
				else if (known !== type) twice.push({ node: one.node.id, output: output.name, name, types: [known, type] });
			}
		}
	}
	return types;
}

/** Two fixpoints over the edges: what some path has given, and what every path has. */
function namesGiven(
	flow: ReadFlow,
	names: readonly string[],
): (node: NodeId, types: ReadonlyMap<string, GivenType>) => GivenAt {
	const everything: ReadonlySet<string> = new Set(names);
	const nothing: ReadonlySet<string> = new Set();
	const every = new Map<NodeId, ReadonlySet<string>>();
	const some = new Map<NodeId, ReadonlySet<string>>();
	const gives = (id: NodeId, output: string) =>
		Object.keys(flow.byId.get(id)?.outputs?.find((one) => one.name === output)?.spec.gives ?? {});
	for (const { node } of flow.nodes) {
		every.set(node.id, flow.into.has(node.id) ? everything : nothing);
		some.set(node.id, nothing);
	}
	for (let changed = true; changed; ) {
		changed = false;
		for (const [id, edges] of flow.into) {
			let all = null as Set<string> | null;
			const any = new Set<string>();
			for (const edge of edges) {
				const own = gives(edge.source, edge.sourceHandle);
				const here = new Set([...(every.get(edge.source) ?? nothing), ...own]);
				all = all === null ? here : common(all, here);
				for (const name of [...(some.get(edge.source) ?? nothing), ...own]) any.add(name);
			}
			if (all && all.size !== every.get(id)?.size) {
				every.set(id, all);
				changed = true;
			}
			if (any.size !== some.get(id)?.size) {
				some.set(id, any);
				changed = true;
			}
		}
	}
	return (node, types) =>
		new Map(
			[...(some.get(node) ?? nothing)]
				.sort()
				.map((name) => [name, { type: types.get(name)!, onEveryPath: every.get(node)?.has(name) ?? false }]),
		);
}

function common(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
	return new Set([...a].filter((name) => b.has(name)));
}
