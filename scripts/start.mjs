// `npm start`: needs nothing but an older Node; everything else it brings along.
import { handOver } from './hand-over.mjs';
import { prepare } from './prepare.mjs';

console.log('\n  Volna\n');
handOver(prepare(), 'scripts/supervisor/main.ts', process.argv.slice(2));
