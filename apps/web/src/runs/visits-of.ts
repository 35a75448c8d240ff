import type { RunPath } from '@volna/contract';

export type StepLine = RunPath['steps'][number];

/** One stay of a run at a node: the lines the log has about it, in order. */
export interface Visit {
	readonly nodeId: string;
	readonly nodeName: string;
	readonly nodeType: string;
	readonly visit: number;
	readonly enteredAt: string;
	/** When it left; null while it is there, and at the end of a run. */
	readonly leftAt: string | null;
	readonly output: string | null;
	readonly lines: readonly StepLine[];
}

/** The log of a run as stays at nodes, oldest first. */
export function visitsOf(steps: readonly StepLine[]): Visit[] {
	const visits: { lines: StepLine[] }[] = [];
	for (const line of steps) {
		const last = visits.at(-1)?.lines[0];
		if (last && last.nodeId === line.nodeId && last.visit === line.visit) visits.at(-1)?.lines.push(line);
		else visits.push({ lines: [line] });
	}
	return visits.map(({ lines }, index) => {
		const first = lines[0] as StepLine;
		const passed = lines.findLast((line) => line.kind === 'passed');
		// A node that was passed at once has one line, written as it left; it was entered when the one before was left.
		const before = index > 0 ? visits[index - 1]?.lines.at(-1)?.at : undefined;
		return {
			nodeId: first.nodeId,
			nodeName: first.nodeName,
			nodeType: first.nodeType,
			visit: first.visit,
			enteredAt: before ?? first.at,
			leftAt: passed?.at ?? null,
			output: lines.findLast((line) => line.output !== null)?.output ?? null,
			lines,
		};
	});
}
