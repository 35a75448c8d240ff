/** A new id for a node or an edge: short, unique for all practical purposes, readable in an address. */
export function newId(prefix: 'n' | 'e' | 'b' | 't'): string {
	const bytes = crypto.getRandomValues(new Uint8Array(8));
	return `${prefix}_${[...bytes]
		.map((byte) => byte.toString(36).padStart(2, '0'))
		.join('')
		.slice(0, 12)}`;
}
