import { useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';

/** What stands in the middle stays there when panels beside the board come and go. */
export function useKeepMiddle(board: RefObject<HTMLElement | null>, isShown: boolean): void {
	const { getViewport, setViewport } = useReactFlow();
	useEffect(() => {
		const element = board.current;
		if (!element || !isShown) return;
		let width = element.clientWidth;
		const sized = new ResizeObserver(() => {
			const now = element.clientWidth;
			if (now === width || now === 0) return;
			const { x, y, zoom } = getViewport();
			void setViewport({ x: x + (now - width) / 2, y, zoom });
			width = now;
		});
		sized.observe(element);
		return () => sized.disconnect();
	}, [board, isShown, getViewport, setViewport]);
}
