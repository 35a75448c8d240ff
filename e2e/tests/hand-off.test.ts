import { type createClient, routes } from '@volna/contract';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { checkLedger } from '../src/check-ledger.ts';
import { eventually } from '../src/eventually.ts';
import { firstAccount, newKey } from '../src/first-account.ts';
import { readLedger, setFault } from '../src/ledger.ts';
import { type OpenSystem, openSystem } from '../src/open-system.ts';
import { callOperation, orderOf } from '../src/shop.ts';

let system: OpenSystem;
let client: ReturnType<typeof createClient>;
let key: string;

beforeAll(async () => {
	system = await openSystem();
	client = await firstAccount(system.url, system.setupUrl!);
	key = await newKey(client);
});
afterEach(async () => expect(await checkLedger(system)).toEqual([]));
afterAll(() => system?.stop());

async function messageTo(phone: string, wanted: (state: string) => boolean, withinMs = 30_000) {
	return eventually(
		`a message to ${phone}`,
		async () => {
			const { items } = await client(routes.listMessages, { query: { q: phone } });
			return items.find((item) => wanted(item.state));
		},
		withinMs,
	);
}

it('an order of a customer known by phone alone ends in one delivered SMS', async () => {
	const phone = '+79161110001';
	const answer = await callOperation({ url: system.url, key, body: orderOf(phone, 'E-1') });
	expect(answer).toMatchObject({ status: 200, body: { status: 'Success' } });
	const message = await messageTo(phone, (state) => state === 'delivered');
	const entries = await readLedger(system.emulatorUrl, phone);
	expect(entries).toHaveLength(1);
	expect(entries[0]!.text).toBe(message.text);
	expect(entries[0]!.text).toContain('E-1');
});

it('the same action posted twice gives one SMS, and the second answer repeats the first', async () => {
	const phone = '+79161110002';
	const first = await callOperation({ url: system.url, key, body: orderOf(phone, 'E-2') });
	const again = await callOperation({
		url: system.url,
		key,
		body: orderOf(phone, 'E-2'),
		transactionId: first.transactionId,
	});
	expect(again.body).toEqual(first.body);
	await messageTo(phone, (state) => state === 'delivered');
	const { items } = await client(routes.listMessages, { query: { q: phone } });
	expect(items).toHaveLength(1);
	expect(await readLedger(system.emulatorUrl, phone)).toHaveLength(1);
});

it('F-01 a worker killed between the emulator’s receipt and its answer hands off exactly once, and the message ends resolved', async () => {
	const phone = '+79161110003';
	const clear = await setFault(system.emulatorUrl, {
		id: 'slow',
		when: { method: 'POST', path: '/sendings', recipient: '^\\+79161110003' },
		do: { kind: 'hang', take: true },
	});
	await callOperation({ url: system.url, key, body: orderOf(phone, 'E-3') });
	await eventually('the emulator’s receipt', async () => (await readLedger(system.emulatorUrl, phone)).length === 1);
	process.kill(system.processes.worker.pid()!, 'SIGKILL');
	await clear();
	const message = await messageTo(phone, (state) => state === 'delivered', 90_000);
	const entries = await readLedger(system.emulatorUrl, phone);
	expect(entries.filter((entry) => entry.taken)).toHaveLength(1);
	const detail = await client(routes.readMessage, { params: { message: message.id } });
	expect(detail.events.map((event) => event.to)).toContain('unknown');
	expect(detail.attempt).toBe(1);
});
