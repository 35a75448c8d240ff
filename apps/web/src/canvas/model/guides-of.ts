/** A rectangle on the canvas. */
export interface Rectangle {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** A line along which what is dragged lies as a neighbour does: at `at` of its axis, from one end to the other. */
export interface Guide {
	readonly axis: 'x' | 'y';
	readonly at: number;
	readonly from: number;
	readonly to: number;
}

/** Middles before edges: cards of one width would otherwise draw three lines for one fact. */
const parts = [0.5, 0, 1] as const;

/**
 * Where a dragged rectangle is in line with the cards around: by its middle, else by an edge, one line per axis, to the
 * nearest of those in line. Everything lies on the grid, so in line is exactly in line.
 */
export function guidesOf(dragged: Rectangle, others: readonly Rectangle[]): readonly Guide[] {
	return [guideAlong('x', dragged, others), guideAlong('y', dragged, others)].filter((guide) => guide !== null);
}

function guideAlong(axis: 'x' | 'y', dragged: Rectangle, others: readonly Rectangle[]): Guide | null {
	const [size, along, length] =
		axis === 'x' ? (['width', 'y', 'height'] as const) : (['height', 'x', 'width'] as const);
	for (const part of parts) {
		const at = dragged[axis] + dragged[size] * part;
		let nearest: Rectangle | null = null;
		let least = Number.POSITIVE_INFINITY;
		for (const other of others) {
			if (other[axis] + other[size] * part !== at) continue;
			const far = Math.abs(other[along] - dragged[along]);
			if (far < least) [least, nearest] = [far, other];
		}
		if (!nearest) continue;
		return {
			axis,
			at,
			from: Math.min(dragged[along], nearest[along]),
			to: Math.max(dragged[along] + dragged[length], nearest[along] + nearest[length]),
		};
	}
	return null;
}
