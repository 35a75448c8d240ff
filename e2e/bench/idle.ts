import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './result.ts';
import { median } from './result.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const REST_MS = 20_000;

/** Memory of everything `npm start` left running, npm and Postgres included, at rest: the sum of PSS. */
export async function benchIdle(): Promise<BenchResult[]> {
	const data = mkdtempSync(join(tmpdir(), 'volna-idle-'));
	// Ours to open: as root the database's own user has to enter it.
	chmodSync(data, 0o755);
	const child = spawn('npm', ['start'], {
		cwd: root,
		detached: true,
		env: { ...process.env, VOLNA_DATA: data, PORT: '3200', EMULATOR_PORT: '3201' },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		await new Promise<void>((resolve, reject) => {
			child.stdout.on('data', (chunk) => String(chunk).includes('Volna is ready') && resolve());
			child.on('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
		});
		await new Promise((resolve) => setTimeout(resolve, REST_MS));
		const samples: number[] = [];
		let parts: Record<string, number> = {};
		for (let run = 0; run < 3; run++) {
			parts = pssOfTree(child.pid!);
			samples.push(Object.values(parts).reduce((sum, value) => sum + value, 0));
			await new Promise((resolve) => setTimeout(resolve, 2000));
		}
		return [
			{
				bench: 'idle',
				metric: 'pss',
				unit: 'MB',
				value: median(samples),
				baseline: null,
				ratio: null,
				runs: samples.length,
				details: parts,
			},
		];
	} finally {
		process.kill(-child.pid!, 'SIGINT');
		await new Promise((resolve) => child.once('exit', resolve));
		rmSync(data, { recursive: true, force: true });
	}
}

/** MB by program, of a process and all below it. */
function pssOfTree(pid: number): Record<string, number> {
	const children = new Map<number, number[]>();
	for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		const parent = Number(/^\d+ \(.*\) \S (\d+)/s.exec(readOr(`/proc/${entry}/stat`))?.[1] ?? 0);
		children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
	}
	const parts: Record<string, number> = {};
	const visit = (at: number) => {
		const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(readOr(`/proc/${at}/smaps_rollup`))?.[1] ?? 0);
		const name = nameOf(readOr(`/proc/${at}/cmdline`));
		parts[name] = Math.round(((parts[name] ?? 0) + kilobytes / 1024) * 10) / 10;
		for (const child of children.get(at) ?? []) visit(child);
	};
	visit(pid);
	return parts;
}

function nameOf(commandLine: string): string {
	if (commandLine.includes('postgres')) return 'postgres';
	for (const name of ['apps/emulator', 'apps/worker', 'apps/api', 'supervisor/main', 'start.mjs'])
		if (commandLine.includes(name)) return name;
	return 'npm';
}

function readOr(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
