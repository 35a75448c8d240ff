import { emptyDocument, type FlowDocument, type GraphOperation } from '@volna/flow';
import { afterEach, describe, expect, it } from 'vitest';
import { type Autosave, type SendResult, startAutosave, type Timers } from './autosave.ts';
import { createDraftStore } from './draft-store.ts';
import { keepUnsaved, takeUnsaved } from './unsaved-copy.ts';

const node = (id: string) => ({
	id,
	type: 'volna.wait' as const,
	version: 1,
	name: '',
	config: {},
	position: { x: 0, y: 0 },
});
const start: FlowDocument = { ...emptyDocument, nodes: [node('a'), node('b')] };
const rename = (id: string, name: string): GraphOperation => ({ op: 'node.rename', id, name });

/** Timers that run when the test says so. */
function handTimers() {
	const waiting = new Map<number, { run: () => void; ms: number }>();
	let next = 1;
	const timers: Timers = {
		set: (run, ms) => {
			waiting.set(next, { run, ms });
			return next++;
		},
		clear: (timer) => void waiting.delete(timer),
	};
	return {
		timers,
		/** Runs the next timer and gives its delay. */
		fire(): number {
			const [first] = [...waiting].sort(([, a], [, b]) => a.ms - b.ms);
			if (!first) throw new Error('no timer is set');
			waiting.delete(first[0]);
			first[1].run();
			return first[1].ms;
		},
		get isEmpty() {
			return waiting.size === 0;
		},
	};
}

let autosave: Autosave | null = null;
afterEach(() => autosave?.stop());

function open(answers: (SendResult | Promise<SendResult>)[]) {
	const clock = { ms: 0 };
	const store = createDraftStore({ revision: 1, document: start }, { mayEdit: true, nowMs: () => clock.ms });
	const sent: { revision: number; operations: readonly GraphOperation[] }[] = [];
	const hand = handTimers();
	autosave = startAutosave(
		store,
		async (revision, operations) => {
			sent.push({ revision, operations });
			return answers.shift() ?? { kind: 'failed' };
		},
		hand.timers,
	);
	const edit = (operation: GraphOperation) => store.getState().edit({ label: { key: 'edit.test' }, operation });
	const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
	return { store, sent, hand, edit, settled };
}

describe('autosave', () => {
	it('sends within a second of an edit, in order, one request at a time', async () => {
		let answer: (result: SendResult) => void = () => {};
		const first = new Promise<SendResult>((resolve) => {
			answer = resolve;
		});
		const { store, sent, hand, edit, settled } = open([first, { kind: 'accepted', revision: 3 }]);
		edit(rename('a', 'раз'));
		expect(hand.fire()).toBeLessThan(1_000);
		edit(rename('b', 'два'));
		expect(hand.isEmpty).toBe(true);
		expect(sent).toHaveLength(1);
		answer({ kind: 'accepted', revision: 2 });
		await settled();
		hand.fire();
		await settled();
		expect(sent).toEqual([
			{ revision: 1, operations: [rename('a', 'раз')] },
			{ revision: 2, operations: [rename('b', 'два')] },
		]);
		expect(store.getState().saving).toBe('saved');
	});

	it('tries a failed save again, with everything typed since', async () => {
		const { store, sent, hand, edit, settled } = open([{ kind: 'failed' }, { kind: 'accepted', revision: 2 }]);
		edit(rename('a', 'раз'));
		hand.fire();
		await settled();
		expect(store.getState().saving).toBe('failed');
		edit(rename('b', 'два'));
		expect(store.getState().saving).toBe('failed');
		hand.fire();
		await settled();
		expect(sent.at(-1)).toEqual({ revision: 1, operations: [rename('a', 'раз'), rename('b', 'два')] });
		expect(store.getState().saving).toBe('saved');
	});

	it('takes its own edits, answered for and lost on the way, as saved', async () => {
		const done = { ...start, nodes: [{ ...node('a'), name: 'раз' }, node('b')] };
		const changed: SendResult = {
			kind: 'changed',
			revision: 2,
			document: done,
			by: null,
			missed: [rename('a', 'раз')],
		};
		const { store, hand, edit, settled } = open([{ kind: 'failed' }, changed]);
		edit(rename('a', 'раз'));
		hand.fire();
		await settled();
		hand.fire();
		await settled();
		const { draft, saving } = store.getState();
		expect([draft.base.revision, draft.conflict, saving]).toEqual([2, null, 'saved']);
	});

	it('puts own edits on top of what somebody else saved, and sends them again', async () => {
		const theirs = { ...start, nodes: [node('a'), { ...node('b'), name: 'их' }] };
		const changed: SendResult = {
			kind: 'changed',
			revision: 5,
			document: theirs,
			by: { name: 'Ольга', isSelf: false },
			missed: [rename('b', 'их')],
		};
		const { store, sent, hand, edit, settled } = open([changed, { kind: 'accepted', revision: 6 }]);
		edit(rename('a', 'моё'));
		hand.fire();
		await settled();
		hand.fire();
		await settled();
		expect(sent.at(-1)).toEqual({ revision: 5, operations: [rename('a', 'моё')] });
		expect(store.getState().draft.document.nodes.map((one) => one.name)).toEqual(['моё', 'их']);
		expect(store.getState().draft.conflict).toMatchObject({ by: { name: 'Ольга' }, lost: [] });
	});

	it('is not held up by an operation the server refuses', async () => {
		const { store, sent, hand, edit, settled } = open([
			{ kind: 'refused', index: 0, refused: 'changed-since', id: 'a' },
			{ kind: 'accepted', revision: 2 },
		]);
		edit(rename('a', 'раз'));
		edit(rename('b', 'два'));
		hand.fire();
		await settled();
		hand.fire();
		await settled();
		expect(sent.at(-1)).toEqual({ revision: 1, operations: [rename('b', 'два')] });
		expect(store.getState().draft.conflict?.lost).toHaveLength(1);
		expect(store.getState().draft.document.nodes.map((one) => one.name)).toEqual(['', 'два']);
	});

	it('flushes at once and says whether everything is saved', async () => {
		const { edit } = open([{ kind: 'accepted', revision: 2 }]);
		edit(rename('a', 'раз'));
		expect(await autosave!.flush()).toBe(true);
		edit(rename('a', 'два'));
		expect(await autosave!.flush()).toBe(false);
	});
});

describe('the copy of what is not saved', () => {
	const shelf = () => {
		const things = new Map<string, string>();
		return {
			getItem: (key: string) => things.get(key) ?? null,
			setItem: (key: string, value: string) => void things.set(key, value),
			removeItem: (key: string) => void things.delete(key),
			things,
		};
	};
	const openStore = (mayEdit = true) => createDraftStore({ revision: 1, document: start }, { mayEdit, nowMs: () => 0 });

	it('comes back over a closed tab, on top of the draft as it is then', () => {
		const kept = shelf();
		const store = openStore();
		keepUnsaved(store, 'f', kept);
		store.getState().edit({ label: { key: 'edit.test' }, operation: rename('a', 'раз') });
		const later = openStore();
		takeUnsaved(later, 'f', kept);
		expect(later.getState().draft.document.nodes[0]!.name).toBe('раз');
		expect(later.getState().saving).toBe('waiting');
		expect(kept.things.size).toBe(0);
	});

	it('is gone once everything is saved', () => {
		const kept = shelf();
		const store = openStore();
		keepUnsaved(store, 'f', kept);
		store.getState().edit({ label: { key: 'edit.test' }, operation: rename('a', 'раз') });
		store.saver.start();
		store.saver.accepted(2);
		expect(kept.things.size).toBe(0);
	});

	it('does not write over what somebody else set in the meantime', () => {
		const kept = shelf();
		const store = openStore();
		keepUnsaved(store, 'f', kept);
		store.getState().edit({ label: { key: 'edit.test' }, operation: rename('a', 'раз') });
		const theirs = { ...start, nodes: [{ ...node('a'), name: 'их' }, node('b')] };
		const later = createDraftStore({ revision: 2, document: theirs }, { mayEdit: true, nowMs: () => 0 });
		takeUnsaved(later, 'f', kept);
		const { draft } = later.getState();
		expect(draft.document.nodes[0]!.name).toBe('их');
		expect(draft.conflict!.clashes).toMatchObject([{ parts: [{ mine: 'раз', theirs: 'их' }] }]);
	});

	it('is not put on top for who may only look', () => {
		const kept = shelf();
		kept.setItem('volna-unsaved-f', JSON.stringify({ revision: 1, operations: [rename('a', 'раз')] }));
		const store = openStore(false);
		takeUnsaved(store, 'f', kept);
		expect(store.getState().draft.document).toEqual(start);
	});
});

describe('what somebody else saved', () => {
	const theirs = { ...start, nodes: [{ ...node('a'), name: 'их' }, node('b')] };
	const store = () => createDraftStore({ revision: 1, document: start }, { mayEdit: true, nowMs: () => 0 });

	it('is taken over while nothing of ours is on its way', () => {
		const own = store();
		own.saver.takeOver(2, theirs);
		expect(own.getState().draft.document).toEqual(theirs);
		expect(own.getState().draft.conflict).toBeNull();
	});

	it('waits for the answer to our own save', () => {
		const own = store();
		own.getState().edit({ label: { key: 'edit.test' }, operation: rename('b', 'моё') });
		own.saver.takeOver(2, theirs);
		expect(own.getState().draft.base.revision).toBe(1);
	});

	it('is not an answer that was read before our last save', () => {
		const own = store();
		own.saver.takeOver(3, theirs);
		own.saver.takeOver(2, start);
		expect(own.getState().draft.document).toEqual(theirs);
	});
});
