import { type Db, json, type Tx } from '@volna/db';
import {
	apply,
	applyAll,
	type Change,
	documentHash,
	type FlowDocument,
	type GraphOperation,
	isRefusal,
	type Refusal,
} from '@volna/flow';
import { sql } from 'kysely';
import { inTransaction } from './in-transaction.ts';

/** A draft is written by whoever knows its revision; the others get what was done since. */
export type SavedDraft =
	| { readonly kind: 'saved'; readonly revision: number; readonly documentHash: string }
	| DraftChanged
	| { readonly kind: 'refused'; readonly index: number; readonly refusal: Refusal }
	| { readonly kind: 'unknown' };

export interface DraftChanged {
	readonly kind: 'changed';
	readonly revision: number;
	/** Graph operations since the revision that was named; null when they cannot be told, so load it anew. */
	readonly operations: readonly GraphOperation[] | null;
	/** Who saved since the revision that was named, each once, the latest first. */
	readonly by: readonly { readonly id: string; readonly name: string }[];
}

interface Edit {
	readonly flowId: string;
	/** The revision the edit was made on. */
	readonly revision: number;
	readonly staffId: string | null;
}

/** Applies graph operations to the draft of a known revision: all of them, or none. */
export function patchDraft(
	db: Db | Tx,
	edit: Edit & { readonly operations: readonly GraphOperation[] },
): Promise<SavedDraft> {
	return editDraft<Extract<SavedDraft, { kind: 'refused' }>>(db, edit, async (before) => {
		const applied = applyAll(before, edit.operations);
		if ('refused' in applied) {
			const { index, refused, id } = applied;
			return { kind: 'refused', index, refusal: { refused, id } };
		}
		return { document: applied.document, operations: edit.operations };
	});
}

/** Replaces the whole draft of a known revision. */
export function putDraft(db: Db | Tx, edit: Edit & { readonly document: FlowDocument }): Promise<SavedDraft> {
	return editDraft<never>(db, edit, async (before) => replace(before, edit.document, 'draft.put'));
}

/** Goes back to the published version; `flow-state` when there is none. */
export function discardDraft(db: Db | Tx, edit: Edit): Promise<SavedDraft | { readonly kind: 'flow-state' }> {
	return editDraft<{ readonly kind: 'flow-state' }>(db, edit, async (before, tx) => {
		const version = await tx
			.selectFrom('flow as f')
			.innerJoin('flowVersion as v', 'v.id', 'f.activeVersionId')
			.select('v.document')
			.where('f.id', '=', edit.flowId)
			.executeTakeFirst();
		return version ? replace(before, version.document as FlowDocument, 'draft.discard') : { kind: 'flow-state' };
	});
}

interface Edited {
	readonly document: FlowDocument;
	/** null: cannot be told as operations. */
	readonly operations: readonly GraphOperation[] | null;
}

function editDraft<R extends { readonly kind: 'refused' | 'flow-state' } = never>(
	db: Db | Tx,
	{ flowId, revision, staffId }: Edit,
	edit: (before: FlowDocument, tx: Tx) => Promise<Edited | R>,
): Promise<Exclude<SavedDraft, { kind: 'refused' }> | R> {
	return inTransaction(db, async (tx) => {
		const row = await tx
			.selectFrom('flow')
			.select(['revision', 'document'])
			.where('id', '=', flowId)
			.forNoKeyUpdate()
			.executeTakeFirst();
		if (!row) return { kind: 'unknown' };
		if (row.revision !== revision) return changedSince(tx, flowId, revision, row.revision);
		const edited = await edit(row.document as FlowDocument, tx);
		if ('kind' in edited) return edited;
		const hash = documentHash(edited.document);
		await tx
			.updateTable('flow')
			.set({
				document: json(edited.document),
				documentHash: hash,
				revision: revision + 1,
				updatedAt: sql`volna.now_exact()`,
				updatedBy: staffId,
			})
			.where('id', '=', flowId)
			.execute();
		await tx
			.insertInto('flowEdit')
			.values({
				flowId,
				revision: revision + 1,
				operations: json(edited.operations),
				staffId,
				at: sql`volna.now_exact()`,
			})
			.execute();
		return { kind: 'saved', revision: revision + 1, documentHash: hash };
	});
}

/** What a 409 brings: the operations between the two revisions, and who made them. */
export async function changedSince(tx: Tx, flowId: string, from: number, to: number): Promise<DraftChanged> {
	const edits = await tx
		.selectFrom('flowEdit as e')
		.leftJoin('staff as s', 's.id', 'e.staffId')
		.select(['e.operations', 's.id as staffId', 's.name as staffName'])
		.where('e.flowId', '=', flowId)
		.where('e.revision', '>', from)
		.orderBy('e.revision')
		.execute();
	const known = from < to && edits.length === to - from && edits.every((edit) => edit.operations !== null);
	const by = new Map(
		edits
			.toReversed()
			.flatMap(({ staffId, staffName }) =>
				staffId === null || staffName === null ? [] : [[staffId, staffName] as const],
			),
	);
	return {
		kind: 'changed',
		revision: to,
		by: [...by].map(([id, name]) => ({ id, name })),
		operations: known ? edits.flatMap((edit) => edit.operations as GraphOperation[]) : null,
	};
}

/** The edit that makes one document of another, as one operation where ids allow it. */
function replace(before: FlowDocument, after: FlowDocument, of: string): Edited {
	const operation: GraphOperation = {
		op: 'restore',
		of,
		changes: {
			nodes: changesOf(before.nodes, after.nodes),
			edges: changesOf(before.edges, after.edges),
			notes: changesOf(before.notes, after.notes),
			groups: changesOf(before.groups, after.groups),
			settings: { from: before.settings, to: after.settings },
		},
	};
	const applied = apply(before, operation);
	const faithful = !isRefusal(applied) && [before, after].every(hasUniqueIds);
	return faithful ? { document: applied.document, operations: [operation] } : { document: after, operations: null };
}

function changesOf<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): readonly Change<T>[] {
	const former = new Map(before.map((thing) => [thing.id, thing]));
	const later = new Map(after.map((thing) => [thing.id, thing]));
	const kept = after.map((thing) => ({ id: thing.id, from: former.get(thing.id) ?? null, to: thing }));
	const gone = before.filter((thing) => !later.has(thing.id)).map((thing) => ({ id: thing.id, from: thing, to: null }));
	return [...gone, ...kept];
}

function hasUniqueIds(document: FlowDocument): boolean {
	return [document.nodes, document.edges, document.notes, document.groups].every(
		(list) => new Set(list.map((thing) => thing.id)).size === list.length,
	);
}
