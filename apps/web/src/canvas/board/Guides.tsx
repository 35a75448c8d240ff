import { useStoreApi, ViewportPortal } from '@xyflow/react';
import { useDraft, useView } from '../canvas-context.ts';
import { nodeOf } from '../model/by-id.ts';
import { cardShape } from '../model/card-box.ts';
import { guidesOf, type Rectangle } from '../model/guides-of.ts';
import styles from './board.module.css';

/** While cards are dragged: lines along which they lie as a card in sight does. */
export function Guides() {
	const moving = useView((state) => state.moving);
	const splice = useView((state) => state.splice);
	return moving && splice === null ? <Lines moving={moving} /> : null;
}

function Lines({ moving }: { moving: Readonly<Record<string, { readonly x: number; readonly y: number }>> }) {
	const document = useDraft((state) => state.draft.document);
	const store = useStoreApi();
	const cards = Object.entries(moving).flatMap(([id, at]) => {
		const node = nodeOf(document, id);
		return node ? [{ ...at, ...sizeOf(node) }] : [];
	});
	if (cards.length === 0) return null;
	const { width, height, transform } = store.getState();
	const [shiftX, shiftY, zoom] = transform;
	// A line to a card out of sight would lead nowhere, and comparing with all of them would cost a large flow its speed.
	const isSeen = ({ x, y, width: w, height: h }: Rectangle) =>
		(x + w) * zoom + shiftX > 0 &&
		x * zoom + shiftX < width &&
		(y + h) * zoom + shiftY > 0 &&
		y * zoom + shiftY < height;
	const others = document.nodes
		.filter((node) => !Object.hasOwn(moving, node.id))
		.map((node): Rectangle => ({ ...node.position, ...sizeOf(node) }))
		.filter(isSeen);
	return (
		<ViewportPortal>
			{guidesOf(around(cards), others).map(({ axis, at, from, to }) => (
				<span
					key={axis}
					className={styles.guide}
					data-axis={axis}
					style={
						axis === 'x'
							? { transform: `translate(${at}px, ${from}px)`, height: to - from }
							: { transform: `translate(${from}px, ${at}px)`, width: to - from }
					}
				/>
			))}
		</ViewportPortal>
	);
}

function sizeOf(node: Parameters<typeof cardShape>[0]): { width: number; height: number } {
	const { width, height } = cardShape(node);
	return { width, height };
}

function around(boxes: readonly Rectangle[]): Rectangle {
	const x = Math.min(...boxes.map((box) => box.x));
	const y = Math.min(...boxes.map((box) => box.y));
	return {
		x,
		y,
		width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
		height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
	};
}
