import { benchIdle } from './idle.ts';
import type { BenchResult } from './result.ts';
import { printResults } from './result.ts';
import { benchSegment } from './segment.ts';
import { benchTrigger } from './trigger.ts';

/** `npm run bench -- <name> [--json]`: a figure with its baseline in the same run. */
const benches: Record<string, () => Promise<BenchResult[]>> = {
	trigger: benchTrigger,
	idle: benchIdle,
	segment: benchSegment,
};

const [name = '', ...flags] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
	console.error(`Which bench? One of: ${Object.keys(benches).join(', ')}. For instance: npm run bench -- trigger`);
	process.exit(2);
}
printResults(await bench(), flags.includes('--json'));
process.exit(0);
