import { describe, expect, it } from 'vitest';
import { newNode, project, sampleFlow } from '../tests/sample-flow.ts';
import { definitions, registry } from '../tests/test-nodes.ts';
import { apply, isRefusal } from './apply.ts';
import { compile } from './compile.ts';
import { healingOutput, refuseConnection } from './connection-rules.ts';
import { nodesLeadingTo, nodesReached, stepsReached } from './nodes-reached.ts';
import { parametersAt } from './parameters-at.ts';
import { partOf, pasteOf } from './paste-of.ts';
import { createRegistry } from './registry.ts';

describe('a connection', () => {
	it.each([
		['send', 'next', 'pause', null],
		['send', 'next', 'send', 'to-itself'],
		['send', 'next', 'start', 'into-trigger'],
		['send', 'next', 'gone', 'node-missing'],
		['send', 'delivered', 'stop', 'output-missing'],
		['split', 'vip', 'pause', 'already'],
		['split', 'vip', 'stop', null],
	])('from %s.%s to %s: %s', (source, sourceHandle, target, refused) => {
		expect(refuseConnection(sampleFlow, registry, { source, sourceHandle, target })).toBe(refused);
	});

	it('of a deleted node goes on by the only connected output, or a person chooses', () => {
		expect(healingOutput(sampleFlow, 'pause')).toEqual({ heal: 'next', choices: ['next'] });
		expect(healingOutput(sampleFlow, 'split')).toEqual({ heal: undefined, choices: ['rest', 'vip'] });
		expect(healingOutput(sampleFlow, 'stop')).toEqual({ heal: undefined, choices: [] });
	});
});

describe('ways through a flow', () => {
	it('lead from a node and to it', () => {
		expect([...nodesReached(sampleFlow, ['ask'])].sort()).toEqual(['ask', 'pause', 'send', 'stop']);
		expect([...nodesLeadingTo(sampleFlow, ['ask'])].sort()).toEqual(['ask', 'split', 'start']);
	});

	it('are the same in the plan', () => {
		const { plan } = compile(sampleFlow, registry, project);
		for (const { id } of sampleFlow.nodes) {
			expect([...stepsReached(plan!, id)].sort()).toEqual([...nodesReached(sampleFlow, [id])].sort());
		}
	});
});

describe('pasting', () => {
	it('gives every thing a new id and keeps the wires among them', () => {
		let count = 0;
		const part = partOf(sampleFlow, new Set(['pause', 'send']));
		const operation = pasteOf(part, () => `new-${++count}`, { x: 16, y: 16 });
		expect(operation.nodes.map((node) => node.id)).toEqual(['new-1', 'new-2']);
		expect(operation.nodes[0]?.position).toEqual({ x: 16, y: 16 });
		expect(operation.edges).toEqual([{ id: 'new-3', source: 'new-1', sourceHandle: 'next', target: 'new-2' }]);
		expect(isRefusal(apply(sampleFlow, operation))).toBe(false);
	});
});

describe('a registry', () => {
	it('has one hash for the same nodes in any order', () => {
		expect(createRegistry(definitions.toReversed()).hash).toBe(registry.hash);
		expect(createRegistry(definitions.slice(1)).hash).not.toBe(registry.hash);
	});

	it('refuses a type that stands in it twice', () => {
		expect(() => createRegistry([definitions[0], definitions[0]])).toThrow('test.start is registered twice');
	});
});

describe('the parameters of a text', () => {
	it('are those of the customer, the action that starts the flow, and its order', () => {
		const paths = parametersAt(sampleFlow, registry, project, 'send')
			.filter((one) => !one.unavailable)
			.map((one) => one.path);
		expect(paths).toEqual(
			expect.arrayContaining([
				'Recipient.FirstName',
				'Recipient.CustomFields.Bonus',
				'Action.CustomFields.Product',
				'Order.Id',
			]),
		);
		expect(paths.some((path) => path.startsWith('Links.'))).toBe(false);
	});

	it('offer what a node gives only downstream of it', () => {
		const looked = {
			...sampleFlow,
			nodes: [...sampleFlow.nodes, newNode('look', 'lookup', { what: 'bonus' })],
			edges: [...sampleFlow.edges, { id: 'e', source: 'look', sourceHandle: 'found', target: 'send' }],
		};
		const run = (node: string) =>
			parametersAt(looked, registry, project, node).filter((one) => one.path.startsWith('Run.'));
		expect(run('send')).toMatchObject([{ path: 'Run.Bonus', type: 'number', onEveryPath: false }]);
		expect(run('pause')).toEqual([]);
	});
});
