import { type Field, type FieldKind, type Fields, isShown, type Json } from '@volna/node-sdk';

export interface PlacedValue {
	readonly field: Field<unknown, FieldKind>;
	/** `branches.0.segment` */
	readonly path: string;
	readonly value: Json;
	/** The values beside it, and those of the node's own config. */
	readonly beside: Readonly<Record<string, Json>>;
	readonly config: Readonly<Record<string, Json>>;
}

/**
 * Every value of a config that passes its own schema, entries' values too; defaults stand for absent ones.
 *
 * @param isChecked the whole config has passed already, so no value is checked again
 */
export function eachValue(
	fields: Fields,
	config: Readonly<Record<string, Json>>,
	isChecked: boolean,
): readonly PlacedValue[] {
	const found: PlacedValue[] = [];
	const walk = (inner: Fields, beside: Readonly<Record<string, Json>>, prefix: string) => {
		for (const [name, field] of Object.entries(inner)) {
			if (!isShown(field, inner, beside)) continue;
			const value = beside[name] ?? field.options.default;
			if (value === undefined || value === null) continue;
			const path = `${prefix}${name}`;
			const entries = field.options.fields;
			if (!entries) {
				if (isChecked || field.schema.safeParse(value).success) found.push({ field, path, value, beside, config });
				continue;
			}
			found.push({ field, path, value, beside, config });
			if (!Array.isArray(value)) continue;
			for (const [index, entry] of value.entries()) {
				if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
					walk(entries, entry as Readonly<Record<string, Json>>, `${path}.${index}.`);
				}
			}
		}
	};
	walk(fields, config, '');
	return found;
}
