import { canonicalJson, type FlowDocument, type GraphOperation, type RefusalCode } from '@volna/flow';
import { isSaved, type Saver } from './draft.ts';
import type { DraftStore } from './draft-store.ts';

/** What became of sending operations. */
export type SendResult =
	| { readonly kind: 'accepted'; readonly revision: number }
	/** Somebody else saved first: the draft as it is now, and the operations it has had since ours, if known. */
	| {
			readonly kind: 'changed';
			readonly revision: number;
			readonly document: FlowDocument;
			readonly by: Saver;
			readonly missed: readonly GraphOperation[] | null;
	  }
	/** The server does not take the operation with this index. */
	| { readonly kind: 'refused'; readonly index: number; readonly refused: RefusalCode; readonly id: string }
	/** No answer, or one that may be different next time. */
	| { readonly kind: 'failed' };

export interface Timers {
	set(run: () => void, ms: number): number;
	clear(timer: number): void;
}

export interface Autosave {
	/** Sends what waits at once; true when everything is saved. */
	flush(): Promise<boolean>;
	/** Tries a failed save now, as when the network is back. */
	retry(): void;
	stop(): void;
}

const delayMs = 500;
const retryMs = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/**
 * Saves the draft within a second of an edit: one request at a time, in order. A failed one is tried again for as long
 * as the screen is open.
 */
export function startAutosave(
	store: DraftStore,
	send: (revision: number, operations: readonly GraphOperation[]) => Promise<SendResult>,
	timers: Timers,
): Autosave {
	let timer: number | null = null;
	let running: Promise<void> | null = null;
	let attempts = 0;
	let stopped = false;

	const schedule = (ms: number) => {
		if (timer !== null || stopped) return;
		timer = timers.set(() => {
			timer = null;
			run();
		}, ms);
	};
	const run = (): Promise<void> => {
		if (timer !== null) timers.clear(timer);
		timer = null;
		running ??= sendOnce().finally(() => {
			running = null;
			const { draft, saving } = store.getState();
			if (isSaved(draft)) store.saver.setSaving('saved');
			else schedule(saving === 'failed' ? retryMs[Math.min(attempts - 1, retryMs.length - 1)]! : 0);
		});
		return running;
	};
	const sendOnce = async () => {
		if (isSaved(store.getState().draft)) return;
		const operations = store.saver.start();
		if (store.getState().saving !== 'failed') store.saver.setSaving('saving');
		const result = await send(store.getState().draft.base.revision, operations).catch(
			(): SendResult => ({ kind: 'failed' }),
		);
		attempts = result.kind === 'failed' ? attempts + 1 : 0;
		switch (result.kind) {
			case 'accepted':
				store.saver.accepted(result.revision);
				store.saver.setSaving('waiting');
				return;
			case 'changed':
				if (isOwn(result.missed, operations)) {
					// The answer to an earlier attempt was lost on the way; the edits were not.
					store.saver.accepted(result.revision);
				} else {
					const { revision, document, by } = result;
					store.saver.rebase({ revision, document, by });
				}
				store.saver.setSaving('waiting');
				return;
			case 'refused':
				store.saver.dropRefused(result.index, { refused: result.refused, id: result.id });
				store.saver.setSaving('waiting');
				return;
			case 'failed':
				store.saver.failed();
				store.saver.setSaving('failed');
		}
	};
	const unsubscribe = store.subscribe((state, before) => {
		if (state.draft !== before.draft && state.draft.queue.length > 0 && !running && state.saving !== 'failed') {
			schedule(delayMs);
		}
	});
	return {
		async flush() {
			for (let round = 0; round < 5 && !isSaved(store.getState().draft); round++) {
				await run();
				if (store.getState().saving === 'failed') return false;
			}
			return isSaved(store.getState().draft);
		},
		retry() {
			if (!isSaved(store.getState().draft)) void run();
		},
		stop() {
			stopped = true;
			if (timer !== null) timers.clear(timer);
			unsubscribe();
		},
	};
}

function isOwn(missed: readonly GraphOperation[] | null, sent: readonly GraphOperation[]): boolean {
	return missed !== null && missed.length > 0 && canonicalJson(missed) === canonicalJson(sent);
}
