const CANDIDATES = [';', ',', '\t', '|'];

/**
 * The character between a file's cells, by its first lines: the one of `; , tab |` that stands equally often in most of
 * them, outside quotes. A file of one column gets `;`.
 */
export function detectDelimiter(text: string): string {
	let best = { delimiter: ';', score: 0 };
	for (const delimiter of CANDIDATES) {
		const score = evenness(countsPerLine(text, delimiter));
		if (score > best.score) best = { delimiter, score };
	}
	return best.delimiter;
}

function countsPerLine(text: string, delimiter: string): number[] {
	const counts: number[] = [];
	let [count, quoted, filled] = [0, false, false];
	for (const char of text) {
		if (char === '"') quoted = !quoted;
		else if (!quoted && char === delimiter) count++;
		else if (!quoted && (char === '\n' || char === '\r')) {
			if (filled) counts.push(count);
			[count, filled] = [0, false];
			if (counts.length === 100) return counts;
			continue;
		}
		filled = true;
	}
	// The last line may be cut.
	if (filled && counts.length === 0) counts.push(count);
	return counts;
}

/** Lines that hold as many as the first one, weighed by how many that is. */
function evenness(counts: readonly number[]): number {
	const wanted = counts[0] ?? 0;
	if (wanted === 0) return 0;
	const even = counts.filter((count) => count === wanted).length / counts.length;
	return even * even * (1 + Math.log(wanted));
}
