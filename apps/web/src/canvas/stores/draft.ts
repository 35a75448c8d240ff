import { apply, applyAll, type FlowDocument, type GraphOperation, isRefusal, type Refusal } from '@volna/flow';
import type { Json } from '@volna/node-sdk';
import {
	applyClosely,
	changedSlots,
	isSame,
	nodesChanged,
	type Slot,
	type SlotChange,
	slotKey,
	writesOver,
} from './slots.ts';

/** What an edit is called in "Undo: …": a key of the locale and its blanks. */
export interface EditLabel {
	readonly key: string;
	readonly values?: Readonly<Record<string, string | number>>;
}

/** One edit a person makes. Edits with one `fold` that follow each other closely are one undo step. */
export interface Edit {
	readonly label: EditLabel;
	readonly operation: GraphOperation;
	readonly fold?: string;
}

/** An edit that can be undone. */
export interface Entry extends Edit {
	readonly id: number;
	readonly inverse: GraphOperation;
	/** The document it was made on; kept only while further typing may fold into it. */
	readonly before: FlowDocument | null;
	readonly atMs: number;
}

/** An operation on its way to the server. */
export interface Queued {
	readonly label: EditLabel;
	readonly operation: GraphOperation;
	readonly fold?: string;
	/** The undo step it belongs to; null for the undoing of one. */
	readonly entry: number | null;
}

/** Who saved in between: somebody by name, this person in another tab, or nobody knows. */
export type Saver = { readonly name: string; readonly isSelf: boolean } | null;

/** One part both sides set: theirs stands in the draft. */
export interface Both {
	readonly slot: Slot;
	readonly mine: Json | null;
	readonly theirs: Json | null;
}

/** An own edit held back, since it would write over what somebody else set meanwhile. `operation` makes it after all. */
export interface Clash {
	readonly key: string;
	readonly label: EditLabel;
	readonly operation: GraphOperation;
	readonly parts: readonly Both[];
}

/** An own edit that fits nowhere any more, with the values it set and the document they were set in. */
export interface Lost {
	readonly label: EditLabel;
	readonly refusal: Refusal;
	readonly values: readonly SlotChange[];
	readonly document: FlowDocument;
}

/** Somebody changed the draft in between: what of ours is held back, and what no longer fits. */
export interface Conflict {
	readonly by: Saver;
	/** How many nodes they changed. */
	readonly theirs: number;
	readonly clashes: readonly Clash[];
	readonly lost: readonly Lost[];
}

/**
 * The draft on this screen: `document` is always `base` with `sending` and `queue` applied. Every function below is
 * pure and gives a new draft.
 */
export interface Draft {
	readonly base: { readonly revision: number; readonly document: FlowDocument };
	readonly document: FlowDocument;
	readonly sending: readonly Queued[];
	readonly queue: readonly Queued[];
	readonly past: readonly Entry[];
	readonly future: readonly Entry[];
	readonly nextId: number;
	readonly conflict: Conflict | null;
}

const depth = 200;
const foldMs = 5_000;

export function openDraft(revision: number, document: FlowDocument): Draft {
	return {
		base: { revision, document },
		document,
		sending: [],
		queue: [],
		past: [],
		future: [],
		nextId: 1,
		conflict: null,
	};
}

export function isSaved(draft: Draft): boolean {
	return draft.sending.length === 0 && draft.queue.length === 0;
}

/** Applies an edit, or says why it does not fit. */
export function edited(draft: Draft, edit: Edit, nowMs: number): Draft | Refusal {
	const result = apply(draft.document, edit.operation);
	if (isRefusal(result)) return result;
	const last = draft.past.at(-1);
	const folded = last && foldInto(last, edit, nowMs);
	const entry: Entry = folded ?? {
		...edit,
		id: draft.nextId,
		inverse: result.inverse,
		before: edit.fold === undefined ? null : draft.document,
		atMs: nowMs,
	};
	const kept = folded ? draft.past.slice(0, -1) : withoutFolding(draft.past);
	return {
		...draft,
		document: result.document,
		queue: enqueue(draft.queue, { ...edit, entry: entry.id }),
		past: [...kept, entry].slice(-depth),
		future: [],
		nextId: folded ? draft.nextId : draft.nextId + 1,
	};
}

function foldInto(last: Entry, edit: Edit, nowMs: number): Entry | undefined {
	if (edit.fold === undefined || last.fold !== edit.fold || !last.before || nowMs - last.atMs > foldMs)
		return undefined;
	const merged = mergeOperations(last.operation, edit.operation);
	const result = merged && apply(last.before, merged);
	if (!merged || !result || isRefusal(result)) return undefined;
	return { ...last, operation: merged, inverse: result.inverse, atMs: nowMs };
}

function withoutFolding(past: readonly Entry[]): readonly Entry[] {
	const last = past.at(-1);
	return last?.before ? [...past.slice(0, -1), { ...last, before: null }] : past;
}

function enqueue(queue: readonly Queued[], item: Queued): readonly Queued[] {
	const last = queue.at(-1);
	if (last && item.fold !== undefined && last.fold === item.fold && last.entry === item.entry) {
		const merged = mergeOperations(last.operation, item.operation);
		if (merged) return [...queue.slice(0, -1), { ...item, operation: merged }];
	}
	return [...queue, item];
}

/** Two operations of one kind on one thing, as one; null when they are not. */
export function mergeOperations(a: GraphOperation, b: GraphOperation): GraphOperation | null {
	if (a.op === 'node.config' && b.op === 'node.config' && a.id === b.id) {
		const set = { ...a.set, ...b.set };
		const unset = [...new Set([...(a.unset ?? []), ...(b.unset ?? [])])].filter(
			(name) => !Object.hasOwn(b.set, name) || b.unset?.includes(name),
		);
		return { op: 'node.config', id: a.id, set, ...(unset.length > 0 && { unset }) };
	}
	if (a.op === 'node.rename' && b.op === 'node.rename' && a.id === b.id) return b;
	if (a.op === 'note.set' && b.op === 'note.set' && a.id === b.id) return b;
	if (a.op === 'settings.set' && b.op === 'settings.set') return b;
	if (a.op === 'several' && b.op === 'several' && a.operations.length === b.operations.length) {
		const operations = a.operations.map((one, index) => mergeOperations(one, b.operations[index]!));
		return operations.every((one) => one !== null) ? { op: 'several', label: b.label, operations } : null;
	}
	if (a.op === 'nodes.move' && b.op === 'nodes.move') return { op: 'nodes.move', to: { ...a.to, ...b.to } };
	return null;
}

/** Takes the last edit back. Refused: somebody changed the same thing since; the step is dropped. */
export function undone(draft: Draft): Draft | (Refusal & { readonly draft: Draft }) {
	const entry = draft.past.at(-1);
	if (!entry) return draft;
	const past = draft.past.slice(0, -1);
	const result = applyClosely(draft.document, entry.inverse, { overTheirs: false });
	if ('refused' in result) return { ...result, draft: { ...draft, past } };
	return {
		...draft,
		document: result.document,
		queue: [...draft.queue, { label: entry.label, operation: result.operation, entry: null }],
		past,
		future: [...draft.future, entry],
	};
}

/** Makes the last undone edit again. */
export function redone(draft: Draft): Draft | (Refusal & { readonly draft: Draft }) {
	const entry = draft.future.at(-1);
	if (!entry) return draft;
	const future = draft.future.slice(0, -1);
	const result = apply(draft.document, entry.operation);
	if (isRefusal(result)) return { ...result, draft: { ...draft, future } };
	return {
		...draft,
		document: result.document,
		queue: [...draft.queue, { label: entry.label, operation: entry.operation, entry: entry.id }],
		past: [...draft.past, { ...entry, inverse: result.inverse, before: null }],
		future,
	};
}

const mostAtOnce = 1_000;

/** The queue goes out, or as much of it as one request takes. */
export function sendStarted(draft: Draft): Draft {
	const all = [...draft.sending, ...draft.queue];
	return { ...draft, sending: all.slice(0, mostAtOnce), queue: all.slice(mostAtOnce) };
}

/** The server took what was sent. */
export function sendAccepted(draft: Draft, revision: number): Draft {
	const result = applyAll(
		draft.base.document,
		draft.sending.map((item) => item.operation),
	);
	const document = 'refused' in result ? draft.document : result.document;
	return { ...draft, base: { revision, document }, sending: [] };
}

/** The server did not answer: what was sent goes to the head of the queue again. */
export function sendFailed(draft: Draft): Draft {
	return { ...draft, sending: [], queue: [...draft.sending, ...draft.queue] };
}

/**
 * Own edits on top of a draft that somebody else changed: each is applied again in order. An edit of what they set
 * otherwise meanwhile is held back with both values, and one that no longer fits is listed; neither is lost silently.
 * Undo steps get the inverse they have now; what was undone can no longer be redone.
 */
export function rebased(
	draft: Draft,
	theirs: { readonly revision: number; readonly document: FlowDocument; readonly by: Saver },
): Draft {
	const changes = changedSlots(draft.base.document, theirs.document);
	let [document, own] = [theirs.document, draft.base.document];
	const queue: Queued[] = [];
	const lost: Lost[] = [];
	const clashes = new Map((draft.conflict?.clashes ?? []).map((clash) => [clash.key, clash]));
	const inverses = new Map<number, GraphOperation[]>();
	const kept = new Map<number, GraphOperation[]>();
	const dropped = new Set<number>();
	for (const item of [...draft.sending, ...draft.queue]) {
		const wished = apply(own, item.operation);
		const values = isRefusal(wished) ? [] : [...changedSlots(own, wished.document).values()];
		if (!isRefusal(wished)) own = wished.document;
		const result = applyClosely(document, item.operation, { overTheirs: true });
		if ('refused' in result) {
			if (!isDoneAlready(item.operation, result))
				lost.push({ label: item.label, refusal: result, values, document: own });
			if (item.entry !== null) dropped.add(item.entry);
			continue;
		}
		const over = writesOver(changes, changedSlots(document, result.document));
		const [rest, held] = over.length === 0 ? [result.operation, []] : apart(result.operation, over);
		for (const { operation, parts } of held) {
			const key = parts.map(({ slot }) => slotKey(slot)).join(', ');
			const both = parts.map(({ slot, from, to }): Both => ({ slot, mine: to, theirs: from }));
			clashes.delete(key);
			const isAsBefore = parts.every(({ slot, to }) => {
				const before = changes.get(slotKey(slot));
				return before !== undefined && isSame(before.from, to);
			});
			if (!isAsBefore) clashes.set(key, { key, label: item.label, operation, parts: both });
		}
		const part = rest && apply(document, rest);
		if (!rest || !part || isRefusal(part)) {
			if (item.entry !== null) dropped.add(item.entry);
			continue;
		}
		document = part.document;
		queue.push({ ...item, operation: rest });
		if (item.entry === null) continue;
		inverses.set(item.entry, [part.inverse, ...(inverses.get(item.entry) ?? [])]);
		kept.set(item.entry, [...(kept.get(item.entry) ?? []), rest]);
	}
	const past = draft.past
		.filter((entry) => !dropped.has(entry.id) || inverses.has(entry.id))
		.map((entry): Entry => {
			const joined = (operations: readonly GraphOperation[] | undefined): GraphOperation | undefined =>
				!operations || operations.length === 1
					? operations?.[0]
					: { op: 'several', label: entry.label.key, operations };
			return {
				...entry,
				operation: joined(kept.get(entry.id)) ?? entry.operation,
				inverse: joined(inverses.get(entry.id)) ?? entry.inverse,
				before: null,
			};
		});
	return {
		...draft,
		base: { revision: theirs.revision, document: theirs.document },
		document,
		sending: [],
		queue,
		past,
		future: [],
		conflict: {
			by: theirs.by,
			theirs: nodesChanged(changes),
			clashes: [...clashes.values()],
			lost: [...(draft.conflict?.lost ?? []), ...lost],
		},
	};
}

/** Both deleted the same thing. */
function isDoneAlready(operation: GraphOperation, { refused, id }: Refusal): boolean {
	if (operation.op === 'node.remove') return refused === 'node-missing' && id === operation.id;
	return operation.op === 'edge.remove' && refused === 'edge-missing';
}

/** An edit without what would write over theirs, and that by itself: field by field where a config is set. */
function apart(
	operation: GraphOperation,
	over: readonly SlotChange[],
): readonly [GraphOperation | null, readonly { operation: GraphOperation; parts: readonly SlotChange[] }[]] {
	if (operation.op !== 'node.config') return [null, [{ operation, parts: over }]];
	const { id, set, unset = [] } = operation;
	const nameOf = ({ slot }: SlotChange) => (slot.kind === 'field' ? slot.field.slice('config.'.length) : '');
	const only = (wanted: (name: string) => boolean): GraphOperation | null => {
		const some = Object.fromEntries(Object.entries(set).filter(([name]) => wanted(name)));
		const none = unset.filter(wanted);
		if (Object.keys(some).length + none.length === 0) return null;
		return { op: 'node.config', id, set: some, ...(none.length > 0 && { unset: none }) };
	};
	const names = new Set(over.map(nameOf));
	const held = over.flatMap((part) => {
		const one = only((name) => name === nameOf(part));
		return one ? [{ operation: one, parts: [part] }] : [];
	});
	return [only((name) => !names.has(name)), held];
}

/** One's own edit after all, or theirs: either way the clash is settled. */
export function settled(draft: Draft, key: string, side: 'mine' | 'theirs', nowMs: number): Draft | Refusal {
	const clash = draft.conflict?.clashes.find((one) => one.key === key);
	if (!clash || !draft.conflict) return draft;
	const next = side === 'theirs' ? draft : edited(draft, { label: clash.label, operation: clash.operation }, nowMs);
	if ('refused' in next) return next;
	const clashes = draft.conflict.clashes.filter((one) => one !== clash);
	const isOver = clashes.length + draft.conflict.lost.length === 0;
	return { ...next, conflict: isOver ? null : { ...draft.conflict, clashes } };
}

/** Takes one operation the server refuses out of the queue, so that the others are not held up by it. */
export function withoutRefused(draft: Draft, index: number, refusal: Refusal): Draft {
	const all = [...draft.sending, ...draft.queue];
	const refused = all[index];
	const { conflict } = draft;
	const result = rebased(
		{ ...draft, sending: [], queue: all.filter((_, at) => at !== index) },
		{ ...draft.base, by: null },
	);
	const lost = [
		...(conflict?.lost ?? []),
		...(refused ? [{ label: refused.label, refusal, values: [], document: draft.document }] : []),
		...(result.conflict?.lost ?? []).slice(conflict?.lost.length ?? 0),
	];
	const { by, theirs, clashes } = conflict ?? { by: null, theirs: 0, clashes: [] };
	return { ...result, conflict: { by, theirs, clashes, lost } };
}
