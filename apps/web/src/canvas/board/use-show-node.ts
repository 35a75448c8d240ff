import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback } from 'react';
import { useCanvas } from '../canvas-context.ts';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';

/** Brings a card into sight, moving no more than is needed. */
export function useShowNode(): (id: string) => void {
	const { draft } = useCanvas();
	const { setViewport, getViewport } = useReactFlow();
	const store = useStoreApi();
	return useCallback(
		(id) => {
			const node = nodeOf(draft.getState().draft.document, id);
			if (!node) return;
			const { width: boardWidth, height: boardHeight } = store.getState();
			const shape = cardShape(node);
			const before = getViewport();
			const zoom = Math.max(before.zoom, 0.6);
			const at =
				zoom === before.zoom
					? before
					: { x: boardWidth / 2 - node.position.x * zoom, y: boardHeight / 2 - node.position.y * zoom };
			const margin = 40;
			const x = within(at.x, node.position.x * zoom, shape.width * zoom, boardWidth, margin);
			const y = within(at.y, node.position.y * zoom, (shape.height + 32) * zoom, boardHeight, margin);
			if (x === before.x && y === before.y && zoom === before.zoom) return;
			void setViewport({ x, y, zoom }, { duration: 180 });
		},
		[draft, getViewport, setViewport, store],
	);
}

/** The shift at which a stretch lies inside, as near as possible to the present one. */
function within(shift: number, start: number, size: number, room: number, margin: number): number {
	const low = margin - start;
	const high = room - margin - size - start;
	if (low > high) return room / 2 - size / 2 - start;
	return Math.min(high, Math.max(low, shift));
}
