import { FlowDocument, GraphOperation } from '@volna/flow';
import { z } from 'zod';
import { rebased } from './draft.ts';
import type { DraftStore } from './draft-store.ts';

const Copy = z.object({ revision: z.number().int(), operations: z.array(GraphOperation) });
/** The draft the operations were made on: tells what others set meanwhile. Written once per save, not per key. */
const Base = z.object({ revision: z.number().int(), document: FlowDocument });

interface Shelf {
	getItem(key: string): string | null;
	setItem(key: string, value: string): void;
	removeItem(key: string): void;
}

/** Keeps what is not yet saved in the browser, so that a closed tab loses nothing. Gives the way to stop. */
export function keepUnsaved(store: DraftStore, flowId: string, shelf: Shelf): () => void {
	const key = keyOf(flowId);
	let keptRevision: number | null = null;
	return store.subscribe((state, before) => {
		const { draft } = state;
		if (draft.queue === before.draft.queue && draft.sending === before.draft.sending) return;
		const operations = [...draft.sending, ...draft.queue].map((item) => item.operation);
		try {
			const { revision } = draft.base;
			if (operations.length === 0) {
				for (const one of [key, baseKeyOf(flowId)]) shelf.removeItem(one);
				keptRevision = null;
				return;
			}
			shelf.setItem(key, JSON.stringify({ revision, operations }));
			if (keptRevision === revision) return;
			shelf.setItem(baseKeyOf(flowId), JSON.stringify(draft.base));
			keptRevision = revision;
		} catch {
			// A full or forbidden shelf: the copy on the server is still the one that counts.
		}
	});
}

/**
 * Puts what an earlier tab did not save on top of the draft that was read; what others set meanwhile stays, and the own
 * edits of it are held back.
 */
export function takeUnsaved(store: DraftStore, flowId: string, shelf: Shelf): void {
	const copy = read(Copy, keyOf(flowId), shelf);
	const base = read(Base, baseKeyOf(flowId), shelf);
	for (const one of [keyOf(flowId), baseKeyOf(flowId)]) shelf.removeItem(one);
	if (!copy || !store.getState().mayEdit) return;
	store.setState(({ draft }) => {
		const label = { key: 'edit.unsaved' };
		const queue = copy.operations.map((operation) => ({ label, operation, entry: null }));
		const made = base && base.revision === copy.revision ? base : draft.base;
		const next = rebased({ ...draft, base: made, queue }, { ...draft.base, by: null });
		const isFitting = !next.conflict || next.conflict.lost.length + next.conflict.clashes.length === 0;
		return {
			draft: { ...next, conflict: isFitting ? null : next.conflict },
			saving: next.queue.length > 0 ? 'waiting' : 'saved',
		};
	});
}

function read<T>(schema: z.ZodType<T>, key: string, shelf: Shelf): T | null {
	try {
		const parsed = schema.safeParse(JSON.parse(shelf.getItem(key) ?? 'null'));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

function keyOf(flowId: string): string {
	return `volna-unsaved-${flowId}`;
}

function baseKeyOf(flowId: string): string {
	return `volna-unsaved-base-${flowId}`;
}
