import type { NodeConfig } from '../src/flow-document.ts';
import { type DocEdge, type DocNode, emptyDocument, type FlowDocument } from '../src/flow-document.ts';
import type { ProjectSnapshot } from '../src/project-snapshot.ts';

const versions: Readonly<Record<string, number>> = { lookup: 3, 'other-lookup': 3 };

/** A node of a test type; its position follows from nothing. */
export function newNode(id: string, type: string, config: NodeConfig = {}, extra: Partial<DocNode> = {}): DocNode {
	return {
		id,
		type: `test.${type}`,
		version: versions[type] ?? 1,
		name: '',
		config,
		position: { x: 0, y: 0 },
		...extra,
	};
}

/** `a.next>b`: an edge named by its own words. */
export function newEdge(words: string): DocEdge {
	const match = /^(\w+)\.(\w+)>(\w+)$/.exec(words);
	if (!match) throw new Error(`${words} is no edge`);
	const [, source, sourceHandle, target] = match as unknown as [string, string, string, string];
	return { id: `${source}_${sourceHandle}_${target}`, source, sourceHandle, target };
}

export function newFlow(nodes: readonly DocNode[], edges: readonly string[]): FlowDocument {
	return { ...emptyDocument, nodes, edges: edges.map(newEdge) };
}

export const refTo = (id: string) => ({ id, systemName: id, name: id });

export const sms: NodeConfig = { profile: 'transactional', sender: refTo('VOLNA'), text: 'Ваш заказ отправлен' };

/** start → split → pause → send → stop, and the split's other ways: nothing is wrong with it. */
export const sampleFlow: FlowDocument = newFlow(
	[
		newNode('start', 'start', { templates: [refTo('order')] }),
		newNode('split', 'split', {
			segmentation: refTo('loyalty'),
			branches: [
				{ id: 'vip', name: 'VIP', segment: refTo('vip') },
				{ id: 'rest', name: 'Rest', segment: refTo('rest') },
			],
		}),
		newNode('pause', 'pause', { for: 'PT5M' }),
		newNode('ask', 'question', { filter: { field: 'customer.sex', op: 'is', value: 'female' } }),
		newNode('send', 'send', sms),
		newNode('stop', 'stop'),
	],
	['start.next>split', 'split.vip>pause', 'split.rest>ask', 'ask.yes>pause', 'pause.next>send', 'send.next>stop'],
);

const entity = (id: string) => ({ id, systemName: id, name: id });

/** A project in which everything the sample refers to exists. */
export const project: ProjectSnapshot = {
	flowId: 'flow',
	actionTemplates: [{ ...entity('order'), usage: ['operation'], fields: [{ name: 'Product', type: 'text' }] }],
	segmentations: [entity('loyalty')],
	segments: [
		{ ...entity('vip'), segmentationId: 'loyalty' },
		{ ...entity('rest'), segmentationId: 'loyalty' },
		{ ...entity('foreign'), segmentationId: 'other' },
	],
	senders: [
		{ id: 'VOLNA', name: 'VOLNA', state: 'usable' },
		{ id: 'PARTLY', name: 'PARTLY', state: 'partly' },
		{ id: 'REFUSED', name: 'REFUSED', state: 'refused' },
	],
	customerFields: [{ name: 'Bonus', type: 'number' }],
	workers: [],
};
