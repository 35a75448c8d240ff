import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../src/eventually.ts';
import { firstAccount, newKey } from '../src/first-account.ts';
import { readLedger } from '../src/ledger.ts';
import { callOperation, orderOf } from '../src/shop.ts';
import type { BenchResult } from './result.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PHONE = '+79161117777';

/** Seconds from `git clone` to the first SMS, with everything a newcomer waits for: installing, building, starting. */
export async function benchFirstSms(): Promise<BenchResult[]> {
	const folder = mkdtempSync(join(tmpdir(), 'volna-first-'));
	const startedAt = performance.now();
	const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10;
	spawnSync('git', ['clone', '-q', root, join(folder, 'volna')], { stdio: 'inherit' });
	const child = spawn('npm', ['start'], {
		cwd: join(folder, 'volna'),
		detached: true,
		env: { HOME: process.env.HOME, PATH: process.env.PATH, PORT: '3300', EMULATOR_PORT: '3301' },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		const setupUrl = await new Promise<string>((resolve, reject) => {
			let output = '';
			child.stdout.on('data', (chunk) => {
				output += chunk;
				const link = /http:\/\/localhost:3300\/setup\/\S+/.exec(output)?.[0];
				if (link) resolve(link);
			});
			child.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
		});
		const readyAfter = seconds();
		const client = await firstAccount('http://localhost:3300', setupUrl);
		const key = await newKey(client);
		await callOperation({ url: 'http://localhost:3300', key, body: orderOf(PHONE, 'first') });
		await eventually(
			'the first SMS',
			async () => (await readLedger('http://127.0.0.1:3301', PHONE)).length === 1,
			60_000,
		);
		return [
			{
				bench: 'first-sms',
				metric: 'from clone',
				unit: 's',
				value: seconds(),
				baseline: null,
				ratio: null,
				runs: 1,
				details: { 'ready after, s': readyAfter },
			},
		];
	} finally {
		process.kill(-child.pid!, 'SIGINT');
		await new Promise((resolve) => child.once('exit', resolve));
		rmSync(folder, { recursive: true, force: true });
	}
}
