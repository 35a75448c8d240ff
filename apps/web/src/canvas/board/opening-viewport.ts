import type { FlowDocument } from '@volna/flow';
import type { Viewport } from '@xyflow/react';
import { cardShape, noteSize } from '../model/card-box.ts';

const margin = 24;
/** Beside the flow, for the zoom controls. */
const aside = 62;
const least = 0.75;
const most = 1;

/**
 * Where a flow opens: all of it where it fits at 75 % or more, else its beginning, centred.
 */
export function openingViewport(
	document: Pick<FlowDocument, 'nodes' | 'notes'>,
	size: { readonly width: number; readonly height: number },
): Viewport {
	if (document.nodes.length === 0) return { x: size.width / 2 - 128, y: 96, zoom: most };
	const boxes = boxesOf(document);
	const left = Math.min(...boxes.map((box) => box.x));
	const top = Math.min(...boxes.map((box) => box.y));
	const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
	const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
	const fit = Math.min((size.width - 2 * aside) / width, (size.height - 2 * margin) / height);
	const zoom = Math.max(least, Math.min(most, fit));
	const first = boxes.reduce((a, b) => (b.y < a.y ? b : a));
	const middle = fit >= least ? left + width / 2 : first.x + first.width / 2;
	return { x: size.width / 2 - middle * zoom, y: margin - top * zoom, zoom };
}

/** The whole flow in sight, whatever the zoom. */
export function fittingViewport(
	document: Pick<FlowDocument, 'nodes' | 'notes'>,
	size: { readonly width: number; readonly height: number },
): Viewport {
	if (document.nodes.length === 0) return openingViewport(document, size);
	const boxes = boxesOf(document);
	const left = Math.min(...boxes.map((box) => box.x));
	const top = Math.min(...boxes.map((box) => box.y));
	const width = Math.max(...boxes.map((box) => box.x + box.width)) - left;
	const height = Math.max(...boxes.map((box) => box.y + box.height)) - top;
	const zoom = Math.max(0.1, Math.min(most, (size.width - 2 * aside) / width, (size.height - 2 * margin) / height));
	return {
		x: (size.width - width * zoom) / 2 - left * zoom,
		y: (size.height - height * zoom) / 2 - top * zoom,
		zoom,
	};
}

/** What has to be in sight: cards, and notes as large as a short one. */
function boxesOf(document: Pick<FlowDocument, 'nodes' | 'notes'>) {
	return [
		...document.nodes.map((node) => ({ ...node.position, ...cardShape(node) })),
		...document.notes.map((note) => ({ ...note.position, ...noteSize })),
	];
}
