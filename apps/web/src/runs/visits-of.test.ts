import { expect, test } from 'vitest';
import { type StepLine, visitsOf } from './visits-of.ts';

const line = (at: string, nodeId: string, kind: StepLine['kind'], more: Partial<StepLine> = {}): StepLine => ({
	at: `2026-11-24T10:${at}Z`,
	nodeId,
	nodeName: nodeId,
	nodeType: 'volna.wait',
	visit: 1,
	kind,
	output: null,
	reason: null,
	details: {},
	...more,
});

test('a stay begins when the stay before it was left', () => {
	const visits = visitsOf([
		line('00:00', 'start', 'passed', { output: 'next' }),
		line('00:01', 'wait', 'parked'),
		line('05:00', 'wait', 'passed', { output: 'next' }),
		line('05:01', 'sms', 'parked'),
	]);
	expect(
		visits.map(({ nodeId, enteredAt, leftAt, output }) => [
			nodeId,
			enteredAt.slice(14, 19),
			leftAt?.slice(14, 19),
			output,
		]),
	).toEqual([
		['start', '00:00', '00:00', 'next'],
		['wait', '00:00', '05:00', 'next'],
		['sms', '05:00', undefined, null],
	]);
});

test('a second visit of the same node is a stay of its own', () => {
	const visits = visitsOf([line('00:00', 'wait', 'passed'), line('01:00', 'wait', 'passed', { visit: 2 })]);
	expect(visits).toHaveLength(2);
});

test('a run that stopped at a node has not left it', () => {
	expect(visitsOf([line('00:00', 'wait', 'parked'), line('01:00', 'wait', 'ended')])[0]?.leftAt).toBeNull();
});
