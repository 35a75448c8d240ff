import { implement } from '@volna/node-sdk';
import { condition } from './condition.def.ts';

/** One statement for the whole batch. */
export const conditionServer = implement(condition, {
	async runBatch({ config, runs, can, to }) {
		const passed = await can.filters.match(config.filter, runs);
		return new Map(runs.map((run) => [run.id, to.leave(passed.has(run.id) ? 'yes' : 'no')]));
	},
});
