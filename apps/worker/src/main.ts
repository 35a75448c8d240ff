import { createWorker } from './create-worker.ts';
import { readEnv } from './env.ts';
import { openLog } from './open-log.ts';
import { shutDownOn } from './shut-down.ts';

const env = readEnv();
const log = openLog(env.logLevel);
const worker = await createWorker(env, log);
shutDownOn(['SIGTERM', 'SIGINT'], worker.stop, (error) => log.error({ err: error }, 'the worker did not stop cleanly'));
console.log('worker ready');
