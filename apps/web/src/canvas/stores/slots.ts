import {
	apply,
	canonicalJson,
	type DocNode,
	type FlowDocument,
	type GraphOperation,
	isRefusal,
	type Refusal,
} from '@volna/flow';
import type { Json } from '@volna/node-sdk';

/** A part of a document that two people can set differently. Positions are none: the last hand wins there. */
export type Slot =
	| { readonly kind: 'node'; readonly node: string }
	/** `name`, `type`, `maxVisits` or `config.<field>`. */
	| { readonly kind: 'field'; readonly node: string; readonly field: string }
	| { readonly kind: 'output'; readonly node: string; readonly output: string }
	| { readonly kind: 'note'; readonly note: string }
	| { readonly kind: 'group'; readonly group: string }
	| { readonly kind: 'setting'; readonly setting: 'entry' | 'exit' };

export interface SlotChange {
	readonly slot: Slot;
	/** null: not there. */
	readonly from: Json | null;
	readonly to: Json | null;
}

export type SlotChanges = ReadonlyMap<string, SlotChange>;

/** What one document sets otherwise than another. Things that kept their identity are not looked into. */
export function changedSlots(before: FlowDocument, after: FlowDocument): SlotChanges {
	const changes = new Map<string, SlotChange>();
	const add = (slot: Slot, from: unknown, to: unknown) => {
		if (isSame(from, to)) return;
		changes.set(slotKey(slot), { slot, from: asJson(from), to: asJson(to) });
	};
	eachPair(before.nodes, after.nodes, (node, from, to) => {
		if (!from || !to) return add({ kind: 'node', node }, from, to);
		for (const [field, value] of fieldsOf(from, to)) add({ kind: 'field', node, field }, value.from, value.to);
	});
	if (before.edges !== after.edges) {
		const [from, to] = [targetsOf(before), targetsOf(after)];
		for (const [key, { node, output, target }] of new Map([...from, ...to])) {
			const slot: Slot = { kind: 'output', node, output };
			if (from.get(key)?.target !== to.get(key)?.target) add(slot, from.get(key)?.target, to.has(key) ? target : null);
		}
	}
	eachPair(before.notes, after.notes, (note, from, to) => add({ kind: 'note', note }, from?.text, to?.text));
	eachPair(before.groups, after.groups, (group, from, to) =>
		add({ kind: 'group', group }, from && [from.title, ...from.nodes], to && [to.title, ...to.nodes]),
	);
	for (const setting of ['entry', 'exit'] as const) {
		add({ kind: 'setting', setting }, before.settings[setting], after.settings[setting]);
	}
	return changes;
}

export function slotKey(slot: Slot): string {
	return Object.values(slot).join(' ');
}

/** How many nodes a set of changes is about: added, removed, set or led otherwise. */
export function nodesChanged(changes: SlotChanges): number {
	return new Set([...changes.values()].flatMap(({ slot }) => ('node' in slot ? [slot.node] : []))).size;
}

/**
 * Where an own edit would write over what somebody else set: their slots it changes, except those where both stand side
 * by side (a node put into a way they changed, the way healed over a node that goes).
 */
export function writesOver(theirs: SlotChanges, own: SlotChanges): readonly SlotChange[] {
	const removed = new Set<string>();
	const added = new Set<string>();
	for (const { slot, from, to } of own.values()) {
		if (slot.kind !== 'node') continue;
		if (to === null) removed.add(slot.node);
		if (from === null) added.add(slot.node);
	}
	const over = [...own.values()].filter(({ slot, from, to }) => {
		if (slot.kind === 'output') {
			if (removed.has(slot.node)) return false;
			if (from !== null && removed.has(String(from))) return false;
			if (to !== null && added.has(String(to)) && leadsTo(own, String(to), from)) return false;
		}
		return theirs.has(slotKey(slot));
	});
	const gone = [...removed].filter((node) =>
		[...theirs.values()].some(
			({ slot, to }) => 'node' in slot && slot.node === node && (slot.kind === 'field' || to !== null),
		),
	);
	return [
		...gone.map((node) => own.get(slotKey({ kind: 'node', node }))!),
		...over.filter((one) => !gone.includes(nodeIn(one))),
	];
}

function nodeIn({ slot }: SlotChange): string {
	return slot.kind === 'node' ? slot.node : '';
}

function leadsTo(own: SlotChanges, node: string, target: Json | null): boolean {
	return [...own.values()].some(({ slot, to }) => slot.kind === 'output' && slot.node === node && to === target);
}

/**
 * Applies an operation; the undoing of an edit is tried field by field when the node was changed elsewhere meanwhile.
 * Gives the operation that fitted with its result.
 */
export function applyClosely(
	document: FlowDocument,
	operation: GraphOperation,
	options: { readonly overTheirs: boolean },
): { readonly operation: GraphOperation; readonly document: FlowDocument; readonly inverse: GraphOperation } | Refusal {
	const result = apply(document, operation);
	if (!isRefusal(result)) return { operation, ...result };
	const finer = byField(operation, document, options.overTheirs);
	const again = finer && apply(document, finer);
	return !finer || !again || isRefusal(again) ? result : { operation: finer, ...again };
}

function byField(operation: GraphOperation, document: FlowDocument, overTheirs: boolean): GraphOperation | null {
	if (operation.op !== 'restore') return null;
	const { nodes = [], ...rest } = operation.changes;
	const operations: GraphOperation[] = [];
	for (const { id, from, to } of nodes) {
		const now = document.nodes.find((node) => node.id === id);
		if (!now || !from || !to || from.type !== to.type || from.version !== to.version) return null;
		const set: Record<string, Json> = {};
		const unset: string[] = [];
		for (const [field, value] of fieldsOf(from, to)) {
			if (!overTheirs && !isSame(fieldOf(now, field), value.from)) return null;
			if (field === 'name') operations.push({ op: 'node.rename', id, name: to.name });
			else if (field === 'maxVisits') operations.push({ op: 'node.visits', id, maxVisits: to.maxVisits ?? null });
			else if (value.to === undefined) unset.push(field.slice('config.'.length));
			else set[field.slice('config.'.length)] = value.to;
		}
		if (Object.keys(set).length + unset.length > 0) {
			operations.push({ op: 'node.config', id, set, ...(unset.length > 0 && { unset }) });
		}
		if (!isSame(from.position, to.position)) operations.push({ op: 'nodes.move', to: { [id]: to.position } });
	}
	if (Object.values(rest).some((part) => part !== undefined)) {
		operations.push({ op: 'restore', of: operation.of, changes: rest });
	}
	return operations.length === 1 ? operations[0]! : { op: 'several', label: operation.of, operations };
}

function fieldsOf(
	from: DocNode,
	to: DocNode,
): readonly (readonly [string, { readonly from: Json | undefined; readonly to: Json | undefined }])[] {
	const names = new Set([...Object.keys(from.config), ...Object.keys(to.config)].map((name) => `config.${name}`));
	return ['name', 'type', 'maxVisits', ...names]
		.map((field) => [field, { from: fieldOf(from, field), to: fieldOf(to, field) }] as const)
		.filter(([, value]) => !isSame(value.from, value.to));
}

function fieldOf(node: DocNode, field: string): Json | undefined {
	if (field.startsWith('config.')) return node.config[field.slice('config.'.length)];
	return node[field as 'name' | 'type' | 'maxVisits'];
}

function targetsOf({ edges }: FlowDocument) {
	return new Map(
		edges.map(({ source, sourceHandle, target }) => [
			`${source} ${sourceHandle}`,
			{ node: source, output: sourceHandle, target },
		]),
	);
}

function eachPair<T extends { readonly id: string }>(
	before: readonly T[],
	after: readonly T[],
	see: (id: string, from: T | undefined, to: T | undefined) => void,
): void {
	if (before === after) return;
	const later = new Map(after.map((one) => [one.id, one]));
	for (const one of before) {
		const other = later.get(one.id);
		later.delete(one.id);
		if (one !== other) see(one.id, one, other);
	}
	for (const [id, one] of later) see(id, undefined, one);
}

/** Whether two values are equal as JSON; absent and null are one. */
export function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true;
	if (a === undefined || a === null || b === undefined || b === null) return (a ?? null) === (b ?? null);
	return canonicalJson(a as Json) === canonicalJson(b as Json);
}

function asJson(value: unknown): Json | null {
	return (value ?? null) as Json | null;
}
