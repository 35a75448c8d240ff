import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { openKeptLog } from './kept-log.ts';
import { isPortFree } from './ports.ts';
import { claimData } from './single-start.ts';
import { supervise } from './supervised.ts';

const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'volna-supervisor-'));
	folders.push(folder);
	return folder;
}

it('a busy port is told from a free one', async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as { port: number };
	expect(await isPortFree(port)).toBe(false);
	await new Promise((resolve) => server.close(resolve));
	expect(await isPortFree(port)).toBe(true);
});

it('F-10 the claim of a killed supervisor is taken over, that of a living one is not', async () => {
	const folder = newFolder();
	writeFileSync(join(folder, 'supervisor.pid'), '999999');
	const claim = claimData(folder);
	expect(claim.held).toBe(false);
	expect(readFileSync(join(folder, 'supervisor.pid'), 'utf8')).toBe(String(process.pid));
	if (!claim.held) claim.release();
	expect(existsSync(join(folder, 'supervisor.pid'))).toBe(false);

	const script = join(folder, 'supervisor.mjs');
	writeFileSync(script, 'console.log("up"); setInterval(() => {}, 1000);');
	const other = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
	await new Promise((resolve) => other.stdout.once('data', resolve));
	writeFileSync(join(folder, 'supervisor.pid'), String(other.pid));
	expect(claimData(folder)).toEqual({ held: true, by: other.pid });
	other.kill('SIGKILL');
});

it('a process that ends by itself is started again, and a stopped one is not', async () => {
	const folder = newFolder();
	const script = join(folder, 'child.mjs');
	writeFileSync(
		script,
		`
		import { existsSync, writeFileSync } from 'node:fs';
		console.log('ready');
		if (!existsSync('${join(folder, 'once')}')) { writeFileSync('${join(folder, 'once')}', ''); setTimeout(() => process.exit(3), 50); }
		else { writeFileSync('${join(folder, 'twice')}', ''); setInterval(() => {}, 1000); }
	`,
	);
	const { promise: troubled, resolve } = Promise.withResolvers<string>();
	const child = supervise({
		name: 'child',
		script,
		cwd: folder,
		env: {},
		logFolder: folder,
		readyWhen: 'ready',
		onTrouble: resolve,
	});
	await child.ready;
	expect(await troubled).toContain('child ended (3)');
	while (!existsSync(join(folder, 'twice'))) await new Promise((done) => setTimeout(done, 20));
	await child.stop();
	expect(() => process.kill(child.pid()!, 0)).toThrow();
});

it('a supervised process stops when its supervisor is gone', async () => {
	const folder = newFolder();
	const preload = fileURLToPath(new URL('exit-with-parent.ts', import.meta.url));
	const script = join(folder, 'child.mjs');
	writeFileSync(script, 'console.log("ready"); setInterval(() => {}, 1000);');
	const child = spawn(process.execPath, ['--import', preload, script], { stdio: ['pipe', 'pipe', 'inherit'] });
	await new Promise((resolve) => child.stdout.once('data', resolve));
	const gone = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
	child.stdin.end();
	expect(await gone).toBe('SIGTERM');
});

it('a log that cannot be written is told once and stops neither the process nor its supervisor', async () => {
	const folder = newFolder();
	symlinkSync('/dev/full', join(folder, 'child.log'));
	const script = join(folder, 'child.mjs');
	writeFileSync(script, `console.log('ready'); setInterval(() => console.log('line'), 5);`);
	const troubles: string[] = [];
	const child = supervise({
		name: 'child',
		script,
		cwd: folder,
		env: {},
		logFolder: folder,
		readyWhen: 'ready',
		onTrouble: (line) => troubles.push(line),
	});
	await child.ready;
	await vi.waitFor(() => expect(troubles).toHaveLength(1));
	expect(troubles[0]).toContain('ENOSPC');
	await child.stop();
	expect(troubles).toHaveLength(1);
});

it('a process that cannot even be made rejects, and its supervisor can be stopped', async () => {
	const folder = newFolder();
	const child = supervise({
		name: 'child',
		script: 'child.mjs',
		node: join(folder, 'no-node'),
		cwd: folder,
		env: {},
		logFolder: folder,
		readyWhen: 'ready',
		onTrouble: () => {},
	});
	await expect(child.ready).rejects.toThrow('did not start (ENOENT)');
	await child.stop();
});

it('a log that grew large is put aside, and the one before it is dropped', async () => {
	const folder = newFolder();
	const file = join(folder, 'child.log');
	const log = openKeptLog(file, () => {}, 10);
	for (const line of ['first one\n', 'the second\n', 'third\n']) log.write(Buffer.from(line));
	log.end();
	await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe('third\n'));
	await vi.waitFor(() => expect(readFileSync(`${file}.1`, 'utf8')).toBe('the second\n'));
});
