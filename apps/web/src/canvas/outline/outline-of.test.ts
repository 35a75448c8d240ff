import { emptyDocument, type FlowDocument } from '@volna/flow';
import { describe, expect, it } from 'vitest';
import { outlineOf } from './outline-of.ts';

const node = (id: string, type: string, config = {}) => ({
	id,
	type: `volna.${type}` as const,
	version: 1,
	name: id,
	config,
	position: { x: 0, y: 0 },
});
const edges = (...words: string[]) =>
	words.map((word, index) => {
		const [from, target] = word.split('>') as [string, string];
		const [source, sourceHandle] = from.split('.') as [string, string];
		return { id: `e${index}`, source, sourceHandle, target };
	});
const lines = (document: FlowDocument) =>
	outlineOf(document).map((row) => {
		const what = row.kind === 'open' ? 'nowhere' : row.kind === 'again' ? `see ${row.node}` : row.node;
		return `${'-'.repeat(row.level)}${row.output ? `${row.output}:` : ''}${what}`;
	});

describe('the outline of a flow', () => {
	it('tells it from the trigger on, deeper only where ways part, a node once', () => {
		const document: FlowDocument = {
			...emptyDocument,
			nodes: [node('end', 'end'), node('wait', 'wait'), node('ask', 'condition'), node('start', 'on-action')],
			edges: edges('start.next>wait', 'wait.next>ask', 'ask.yes>end', 'ask.no>wait'),
		};
		expect(lines(document)).toEqual(['start', 'next:wait', 'next:ask', '-yes:end', '-no:see wait']);
	});

	it('names outputs that lead nowhere, and puts last what nothing leads to', () => {
		const document: FlowDocument = {
			...emptyDocument,
			nodes: [node('lost', 'wait'), node('start', 'on-action'), node('ask', 'condition')],
			edges: edges('start.next>ask'),
		};
		expect(lines(document)).toEqual(['start', 'next:ask', '-yes:nowhere', '-no:nowhere', 'lost', 'next:nowhere']);
	});

	it('tells every node once even where they lead in a circle that nothing leads to', () => {
		const document: FlowDocument = {
			...emptyDocument,
			nodes: [node('a', 'wait'), node('b', 'wait')],
			edges: edges('a.next>b', 'b.next>a'),
		};
		expect(lines(document)).toEqual(['a', 'next:b', 'next:see a']);
	});

	it('takes a way of ten thousand steps', () => {
		const count = 10_000;
		const document: FlowDocument = {
			...emptyDocument,
			nodes: Array.from({ length: count }, (_, index) => node(`n${index}`, 'wait')),
			edges: edges(...Array.from({ length: count - 1 }, (_, index) => `n${index}.next>n${index + 1}`)),
		};
		expect(outlineOf(document)).toHaveLength(count + 1);
	});
});
