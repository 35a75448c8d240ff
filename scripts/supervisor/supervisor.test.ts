import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
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
