import { routes } from '@volna/contract';
import { useEffect } from 'react';
import { useRead } from '../../reading/use-read.ts';
import { useCanvas, useFacts, useView } from '../canvas-context.ts';
import { countsState } from './counts-state.ts';

const pollMs = 2_000;

/** Reads the figures every two seconds while they are on the screen, and puts them into the store once per frame. */
export function usePolledCounts(): void {
	const { counts, draft, flowId } = useCanvas();
	const { flow } = useFacts();
	const version = useView((state) => state.version);
	const days = useView((state) => state.days);
	const isNumbers = useView((state) => state.tab === 'numbers');
	const isPublished = flow.activeVersion !== null;
	const { data } = useRead(
		routes.readFlowCounts,
		{
			params: { flow: flowId },
			query: isNumbers ? { days, ...(version !== null && { version }) } : { days: 30 },
		},
		{ pollMs, enabled: isPublished },
	);
	useEffect(() => {
		if (!data) return;
		const frame = requestAnimationFrame(() => counts.setState(countsState(data, draft.getState().draft.document)));
		return () => cancelAnimationFrame(frame);
	}, [counts, draft, data]);
}
