import { apply, emptyDocument, type FlowDocument, isRefusal } from '@volna/flow';
import { describe, expect, it } from 'vitest';
import { cardShape } from './card-box.ts';
import { insertAt, refusePlace } from './place-node.ts';
import { registry } from './registry.ts';
import { tidyUp } from './tidy-up.ts';

const type = (name: string) => registry.get(`volna.${name}`)!;
const node = (id: string, kind: string, x: number, y: number) => ({
	id,
	type: `volna.${kind}` as const,
	version: 1,
	name: '',
	config: {},
	position: { x, y },
});
const flow: FlowDocument = {
	...emptyDocument,
	nodes: [
		node('t', 'on-action', 0, 0),
		node('w', 'wait', 0, 112),
		node('e', 'end', 0, 224),
		node('aside', 'wait', 400, 224),
	],
	edges: [
		{ id: 'e1', source: 't', sourceHandle: 'next', target: 'w' },
		{ id: 'e2', source: 'w', sourceHandle: 'next', target: 'e' },
	],
};

function done(document: FlowDocument, made: ReturnType<typeof insertAt>): FlowDocument {
	const result = apply(document, made!.operation);
	if (isRefusal(result)) throw new Error(result.refused);
	return result.document;
}

function overlapping(document: FlowDocument): readonly string[] {
	const boxes = document.nodes.map((one) => ({ id: one.id, ...one.position, ...cardShape(one) }));
	return boxes.flatMap((a, index) =>
		boxes
			.slice(index + 1)
			.filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
			.map((b) => `${a.id} ${b.id}`),
	);
}

describe('a new node', () => {
	it('put into an edge leads on, and what is below moves down to make room', () => {
		const after = done(flow, insertAt(flow, type('wait'), { kind: 'edge', edge: 'e2' }));
		const added = after.nodes.find((one) => !flow.nodes.some((other) => other.id === one.id))!;
		expect(after.edges.map((edge) => [edge.source, edge.target])).toEqual([
			['t', 'w'],
			['w', added.id],
			[added.id, 'e'],
		]);
		expect(overlapping(after)).toEqual([]);
		expect(after.nodes.find((one) => one.id === 'aside')!.position).toEqual({ x: 400, y: 224 });
	});

	it('put after an output stands below it, clear of other cards', () => {
		const open: FlowDocument = { ...flow, edges: flow.edges.slice(0, 1) };
		const after = done(open, insertAt(open, type('send-sms'), { kind: 'output', source: 'w', output: 'next' }));
		expect(after.edges.at(-1)).toMatchObject({ source: 'w', sourceHandle: 'next' });
		expect(overlapping(after)).toEqual([]);
	});

	it.each([
		['on-action', { kind: 'free', at: { x: 0, y: 0 } }, true, 'second-trigger'],
		['on-action', { kind: 'free', at: { x: 0, y: 0 } }, false, null],
		['on-action', { kind: 'edge', edge: 'e1' }, false, 'trigger-inside'],
		['end', { kind: 'edge', edge: 'e1' }, true, 'end-inside'],
		['end', { kind: 'output', source: 'w', output: 'next' }, true, null],
		['wait', { kind: 'edge', edge: 'e1' }, true, null],
	] as const)('of type %s at %j (a trigger there: %s) is refused for %s', (name, place, hasTrigger, refusal) => {
		expect(refusePlace(flow, type(name), place, hasTrigger)).toBe(refusal);
	});
});

describe('tidying up', () => {
	it('puts cards in rows from the trigger down, none over another', () => {
		const pile: FlowDocument = { ...flow, nodes: flow.nodes.map((one) => ({ ...one, position: { x: 8, y: 8 } })) };
		const after: FlowDocument = {
			...pile,
			nodes: pile.nodes.map((one) => ({ ...one, position: tidyUp(pile)[one.id]! })),
		};
		expect(overlapping(after)).toEqual([]);
		const y = (id: string) => after.nodes.find((one) => one.id === id)!.position.y;
		expect([y('t') < y('w'), y('w') < y('e')]).toEqual([true, true]);
	});

	it('of a tidy flow changes nothing', () => {
		const once = tidyUp(flow);
		const tidy: FlowDocument = { ...flow, nodes: flow.nodes.map((one) => ({ ...one, position: once[one.id]! })) };
		expect(tidyUp(tidy)).toEqual(once);
	});
});
