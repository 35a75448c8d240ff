import { expect, test } from 'vitest';
import { bodyOf, faultsOf, formOf, moveRow, newSegment } from './segmentation-form.ts';

const filter = { field: 'customer.area', op: 'filled' } as const;

test('rows nobody named are not sent, and names left empty are left to the server', () => {
	const form = {
		...formOf(null),
		name: ' Лояльность ',
		segments: [{ ...newSegment(), name: 'Золотой' }, newSegment()],
	};
	expect(bodyOf(form, 'static')).toEqual({ name: 'Лояльность', description: '', segments: [{ name: 'Золотой' }] });
	expect(faultsOf(form).size).toBe(0);
});

test('only a segmentation by filter sends filters', () => {
	const form = { ...formOf(null), name: 'А', segments: [{ ...newSegment(), name: 'Б', filter }] };
	expect(bodyOf(form, 'static').segments[0]).not.toHaveProperty('filter');
	expect(bodyOf(form, 'filter').segments[0]).toMatchObject({ filter });
});

test.each([
	[{ name: '' }, ['', 'name']],
	[{ name: 'А', systemName: '1st' }, ['', 'systemName']],
] as const)('%o has its fault', (change, [key, fault]) => {
	expect(faultsOf({ ...formOf(null), ...change }).get(key)).toBe(fault);
});

test('a segment with a filter and no name has its fault', () => {
	const segment = { ...newSegment(), filter };
	expect(faultsOf({ ...formOf(null), name: 'А', segments: [segment] }).get(segment.key)).toBe('segmentName');
});

test('a row moves to its new place and nowhere beyond the ends', () => {
	expect(moveRow(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
	expect(moveRow(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
	expect(moveRow(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
});
