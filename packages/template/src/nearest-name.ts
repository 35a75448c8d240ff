/**
 * The name most like the one written, for "did you mean": the same in another case, else within a third of its length
 * in edits; null where nothing is near.
 */
export function nearestName(written: string, names: Iterable<string>): string | null {
	let nearest: string | null = null;
	let least = Math.max(1, Math.floor(written.length / 3)) + 1;
	for (const name of names) {
		const edits = editsBetween(written.toLowerCase(), name.toLowerCase());
		if (edits < least) {
			nearest = name;
			least = edits;
		}
	}
	return nearest;
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
