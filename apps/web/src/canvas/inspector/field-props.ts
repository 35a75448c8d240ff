import type { DocNode } from '@volna/flow';
import type { AnyDefinition, Field, FieldKind, Json } from '@volna/node-sdk';

/** What every field of a form is given. */
export interface FieldProps {
	readonly node: DocNode;
	readonly definition: AnyDefinition;
	/** Its path without numbers, as locales write it: `branches.segment`. */
	readonly name: string;
	/** Its path in the config: `branches.0.segment`. Same as `name` for a field of the node itself. */
	readonly path?: string;
	readonly field: Field<unknown, FieldKind>;
	readonly value: Json | undefined;
	readonly disabled: boolean;
	/** undefined unsets the field. */
	readonly onChange: (value: Json | undefined) => void;
	/** Drawn without its label: a row or a table gives it. */
	readonly bare?: boolean;
}
