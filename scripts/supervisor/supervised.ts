import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openKeptLog } from './kept-log.ts';

const preload = fileURLToPath(new URL('exit-with-parent.ts', import.meta.url));

export interface SupervisedOptions {
	name: string;
	script: string;
	cwd: string;
	env: Record<string, string | undefined>;
	logFolder: string;
	/** The program that runs the script; this process's own Node by default. */
	node?: string;
	/** The process is ready once its output contains this. */
	readyWhen: string;
	onTrouble: (line: string) => void;
	nodeOptions?: readonly string[];
}

export interface Supervised {
	name: string;
	/** Resolves when ready; rejects with the log's place when the process ends before. */
	ready: Promise<void>;
	pid(): number | undefined;
	stop(): Promise<void>;
}

const STOP_MS = 30_000;

/** Runs one of our processes, keeps its log, starts it again with a growing pause when it ends by itself. */
export function supervise(options: SupervisedOptions): Supervised {
	mkdirSync(options.logFolder, { recursive: true });
	const logFile = join(options.logFolder, `${options.name}.log`);
	const log = openKeptLog(logFile, options.onTrouble);
	let child: ChildProcess | null = null;
	let stopping = false;
	let pauseMs = 500;
	let restart: NodeJS.Timeout | undefined;
	let settled = false;
	const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
	ready.catch(() => {});

	const launch = () => {
		const startedAt = performance.now();
		// A small young generation: at rest a process keeps less, and none of ours makes much garbage at a time.
		child = spawn(
			options.node ?? process.execPath,
			['--max-semi-space-size=4', '--import', preload, ...(options.nodeOptions ?? []), options.script],
			{
				cwd: options.cwd,
				// Compiled and stripped modules are kept between starts.
				env: {
					...process.env,
					NODE_COMPILE_CACHE: join(options.cwd, 'node_modules', '.cache', 'compiled'),
					...options.env,
				},
				// A group of its own: Ctrl-C is ours to pass on, in order.
				detached: true,
				stdio: ['pipe', 'pipe', 'pipe'],
			},
		);
		const listen = (chunk: Buffer) => {
			log.write(chunk);
			if (!settled && chunk.toString().includes(options.readyWhen)) {
				settled = true;
				resolve();
			}
		};
		child.stdout?.on('data', listen);
		child.stderr?.on('data', listen);
		child.stdin?.on('error', () => {});
		const started = child.pid !== undefined;
		const ended = (how: string | number | null) => {
			if (stopping) return;
			if (!settled) {
				settled = true;
				reject(new Error(`${options.name} did not start (${how}). Its log: ${logFile}`));
				return;
			}
			if (performance.now() - startedAt > 60_000) pauseMs = 500;
			options.onTrouble(`${options.name} ended (${how}); starting it again. Its log: ${logFile}`);
			restart = setTimeout(launch, pauseMs);
			pauseMs = Math.min(pauseMs * 2, 30_000);
		};
		child.on('exit', (code, signal) => ended(signal ?? code));
		// A process that could not be made ends here alone; one that runs only could not be given a signal.
		child.on('error', (error: NodeJS.ErrnoException) => {
			if (started) options.onTrouble(`${options.name}: ${error.message}`);
			else ended(error.code ?? error.message);
		});
	};
	launch();

	return {
		name: options.name,
		ready,
		pid: () => child?.pid,
		async stop() {
			stopping = true;
			clearTimeout(restart);
			const running = child;
			if (running?.pid !== undefined && running.exitCode === null && running.signalCode === null) {
				const gone = new Promise<void>((done) => running.once('exit', () => done()));
				running.kill('SIGTERM');
				const force = setTimeout(() => running.kill('SIGKILL'), STOP_MS);
				await gone;
				clearTimeout(force);
			}
			log.end();
		},
	};
}
