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
	settled,
	undone,
} from './draft.ts';

const label = { key: 'edit.test' };
const olga = { name: 'Ольга', isSelf: false };
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
				const after = rebased(draft, { revision: 2, document: other, by: olga });
				expect(after.document).toEqual(replay(after));
				expect(after.base).toEqual({ revision: 2, document: other });
				for (const { id, config } of other.nodes) {
					// What they typed stands, whatever was typed here at the same time; new nodes never share an id.
					if (!start.nodes.some((one) => one.id === id)) continue;
					const before = start.nodes.find((one) => one.id === id)?.config.text;
					const now = after.document.nodes.find((one) => one.id === id);
					if (now && config.text !== before) expect(now.config.text).toBe(config.text);
				}
			}),
		);
	});

	it('can still undo what it kept', () => {
		const draft = editAll(openDraft(1, start), [{ op: 'node.rename', id: 'a', name: 'Моё' }]);
		const other = editAll(openDraft(1, start), [{ op: 'node.config', id: 'a', set: { for: 'PT1H' } }]).document;
		const after = rebased(draft, { revision: 2, document: other, by: null });
		const back = undone(after);
		if ('refused' in back) throw new Error();
		expect(back.document).toEqual(other);
	});

	it('says which edit no longer fits', () => {
		const draft = editAll(openDraft(1, start), [{ op: 'node.rename', id: 'a', name: 'Моё' }]);
		const other = editAll(openDraft(1, start), [{ op: 'node.remove', id: 'a' }]).document;
		const after = rebased(draft, { revision: 2, document: other, by: olga });
		expect(after.conflict).toEqual({
			by: olga,
			theirs: 1,
			clashes: [],
			lost: [
				{
					label,
					refusal: { refused: 'node-missing', id: 'a' },
					values: [{ slot: { kind: 'field', node: 'a', field: 'name' }, from: '', to: 'Моё' }],
					document: draft.document,
				},
			],
		});
		expect(after.past).toEqual([]);
	});

	const config = (set: Readonly<Record<string, string>>, id = 'a'): GraphOperation => ({ op: 'node.config', id, set });
	const both = (mine: readonly GraphOperation[], theirs: readonly GraphOperation[]) => {
		const other = editAll(openDraft(1, start), theirs).document;
		return rebased(editAll(openDraft(1, start), mine), { revision: 2, document: other, by: olga });
	};
	const field = (name: string) => ({ kind: 'field', node: 'a', field: name });

	it('holds an own edit of a field they set otherwise, with both values; theirs stands, the rest of ours too', () => {
		const after = both([config({ text: 'моё', for: 'PT1H' })], [config({ text: 'их' })]);
		expect(after.conflict).toMatchObject({
			theirs: 1,
			lost: [],
			clashes: [{ parts: [{ slot: field('config.text'), mine: 'моё', theirs: 'их' }] }],
		});
		expect(after.document.nodes[0]!.config).toEqual({ text: 'их', for: 'PT1H' });
		expect(after.queue.map((item) => item.operation)).toEqual([config({ for: 'PT1H' })]);
	});

	it.each([
		['the same value', [config({ text: 'одно' })], [config({ text: 'одно' })]],
		['other fields of one node', [config({ text: 'моё' })], [config({ for: 'PT1H' })]],
		['the same removal', [{ op: 'node.remove', id: 'b' }], [{ op: 'node.remove', id: 'b' }]],
		['positions', [{ op: 'nodes.move', to: { a: { x: 1, y: 1 } } }], [{ op: 'nodes.move', to: { a: { x: 2, y: 2 } } }]],
	] as [string, GraphOperation[], GraphOperation[]][])('asks nothing about %s', (_, mine, theirs) => {
		expect(both(mine, theirs).conflict).toMatchObject({ clashes: [], lost: [] });
	});

	it.each([
		[
			'a name',
			[{ op: 'node.rename', id: 'a', name: 'моё' }],
			[{ op: 'node.rename', id: 'a', name: 'их' }],
			[{ slot: field('name'), mine: 'моё', theirs: 'их' }],
		],
		[
			'where an output leads',
			[{ op: 'edge.connect', edge: { id: 'x', source: 'a', sourceHandle: 'next', target: 'b' } }],
			[{ op: 'edge.connect', edge: { id: 'y', source: 'a', sourceHandle: 'next', target: 'c' } }],
			[{ slot: { kind: 'output', node: 'a', output: 'next' }, mine: 'b', theirs: 'c' }],
		],
		[
			'the removal of a node they changed',
			[{ op: 'node.remove', id: 'a' }],
			[config({ text: 'их' })],
			[{ slot: { kind: 'node', node: 'a' }, mine: null }],
		],
		[
			'the rules of entry',
			[{ op: 'settings.set', settings: { entry: { rule: 'every_time', key: 'customer' }, exit: null } }],
			[{ op: 'settings.set', settings: { entry: { rule: 'every_time', key: 'order' }, exit: null } }],
			[{ slot: { kind: 'setting', setting: 'entry' } }],
		],
	] as [string, GraphOperation[], GraphOperation[], object[]][])('asks about %s', (_, mine, theirs, parts) => {
		const after = both(mine, theirs);
		expect(after.conflict!.clashes).toMatchObject([{ parts }]);
		expect(after.document).toEqual(after.base.document);
	});

	it('asks once about a field typed in twice, and not at all when typing was taken back', () => {
		const theirs = [config({ text: 'их' })];
		const twice = both([config({ text: 'м' }), config({}, 'b'), config({ text: 'моё' })], theirs);
		expect(twice.conflict!.clashes).toMatchObject([{ parts: [{ mine: 'моё' }] }]);
		const typed = edited(openDraft(1, start), { label, operation: config({ text: 'моё' }) }, 0);
		if ('refused' in typed) throw new Error();
		const back = undone(typed);
		if ('refused' in back) throw new Error();
		const other = editAll(openDraft(1, start), theirs).document;
		expect(rebased(back, { revision: 2, document: other, by: olga }).conflict).toMatchObject({ clashes: [], lost: [] });
	});

	it('keeps both when they put a node into a way and we healed it over another', () => {
		const way = (id: string, source: string, target: string): GraphOperation => ({
			op: 'edge.connect',
			edge: { id, source, sourceHandle: 'next', target },
		});
		const document = editAll(openDraft(1, start), [way('e1', 'a', 'b'), way('e2', 'b', 'c')]).document;
		const insert: GraphOperation = {
			op: 'node.insert',
			node: node('d'),
			on: 'e1',
			next: { edge: 'e3', output: 'next' },
		};
		const mine = editAll(openDraft(1, document), [{ op: 'node.remove', id: 'b', heal: 'next' }]);
		const other = editAll(openDraft(1, document), [insert]).document;
		const after = rebased(mine, { revision: 2, document: other, by: olga });
		expect(after.conflict).toMatchObject({ clashes: [], lost: [] });
		expect(after.document.edges.map((edge) => `${edge.source} ${edge.target}`)).toEqual(['a d', 'd c']);
	});

	it('takes mine as an edit that can be undone, or leaves theirs, and the conflict is over', () => {
		const after = both([config({ text: 'моё' })], [config({ text: 'их' })]);
		const { key } = after.conflict!.clashes[0]!;
		const theirs = settled(after, key, 'theirs', 0);
		const mine = settled(after, key, 'mine', 0);
		if ('refused' in theirs || 'refused' in mine) throw new Error();
		expect([theirs.document.nodes[0]!.config.text, theirs.conflict, theirs.queue]).toEqual(['их', null, []]);
		expect([mine.document.nodes[0]!.config.text, mine.conflict, mine.queue.length]).toEqual(['моё', null, 1]);
		const back = undone(mine);
		if ('refused' in back) throw new Error();
		expect(back.document.nodes[0]!.config.text).toBe('их');
	});

	it('undoes an own edit of one field after they changed another of the same node', () => {
		const saved = sendAccepted(sendStarted(editAll(openDraft(1, start), [config({ text: 'моё' })])), 2);
		const other = editAll(openDraft(2, saved.document), [config({ for: 'PT1H' })]).document;
		const after = rebased(saved, { revision: 3, document: other, by: olga });
		const back = undone(after);
		if ('refused' in back) throw new Error();
		expect(back.document.nodes[0]!.config).toEqual({ for: 'PT1H' });
	});
});
