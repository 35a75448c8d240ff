import type { FlowCounts } from '@volna/contract';
import { describe, expect, it } from 'vitest';
import { countsState } from './counts-state.ts';

const node = (id: string, type: 'on-action' | 'wait') => ({
	id,
	type: `volna.${type}` as const,
	version: 1,
	name: '',
	config: {},
	position: { x: 0, y: 0 },
});
const counts: FlowCounts = {
	asOf: '2026-12-01T08:00:00Z',
	since: '2026-11-01T08:00:00Z',
	versionId: null,
	trigger: { hits: 12, entered: 10, refused: [{ reason: 'filter', count: 2 }] },
	nodes: [
		{
			nodeId: 'w',
			entered: 10,
			customers: 7,
			hereNow: 4,
			nextDueAt: null,
			outputs: [{ output: 'next', passed: 6 }],
			ended: [],
			messages: null,
		},
	],
};

describe('the figures of a flow', () => {
	it('give the trigger those who entered, and the customers of the node they come to', () => {
		const state = countsState(counts, { nodes: [node('t', 'on-action'), node('w', 'wait')] });
		expect(state.byNode.get('t')).toMatchObject({
			entered: 10,
			customers: 7,
			outputs: [{ output: 'next', passed: 10 }],
		});
		expect([state.entered, state.customers]).toEqual([10, 7]);
	});

	it('of a flow nobody went through are zeroes', () => {
		const none = { ...counts, trigger: { hits: 0, entered: 0, refused: [] }, nodes: [] };
		expect(countsState(none, { nodes: [node('t', 'on-action')] })).toMatchObject({ entered: 0, customers: 0 });
	});
});
