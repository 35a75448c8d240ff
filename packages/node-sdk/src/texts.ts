import type { AnyDefinition } from './define-node.ts';
import type { Fields } from './field.ts';

/** Texts of a package's nodes in one language, by key. */
export type NodeTexts = Readonly<Record<string, string>>;

/** The languages every package has to speak. */
export const nodeLanguages = ['ru', 'en'] as const;
export type NodeLanguage = (typeof nodeLanguages)[number];

/** A package's texts in every language. */
export type NodeLocales = Readonly<Record<NodeLanguage, NodeTexts>>;

/**
 * The keys a definition needs in every language, made from its path:
 *
 * - `<type>.name`, `.help`, `.card` (placeholders are fields of the card's summary), `.card-empty`
 * - `<type>.output.<name>`; a branch is labelled by its own name
 * - `<type>.config.<field>.label`, `.help`, and per choice `.choice.<value>`; entries add their field's name
 * - `<type>.issue.<code>`
 */
export function textKeysOf(definition: AnyDefinition): readonly string[] {
	const { type } = definition;
	return [
		...['name', 'help', 'card', 'card-empty'].map((part) => `${type}.${part}`),
		...Object.keys(definition.outputs.fixed).map((name) => `${type}.output.${name}`),
		...fieldKeys(definition.config, `${type}.config`),
		...(definition.issues ?? []).map((code) => `${type}.issue.${code}`),
	];
}

function fieldKeys(fields: Fields, prefix: string): readonly string[] {
	return Object.entries(fields).flatMap(([name, field]) => [
		`${prefix}.${name}.label`,
		`${prefix}.${name}.help`,
		...(field.options.choices ?? []).map((choice) => `${prefix}.${name}.choice.${choice}`),
		...fieldKeys(field.options.fields ?? {}, `${prefix}.${name}`),
	]);
}
