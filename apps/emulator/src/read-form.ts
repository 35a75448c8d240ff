/** A form body as a nested object: `payload[sender]=X&recipient[]=+7` → `{ payload: { sender: 'X' }, recipient: ['+7'] }`. */
export function readForm(text: string): Record<string, unknown> {
	const root: Record<string, unknown> = Object.create(null);
	for (const [name, value] of new URLSearchParams(text)) {
		const [head = '', ...inner] = name.split('[').map((part) => part.replace(/\]$/, ''));
		let at = root;
		let key = head;
		for (const next of inner) {
			if (typeof at[key] !== 'object' || at[key] === null) at[key] = /^\d*$/.test(next) ? [] : Object.create(null);
			at = at[key] as Record<string, unknown>;
			key = next === '' && Array.isArray(at) ? String(at.length) : next;
		}
		at[key] = value;
	}
	return root;
}
