import { apply, emptyDocument, type FlowDocument, isRefusal } from '@volna/flow';
import { activeOutputs } from '@volna/node-sdk';
import { describe, expect, it } from 'vitest';
import { registry } from './registry.ts';
import { replacementOf } from './replace-node.ts';

const node = (id: string, type: string, config = {}) => ({
	id,
	type: `volna.${type}` as const,
	version: 1,
	name: '',
	config,
	position: { x: 0, y: 0 },
});
const flow = (kind: ReturnType<typeof node>, outputs: readonly string[]): FlowDocument => ({
	...emptyDocument,
	nodes: [kind, ...outputs.map((output) => node(`to-${output}`, 'end'))],
	edges: outputs.map((output) => ({
		id: `e-${output}`,
		source: kind.id,
		sourceHandle: output,
		target: `to-${output}`,
	})),
});
const become = (document: FlowDocument, type: string) => {
	const replacement = replacementOf(document, document.nodes[0]!, registry.get(`volna.${type}`)!);
	const result = apply(document, replacement.operation);
	if (isRefusal(result)) throw new Error(result.refused);
	return { ...replacement, document: result.document, inverse: result.inverse };
};

describe('another type in a node’s place', () => {
	it('keeps the id and leads on by the stated map; what is lost is told first', () => {
		const asked = node('a', 'condition', { filter: { field: 'order.status', op: 'eq', value: 'paid' } });
		const after = become(flow(asked, ['yes', 'no']), 'wait');
		expect(after.document.nodes[0]).toMatchObject({ id: 'a', type: 'volna.wait', config: {} });
		expect(after.document.edges).toMatchObject([{ sourceHandle: 'next', target: 'to-yes' }]);
		expect([after.fields, after.edges.map((edge) => edge.id)]).toEqual([['filter'], ['e-no']]);
	});

	it('drops what branches of its own led to, and keeps what nobody matched', () => {
		const branches = [
			{ id: 'b1', name: 'Новые', segment: { id: 's1', systemName: 's1', name: 'Новые' } },
			{ id: 'b2', name: 'VIP', segment: { id: 's2', systemName: 's2', name: 'VIP' } },
		];
		const after = become(flow(node('a', 'segment-split', { branches }), ['b1', 'b2', 'none']), 'condition');
		expect(after.document.edges).toMatchObject([{ sourceHandle: 'no', target: 'to-none' }]);
		expect(after.edges.map((edge) => edge.id)).toEqual(['e-b1', 'e-b2']);
	});

	it('counts nothing as lost that the form fills in by itself', () => {
		expect(become(flow(node('a', 'end', { label: '', success: true }), []), 'wait').fields).toEqual([]);
	});

	it('is undone to the byte', () => {
		const document = flow(node('a', 'condition'), ['yes', 'no']);
		const after = become(document, 'segment-split');
		const back = apply(after.document, after.inverse);
		if (isRefusal(back)) throw new Error(back.refused);
		expect(JSON.stringify(back.document)).toBe(JSON.stringify(document));
	});

	it.each(
		registry.definitions.flatMap((definition) =>
			Object.entries(definition.look.turnsInto ?? {}).map(
				([type, renames]) => [definition.type, type, renames] as const,
			),
		),
	)('%s into %s: both are installed, and the map names outputs they have', (from, to, renames) => {
		const [before, after] = [registry.get(from)!, registry.get(to)];
		expect(after).toBeDefined();
		expect(after!.kind === 'trigger').toBe(before.kind === 'trigger');
		const offered = new Set(activeOutputs(after!, {}).map((output) => output.name));
		for (const [old, next] of Object.entries(renames)) {
			expect(Object.keys(before.outputs.fixed)).toContain(old);
			if (next !== null) expect(offered).toContain(next);
		}
	});
});
