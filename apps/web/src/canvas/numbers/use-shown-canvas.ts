import { routes } from '@volna/contract';
import { useMemo } from 'react';
import { useRead } from '../../reading/use-read.ts';
import { type Canvas, useCanvas, useFacts, useView } from '../canvas-context.ts';
import { createDraftStore } from '../stores/draft-store.ts';
import { useDiffersFromPublished } from '../top-bar/use-differs-from-published.ts';

/** What the board draws: the draft, or under the numbers the version they are of. `canvas` null: it is being read. */
export interface ShownCanvas {
	readonly canvas: Canvas | null;
	/** Changes with the document, so that a board of another version is fitted anew. */
	readonly key: string;
	readonly error: Error | null;
	retry(): void;
}

/** Numbers of a version are drawn over that version's own document; everything else is about the draft. */
export function useShownCanvas(): ShownCanvas {
	const canvas = useCanvas();
	const { flow } = useFacts();
	const isNumbers = useView((state) => state.tab === 'numbers');
	const chosen = useView((state) => state.version);
	const differs = useDiffersFromPublished();
	const active = flow.activeVersion?.id ?? null;
	const wanted = chosen === null || chosen === 'all' ? active : chosen;
	const isDraft = !isNumbers || wanted === null || (wanted === active && !differs);
	const read = useRead(routes.readVersion, { params: { flow: flow.id, version: wanted ?? '' } }, { enabled: !isDraft });
	const document = !isDraft && read.data?.id === wanted ? read.data.document : null;
	const shown = useMemo((): Canvas | null => {
		if (isDraft) return canvas;
		if (!document) return null;
		return { ...canvas, draft: createDraftStore({ revision: 0, document }, { mayEdit: false, nowMs: () => 0 }) };
	}, [canvas, document, isDraft]);
	return {
		canvas: shown,
		key: isDraft ? 'draft' : (wanted ?? ''),
		error: isDraft ? null : read.error,
		retry: () => void read.refetch(),
	};
}
