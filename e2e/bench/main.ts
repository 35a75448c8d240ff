import { benchFirstSms } from './first-sms.ts';
import { benchIdle } from './idle.ts';
import { benchImport } from './import.ts';
import type { BenchResult } from './result.ts';
import { printResults } from './result.ts';
import { benchSegment } from './segment.ts';
import { benchTrigger } from './trigger.ts';

/** `npm run bench -- <name> [--json]`: a figure with its baseline in the same run. */
const benches: Record<string, () => Promise<BenchResult[]>> = {
	trigger: benchTrigger,
	idle: benchIdle,
	'first-sms': () => benchFirstSms(numberAfter('--limit')),
	import: () => benchImport(numberAfter('--rows') ?? 1_000_000),
	segment: benchSegment,
};

const [name = '', ...flags] = process.argv.slice(2);
const bench = benches[name];
if (!bench) {
	console.error(`Which bench? One of: ${Object.keys(benches).join(', ')}. For instance: npm run bench -- trigger`);
	process.exit(2);
}
/** The number that follows a flag. */
function numberAfter(flag: string): number | undefined {
	const at = flags.indexOf(flag);
	return at === -1 ? undefined : Number(flags[at + 1]);
}
printResults(await bench(), flags.includes('--json'));
process.exit(0);
