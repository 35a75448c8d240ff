import { implement } from '@volna/node-sdk';
import { segmentSplit } from './segment-split.def.ts';

/** One statement for the whole batch. */
export const segmentSplitServer = implement(segmentSplit, {
	async runBatch({ config, runs, can, to }) {
		const held = await can.segments.of(config.segmentation.id, runs);
		const branchOf = new Map(config.branches.map((branch) => [branch.segment.id, branch.id]));
		return new Map(runs.map((run) => [run.id, to.leave(branchOf.get(held.get(run.id) ?? '') ?? 'none')]));
	},
});
