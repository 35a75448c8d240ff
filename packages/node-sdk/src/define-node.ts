import type { Json, NodeId } from './capabilities.ts';
import type { Effect, EffectOf, NodeKind, Policy } from './effect.ts';
import { type ConfigOf, type Field, type FieldKind, type Fields, isObject, withDefaults } from './field.ts';
import type { Listening, Op, OutputName } from './op.ts';
import type { OutputOf, OutputSpec, Outputs } from './outputs.ts';
import type { Renames, Upgrade } from './upgrade.ts';

/** `namespace.name`; stored in flows, never renamed. */
export type NodeType = `${string}.${string}`;

/** Where the creator lists a node, and the colour it has. */
export type Category = 'trigger' | 'decision' | 'wait' | 'message' | 'data' | 'outside' | 'end';

/** `'{text}'`: the fields a card's line shows. The wording around them is the locale's `<type>.card`. */
export type CardText = string;

export interface CheckContext {
	/** null while a flow has not been saved. */
	readonly flowId: string | null;
	readonly nodeId: NodeId;
}

/** A problem only this node knows; reported as `config.<code>`, worded by the locale's `<type>.issue.<code>`. */
export interface ConfigIssue {
	/** One of the definition's `issues`. */
	readonly code: string;
	/** The field it stands under; the node when absent. */
	readonly field?: string;
	readonly severity?: 'error' | 'warning' | 'info';
	readonly values?: Readonly<Record<string, Json>>;
	/** The part of the config that would mend it. */
	readonly fix?: { readonly set: Readonly<Record<string, Json>> };
}

/** A config that shows the node at work. Docs, stories, contract tests and dry runs use it. */
export interface Example<F extends Fields = Fields, O extends Outputs = Outputs> {
	readonly id: string;
	readonly config: ExampleConfig<F>;
	/** Outputs a run may leave by with this config; a trigger's and an `end`'s stand for themselves. */
	readonly leaves: readonly OutputOf<O>[];
	readonly gives?: Readonly<Record<string, Json>>;
}

type ExampleConfig<F extends Fields> = { readonly [N in keyof ConfigOf<F>]?: ConfigOf<F>[N] };

/** What a definition may lower to. */
export type LoweredOf<K extends NodeKind> = K extends 'trigger' ? Listening : Op;

/** What a definition without `lower` lowers to. */
type LoweredByDefault<K extends NodeKind> = K extends 'trigger' ? never : Extract<Op, { readonly op: 'ask' }>;

/** The declaration of a node: card, form, checks, plan step, docs page and contract tests follow from it. */
export interface NodeDefinition<
	K extends NodeKind = NodeKind,
	F extends Fields = Fields,
	O extends Outputs = Outputs,
	E extends Effect = Effect,
	T extends NodeType = NodeType,
	L = Listening | Op,
> {
	readonly type: T;
	/** Integer, stored in flows; unrelated to the package's version. */
	readonly version: number;
	/** Oldest config still accepted. */
	readonly minVersion: number;
	readonly kind: K;
	readonly look: {
		/** Name of a Tabler outline icon. */
		readonly icon: string;
		readonly category: Category;
		/** Further words the creator finds it by, in any language. */
		readonly search?: readonly string[];
		/** Types it may be replaced by, with renamed outputs. */
		readonly turnsInto?: Readonly<Record<string, Renames>>;
	};
	readonly config: F;
	readonly outputs: O;
	readonly card: { readonly summary: CardText; readonly badges?: readonly (keyof F & string)[] };
	/** Codes `check` may give. */
	readonly issues?: readonly string[];
	/** Pure; asked only with a config that its schema accepts. */
	check?(config: ConfigOf<F>, context: CheckContext): readonly ConfigIssue[];
	/** Pure; what the engine does at this step. Without it the server half is asked. */
	lower?(config: ConfigOf<F>, context: CheckContext): L;
	readonly effect: E;
	readonly policy?: Policy<OutputOf<O>>;
	/** n lifts a config of version n to n + 1. */
	readonly upgrade?: Readonly<Record<number, Upgrade>>;
	/** Every output is reached by at least one. */
	readonly examples: readonly Example<F, O>[];
}

/** A definition whose own types are not known: what registries hold. Every `NodeDefinition` is one. */
export interface AnyDefinition extends Omit<NodeDefinition, 'check' | 'lower' | 'policy' | 'examples' | 'card'> {
	readonly card: { readonly summary: CardText; readonly badges?: readonly string[] };
	// A config of fields that are unknown here
	check?(config: any, context: CheckContext): readonly ConfigIssue[];
	// A config of fields that are unknown here
	lower?(config: any, context: CheckContext): Listening | Op;
	readonly policy?: Policy;
	readonly examples: readonly {
		readonly id: string;
		readonly config: object;
		readonly leaves: readonly OutputName[];
		readonly gives?: Readonly<Record<string, Json>>;
	}[];
}

/**
 * Declares a node.
 *
 * @example
 * export const end = defineNode({
 *   type: 'volna.end', version: 1, minVersion: 1, kind: 'control',
 *   look: { icon: 'flag-3', category: 'end' },
 *   config: { label: f.text({ min: 0 }).default('') },
 *   outputs: outputs({}),
 *   card: { summary: '{label}' },
 *   lower: (config) => ({ op: 'end', label: config.label, success: true }),
 *   effect: { class: 'none' },
 *   examples: [{ id: 'plain', config: {}, leaves: [] }],
 * });
 */
export function defineNode<
	const K extends NodeKind,
	const F extends Fields,
	const O extends Outputs,
	const E extends EffectOf<K>,
	const T extends NodeType,
	const L extends LoweredOf<K> = LoweredByDefault<K>,
>(definition: NodeDefinition<K, F, O, E, T, L>): NodeDefinition<K, F, O, E, T, L> {
	return definition;
}

/** An output a node has with a config, in the order a card shows them. */
export interface ActiveOutput {
	readonly name: OutputName;
	readonly spec: OutputSpec;
	/** The entry of the `branches` field it stands for; its name is the output's label. */
	readonly branch?: { readonly id: string; readonly name: string };
}

/** The outputs a node has with this config, branches first. Reads leniently: a broken config still draws a card. */
export function activeOutputs(definition: AnyDefinition, config: unknown): readonly ActiveOutput[] {
	const values = withDefaults(definition.config, config);
	const { fixed, each } = definition.outputs;
	const entries = each ? values[each.field] : undefined;
	const branches = (Array.isArray(entries) ? entries : []).filter(isBranch).map((branch) => ({
		name: branch.id,
		spec: { gives: {}, mayEnd: each?.mayEnd ?? false },
		branch: { id: branch.id, name: typeof branch.name === 'string' ? branch.name : '' },
	}));
	const own = Object.entries(fixed)
		.filter(([, spec]) => !spec.when || spec.when.is.some((allowed) => allowed === values[spec.when?.field ?? '']))
		.map(([name, spec]) => ({ name, spec }));
	return [...branches, ...own];
}

function isBranch(entry: unknown): entry is { id: string; name?: unknown } {
	return isObject(entry) && typeof entry.id === 'string';
}

/** Names of the fields a card's line shows, in order. */
export function cardFields(definition: AnyDefinition): readonly string[] {
	return [...definition.card.summary.matchAll(/\{([A-Za-z][A-Za-z0-9]*)\}/g)].map((match) => match[1]!);
}

/** The field at a path of a config: `['branches', 0, 'segment']` is the field `segment` of an entry. */
export function fieldAt(
	definition: AnyDefinition,
	path: readonly (string | number)[],
): Field<unknown, FieldKind> | undefined {
	let fields: Fields | undefined = definition.config as Fields;
	let found: Field<unknown, FieldKind> | undefined;
	for (const part of path) {
		if (typeof part === 'number') continue;
		found = fields?.[part];
		fields = found?.options.fields;
	}
	return found;
}
