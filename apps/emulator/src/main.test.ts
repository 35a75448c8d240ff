import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { readEnv } from './env.ts';

const running: ChildProcess[] = [];
afterEach(() => {
	for (const child of running.splice(0)) child.kill('SIGKILL');
});

function run(env: Record<string, string>): ChildProcess {
	const child = spawn(process.execPath, [fileURLToPath(new URL('./main.ts', import.meta.url))], {
		env: { ...process.env, ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	running.push(child);
	return child;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
	const [piece] = (await once(stream, 'data')) as [Buffer];
	return piece.toString().trim();
}

test('it says where it listens, on loopback only, and ends at SIGTERM although a call hangs', async () => {
	const child = run({ EMULATOR_PORT: '0', EMULATOR_CALLBACK_URL: 'http://127.0.0.1:9/callbacks' });
	const line = await firstLine(child.stdout!);
	expect(line).toMatch(/^emulator ready http:\/\/127\.0\.0\.1:\d+$/);
	const url = line.slice('emulator ready '.length);
	const switches = await (await fetch(`${url}/switches`)).json();
	expect(switches).toMatchObject({ callbackUrl: 'http://127.0.0.1:9/callbacks' });
	await fetch(`${url}/faults`, { method: 'POST', body: '[{"when":{"path":"*"},"do":{"kind":"hang"}}]' });
	const hanging = fetch(`${url}/api/users/me`).catch(() => 'cut');
	child.kill('SIGTERM');
	const [code] = await once(child, 'exit');
	expect(code).toBe(0);
	expect(await hanging).toBe('cut');
});

test('a taken port is said in words', async () => {
	const other = createServer();
	await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
	const { port } = other.address() as { port: number };
	const child = run({ EMULATOR_PORT: String(port) });
	expect(await firstLine(child.stderr!)).toContain(`port ${port} is taken`);
	other.close();
});

test.each([
	[{}, { port: 3001, callbackUrl: '' }],
	[
		{ EMULATOR_PORT: '4000', EMULATOR_CALLBACK_URL: 'http://x/y' },
		{ port: 4000, callbackUrl: 'http://x/y' },
	],
])('the environment %j is read as %j', (env, expected) => {
	expect(readEnv(env)).toEqual(expected);
});

test.each([
	[{ EMULATOR_PORT: 'x' }, /EMULATOR_PORT/],
	[{ EMULATOR_PORT: '70000' }, /EMULATOR_PORT/],
	[{ EMULATOR_CALLBACK_URL: 'nowhere' }, /EMULATOR_CALLBACK_URL/],
])('the environment %j is refused', (env, problem) => {
	expect(() => readEnv(env)).toThrow(problem);
});
