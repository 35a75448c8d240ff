import { serve } from '@hono/node-server';
import { createApi } from './create-api.ts';
import { readEnv } from './env.ts';
import { shutDownOn } from './shut-down.ts';

const env = readEnv();
const api = await createApi(env);
/** Two gigabytes over a slow line take longer than the five minutes a request has otherwise; headers have a minute. */
const serverOptions = { requestTimeout: 2 * 3_600_000 };
const server = serve({ fetch: api.app.fetch, port: env.port, hostname: env.host, serverOptions }, (info) => {
	console.log(`api ready http://${env.host}:${info.port}`);
});
shutDownOn(['SIGTERM', 'SIGINT'], server, api.close);
