import type { Campaign } from '@volna/contract';
import { expect, test } from 'vitest';
import { campaignPath, campaignTree, whyNotInto } from './campaign-tree.ts';

const of = (id: string, parent: string | null, more: Partial<Campaign> = {}): Campaign => ({
	id,
	parent,
	name: id.toUpperCase(),
	systemName: id,
	revision: 1,
	archived: false,
	flows: 0,
	templates: 0,
	operations: 0,
	...more,
});
const campaigns = [of('a', null), of('b', 'a'), of('c', 'b'), of('d', 'c'), of('e', 'd'), of('x', null), of('y', 'x')];

test('campaigns lie in each other, and one whose parent is hidden stands outermost', () => {
	const tree = campaignTree([of('a', null), of('b', 'a', { archived: true }), of('c', 'b')]);
	expect(tree.map((branch) => branch.campaign.id)).toEqual(['a', 'c']);
	expect(campaignPath(campaigns, 'c')).toEqual(['A', 'B', 'C']);
});

test.each([
	['x', 'd', 'deep'],
	['y', 'd', null],
	['y', 'e', 'deep'],
	['a', 'c', 'itself'],
	['a', 'a', 'itself'],
	['b', 'a', 'here'],
	['x', null, 'here'],
	['b', null, null],
	['x', 'c', null],
] as const)('%s into %s: %s', (moved, into, why) => {
	expect(whyNotInto(campaigns, moved, into)).toBe(why);
});
