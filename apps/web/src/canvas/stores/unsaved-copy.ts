import { GraphOperation } from '@volna/flow';
import { z } from 'zod';
import { rebased } from './draft.ts';
import type { DraftStore } from './draft-store.ts';

const Copy = z.object({ revision: z.number().int(), operations: z.array(GraphOperation) });

interface Shelf {
	getItem(key: string): string | null;
	setItem(key: string, value: string): void;
	removeItem(key: string): void;
}

/** Keeps what is not yet saved in the browser, so that a closed tab loses nothing. Gives the way to stop. */
export function keepUnsaved(store: DraftStore, flowId: string, shelf: Shelf): () => void {
	const key = keyOf(flowId);
	return store.subscribe((state, before) => {
		const { draft } = state;
		if (draft.queue === before.draft.queue && draft.sending === before.draft.sending) return;
		const operations = [...draft.sending, ...draft.queue].map((item) => item.operation);
		try {
			if (operations.length === 0) shelf.removeItem(key);
			else shelf.setItem(key, JSON.stringify({ revision: draft.base.revision, operations }));
		} catch {
			// A full or forbidden shelf: the copy on the server is still the one that counts.
		}
	});
}

/** Puts what an earlier tab did not save on top of the draft that was read. */
export function takeUnsaved(store: DraftStore, flowId: string, shelf: Shelf): void {
	const operations = read(flowId, shelf);
	shelf.removeItem(keyOf(flowId));
	if (!operations || !store.getState().mayEdit) return;
	store.setState(({ draft }) => {
		const label = { key: 'edit.unsaved' };
		const queue = operations.map((operation) => ({ label, operation, entry: null }));
		const next = rebased({ ...draft, queue }, { ...draft.base, by: null, count: 0 });
		const conflict = next.conflict && next.conflict.lost.length > 0 ? next.conflict : null;
		return { draft: { ...next, conflict }, saving: next.queue.length > 0 ? 'waiting' : 'saved' };
	});
}

function read(flowId: string, shelf: Shelf): readonly GraphOperation[] | null {
	try {
		const parsed = Copy.safeParse(JSON.parse(shelf.getItem(keyOf(flowId)) ?? 'null'));
		return parsed.success ? parsed.data.operations : null;
	} catch {
		return null;
	}
}

function keyOf(flowId: string): string {
	return `volna-unsaved-${flowId}`;
}
