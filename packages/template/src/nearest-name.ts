/**
 * The name most like the one written, for "did you mean": the same in another case, else within a third of its length
 * in edits; null where nothing is near.
 */
export function nearestName(written: string, names: Iterable<string>): string | null {
	let nearest: string | null = null;
	let least = editsAllowed(written) + 1;
	for (const name of names) {
		const edits = editsBetween(written.toLowerCase(), name.toLowerCase());
		if (edits < least) {
			nearest = name;
			least = edits;
		}
	}
	return nearest;
}

/**
 * The path most like the one written, part by part: what stands before a dot is no likeness of what stands after it, so
 * each part must be near by itself. A path that lacks parts in between is near when its ends are the same
 * (`Recipient.Bonus` for `Recipient.CustomFields.Bonus`); null where nothing is near.
 */
export function nearestPath(written: string, paths: Iterable<string>): string | null {
	const parts = written.toLowerCase().split('.');
	let nearest: string | null = null;
	let least = Number.POSITIVE_INFINITY;
	for (const path of paths) {
		const others = path.toLowerCase().split('.');
		const edits = others.length === parts.length ? editsByPart(parts, others) : skipsOnly(parts, others) ? 1 : null;
		if (edits !== null && edits < least) {
			nearest = path;
			least = edits;
		}
	}
	return nearest;
}

function editsByPart(parts: readonly string[], others: readonly string[]): number | null {
	let edits = 0;
	for (const [index, part] of parts.entries()) {
		const own = editsBetween(part, others[index] as string);
		if (own > editsAllowed(part)) return null;
		edits += own;
	}
	return edits;
}

function skipsOnly(parts: readonly string[], others: readonly string[]): boolean {
	return others.length > parts.length && parts.length > 1 && parts[0] === others[0] && parts.at(-1) === others.at(-1);
}

function editsAllowed(written: string): number {
	return Math.max(1, Math.floor(written.length / 3));
}

function editsBetween(a: string, b: string): number {
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const current = [i];
		for (let j = 1; j <= b.length; j++) {
			const replaced = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
			current.push(Math.min(replaced, (previous[j] as number) + 1, (current[j - 1] as number) + 1));
		}
		previous = current;
	}
	return previous[b.length] as number;
}
