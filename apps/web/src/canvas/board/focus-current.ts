import { useEffect } from 'react';
import { useView } from '../canvas-context.ts';

/** The keyboard's card takes the focus once it is drawn, so that it is read out and its ring is seen. */
export function useFocusCurrent(board: { readonly current: HTMLElement | null }): void {
	const current = useView((state) => state.current);
	useEffect(() => {
		if (current === null) return;
		const active = document.activeElement;
		const mayTake =
			active === document.body ||
			active === null ||
			(board.current?.contains(active) ?? false) ||
			active.id === 'screen';
		if (!mayTake) return;
		const frame = requestAnimationFrame(() => {
			board.current
				?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(current)}"]`)
				?.focus({ preventScroll: true });
		});
		return () => cancelAnimationFrame(frame);
	}, [board, current]);
}
