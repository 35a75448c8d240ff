import { serve } from '@hono/node-server';
import { createApi } from './create-api.ts';
import { readEnv } from './env.ts';
import { shutDownOn } from './shut-down.ts';

const env = readEnv();
const api = await createApi(env);
const server = serve({ fetch: api.app.fetch, port: env.port, hostname: env.host }, (info) => {
	console.log(`api ready http://${env.host}:${info.port}`);
});
shutDownOn(['SIGTERM', 'SIGINT'], server, api.close);
