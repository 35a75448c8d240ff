import type { Json } from './capabilities.ts';
import type { AnyDefinition, Category, NodeType } from './define-node.ts';
import type { Effect, NodeKind, Policy } from './effect.ts';
import type { FieldKind, FieldOptions, Fields } from './field.ts';
import type { EachSpec, OutputSpec } from './outputs.ts';

/** A field as JSON. */
export interface FieldManifest {
	readonly kind: FieldKind;
	readonly options: Omit<FieldOptions, 'fields'>;
	readonly fields?: Readonly<Record<string, FieldManifest>>;
}

/** Everything of a definition but its functions, as JSON: for skew checks, docs, and the diff between releases. */
export interface NodeManifest {
	readonly type: NodeType;
	readonly version: number;
	readonly minVersion: number;
	readonly kind: NodeKind;
	readonly icon: string;
	readonly category: Category;
	readonly config: Readonly<Record<string, FieldManifest>>;
	readonly outputs: Readonly<Record<string, OutputSpec>>;
	readonly each: EachSpec | null;
	readonly card: string;
	readonly badges: readonly string[];
	readonly issues: readonly string[];
	readonly effect: Effect;
	readonly policy: Policy;
	/** Whether a server half is asked unless `lower` says otherwise. */
	readonly lowers: boolean;
	readonly upgrades: readonly number[];
	readonly examples: readonly { readonly id: string; readonly config: Json; readonly leaves: readonly string[] }[];
}

/** The manifest of a definition. */
export function manifestOf(definition: AnyDefinition): NodeManifest {
	return {
		type: definition.type,
		version: definition.version,
		minVersion: definition.minVersion,
		kind: definition.kind,
		icon: definition.look.icon,
		category: definition.look.category,
		config: fieldsManifest(definition.config),
		outputs: definition.outputs.fixed,
		each: definition.outputs.each ?? null,
		card: definition.card.summary,
		badges: definition.card.badges ?? [],
		issues: definition.issues ?? [],
		effect: definition.effect,
		policy: definition.policy ?? {},
		lowers: definition.lower !== undefined,
		upgrades: Object.keys(definition.upgrade ?? {}).map(Number),
		examples: definition.examples.map(({ id, config, leaves }) => ({ id, config: config as Json, leaves })),
	};
}

function fieldsManifest(fields: Fields): Readonly<Record<string, FieldManifest>> {
	return Object.fromEntries(
		Object.entries(fields).map(([name, field]) => {
			const { fields: inner, ...options } = field.options;
			return [name, { kind: field.kind, options, ...(inner ? { fields: fieldsManifest(inner) } : {}) }];
		}),
	);
}

/**
 * What a new release takes away without a new version: removed fields, outputs and choices, and new required fields.
 *
 * @returns sentences for the author; empty when old configs keep their meaning
 */
export function breakingChanges(before: NodeManifest, after: NodeManifest): readonly string[] {
	if (after.version > before.version) return [];
	const found: string[] = [];
	for (const name of Object.keys(before.outputs)) {
		if (!after.outputs[name]) found.push(`output ${name} is gone`);
	}
	compareFields(before.config, after.config, '', found);
	if (after.version < before.version) found.push(`version ${after.version} is older than ${before.version}`);
	return found;
}

function compareFields(
	before: Readonly<Record<string, FieldManifest>>,
	after: Readonly<Record<string, FieldManifest>>,
	prefix: string,
	found: string[],
): void {
	for (const [name, old] of Object.entries(before)) {
		const now = after[name];
		if (!now) {
			found.push(`field ${prefix}${name} is gone`);
			continue;
		}
		if (now.kind !== old.kind) found.push(`field ${prefix}${name} is ${now.kind}, was ${old.kind}`);
		for (const choice of old.options.choices ?? []) {
			if (!now.options.choices?.includes(choice)) found.push(`choice ${choice} of ${prefix}${name} is gone`);
		}
		if (now.options.presence === 'required' && old.options.presence !== 'required') {
			found.push(`field ${prefix}${name} is now required`);
		}
		compareFields(old.fields ?? {}, now.fields ?? {}, `${prefix}${name}.`, found);
	}
	for (const [name, now] of Object.entries(after)) {
		if (!before[name] && now.options.presence === 'required') found.push(`new field ${prefix}${name} is required`);
	}
}
