import type { FlowDocument } from '@volna/flow';
import type { NodeId } from '@volna/node-sdk';
import { type RefObject, useEffect } from 'react';
import { useView } from '../canvas-context.ts';
import { cardShape } from '../model/card-box.ts';

type Board = RefObject<HTMLElement | null>;

/** The keyboard's card takes the focus once it is drawn, so that it is read out and its ring is seen. */
export function useFocusCurrent(board: Board): void {
	const current = useView((state) => state.current);
	useEffect(() => {
		if (current === null || !mayTake(board.current)) return;
		const frame = requestAnimationFrame(() => cardIn(board, current)?.focus({ preventScroll: true }));
		return () => cancelAnimationFrame(frame);
	}, [board, current]);
}

/** The focus is the canvas's to take: it is nowhere, on the board, or in the creator beside it. */
function mayTake(board: HTMLElement | null): boolean {
	const active = document.activeElement;
	if (!active || active === document.body || active.id === 'screen' || board?.contains(active)) return true;
	return active.closest('[data-creator]') !== null && active.tagName !== 'INPUT';
}

/** The card the Tab key comes to: where the keyboard was last, else the trigger. */
export function tabStop(document: FlowDocument, current: NodeId | null): NodeId | null {
	if (current !== null && document.nodes.some((node) => node.id === current)) return current;
	return (document.nodes.find((node) => cardShape(node).isTrigger) ?? document.nodes[0])?.id ?? null;
}

/** While that card is out of sight, and so not drawn, the board itself is the stop. */
export function keepReachable(board: Board, stop: NodeId | null): void {
	if (board.current) board.current.tabIndex = stop !== null && cardIn(board, stop) ? -1 : 0;
}

export function focusCard(id: NodeId): void {
	document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
}

function cardIn(board: Board, id: NodeId): HTMLElement | null {
	return board.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`) ?? null;
}
