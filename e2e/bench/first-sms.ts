import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../src/eventually.ts';
import { firstAccount, newKey } from '../src/first-account.ts';
import { freePort } from '../src/free-port.ts';
import { readLedger } from '../src/ledger.ts';
import { endMarked } from '../src/process-tree.ts';
import { callOperation, orderOf } from '../src/shop.ts';
import type { BenchResult } from './result.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STOP_MS = 45_000;

/**
 * From `git clone` to the first SMS in the emulator's ledger, the way a stranger goes: clone, `npm start`, the setup link,
 * a key, an order. What is committed is cloned. Ends after `limitSeconds` whatever happens, and takes everything it
 * started along.
 */
export async function benchFirstSms(limitSeconds = 240): Promise<BenchResult[]> {
	const folder = mkdtempSync(join(tmpdir(), 'volna-first-'));
	// Ours to open: as root the database's own user has to enter it.
	chmodSync(folder, 0o755);
	const marked = { mark: ['VOLNA_BENCH', randomUUID()], folder } as const;
	let child: ChildProcess | undefined;
	const startedAt = performance.now();
	const leftMs = () => Math.max(0, limitSeconds * 1000 - (performance.now() - startedAt));
	const since = () => Math.round((performance.now() - startedAt) / 100) / 10;
	const limit = Promise.withResolvers<never>();
	const timer = setTimeout(
		() => limit.reject(new Error(`No SMS within ${limitSeconds} s of the clone.`)),
		limitSeconds * 1000,
	);
	limit.promise.catch(() => {});
	try {
		const clone = join(folder, 'volna');
		const cloned = spawnSync('git', ['clone', '--quiet', root, clone], { stdio: ['ignore', 'inherit', 'inherit'] });
		if (cloned.status !== 0) throw new Error(`git clone ended with ${cloned.status}`);
		const clonedAt = since();
		const [port, emulatorPort] = [await freePort(), await freePort()];
		child = spawn('npm', ['start'], {
			cwd: clone,
			env: strangersEnv({ PORT: String(port), EMULATOR_PORT: String(emulatorPort), [marked.mark[0]]: marked.mark[1] }),
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const said = await Promise.race([untilReady(child), limit.promise]);
		const readyAt = since();
		const url = `http://localhost:${port}`;
		const phone = '+79161119999';
		const firstSms = async () => {
			const client = await firstAccount(url, said.setupUrl);
			await callOperation({ url, key: await newKey(client), body: orderOf(phone, 'FIRST-1') });
			await eventually(
				'the first SMS',
				async () => (await readLedger(`http://127.0.0.1:${emulatorPort}`, phone)).some((entry) => entry.taken),
				leftMs(),
			);
		};
		await Promise.race([firstSms(), limit.promise]);
		return [
			{
				bench: 'first-sms',
				metric: 'clone → SMS',
				unit: 's',
				value: since(),
				baseline: null,
				ratio: null,
				runs: 1,
				details: { cloned: clonedAt, installed: said.installSeconds ?? '—', ready: readyAt },
			},
		];
	} finally {
		clearTimeout(timer);
		const killed = await endMarked(marked, { pid: child?.pid, withinMs: STOP_MS });
		if (killed > 0) console.error(`  ${killed} processes did not end when asked and were killed.`);
		child?.stdout?.destroy();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Without what this project puts into the environment: the clone brings its own. */
function strangersEnv(more: Record<string, string>): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(
		([name]) => !/^(npm_|NODE_|VOLNA_|DATABASE_URL$|PORT$|EMULATOR_PORT$)/.test(name),
	);
	const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
	return { ...Object.fromEntries(kept), PATH: path.join(delimiter), ...more };
}

function untilReady(child: ChildProcess): Promise<{ setupUrl: string; installSeconds: number | null }> {
	return new Promise((resolve, reject) => {
		let said = '';
		child.stdout!.on('data', (chunk) => {
			process.stderr.write(chunk);
			said += chunk;
			const setupUrl = /https?:\/\/\S+\/setup\/\S+/.exec(said)?.[0];
			if (!said.includes('Volna is ready') || !setupUrl) return;
			resolve({ setupUrl, installSeconds: Number(/installed in (\d+) s/.exec(said)?.[1] ?? Number.NaN) || null });
		});
		child.on('exit', (code, signal) => reject(new Error(`npm start ended with ${signal ?? code}`)));
		child.on('error', reject);
	});
}
