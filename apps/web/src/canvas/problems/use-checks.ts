import { checkFlow, type Issue } from '@volna/flow';
import { useEffect } from 'react';
import { useCanvas, useFacts } from '../canvas-context.ts';
import { registry } from '../model/registry.ts';

const pauseMs = 300;

/** Keeps the list of problems in step with the draft: at once when it opens, then whenever typing pauses. */
export function useChecks(): void {
	const { draft, problems } = useCanvas();
	const { snapshot } = useFacts();
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const run = () => {
			const { document } = draft.getState().draft;
			const issues = checkFlow(document, registry, snapshot);
			problems.setState({ issues, byNode: grouped(issues, 'node'), byEdge: grouped(issues, 'edge'), of: document });
		};
		run();
		const stop = draft.subscribe((state, before) => {
			if (state.draft.document === before.draft.document) return;
			clearTimeout(timer);
			timer = setTimeout(run, pauseMs);
		});
		return () => {
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
