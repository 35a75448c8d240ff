import {
	type AnyDefinition,
	activeOutputs,
	manifestOf,
	type NodeManifest,
	type NodeType,
	type Op,
	parseConfig,
} from '@volna/node-sdk';
import { contentHash } from './canonical-json.ts';
import type { NodeConfig } from './flow-document.ts';

/** The node types this process knows. */
export interface Registry {
	readonly definitions: readonly AnyDefinition[];
	/** Of all manifests: two processes with one hash run the same nodes. */
	readonly hash: string;
	readonly manifests: readonly NodeManifest[];
	/** `type@version` of every definition, sorted. */
	readonly types: readonly `${NodeType}@${number}`[];
	get(type: string): AnyDefinition | undefined;
	/** The first example whose step is this op: what a fix inserts. */
	sampleOf(
		op: Op['op'] | 'trigger',
	): { readonly definition: AnyDefinition; readonly config: NodeConfig; readonly leaves: string | null } | undefined;
}

/**
 * A registry of definitions.
 *
 * @throws when a type stands in the list twice, or a name breaks a rule that later code relies on: a mistake of the
 *   list's author, found at start
 */
export function createRegistry(definitions: readonly AnyDefinition[]): Registry {
	const byType = new Map<string, AnyDefinition>();
	for (const definition of definitions) {
		if (byType.has(definition.type)) throw new Error(`node type ${definition.type} is registered twice`);
		byType.set(definition.type, definition);
	}
	const manifests = definitions.map(manifestOf).sort((a, b) => (a.type < b.type ? -1 : 1));
	const samples = findSamples(definitions);
	return {
		definitions,
		manifests,
		hash: contentHash(manifests),
		types: manifests.map((manifest): `${NodeType}@${number}` => `${manifest.type}@${manifest.version}`),
		get: (type) => byType.get(type),
		sampleOf: (op) => samples.get(op),
	};
}

type Sample = NonNullable<ReturnType<Registry['sampleOf']>>;

function findSamples(definitions: readonly AnyDefinition[]): ReadonlyMap<Op['op'] | 'trigger', Sample> {
	const samples = new Map<Op['op'] | 'trigger', Sample>();
	for (const definition of definitions) {
		if (definition.kind === 'trigger') {
			if (!samples.has('trigger'))
				samples.set('trigger', { definition, config: {}, leaves: firstOutput(definition, {}) });
			continue;
		}
		for (const example of definition.examples) {
			const parsed = parseConfig(definition.config, example.config);
			if (!parsed.ok || !definition.lower) continue;
			const lowered = definition.lower(parsed.config, { flowId: null, nodeId: 'sample' });
			if (!('op' in lowered) || samples.has(lowered.op)) continue;
			const config = example.config as NodeConfig;
			samples.set(lowered.op, { definition, config, leaves: firstOutput(definition, config) });
		}
	}
	return samples;
}

function firstOutput(definition: AnyDefinition, config: NodeConfig): string | null {
	return activeOutputs(definition, config)[0]?.name ?? null;
}
