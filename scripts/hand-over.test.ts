import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const here = fileURLToPath(new URL('.', import.meta.url));
let folder: string;
let top: ChildProcess;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'volna-hand-over-'));
});
afterEach(() => {
	for (const name of ['npm', 'shell', 'handing', 'supervisor']) {
		try {
			process.kill(pidOf(name), 'SIGKILL');
		} catch {}
	}
	rmSync(folder, { recursive: true, force: true });
});

const pidOf = (name: string) => Number(readFileSync(join(folder, name), 'utf8'));
const isAlive = (name: string) => {
	try {
		process.kill(pidOf(name), 0);
		// A killed child of a process that does not wait for it is still in the table.
		return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pidOf(name)}/stat`, 'utf8'));
	} catch {
		return false;
	}
};

async function until(holds: () => boolean): Promise<void> {
	const end = performance.now() + 20_000;
	while (!holds()) {
		if (performance.now() > end) throw new Error('It did not happen in 20 s.');
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

/**
 * As npm starts it, without a terminal: npm, its shell, the process that hands over, the supervisor. Each writes its
 * process id; the supervisor writes `stopped` when it is asked to stop.
 */
async function startTree(from: { npm: boolean; shellStays?: boolean } = { npm: true }): Promise<void> {
	const script = `${process.execPath} ${join(folder, 'start.mjs')}`;
	const env = from.npm ? { npm_lifecycle_event: 'start', npm_lifecycle_script: script } : { npm_lifecycle_event: '' };
	mkdirSync(join(folder, 'scripts'));
	const note = (name: string, pid: string) => `writeFileSync(${JSON.stringify(join(folder, name))}, String(${pid}));`;
	writeFileSync(
		join(folder, 'scripts/main.ts'),
		`import { writeFileSync } from 'node:fs';
		import { whenAlone } from ${JSON.stringify(pathToFileURL(join(here, 'supervisor/when-alone.ts')).href)};
		const stop = () => { ${note('stopped', '1')} process.exit(0); };
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
		whenAlone(stop);
		setInterval(() => {}, 1000);
		${note('supervisor', 'process.pid')}`,
	);
	writeFileSync(
		join(folder, 'start.mjs'),
		`import { writeFileSync } from 'node:fs';
		import { handOver } from ${JSON.stringify(pathToFileURL(join(here, 'hand-over.mjs')).href)};
		${note('handing', 'process.pid')}
		handOver({ root: ${JSON.stringify(folder)}, node: process.execPath }, 'scripts/main.ts', []);`,
	);
	writeFileSync(
		join(folder, 'npm.mjs'),
		`import { spawn } from 'node:child_process';
		import { writeFileSync } from 'node:fs';
		${note('npm', 'process.pid')}
		const shell = spawn('sh', ['-c', '${from.shellStays === false ? 'exec ' : ''}${script}${from.shellStays === false ? '' : '; true'}']);
		${note('shell', 'shell.pid')}
		process.on('SIGTERM', () => { shell.kill('SIGTERM'); });
		shell.on('exit', () => process.exit(1));`,
	);
	top = spawn(process.execPath, [join(folder, 'npm.mjs')], { env: { ...process.env, ...env }, stdio: 'ignore' });
	await until(() => existsSync(join(folder, 'supervisor')) && readFileSync(join(folder, 'supervisor'), 'utf8') !== '');
}

it.each([
	['npm', 'SIGTERM'],
	['npm', 'SIGKILL'],
	['shell', 'SIGTERM'],
	['shell', 'SIGKILL'],
	['handing', 'SIGTERM'],
	['handing', 'SIGINT'],
	['handing', 'SIGHUP'],
	['handing', 'SIGKILL'],
	['supervisor', 'SIGTERM'],
] as const)('a %s that gets %s stops everything', async (name, signal) => {
	await startTree();
	process.kill(pidOf(name), signal);
	await until(() => existsSync(join(folder, 'stopped')) && !isAlive('handing') && !isAlive('supervisor'));
	expect(top.pid).toBe(pidOf('npm'));
});

it('what was started without npm outlives the shell that started it', async () => {
	await startTree({ npm: false });
	process.kill(pidOf('npm'), 'SIGKILL');
	process.kill(pidOf('shell'), 'SIGKILL');
	await until(() => !isAlive('shell'));
	// Twice as long as it takes to look at the processes above.
	await new Promise((resolve) => setTimeout(resolve, 1_000));
	expect(isAlive('supervisor')).toBe(true);
	expect(existsSync(join(folder, 'stopped'))).toBe(false);
});

it.each(['SIGTERM', 'SIGKILL'] as const)(
	'npm that gets %s stops everything where its shell gave way',
	async (signal) => {
		await startTree({ npm: true, shellStays: false });
		expect(pidOf('shell')).toBe(pidOf('handing'));
		process.kill(pidOf('npm'), signal);
		await until(() => existsSync(join(folder, 'stopped')) && !isAlive('handing') && !isAlive('supervisor'));
	},
);
