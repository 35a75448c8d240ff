import { type RawBuilder, sql } from 'kysely';

/**
 * A name in a statement that is put together from parts, such as `d.k1`: for columns a program numbers, never for what
 * somebody typed. Throws on anything but lower-case words, so that no text of a person can become a name.
 */
export function nameOf(name: string): RawBuilder<unknown> {
	if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(name)) throw new Error(`Not a name of ours: ${name}`);
	return sql.ref(name);
}
