import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newEdge, newNode, sampleFlow } from '../tests/sample-flow.ts';
import { type Applied, apply, applyAll, isRefusal } from './apply.ts';
import { type DocNode, FlowDocument, type Group, type Note } from './flow-document.ts';
import { GraphOperation } from './graph-operation.ts';

const done = (document: FlowDocument, operation: GraphOperation): Applied => {
	const result = apply(document, operation);
	if (isRefusal(result)) throw new Error(`refused: ${result.refused} ${result.id}`);
	return result;
};

const drawing = ({ edges }: FlowDocument) =>
	edges.map((edge) => `${edge.source}.${edge.sourceHandle}>${edge.target}`).sort();

const full: FlowDocument = {
	...sampleFlow,
	notes: [{ id: 'note', text: 'words', position: { x: 1, y: 2 }, node: 'pause' }],
	groups: [{ id: 'group', title: 'Group', nodes: ['pause', 'send'], collapsed: false }],
};

describe('a graph operation', () => {
	it('puts a node into an edge', () => {
		const { document } = done(sampleFlow, {
			op: 'node.insert',
			node: newNode('new', 'pause', { for: 'PT1H' }),
			on: 'pause_next_send',
			next: { edge: 'e', output: 'next' },
		});
		expect(drawing(document)).toEqual(
			[...drawing(sampleFlow).filter((line) => line !== 'pause.next>send'), 'new.next>send', 'pause.next>new'].sort(),
		);
	});

	it('heals the path when a node is removed, and leaves a gap when not asked to', () => {
		const healed = done(full, { op: 'node.remove', id: 'pause', heal: 'next' }).document;
		expect(drawing(healed)).toEqual(
			['ask.yes>send', 'send.next>stop', 'split.rest>ask', 'split.vip>send', 'start.next>split'].sort(),
		);
		const gap = done(full, { op: 'node.remove', id: 'pause' }).document;
		expect(drawing(gap)).toEqual(['send.next>stop', 'split.rest>ask', 'start.next>split'].sort());
	});

	it('frees notes and leaves groups when their node is removed', () => {
		const { document } = done(full, { op: 'node.remove', id: 'pause' });
		expect(document.notes).toEqual([{ id: 'note', text: 'words', position: { x: 1, y: 2 } }]);
		expect(document.groups).toEqual([{ id: 'group', title: 'Group', nodes: ['send'], collapsed: false }]);
	});

	it('never leads a node to itself when it heals', () => {
		const looped = done(sampleFlow, { op: 'edge.connect', edge: newEdge('send.next>pause') }).document;
		const { document } = done(looped, { op: 'node.remove', id: 'send', heal: 'next' });
		expect(drawing(document)).toEqual(
			['ask.yes>pause', 'split.rest>ask', 'split.vip>pause', 'start.next>split'].sort(),
		);
	});

	it('replaces a node in its place, renaming outputs and dropping those that are gone', () => {
		const { document } = done(sampleFlow, {
			op: 'node.replace',
			id: 'ask',
			type: 'test.lookup',
			version: 3,
			config: { what: 'x' },
			outputs: { yes: 'found', no: null },
		});
		expect(document.nodes.find((node) => node.id === 'ask')).toMatchObject({ type: 'test.lookup', version: 3 });
		expect(drawing(document)).toContain('ask.found>pause');
	});

	it('connects an output anew: its former edge goes', () => {
		const { document } = done(sampleFlow, { op: 'edge.connect', edge: newEdge('pause.next>stop') });
		expect(drawing(document)).toContain('pause.next>stop');
		expect(drawing(document)).not.toContain('pause.next>send');
	});

	it.each<[string, GraphOperation, string]>([
		['a node that is not there', { op: 'node.rename', id: 'gone', name: '' }, 'node-missing'],
		['an edge that is not there', { op: 'edge.remove', id: 'gone' }, 'edge-missing'],
		['an id that is taken', { op: 'node.insert', node: newNode('send', 'stop') }, 'id-taken'],
		['an edge to a node that is not there', { op: 'edge.connect', edge: newEdge('send.next>gone') }, 'node-missing'],
		['an edge to itself', { op: 'edge.connect', edge: newEdge('send.next>send') }, 'to-itself'],
		['healing by an output that leads nowhere', { op: 'node.remove', id: 'split', heal: 'none' }, 'output-missing'],
		['a note that is not there', { op: 'note.set', id: 'gone', note: null }, 'note-missing'],
		[
			'moving a node that is not there',
			{ op: 'nodes.move', to: { send: { x: 1, y: 1 }, gone: { x: 1, y: 1 } } },
			'node-missing',
		],
		[
			'a list whose last does not fit',
			{
				op: 'several',
				label: 'two',
				operations: [
					{ op: 'node.rename', id: 'send', name: 'x' },
					{ op: 'node.rename', id: 'gone', name: 'x' },
				],
			},
			'node-missing',
		],
	])('refuses %s, whole', (_, operation, refused) => {
		expect(apply(sampleFlow, operation)).toMatchObject({ refused });
	});

	it('refuses to undo over what somebody changed since', () => {
		const first = done(sampleFlow, { op: 'node.config', id: 'pause', set: { for: 'PT1H' } });
		const later = done(first.document, { op: 'node.config', id: 'pause', set: { for: 'PT2H' } });
		expect(apply(later.document, first.inverse)).toEqual({ refused: 'changed-since', id: 'pause' });
	});

	it('says which of a list did not fit', () => {
		const operations: GraphOperation[] = [
			{ op: 'node.rename', id: 'send', name: 'x' },
			{ op: 'edge.remove', id: 'gone' },
		];
		expect(applyAll(sampleFlow, operations)).toEqual({ refused: 'edge-missing', id: 'gone', index: 1 });
	});

	it('keeps what it did not touch as it is', () => {
		const { document } = done(full, { op: 'node.rename', id: 'send', name: 'Thanks' });
		expect(document.edges).toBe(full.edges);
		expect(document.nodes[0]).toBe(full.nodes[0]);
	});
});

const ids = ['start', 'split', 'pause', 'ask', 'send', 'stop', 'n1', 'n2', 'n3', 'n4'];
const nodeId = fc.constantFrom(...ids);
const edgeId = fc.constantFrom(...sampleFlow.edges.map((edge) => edge.id), 'e1', 'e2', 'e3', 'e4', 'e5');
const outputName = fc.constantFrom('next', 'yes', 'no', 'vip', 'rest', 'none', 'found');
const point = fc.record({ x: fc.integer({ min: -999, max: 999 }), y: fc.integer({ min: -999, max: 999 }) });
const config = fc.dictionary(fc.constantFrom('for', 'text', 'label', 'what'), fc.constantFrom('PT1H', 'a', 7, null));
const type = fc.constantFrom('test.pause', 'test.stop', 'test.question') as fc.Arbitrary<DocNode['type']>;
const node: fc.Arbitrary<DocNode> = fc.record({
	id: nodeId,
	type,
	version: fc.constant(1),
	name: fc.constantFrom('', 'Name'),
	config,
	position: point,
});
const edge = fc.record({ id: edgeId, source: nodeId, sourceHandle: outputName, target: nodeId });
const note: fc.Arbitrary<Note> = fc.record({
	id: fc.constantFrom('note', 'm1', 'm2'),
	text: fc.constantFrom('a', 'b'),
	position: point,
});
const group: fc.Arbitrary<Group> = fc.record({
	id: fc.constantFrom('group', 'g1'),
	title: fc.constantFrom('a', 'b'),
	nodes: fc.uniqueArray(nodeId, { maxLength: 3 }),
	collapsed: fc.boolean(),
});
const renames = fc.dictionary(outputName, fc.option(outputName, { nil: null }), { maxKeys: 2 });

const { operation } = fc.letrec<{ operation: GraphOperation }>((tie) => ({
	operation: fc.oneof(
		{ depthSize: 'small' },
		fc.record({ op: fc.constant('node.insert' as const), node }),
		fc.record({
			op: fc.constant('node.insert' as const),
			node,
			on: edgeId,
			next: fc.record({ edge: edgeId, output: outputName }),
		}),
		fc.record({ op: fc.constant('nodes.move' as const), to: fc.dictionary(nodeId, point, { maxKeys: 3 }) }),
		fc.record({ op: fc.constant('node.remove' as const), id: nodeId }),
		fc.record({ op: fc.constant('node.remove' as const), id: nodeId, heal: outputName }),
		fc.record({
			op: fc.constant('node.replace' as const),
			id: nodeId,
			type,
			version: fc.constant(1),
			config,
			outputs: renames,
		}),
		fc.record({
			op: fc.constant('node.upgrade' as const),
			id: nodeId,
			version: fc.constant(2),
			config,
			outputs: renames,
		}),
		fc.record({
			op: fc.constant('node.config' as const),
			id: nodeId,
			set: config,
			unset: fc.uniqueArray(fc.constantFrom('for', 'text'), { maxLength: 2 }),
		}),
		fc.record({ op: fc.constant('node.rename' as const), id: nodeId, name: fc.constantFrom('a', 'b') }),
		fc.record({ op: fc.constant('node.visits' as const), id: nodeId, maxVisits: fc.constantFrom(null, 1, 10) }),
		fc.record({ op: fc.constant('edge.connect' as const), edge }),
		fc.record({ op: fc.constant('edge.remove' as const), id: edgeId }),
		fc.record({
			op: fc.constant('part.paste' as const),
			nodes: fc.uniqueArray(node, { maxLength: 3, selector: (one) => one.id }),
			edges: fc.uniqueArray(edge, { maxLength: 2, selector: (one) => one.id }),
		}),
		note.chain((one) =>
			fc.record({ op: fc.constant('note.set' as const), id: fc.constant(one.id), note: fc.constantFrom(one, null) }),
		),
		group.chain((one) =>
			fc.record({ op: fc.constant('group.set' as const), id: fc.constant(one.id), group: fc.constantFrom(one, null) }),
		),
		fc.constant<GraphOperation>({
			op: 'settings.set',
			settings: { entry: { rule: 'every_time', key: 'order' }, exit: null },
		}),
		fc.record({
			op: fc.constant('several' as const),
			label: fc.constant('several'),
			operations: fc.array(tie('operation'), { maxLength: 3 }),
		}),
	) as fc.Arbitrary<GraphOperation>,
}));

describe('any list of graph operations', () => {
	it('undone to its start restores the bytes, and redone gives what was', () => {
		let applied = 0;
		fc.assert(
			fc.property(fc.array(operation, { minLength: 1, maxLength: 40 }), (operations) => {
				let document = full;
				const inverses: GraphOperation[] = [];
				for (const one of operations) {
					const result = apply(document, one);
					if (isRefusal(result)) continue;
					applied++;
					document = result.document;
					inverses.push(result.inverse);
				}
				const last = JSON.stringify(document);
				const redo: GraphOperation[] = [];
				for (const inverse of inverses.reverse()) {
					const result = done(document, inverse);
					document = result.document;
					redo.push(result.inverse);
				}
				expect(JSON.stringify(document)).toBe(JSON.stringify(full));
				for (const one of redo.reverse()) document = done(document, one).document;
				expect(JSON.stringify(document)).toBe(last);
			}),
			{ numRuns: 400 },
		);
		expect(applied).toBeGreaterThan(1_000);
	});

	it('keeps the shape of documents and of operations, inverses too', () => {
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 15 }), (operations) => {
				let document = full;
				for (const one of operations) {
					expect(GraphOperation.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
					const result = apply(document, one);
					if (isRefusal(result)) continue;
					document = result.document;
					expect(GraphOperation.safeParse(JSON.parse(JSON.stringify(result.inverse))).success).toBe(true);
				}
				expect(FlowDocument.safeParse(JSON.parse(JSON.stringify(document))).success).toBe(true);
			}),
			{ numRuns: 100 },
		);
	});

	it('never changes what it was given', () => {
		const before = JSON.stringify(full);
		fc.assert(fc.property(fc.array(operation, { maxLength: 20 }), (operations) => void applyAll(full, operations)));
		expect(JSON.stringify(full)).toBe(before);
	});
});
