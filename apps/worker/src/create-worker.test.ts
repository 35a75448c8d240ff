import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSender, wakeUpVia } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import { createFlow, createPlanCache, liveWorkers, publishFlow, startRuns } from '@volna/engine';
import { createRegistry, emptyDocument, type FlowDocument } from '@volna/flow';
import type { HandOffRequest, SmsGateway } from '@volna/messaging/gateway';
import type { InsideCapabilities, Json, NodeType } from '@volna/node-sdk';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createWorker } from './create-worker.ts';
import { type Env, readEnv } from './env.ts';
import { openLog } from './open-log.ts';
import { definitions } from './registry.gen.ts';

let data: TestDatabase;
let env: Env;
let template: { id: string; systemName: string; name: string };
const folder = mkdtempSync(join(tmpdir(), 'volna-worker-'));
const children: ChildProcess[] = [];

beforeAll(async () => {
	data = await testDatabase();
	env = readEnv({ DATABASE_URL: data.url, VOLNA_DATA: folder, LOG_LEVEL: 'silent' });
	const { rows } = await sql<{ id: string }>`
		with c as (insert into campaign (name, system_name) values ('Все', 'All') returning id)
		insert into action_template (campaign_id, name, system_name, usage)
		select id, 'Изменение статуса заказа', 'OrderStatus', array['operation', 'trigger'] from c returning id`.execute(
		data.db,
	);
	template = { id: rows[0]!.id, systemName: 'OrderStatus', name: 'Изменение статуса заказа' };
	await sql`
		with a as (
			insert into sms_account (name, base_url, is_emulator, is_active) values ('test', 'http://127.0.0.1:9/api', true, true) returning id
		)
		insert into sender (account_id, name, moderation) select id, 'VOLNA', 'approved' from a`.execute(data.db);
});
afterAll(async () => {
	for (const child of children) child.kill('SIGKILL');
	await data.close();
	rmSync(folder, { recursive: true, force: true });
});

/** A provider that takes everything. */
function takesAll() {
	const taken: HandOffRequest[] = [];
	const never = async () => ({ class: 'failed', evidence: { code: 'test' } }) as never;
	const open = (account: { id: string }): SmsGateway => ({
		accountId: account.id,
		capabilities: {
			callbacks: false,
			list: false,
			listProvesAbsence: false,
			listLagSeconds: 0,
		} as SmsGateway['capabilities'],
		async handOff(request, onSending) {
			onSending?.();
			taken.push(request);
			return { class: 'accepted', providerId: crypto.randomUUID(), providerStatus: 'pending' };
		},
		read: never,
		list: never,
		balance: never,
		senders: never,
		close: async () => {},
	});
	return { taken, open };
}

const node = (id: string, type: NodeType, config: Readonly<Record<string, Json>>) => ({
	id,
	type,
	version: 1,
	name: '',
	config,
	position: { x: 0, y: 0 },
});

/** Order status → condition → a second's wait → SMS, waited for until its hand-off → end. */
async function publishedFlow(): Promise<string> {
	const document: FlowDocument = {
		...emptyDocument,
		settings: { entry: { rule: 'every_time', key: 'customer' }, exit: null },
		nodes: [
			node('start', 'volna.on-action', { templates: [template] }),
			node('ask', 'volna.condition', { filter: { field: 'order.status', op: 'eq', value: 'paid' } }),
			node('wait', 'volna.wait', { for: 'PT1S' }),
			node('sms', 'volna.send-sms', {
				profile: 'transactional',
				sender: { id: 'VOLNA', systemName: 'VOLNA', name: 'VOLNA' },
				text: 'Заказ оплачен.',
				hours: { any: true },
				then: 'hand_off',
			}),
			node('end', 'volna.end', {}),
		],
		edges: [
			{ id: 'e1', source: 'start', sourceHandle: 'next', target: 'ask' },
			{ id: 'e2', source: 'ask', sourceHandle: 'yes', target: 'wait' },
			{ id: 'e3', source: 'wait', sourceHandle: 'next', target: 'sms' },
			{ id: 'e4', source: 'sms', sourceHandle: 'sent', target: 'end' },
		],
	};
	const made = await createFlow(data.db, { name: 'Статус заказа', document, staffId: null });
	if (made.kind !== 'created') throw new Error(made.kind);
	const published = await publishFlow(data.db, {
		flowId: made.id,
		revision: 1,
		note: '',
		staffId: null,
		registry: createRegistry(definitions),
		project: { flowId: made.id },
	});
	if (published.kind !== 'published') throw new Error(JSON.stringify(published));
	return made.id;
}

/** What another process does: an action is stored, its runs and one wake-up with it. */
async function record(status: string): Promise<number> {
	const boss = openSender(data.url, () => {});
	await boss.start();
	const customer = await sql<{ id: number }>`
		insert into customer (phone) values ('+7999' || lpad(floor(random() * 1e7)::text, 7, '0')) returning id`.execute(
		data.db,
	);
	const customerId = customer.rows[0]!.id;
	const now = new Date();
	await data.db.transaction().execute((tx) =>
		startRuns(
			tx,
			{ plans: createPlanCache(), capabilitiesOf: () => ({}) as InsideCapabilities, wakeUp: wakeUpVia(boss) },
			[
				{
					id: crypto.randomUUID(),
					customerId,
					occurredAt: now,
					recordedAt: now,
					templateId: template.id,
					templateName: template.name,
					trusted: true,
					mode: 'live',
					touchpoint: null,
					custom: {},
					order: { ref: crypto.randomUUID(), id: 'A-1', status, total: 10, createdAt: null, lineCount: 1 },
				},
			],
		),
	);
	await boss.stop({ graceful: false });
	return customerId;
}

test('an action goes all the way: condition, wait, message handed off once, run ended', async () => {
	const { taken, open } = takesAll();
	const worker = await createWorker(env, openLog('silent'), open);
	try {
		await publishedFlow();
		const customerId = await record('paid');
		const other = await record('new');
		await vi.waitFor(
			async () => {
				const runs = await data.db
					.selectFrom('run')
					.select(['customerId', 'endReason'])
					.where('customerId', 'in', [customerId, other])
					.orderBy('customerId')
					.execute();
				expect(runs).toEqual([
					{ customerId, endReason: 'end' },
					{ customerId: other, endReason: 'output:no' },
				]);
			},
			{ timeout: 20_000 },
		);
		expect(taken.map((request) => [request.text, request.sender, request.attempt])).toEqual([
			['Заказ оплачен.', 'VOLNA', 1],
		]);
	} finally {
		await worker.stop();
	}
});

test('a worker’s row says what it can run, and goes with it', async () => {
	const worker = await createWorker(env, openLog('silent'), takesAll().open);
	const [row] = await liveWorkers(data.db);
	expect(row!.types).toContain('volna.send-sms@1');
	await worker.stop();
	expect(await liveWorkers(data.db)).toEqual([]);
});

test('a worker whose sessions Postgres ends goes on', async () => {
	const { open } = takesAll();
	const worker = await createWorker(env, openLog('silent'), open);
	try {
		await publishedFlow();
		await sql`
			select pg_terminate_backend(pid) from pg_stat_activity
			where datname = current_database() and application_name = 'volna worker'`.execute(data.db);
		const customerId = await record('new');
		await vi.waitFor(
			async () => {
				const runs = await data.db.selectFrom('run').select('endReason').where('customerId', '=', customerId).execute();
				expect(runs.map((run) => run.endReason)).toContain('output:no');
			},
			{ timeout: 20_000 },
		);
	} finally {
		await worker.stop();
	}
});

test('the process says when it is ready, and ends with 0 on SIGTERM', async () => {
	const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
		env: { ...process.env, DATABASE_URL: data.url, VOLNA_DATA: folder, LOG_LEVEL: 'warn' },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	children.push(child);
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
	await vi.waitFor(() => expect(said).toContain('worker ready'), { timeout: 20_000 });
	const code = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGTERM');
	expect(await code).toBe(0);
});

test('settings that are missing or wrong are named', () => {
	expect(() => readEnv({})).toThrow('DATABASE_URL');
	expect(() => readEnv({ DATABASE_URL: 'postgres://x', WORKER_PORT: 'many' })).toThrow('WORKER_PORT');
});
