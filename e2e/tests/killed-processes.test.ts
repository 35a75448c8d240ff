import { type createClient, routes } from '@volna/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkLedger } from '../src/check-ledger.ts';
import { eventually } from '../src/eventually.ts';
import { firstAccount, newKey } from '../src/first-account.ts';
import { freePort } from '../src/free-port.ts';
import { readLedger, setSwitches } from '../src/ledger.ts';
import { type OpenSystem, openSystem } from '../src/open-system.ts';
import { callOperation, orderOf } from '../src/shop.ts';
import { type SpawnedProcess, spawnProcess } from '../src/spawn-process.ts';

let system: OpenSystem;
let client: ReturnType<typeof createClient>;
let key: string;
const spawned: SpawnedProcess[] = [];

beforeAll(async () => {
	system = await openSystem();
	client = await firstAccount(system.url, system.setupUrl!);
	key = await newKey(client);
	// Its place is taken by processes that a test starts and kills.
	await system.processes.worker.stop();
});
afterEach(async () => {
	await Promise.all(spawned.splice(0).map((one) => one.stop()));
	expect(await checkLedger(system)).toEqual([]);
});
afterAll(() => system?.stop());

async function start(kind: 'worker' | 'api', options: Parameters<typeof spawnProcess>[2] = {}) {
	const one = await spawnProcess(system, kind, options);
	spawned.push(one);
	return one;
}

function delivered(phone: string) {
	return eventually(
		`a delivered message to ${phone}`,
		async () => {
			const { items } = await client(routes.listMessages, { query: { q: phone } });
			return items.find((item) => item.state === 'delivered');
		},
		90_000,
	);
}

const takenOf = async (phone: string) => (await readLedger(system.emulatorUrl, phone)).filter((entry) => entry.taken);

describe('F-02 a worker killed', () => {
	it.each([
		['message.planned', '+79161120001', 'planned'],
		['message.answered', '+79161120002', 'unknown'],
		['callback.applied', '+79161120003', 'planned'],
	])('at %s leaves it to another: one message, handed off once, delivered', async (point, phone, met) => {
		const killed = await start('worker', { failpoints: `${point}=kill#1` });
		await callOperation({ url: system.url, key, body: orderOf(phone, point) });
		expect(await killed.ended).toBe('SIGKILL');
		await start('worker');
		const message = await delivered(phone);
		const { items } = await client(routes.listMessages, { query: { q: phone } });
		expect(items).toHaveLength(1);
		expect(await takenOf(phone)).toHaveLength(1);
		const { events } = await client(routes.readMessage, { params: { message: message.id } });
		expect(events.flatMap(({ to, cause }) => [to, cause])).toContain(met);
	});
});

it('F-02 an api killed at callback.stored has stored it: a worker applies it, the message is handed off once', async () => {
	const phone = '+79161120004';
	const { account } = await client(routes.readProvider, {});
	const port = await freePort();
	const killed = await start('api', { failpoints: 'callback.stored=kill#1', port });
	const path = new URL(account!.callbackUrl).pathname;
	await setSwitches(system.emulatorUrl, { callbackUrl: `http://127.0.0.1:${port}${path}` });
	await start('worker');
	await callOperation({ url: system.url, key, body: orderOf(phone, 'E-4') });
	expect(await killed.ended).toBe('SIGKILL');
	await setSwitches(system.emulatorUrl, { callbackUrl: `${system.url}${path}`.replace('localhost', '127.0.0.1') });
	const message = await delivered(phone);
	expect(await takenOf(phone)).toHaveLength(1);
	const { events } = await client(routes.readMessage, { params: { message: message.id } });
	// The emulator tells of each status once: this one was told to the process that died.
	expect(events).toContainEqual(expect.objectContaining({ to: 'sent', source: 'callback' }));
});
