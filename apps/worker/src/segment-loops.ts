import { foldSegmentSizes, forgetSelections, recalculateDue } from '@volna/audience';
import type { Db } from '@volna/db';
import { type Loop, startLoop } from './loop.ts';

/** The loops over segments: those by filter are recalculated by the hour, sizes folded, old selections forgotten. */
export function startSegmentLoops(db: Db, onError: (error: unknown, name: string) => void): readonly Loop[] {
	return [
		startLoop({
			name: 'segments.filter',
			atLeastEveryMs: 15_000,
			onError,
			look: async () => ((await recalculateDue(db)) ? 'more' : null),
		}),
		startLoop({
			name: 'segments.sizes',
			atLeastEveryMs: 30_000,
			onError,
			look: async () => ((await foldSegmentSizes(db)) > 0 ? 'more' : null),
		}),
		startLoop({
			name: 'selections.old',
			atLeastEveryMs: 600_000,
			onError,
			look: async () => ((await forgetSelections(db)) > 0 ? 'more' : null),
		}),
	];
}
