import type { DocNode, FlowDocument, Point } from '@volna/flow';
import { cardGap, cardShape } from './card-box.ts';

/** A card's place, as an obstacle for edges. */
export interface Obstacle {
	readonly id: string;
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

const half = cardGap.down / 2;
const lane = 20;

const obstacleLists = new WeakMap<readonly DocNode[], readonly Obstacle[]>();

/** The cards of a document as obstacles, sorted by their top. */
export function obstaclesOf(document: Pick<FlowDocument, 'nodes'>): readonly Obstacle[] {
	const known = obstacleLists.get(document.nodes);
	if (known) return known;
	const list = document.nodes
		.map((node) => {
			const { width, height } = cardShape(node);
			const { x, y } = node.position;
			return { id: node.id, left: x, right: x + width, top: y, bottom: y + height };
		})
		.sort((a, b) => a.top - b.top);
	obstacleLists.set(document.nodes, list);
	return list;
}

/**
 * The corners of an edge from a port to the top of a card, right angles only: straight down where nothing stands in
 * the way, else in a lane beside the cards it passes.
 */
export function edgeCorners(from: Point, to: Point, obstacles: readonly Obstacle[]): readonly Point[] {
	const isDown = to.y - from.y >= cardGap.down - 1;
	const short = isDown && to.y - from.y <= cardGap.down * 2;
	if (isDown) {
		if (Math.abs(from.x - to.x) < 1 && (short || isFree(from.x, from.y, to.y, obstacles))) return [from, to];
		const turn = from.y + half;
		if (short || isFree(to.x, turn, to.y, obstacles)) {
			return [from, { x: from.x, y: turn }, { x: to.x, y: turn }, to];
		}
		const before = to.y - half;
		if (isFree(from.x, from.y, before, obstacles)) {
			return [from, { x: from.x, y: before }, { x: to.x, y: before }, to];
		}
	}
	const out = from.y + half;
	const back = to.y - half;
	const x = laneBeside(from.x, to.x, Math.min(out, back), Math.max(out, back), obstacles);
	return [from, { x: from.x, y: out }, { x, y: out }, { x, y: back }, { x: to.x, y: back }, to];
}

function isFree(x: number, top: number, bottom: number, obstacles: readonly Obstacle[]): boolean {
	return !obstacles.some(
		(one) => one.left - 6 < x && x < one.right + 6 && one.top < bottom - 1 && one.bottom > top + 1,
	);
}

/** The x nearest to the straight way at which a vertical line meets no card. */
function laneBeside(a: number, b: number, top: number, bottom: number, obstacles: readonly Obstacle[]): number {
	const between = obstacles.filter((one) => one.top < bottom - 1 && one.bottom > top + 1);
	const candidates = [b, a, ...between.flatMap((one) => [one.left - lane, one.right + lane])];
	const free = candidates.filter((x) => isFree(x, top, bottom, between));
	const cost = (x: number) => Math.abs(x - a) + Math.abs(x - b);
	return free.sort((x, y) => cost(x) - cost(y))[0] ?? Math.max(a, b, ...between.map((one) => one.right)) + lane;
}

/** The corners as an SVG path with rounded bends. */
export function pathOf(corners: readonly Point[], radius = 10): string {
	const points = corners.filter((point, index) => index === 0 || !same(point, corners[index - 1]!));
	const [first] = points;
	if (!first) return '';
	let path = `M${r(first.x)} ${r(first.y)}`;
	for (let index = 1; index < points.length; index++) {
		const [before, here, after] = [points[index - 1]!, points[index]!, points[index + 1]];
		if (!after) {
			path += `L${r(here.x)} ${r(here.y)}`;
			continue;
		}
		const bend = Math.min(radius, distance(before, here) / 2, distance(here, after) / 2);
		const start = towards(here, before, bend);
		const end = towards(here, after, bend);
		path += `L${r(start.x)} ${r(start.y)}Q${r(here.x)} ${r(here.y)} ${r(end.x)} ${r(end.y)}`;
	}
	return path;
}

/** Middle of the longest stretch: where an edge's label and its + stand. */
export function labelPoint(corners: readonly Point[]): Point {
	let best: readonly [Point, Point] = [corners[0]!, corners.at(-1)!];
	let length = -1;
	for (let index = 1; index < corners.length; index++) {
		const [a, b] = [corners[index - 1]!, corners[index]!];
		const isLevel = Math.abs(a.y - b.y) < 1;
		const size = distance(a, b) + (isLevel ? 60 : 0);
		if (size > length && distance(a, b) > 0) {
			length = size;
			best = [a, b];
		}
	}
	return { x: (best[0].x + best[1].x) / 2, y: (best[0].y + best[1].y) / 2 };
}

/** Distance of a point to the nearest stretch. */
export function distanceTo(point: Point, corners: readonly Point[]): number {
	let least = Number.POSITIVE_INFINITY;
	for (let index = 1; index < corners.length; index++) {
		const [a, b] = [corners[index - 1]!, corners[index]!];
		const x = clamp(point.x, Math.min(a.x, b.x), Math.max(a.x, b.x));
		const y = clamp(point.y, Math.min(a.y, b.y), Math.max(a.y, b.y));
		least = Math.min(least, Math.hypot(point.x - x, point.y - y));
	}
	return least;
}

function towards(from: Point, to: Point, by: number): Point {
	const length = distance(from, to) || 1;
	return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}

function distance(a: Point, b: Point): number {
	return Math.hypot(a.x - b.x, a.y - b.y);
}

function same(a: Point, b: Point): boolean {
	return Math.abs(a.x - b.x) < 0.5 && Math.abs(a.y - b.y) < 0.5;
}

function clamp(value: number, low: number, high: number): number {
	return Math.max(low, Math.min(high, value));
}

function r(value: number): number {
	return Math.round(value * 100) / 100;
}
