// `npm run demo -- --customers 1000000`: a demo base of a real shop's size, made on the project's own Node.
import { handOver } from './hand-over.mjs';
import { prepare } from './prepare.mjs';

handOver(prepare(), 'scripts/demo/main.ts', process.argv.slice(2));
