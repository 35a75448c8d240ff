import type { DocNode, Point } from '@volna/flow';
import { type ActiveOutput, activeOutputs, liftConfig } from '@volna/node-sdk';
import { registry } from './registry.ts';

/** Width and height of a card in canvas pixels. */
export interface Box {
	readonly width: number;
	readonly height: number;
}

/** What a node's declaration makes of its card: outputs, size. */
export interface CardShape extends Box {
	/** In the order of their cells; of an unknown type none are known. */
	readonly outputs: readonly ActiveOutput[];
	/** A lone `next` has no cell: its port sits on the card's edge. */
	readonly hasCells: boolean;
	/** Nothing leads on from here by declaration: drawn as a pill. */
	readonly isEnd: boolean;
	readonly isTrigger: boolean;
}

export const cardSize = { width: 256, cell: 96, plain: 76, withCells: 104, end: 48, port: 9, head: 38 } as const;
/** Free space below and beside a card. */
export const cardGap = { down: 36, across: 40 } as const;
export const grid = 8;
/** A note of a line or two. */
export const noteSize = { width: 176, height: 64 } as const;

const shapes = new WeakMap<DocNode, CardShape>();

/**
 * Size and outputs of a node's card. Pure: follows from the declaration and the config, so nothing has to be measured.
 */
export function cardShape(node: DocNode): CardShape {
	const known = shapes.get(node);
	if (known) return known;
	const shape = makeShape(node);
	shapes.set(node, shape);
	return shape;
}

function makeShape(node: DocNode): CardShape {
	const definition = registry.get(node.type);
	if (!definition) {
		return {
			width: cardSize.width,
			height: cardSize.plain,
			outputs: [],
			hasCells: false,
			isEnd: false,
			isTrigger: false,
		};
	}
	const lifted = liftConfig(definition, node.version, node.config);
	const config = lifted.kind === 'lifted' ? lifted.config : node.config;
	const outputs = activeOutputs(definition, config);
	const isEnd = Object.keys(definition.outputs.fixed).length === 0 && !definition.outputs.each;
	const hasCells = outputs.length > 1 || (outputs.length === 1 && outputs[0]!.name !== 'next');
	return {
		width: hasCells ? Math.max(cardSize.width, cardSize.cell * outputs.length) : cardSize.width,
		height: isEnd ? cardSize.end : hasCells ? cardSize.withCells : cardSize.plain,
		outputs,
		hasCells,
		isEnd,
		isTrigger: definition.kind === 'trigger',
	};
}

/** Horizontal middle of an output's cell, from the card's left edge. */
export function outputX(shape: CardShape, index: number): number {
	return ((index + 0.5) * shape.width) / Math.max(1, shape.outputs.length);
}

/** The bottom port of an output and the top of a card, in canvas coordinates. */
export function outputPoint(node: DocNode, output: string, at: Point = node.position): Point {
	const shape = cardShape(node);
	const index = shape.outputs.findIndex((one) => one.name === output);
	const x = index < 0 ? shape.width / 2 : outputX(shape, index);
	return { x: at.x + x, y: at.y + shape.height };
}

export function inputPoint(node: DocNode, at: Point = node.position): Point {
	return { x: at.x + cardShape(node).width / 2, y: at.y };
}

export function snap(point: Point): Point {
	return { x: Math.round(point.x / grid) * grid, y: Math.round(point.y / grid) * grid };
}
