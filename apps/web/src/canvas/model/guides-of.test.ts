import { expect, it } from 'vitest';
import { guidesOf } from './guides-of.ts';

const box = (x: number, y: number, width = 256, height = 76) => ({ x, y, width, height });

it('a card under another of its width is in line by the middle, once', () => {
	expect(guidesOf(box(0, 200), [box(0, 0)])).toEqual([{ axis: 'x', at: 128, from: 0, to: 276 }]);
});

it('a wider card is in line by its middle, else by its edge', () => {
	expect(guidesOf(box(16, 200), [box(0, 0, 288)])).toEqual([{ axis: 'x', at: 144, from: 0, to: 276 }]);
	expect(guidesOf(box(0, 200), [box(0, 0, 288)])).toEqual([{ axis: 'x', at: 0, from: 0, to: 276 }]);
});

it('of several in line the nearest gives the line', () => {
	expect(guidesOf(box(0, 400), [box(0, 0), box(0, 200)])).toMatchObject([{ from: 200, to: 476 }]);
});

it('both axes have a line of their own, and nothing in line has none', () => {
	expect(guidesOf(box(400, 200), [box(0, 200), box(400, 0)]).map((guide) => guide.axis)).toEqual(['x', 'y']);
	expect(guidesOf(box(8, 200), [box(0, 0)])).toEqual([]);
});
