import type { FlowDocument, GraphOperation, Refusal } from '@volna/flow';
import { createStore, type StoreApi } from 'zustand/vanilla';
import {
	type Draft,
	type Edit,
	edited,
	isSaved,
	openDraft,
	rebased,
	redone,
	sendAccepted,
	sendFailed,
	sendStarted,
	settled,
	undone,
	withoutRefused,
} from './draft.ts';

/** How saving stands. `failed`: the server did not answer, it is tried again; nothing typed is lost. */
export type Saving = 'saved' | 'waiting' | 'saving' | 'failed';

export interface DraftState {
	readonly draft: Draft;
	readonly saving: Saving;
	/** Why the last gesture did nothing: shown once. */
	readonly refusal: Refusal | null;
	/** false: this person may look only. */
	readonly mayEdit: boolean;
	edit(edit: Edit): boolean;
	undo(): void;
	redo(): void;
	takeRefusal(): void;
	closeConflict(): void;
	/** Settles one clash of the conflict: one's own edit after all, or what somebody else set. */
	settle(key: string, side: 'mine' | 'theirs'): void;
}

export type DraftStore = StoreApi<DraftState> & {
	readonly saver: {
		start(): readonly GraphOperation[];
		accepted(revision: number): void;
		failed(): void;
		rebase(theirs: Parameters<typeof rebased>[1]): void;
		dropRefused(index: number, refusal: Refusal): void;
		/** What somebody else saved while nothing of ours was on its way. */
		takeOver(revision: number, document: FlowDocument): void;
		replace(revision: number, document: FlowDocument): void;
		setSaving(saving: Saving): void;
	};
};

/** The draft of one open flow. Graph operations are the only way to change its document. */
export function createDraftStore(
	opened: { readonly revision: number; readonly document: FlowDocument },
	options: { readonly mayEdit: boolean; readonly nowMs: () => number },
): DraftStore {
	const store = createStore<DraftState>()((set, get) => ({
		draft: openDraft(opened.revision, opened.document),
		saving: 'saved',
		refusal: null,
		mayEdit: options.mayEdit,
		edit(edit) {
			if (!get().mayEdit) return false;
			const next = edited(get().draft, edit, options.nowMs());
			if ('refused' in next) {
				set({ refusal: next });
				return false;
			}
			set({ draft: next, saving: get().saving === 'failed' ? 'failed' : 'waiting' });
			return true;
		},
		undo() {
			step(undone(get().draft));
		},
		redo() {
			step(redone(get().draft));
		},
		takeRefusal: () => set({ refusal: null }),
		closeConflict: () => set({ draft: { ...get().draft, conflict: null } }),
		settle(key, side) {
			const next = settled(get().draft, key, side, options.nowMs());
			if ('refused' in next) set({ refusal: next });
			else if (side === 'theirs') set({ draft: next });
			else set({ draft: next, saving: get().saving === 'failed' ? 'failed' : 'waiting' });
		},
	}));
	function step(next: ReturnType<typeof undone>): void {
		const { draft, saving } = store.getState();
		if ('refused' in next) store.setState({ draft: next.draft, refusal: { refused: next.refused, id: next.id } });
		else if (next !== draft) store.setState({ draft: next, saving: saving === 'failed' ? 'failed' : 'waiting' });
	}
	const change = (how: (draft: Draft) => Draft) => store.setState((state) => ({ draft: how(state.draft) }));
	return Object.assign(store, {
		saver: {
			start: () => {
				change(sendStarted);
				return store.getState().draft.sending.map((item) => item.operation);
			},
			accepted: (revision: number) => change((draft) => sendAccepted(draft, revision)),
			failed: () => change(sendFailed),
			rebase: (theirs: Parameters<typeof rebased>[1]) => change((draft) => rebased(draft, theirs)),
			dropRefused: (index: number, refusal: Refusal) => change((draft) => withoutRefused(draft, index, refusal)),
			takeOver: (revision: number, document: FlowDocument) =>
				change((draft) => {
					if (revision <= draft.base.revision || !isSaved(draft)) return draft;
					return { ...rebased(draft, { revision, document, by: null }), conflict: draft.conflict };
				}),
			replace: (revision: number, document: FlowDocument) => change(() => openDraft(revision, document)),
			setSaving: (saving: Saving) => store.setState({ saving }),
		},
	});
}
