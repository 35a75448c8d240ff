import { documentHash } from '@volna/flow';
import { useMemo } from 'react';
import { useDraft, useFacts } from '../canvas-context.ts';

/** Whether the draft is, to the letter, what is published. */
export function useDiffersFromPublished(): boolean {
	const { flow } = useFacts();
	const document = useDraft((state) => state.draft.document);
	const published = flow.activeVersion?.documentHash;
	return useMemo(() => published === undefined || documentHash(document) !== published, [document, published]);
}
