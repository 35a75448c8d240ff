// `npm test`: checks, unit and integration tests, then the whole system in a browser.
import { handOver } from './hand-over.mjs';
import { prepare } from './prepare.mjs';

handOver(prepare(), 'scripts/test.ts', process.argv.slice(2));
