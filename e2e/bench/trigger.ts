import { randomUUID } from 'node:crypto';
import { routes } from '@volna/contract';
import type { FlowDocument } from '@volna/flow';
import { PgBoss } from 'pg-boss';
import { eventually } from '../src/eventually.ts';
import { firstAccount, newKey } from '../src/first-account.ts';
import { readLedger } from '../src/ledger.ts';
import { openSystem } from '../src/open-system.ts';
import { callOperation } from '../src/shop.ts';
import { type BenchResult, median, percentile } from './result.ts';

const RUNS = 3;
const PER_SECOND = 100;
const SECONDS = 10;

/** From "operation accepted" to "the emulator received the SMS", at 100 actions a second; beside it pg-boss's own round trip. */
export async function benchTrigger(): Promise<BenchResult[]> {
	const system = await openSystem();
	try {
		const client = await firstAccount(system.url, system.setupUrl!);
		const key = await newKey(client);
		await publishDirectFlow(client);
		await burst(system.url, key, 'warm', 50);
		const p50: number[] = [];
		const p99: number[] = [];
		const base50: number[] = [];
		const base99: number[] = [];
		for (let run = 0; run < RUNS; run++) {
			const samples = await measure(system, key, run);
			p50.push(median(samples));
			p99.push(percentile(samples, 0.99));
			const round = await pgBossRoundTrips(system.databaseUrl);
			base50.push(median(round));
			base99.push(percentile(round, 0.99));
		}
		const details = { 'actions/s': PER_SECOND, seconds: SECONDS };
		return [row('p50', median(p50), median(base50), details), row('p99', median(p99), median(base99), details)];
	} finally {
		await system.stop();
	}
}

function row(metric: string, value: number, baseline: number, details: Record<string, number | string>): BenchResult {
	return { bench: 'trigger', metric, unit: 'ms', value, baseline, ratio: value / baseline, runs: RUNS, details };
}

async function publishDirectFlow(client: Awaited<ReturnType<typeof firstAccount>>): Promise<void> {
	const { items: flows } = await client(routes.listFlows, { query: {} });
	const demo = await client(routes.readFlow, { params: { flow: flows[0]!.id } });
	const trigger = demo.draft.document.nodes.find((node) => node.type === 'volna.on-action')!;
	const sms = demo.draft.document.nodes.find((node) => node.type === 'volna.send-sms')!;
	const document: FlowDocument = {
		...demo.draft.document,
		nodes: [trigger, { ...sms, id: 'sms', config: { ...sms.config, text: 'bench ${ replaceIfEmpty(Order.Id, "") }' } }],
		edges: [{ id: 'e1', source: trigger.id, sourceHandle: 'next', target: 'sms' }],
	};
	const made = await client(routes.createFlow, { body: { name: 'bench', document } });
	await client(routes.publishFlow, { params: { flow: made.id }, revision: made.draft.revision, body: { note: '' } });
	await client(routes.stopFlow, { params: { flow: flows[0]!.id } });
}

async function burst(url: string, key: string, tag: string, count: number): Promise<void> {
	await Promise.all(Array.from({ length: count }, (_, index) => callOperation({ url, key, body: bodyOf(tag, index) })));
}

function bodyOf(tag: string, index: number): object {
	return {
		customer: { mobilePhone: `+7901${String(index).padStart(7, '0')}` },
		order: { ids: { externalId: `${tag}-${index}` }, status: 'paid' },
	};
}

async function measure(system: Awaited<ReturnType<typeof openSystem>>, key: string, run: number): Promise<number[]> {
	const tag = `r${run}x${randomUUID().slice(0, 4)}`;
	const acceptedAt = new Map<string, number>();
	const calls: Promise<void>[] = [];
	const startedAt = performance.now();
	for (let index = 0; index < PER_SECOND * SECONDS; index++) {
		const wait = startedAt + (index * 1000) / PER_SECOND - performance.now();
		if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
		calls.push(
			callOperation({ url: system.url, key, body: bodyOf(tag, index) }).then(() => {
				acceptedAt.set(`bench ${tag}-${index}`, performance.timeOrigin + performance.now());
			}),
		);
	}
	await Promise.all(calls);
	const entries = await eventually(
		'every SMS of the run',
		async () => {
			const found = (await readLedger(system.emulatorUrl)).filter((entry) => entry.text.includes(tag));
			return found.length >= acceptedAt.size && found;
		},
		60_000,
	);
	return entries.map((entry) => Number(entry.at) / 1000 - acceptedAt.get(entry.text)!);
}

async function pgBossRoundTrips(databaseUrl: string): Promise<number[]> {
	const boss = new PgBoss({ connectionString: databaseUrl, schema: 'bench_boss', useListenNotify: true, max: 4 });
	boss.on('error', () => {});
	await boss.start();
	await boss.createQueue('round', { notify: true });
	const sentAt = new Map<string, number>();
	const samples: number[] = [];
	await boss.work(
		'round',
		{ batchSize: 50, burstWhenBatchFull: true, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 },
		async (jobs) => {
			for (const job of jobs) samples.push(performance.now() - sentAt.get((job.data as { id: string }).id)!);
		},
	);
	const startedAt = performance.now();
	const sends: Promise<unknown>[] = [];
	for (let index = 0; index < PER_SECOND * 5; index++) {
		const wait = startedAt + (index * 1000) / PER_SECOND - performance.now();
		if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
		const id = String(index);
		sentAt.set(id, performance.now());
		sends.push(boss.send('round', { id }));
	}
	await Promise.all(sends);
	await eventually('every job', async () => samples.length >= PER_SECOND * 5, 30_000);
	await boss.stop({ graceful: false });
	return samples;
}
