import { expect, test } from 'vitest';
import { flatValues } from './flat-values.ts';

test('nested values are rows by their path, empty ones are left out', () => {
	expect(
		flatValues({ order: { id: 'A-1', total: 0, createdAt: null, custom: {} }, 'Run.Id': 'r', tags: ['a'] }),
	).toEqual([
		['order.id', 'A-1'],
		['order.total', 0],
		['Run.Id', 'r'],
		['tags', ['a']],
	]);
});
