import type { Issue } from '@volna/flow';
import { useEffect } from 'react';
import { workOut } from '../apart/work-out.ts';
import { useCanvas, useFacts } from '../canvas-context.ts';

const pauseMs = 300;

/** Keeps the list of problems in step with the draft: at once when it opens, then whenever typing pauses. */
export function useChecks(): void {
	const { draft, problems } = useCanvas();
	const { snapshot } = useFacts();
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let asked = 0;
		const run = async () => {
			const { document } = draft.getState().draft;
			const own = ++asked;
			const issues = await workOut({ ask: 'check', document, snapshot });
			if (own !== asked) return;
			problems.setState({ issues, byNode: grouped(issues, 'node'), byEdge: grouped(issues, 'edge'), of: document });
		};
		void run();
		const stop = draft.subscribe((state, before) => {
			if (state.draft.document === before.draft.document) return;
			clearTimeout(timer);
			timer = setTimeout(() => void run(), pauseMs);
		});
		return () => {
			asked++;
			clearTimeout(timer);
			stop();
		};
	}, [draft, problems, snapshot]);
}

function grouped(issues: readonly Issue[], by: 'node' | 'edge'): ReadonlyMap<string, readonly Issue[]> {
	const groups = new Map<string, Issue[]>();
	for (const issue of issues) {
		const key = issue.at[by];
		if (key === undefined) continue;
		const list = groups.get(key);
		if (list) list.push(issue);
		else groups.set(key, [issue]);
	}
	return groups;
}
