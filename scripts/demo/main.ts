import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDatabase } from '@volna/db';
import { startEmbeddedPostgres } from '@volna/db/embedded';
import { prepareSystem } from '../supervisor/prepare-system.ts';
import { claimData } from '../supervisor/single-start.ts';
import { growDemoBase } from './grow-demo-base.ts';

const USAGE = `
  npm run demo -- --customers 1000000 [--actions 3000000]

  Makes the demo base as large as that: customers with phones, subscriptions, segments, orders and actions of the last
  year. Volna must not be running, unless DATABASE_URL names the database. Ctrl-C stops it; the same command goes on.
`;

const { values } = parseArgs({ options: { customers: { type: 'string' }, actions: { type: 'string' } } });
const customers = Number(values.customers);
const actions = values.actions === undefined ? customers * 3 : Number(values.actions);
if (!isCount(customers, 2000, 9_000_000) || !isCount(actions, 0, 100_000_000)) {
	console.error(`${USAGE}\n  From 2000 to 9000000 customers, up to 100000000 actions.\n`);
	process.exit(1);
}
await main();

function isCount(value: number, from: number, to: number): boolean {
	return Number.isInteger(value) && value >= from && value <= to;
}

async function main(): Promise<void> {
	const own = process.env.DATABASE_URL;
	const folder = process.env.VOLNA_DATA ?? fileURLToPath(new URL('../../.data', import.meta.url));
	const claim = own ? null : claimData(folder);
	if (claim?.held) {
		console.error(`  Volna is running (process ${claim.by}). Stop it first, or name its database in DATABASE_URL.`);
		process.exit(1);
	}
	const server = own ? null : await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') });
	const url = own ?? server!.url;
	const stopping = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
	try {
		const emulatorApiUrl = `http://127.0.0.1:${process.env.EMULATOR_PORT ?? 3001}/api`;
		await prepareSystem({ databaseUrl: url, dataFolder: folder, demo: true, emulatorApiUrl });
		const database = openDatabase(url, { max: 2, name: 'volna demo' });
		try {
			await grow(database.db, stopping.signal);
		} finally {
			await database.close();
		}
	} finally {
		await server?.stop();
		if (claim && !claim.held) claim.release();
	}
}

async function grow(db: Parameters<typeof growDemoBase>[0], signal: AbortSignal): Promise<void> {
	const startedAt = Date.now();
	const say = (line: string) => process.stdout.write(process.stdout.isTTY ? `\r  ${line}   ` : `  ${line}\n`);
	const grown = await growDemoBase(db, {
		customers,
		actions,
		signal,
		onProgress: (done) => say(`${done.customers} of ${customers} customers, ${done.actions} of ${actions} actions`),
	});
	const seconds = Math.round((Date.now() - startedAt) / 1000);
	const end = signal.aborted ? 'stopped; the same command goes on' : 'done';
	console.log(`\n  ${end}: ${grown.customers} customers and ${grown.actions} actions in all, ${seconds} s`);
}
