import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { OpenSystem } from './open-system.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface SpawnedProcess {
	child: ChildProcess;
	/** The signal it ended by; null when it ended by itself. */
	ended: Promise<NodeJS.Signals | null>;
	/** Ends it, by SIGTERM unless another signal is named. */
	stop(signal?: NodeJS.Signals): Promise<void>;
}

/**
 * Another worker or api beside those of a system, not supervised, once it is ready. `failpoints` says where it dies, as
 * `message.planned=kill#1`.
 */
export async function spawnProcess(
	system: OpenSystem,
	kind: 'worker' | 'api',
	options: { failpoints?: string; port?: number } = {},
): Promise<SpawnedProcess> {
	const child = spawn(process.execPath, ['--conditions=failpoints', `apps/${kind}/src/main.ts`], {
		cwd: root,
		env: {
			...process.env,
			DATABASE_URL: system.databaseUrl,
			VOLNA_DATA: system.dataFolder,
			FAILPOINTS: options.failpoints ?? '',
			...(options.port === undefined ? {} : { PORT: String(options.port) }),
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
	await new Promise<void>((resolve, reject) => {
		const listen = (chunk: Buffer) => {
			said += chunk;
			if (said.includes(`${kind} ready`)) resolve();
		};
		child.stdout.on('data', listen);
		child.stderr.on('data', listen);
		ended.then((signal) => reject(new Error(`The ${kind} ended (${signal}) before it was ready: ${said}`)));
	});
	return {
		child,
		ended,
		async stop(signal = 'SIGTERM') {
			if (child.exitCode === null && child.signalCode === null) child.kill(signal);
			await ended;
		},
	};
}
