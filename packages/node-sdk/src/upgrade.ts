import type { Json } from './capabilities.ts';
import type { AnyDefinition } from './define-node.ts';
import type { OutputName } from './op.ts';

/** Old output name → new one; null: gone. */
export type Renames = Readonly<Record<OutputName, OutputName | null>>;

/** One step from a version to the next. */
export interface Upgrade {
	readonly change: (config: Readonly<Record<string, Json>>) => Readonly<Record<string, Json>>;
	readonly outputs: Renames;
	/** A person has to look at it before it is taken. */
	readonly review: boolean;
}

/** Declares how a config of one version becomes one of the next. Pure. */
export function up(
	change: Upgrade['change'],
	options: { readonly outputs?: Renames; readonly review?: true } = {},
): Upgrade {
	return { change, outputs: options.outputs ?? {}, review: options.review ?? false };
}

export type Lifted =
	| {
			readonly kind: 'lifted';
			readonly config: Json;
			/** Outputs of the stored version → outputs of the current one, of all steps together. */
			readonly outputs: Renames;
			readonly review: boolean;
	  }
	/** Written by a newer definition than this. */
	| { readonly kind: 'newer' }
	/** Older than `minVersion`. `lifted` is there when upgrades still lead up from it. */
	| { readonly kind: 'retired'; readonly lifted: Extract<Lifted, { kind: 'lifted' }> | null };

/** Lifts a stored config to the definition's version; at that version already it is returned as it is. */
export function liftConfig(definition: AnyDefinition, version: number, config: Json): Lifted {
	if (version > definition.version) return { kind: 'newer' };
	const lifted = climb(definition, version, config);
	if (version < definition.minVersion || !lifted) return { kind: 'retired', lifted };
	return lifted;
}

function climb(definition: AnyDefinition, version: number, config: Json) {
	let current = config;
	let outputs: Renames = {};
	let review = false;
	for (let at = version; at < definition.version; at++) {
		const step = definition.upgrade?.[at];
		if (!step) return null;
		current = step.change(current as Readonly<Record<string, Json>>);
		outputs = joinRenames(outputs, step.outputs);
		review ||= step.review;
	}
	return { kind: 'lifted', config: current, outputs, review } as const;
}

function joinRenames(first: Renames, second: Renames): Renames {
	const joined: Record<OutputName, OutputName | null> = { ...second };
	for (const [from, to] of Object.entries(first)) {
		joined[from] = to !== null && Object.hasOwn(second, to) ? second[to]! : to;
	}
	return joined;
}

/** The name an output has after renames; null when it is gone. */
export function renamed(renames: Renames, name: OutputName): OutputName | null {
	return Object.hasOwn(renames, name) ? renames[name]! : name;
}
