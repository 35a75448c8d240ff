import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceTo, edgeCorners, labelPoint, type Obstacle, pathOf } from './edge-route.ts';

const box = (id: string, left: number, top: number, width = 256, height = 104): Obstacle => ({
	id,
	left,
	right: left + width,
	top,
	bottom: top + height,
});
const from = { x: 100, y: 100 };

describe('an edge', () => {
	it('goes straight down to a card below', () => {
		expect(edgeCorners(from, { x: 100, y: 136 }, [])).toEqual([from, { x: 100, y: 136 }]);
	});

	it('turns half way through the gap to a card aside', () => {
		expect(edgeCorners(from, { x: 300, y: 136 }, []).map((point) => point.y)).toEqual([100, 118, 118, 136]);
	});

	it('goes round a card it passes', () => {
		const passed = box('between', 0, 140);
		const corners = edgeCorners(from, { x: 100, y: 400 }, [passed]);
		const xs = corners.map((point) => point.x);
		expect(Math.min(...xs) < passed.left || Math.max(...xs) > passed.right).toBe(true);
	});

	it('goes back up beside the cards', () => {
		const corners = edgeCorners({ x: 100, y: 500 }, { x: 100, y: 100 }, [box('a', 0, 100), box('b', 0, 396)]);
		expect(corners.at(-1)).toEqual({ x: 100, y: 100 });
		expect(corners.some((point) => point.x < 0 || point.x > 256)).toBe(true);
	});

	it('has only right angles, and begins and ends where it should', () => {
		const place = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
		fc.assert(
			fc.property(place, place, fc.array(place, { maxLength: 6 }), (a, b, cards) => {
				const corners = edgeCorners(
					a,
					b,
					cards.map((card, index) => box(String(index), card.x, card.y)),
				);
				expect(corners[0]).toEqual(a);
				expect(corners.at(-1)).toEqual(b);
				for (let index = 1; index < corners.length; index++) {
					const [p, q] = [corners[index - 1]!, corners[index]!];
					expect(Math.abs(p.x - q.x) < 1 || Math.abs(p.y - q.y) < 1).toBe(true);
				}
				expect(pathOf(corners)).toMatch(/^M-?[\d.]+ -?[\d.]+([LQ][-\d. ]+)*$/);
				expect(distanceTo(labelPoint(corners), corners)).toBeLessThan(1);
			}),
		);
	});
});
