import { apply, emptyDocument, type FlowDocument, type GraphOperation, isRefusal } from '@volna/flow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type Draft,
	edited,
	openDraft,
	rebased,
	redone,
	sendAccepted,
	sendFailed,
	sendStarted,
	undone,
} from './draft.ts';

const label = { key: 'edit.test' };
const node = (id: string, x = 0) => ({
	id,
	type: 'volna.wait' as const,
	version: 1,
	name: '',
	config: {},
	position: { x, y: 0 },
});

const ids = ['a', 'b', 'c', 'd', 'e'];
const id = fc.constantFrom(...ids);
const point = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
const operation: fc.Arbitrary<GraphOperation> = fc.oneof(
	fc.record({
		op: fc.constant('node.insert' as const),
		node: fc.tuple(id, fc.integer()).map(([one, x]) => node(one, x)),
	}),
	fc.tuple(id, point).map(([one, to]): GraphOperation => ({ op: 'nodes.move', to: { [one]: to } })),
	id.map((one): GraphOperation => ({ op: 'node.remove', id: one })),
	fc.tuple(id, fc.string()).map(([one, text]): GraphOperation => ({ op: 'node.config', id: one, set: { text } })),
	fc.tuple(id, fc.string()).map(([one, name]): GraphOperation => ({ op: 'node.rename', id: one, name })),
	fc.tuple(fc.uuid(), id, id).map(
		([edge, source, target]): GraphOperation => ({
			op: 'edge.connect',
			edge: { id: edge, source, sourceHandle: 'next', target },
		}),
	),
);
const foldOf = (one: GraphOperation) =>
	one.op === 'node.config' ? `config:${one.id}` : one.op === 'nodes.move' ? 'move' : undefined;
const start: FlowDocument = { ...emptyDocument, nodes: ids.slice(0, 3).map((one) => node(one)) };

function editAll(draft: Draft, operations: readonly GraphOperation[]): Draft {
	return operations.reduce((current, one, index) => {
		const next = edited(current, { label, operation: one, fold: foldOf(one) }, index * 100);
		return 'refused' in next ? current : next;
	}, draft);
}

function undoAll(draft: Draft): Draft {
	let current = draft;
	while (current.past.length > 0) {
		const next = undone(current);
		if ('refused' in next) throw new Error(`refused ${next.refused} ${next.id}`);
		current = next;
	}
	return current;
}

function replay(draft: Draft): FlowDocument {
	return [...draft.sending, ...draft.queue].reduce((document, item) => {
		const result = apply(document, item.operation);
		if (isRefusal(result)) throw new Error(`refused ${result.refused}`);
		return result.document;
	}, draft.base.document);
}

describe('a draft', () => {
	it('is back to the byte when every edit is undone', () => {
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
				const done = editAll(openDraft(1, start), operations);
				expect(JSON.stringify(undoAll(done).document)).toBe(JSON.stringify(start));
			}),
		);
	});

	it('is the same after undoing and redoing everything', () => {
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
				const done = editAll(openDraft(1, start), operations);
				let current = undoAll(done);
				while (current.future.length > 0) {
					const next = redone(current);
					if ('refused' in next) throw new Error(next.refused);
					current = next;
				}
				expect(current.document).toEqual(done.document);
			}),
		);
	});

	it('holds what the server will hold once everything is sent', () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(operation, fc.constantFrom('send', 'accept', 'fail', 'undo')), { maxLength: 60 }),
				(steps) => {
					let draft = openDraft(1, start);
					for (const [index, step] of steps.entries()) {
						if (step === 'send') draft = draft.sending.length > 0 ? draft : sendStarted(draft);
						else if (step === 'accept') draft = sendAccepted(draft, draft.base.revision + 1);
						else if (step === 'fail') draft = sendFailed(draft);
						else if (step === 'undo') {
							const next = undone(draft);
							if (!('refused' in next)) draft = next;
						} else {
							const next = edited(
								draft,
								{ label, operation: step as GraphOperation, fold: foldOf(step as GraphOperation) },
								index,
							);
							if (!('refused' in next)) draft = next;
						}
						expect(replay(draft)).toEqual(draft.document);
					}
				},
			),
		);
	});

	it('keeps typing in one field as one undo step, and sends it once', () => {
		let draft = openDraft(1, start);
		for (const text of ['П', 'Пр', 'Привет']) {
			const next = edited(
				draft,
				{ label, operation: { op: 'node.config', id: 'a', set: { text } }, fold: 'config:a:text' },
				10,
			);
			if ('refused' in next) throw new Error();
			draft = next;
		}
		expect(draft.past).toHaveLength(1);
		expect(draft.queue.map((item) => item.operation)).toEqual([
			{ op: 'node.config', id: 'a', set: { text: 'Привет' } },
		]);
	});

	it('begins a new undo step when typing goes on after a pause', () => {
		const type = (draft: Draft, text: string, at: number) => {
			const next = edited(draft, { label, operation: { op: 'node.rename', id: 'a', name: text }, fold: 'name:a' }, at);
			if ('refused' in next) throw new Error();
			return next;
		};
		expect(type(type(openDraft(1, start), 'а', 0), 'аб', 60_000).past).toHaveLength(2);
	});
});

describe('after somebody else saved first, a draft', () => {
	it('is theirs with ours on top in order, or ours listed as lost', () => {
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 20 }), fc.array(operation, { maxLength: 20 }), (mine, theirs) => {
				const draft = sendStarted(editAll(openDraft(1, start), mine));
				const other = editAll(openDraft(1, start), theirs).document;
				const after = rebased(draft, { revision: 2, document: other, by: 'Ольга', count: theirs.length });
				expect(after.document).toEqual(replay(after));
				expect(after.base).toEqual({ revision: 2, document: other });
				expect(after.queue.length + after.conflict!.lost.length).toBe(draft.sending.length);
			}),
		);
	});

	it('can still undo what it kept', () => {
		const draft = editAll(openDraft(1, start), [{ op: 'node.rename', id: 'a', name: 'Моё' }]);
		const other = editAll(openDraft(1, start), [{ op: 'node.config', id: 'a', set: { for: 'PT1H' } }]).document;
		const after = rebased(draft, { revision: 2, document: other, by: null, count: 1 });
		const back = undone(after);
		if ('refused' in back) throw new Error();
		expect(back.document).toEqual(other);
	});

	it('says which edit no longer fits', () => {
		const draft = editAll(openDraft(1, start), [{ op: 'node.rename', id: 'a', name: 'Моё' }]);
		const other = editAll(openDraft(1, start), [{ op: 'node.remove', id: 'a' }]).document;
		const after = rebased(draft, { revision: 2, document: other, by: 'Ольга', count: 1 });
		expect(after.conflict).toEqual({
			by: 'Ольга',
			theirs: 1,
			lost: [{ label, refusal: { refused: 'node-missing', id: 'a' } }],
		});
		expect(after.past).toEqual([]);
	});
});
