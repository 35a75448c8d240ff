import { expect, test } from 'vitest';
import { exampleBody } from '../integrations/curl-of.ts';
import { javascriptOf } from './javascript-of.ts';

const words = { firstName: "O'Neil`${1}", lastName: '"B"', product: 'Tea' };
const operation = {
	systemName: 'Order.Status',
	customerRight: 'create_or_edit',
	template: null,
	requiresKey: true,
} as const;

/** Runs an example as a program and returns what it would send. */
async function run(text: string) {
	const sent: { url: string; headers: Record<string, string>; body: unknown }[] = [];
	const fetch = async (url: URL, init: { headers: Record<string, string>; body: string }) => {
		sent.push({ url: String(url), headers: init.headers, body: JSON.parse(init.body) });
		return { json: async () => ({ status: 'Success' }) };
	};
	const AsyncFunction = (async () => {}).constructor as new (
		...args: string[]
	) => (...args: unknown[]) => Promise<void>;
	await new AsyncFunction('fetch', 'process', text)(fetch, { env: { VOLNA_KEY: 'k' } });
	return sent[0]!;
}

test('the example runs, and sends the example body to the operation with the key of the environment', async () => {
	const sent = await run(javascriptOf(operation, 'shop & till', 'https://volna.example', words));
	expect(sent.url).toMatch(
		/^https:\/\/volna\.example\/v3\/operations\/sync\?operation=Order\.Status&endpointId=shop\+%26\+till&transactionId=[0-9a-f-]{36}$/,
	);
	expect(sent.headers.authorization).toBe('SecretKey k');
	expect(sent.body).toEqual(exampleBody(operation, words));
});

test('an operation that needs no key shows none', () => {
	expect(javascriptOf({ ...operation, requiresKey: false }, 'shop', 'https://volna.example', words)).not.toMatch(
		/key/i,
	);
});
