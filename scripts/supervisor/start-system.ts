import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@volna/db/embedded';
import { buildWeb } from '../build-web.ts';
import { prepareSystem } from './prepare-system.ts';
import { step } from './progress.ts';
import { type Supervised, supervise } from './supervised.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SystemOptions {
	dataFolder: string;
	port: number;
	emulatorPort: number;
	/** A Postgres of one's own instead of the embedded one. */
	databaseUrl?: string;
	/** Load the demo into a database that is not ours, too. */
	demo?: boolean;
	/** Leave out building the web app: what is built is served. */
	skipWeb?: boolean;
	/** Options for Node of the processes, for instance `--conditions=failpoints`. */
	nodeOptions?: readonly string[];
	/** Settings of the worker alone. */
	workerEnv?: Record<string, string>;
	onTrouble: (line: string) => void;
}

export interface System {
	url: string;
	emulatorUrl: string;
	databaseUrl: string;
	/** The address that makes the first account; null when there is one. */
	setupUrl: string | null;
	processes: { api: Supervised; worker: Supervised; emulator: Supervised };
	stop(): Promise<void>;
}

/**
 * Brings everything up in order: database, schema, web app, emulator, demo, api and worker. Whatever was started is
 * stopped again when a later step fails.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
	const undo: (() => Promise<void>)[] = [];
	const unwind = async () => {
		for (const stop of undo.reverse()) await stop().catch((error) => options.onTrouble(String(error)));
	};
	try {
		const web = options.skipWeb ? null : buildWeb();
		web?.catch(() => {});
		const { url: databaseUrl, own } = await openServer(options, undo);
		const common = {
			cwd: root,
			logFolder: join(options.dataFolder, 'logs'),
			onTrouble: options.onTrouble,
			nodeOptions: options.nodeOptions,
		};
		const env = { DATABASE_URL: databaseUrl, VOLNA_DATA: options.dataFolder, VOLNA_KEY: process.env.VOLNA_KEY };
		const url = `http://localhost:${options.port}`;
		const emulatorUrl = `http://127.0.0.1:${options.emulatorPort}`;

		const prepared = await prepareSystem({
			databaseUrl,
			dataFolder: options.dataFolder,
			demo: own || options.demo === true,
			emulatorApiUrl: `${emulatorUrl}/api`,
		});
		const emulator = supervise({
			...common,
			name: 'emulator',
			script: 'apps/emulator/src/main.ts',
			env: {
				EMULATOR_PORT: String(options.emulatorPort),
				EMULATOR_CALLBACK_URL: `http://127.0.0.1:${options.port}/callbacks/sigma/${prepared.callbackSecret}`,
			},
			readyWhen: 'emulator ready',
			nodeOptions: [],
		});
		undo.push(() => emulator.stop());
		const worker = supervise({
			...common,
			name: 'worker',
			script: 'apps/worker/src/main.ts',
			env: { ...env, ...options.workerEnv },
			readyWhen: 'worker ready',
		});
		undo.push(() => worker.stop());
		const api = supervise({
			...common,
			name: 'api',
			script: 'apps/api/src/main.ts',
			env: { ...env, PORT: String(options.port), VOLNA_BASE_URL: url, VOLNA_PHONES_URL: emulatorUrl },
			readyWhen: 'api ready',
		});
		undo.push(() => api.stop());
		await step('SIGMA emulator, worker and api are up', () => Promise.all([emulator.ready, worker.ready, api.ready]));
		if (web)
			await step(
				'web app',
				() => web,
				(state) => (state === 'built' ? 'built' : 'is up to date'),
			);
		return {
			url,
			emulatorUrl,
			databaseUrl,
			setupUrl: prepared.setupToken ? `${url}/setup/${prepared.setupToken}` : null,
			processes: { api, worker, emulator },
			stop: unwind,
		};
	} catch (error) {
		await unwind();
		throw error;
	}
}

async function openServer(
	options: SystemOptions,
	undo: (() => Promise<void>)[],
): Promise<{ url: string; own: boolean }> {
	if (options.databaseUrl) return { url: options.databaseUrl, own: false };
	const server = await step('Postgres (embedded)', () =>
		startEmbeddedPostgres({
			dataFolder: join(options.dataFolder, 'postgres'),
			onMoved: (folder) => console.log(`    its files lie in ${folder}: the database's user cannot enter this folder`),
			onTrouble: options.onTrouble,
		}),
	);
	undo.push(() => server.stop());
	return { url: server.url, own: true };
}
