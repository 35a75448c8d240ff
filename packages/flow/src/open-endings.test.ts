import { expect, test } from 'vitest';
import { newEdge, newFlow, newNode, refTo, sms } from '../tests/sample-flow.ts';
import { registry } from '../tests/test-nodes.ts';
import { apply, isRefusal } from './apply.ts';
import { openEndings } from './open-endings.ts';

const flow = newFlow(
	[
		newNode('start', 'start', { templates: [refTo('order')] }),
		newNode('ask', 'question', { filter: { field: 'order.status', op: 'eq', value: 'paid' } }),
		newNode('send', 'send', sms),
		newNode('stop', 'stop'),
	],
	['start.next>ask', 'ask.yes>send', 'send.next>stop'],
);

test('an output that may end and leads nowhere is told, once per node, with a way to say so', () => {
	const endings = openEndings(flow, registry).filter((issue) => issue.at.node === 'ask');
	expect(endings).toMatchObject([
		{ code: 'graph.output-ends', severity: 'info', at: { node: 'ask', output: 'no' }, values: { outputs: ['no'] } },
	]);
	const fixed = apply(flow, endings[0]!.fix!);
	if (isRefusal(fixed)) throw new Error(fixed.refused);
	expect(openEndings(fixed.document, registry).some((issue) => issue.at.node === 'ask')).toBe(false);
});

test('an output that leads on, or must, is none', () => {
	const led = { ...flow, edges: [...flow.edges, newEdge('ask.no>stop')] };
	expect(openEndings(led, registry).filter((issue) => issue.at.node !== 'send')).toEqual([]);
});
