import type { DocNode } from '@volna/flow';
import { canonicalJson } from '@volna/flow';
import { type AnyDefinition, type Field, type FieldKind, isShown, type Json, withDefaults } from '@volna/node-sdk';
import { registry } from './registry.ts';

/** A field that several nodes have alike. */
export interface SharedField {
	readonly name: string;
	readonly definition: AnyDefinition;
	readonly field: Field<unknown, FieldKind>;
	/** The value all of them have; undefined where none has one, or they differ. */
	readonly value: Json | undefined;
	readonly isMixed: boolean;
}

/** Entries of these have ids and edges of their own in every node. */
const own: ReadonlySet<FieldKind> = new Set(['branches']);

/**
 * The fields that every one of these nodes shows, by name, kind and what may be put in, in the order of the first
 * node's form. Empty when a node's type is not installed.
 */
export function sharedFields(nodes: readonly DocNode[]): readonly SharedField[] {
	const read = nodes.map((node) => ({ node, definition: registry.get(node.type) }));
	const first = read[0]?.definition;
	if (!first || read.some((one) => !one.definition)) return [];
	return Object.entries(first.config).flatMap(([name, field]): SharedField[] => {
		if (own.has(field.kind)) return [];
		const values = read.map(({ node, definition }) => {
			const other = definition!.config[name];
			const fits = other && isAlike(field, other) && isShown(other, definition!.config, node.config);
			return fits ? { value: withDefaults(definition!.config, node.config)[name] } : null;
		});
		if (values.some((one) => one === null)) return [];
		const [one, ...others] = values.map((each) => canonicalJson(each?.value ?? null));
		const isMixed = others.some((other) => other !== one);
		return [{ name, definition: first, field, value: isMixed ? undefined : values[0]?.value, isMixed }];
	});
}

/** Whether two fields take the same values: what a form suggests or fills in may differ. */
function isAlike(a: Field<unknown, FieldKind>, b: Field<unknown, FieldKind>): boolean {
	if (a === b) return true;
	const said = ({ kind, options: { presence, default: _, suggest, advanced, when, ...rest } }: typeof a) =>
		canonicalJson([kind, rest]);
	return said(a) === said(b);
}
