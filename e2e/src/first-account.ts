import { createClient, routes } from '@volna/contract';

/** Makes the first account over HTTP and answers a client that is signed in. */
export async function firstAccount(url: string, setupUrl: string) {
	const token = setupUrl.split('/').pop()!;
	const response = await fetch(`${url}/api/v1/setup/${token}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ name: 'Анна', email: 'anna@example.ru', password: 'длинный пароль', language: 'ru' }),
	});
	if (!response.ok) throw new Error(`setup: ${response.status} ${await response.text()}`);
	const cookie = response.headers
		.getSetCookie()
		.map((line) => line.split(';')[0])
		.join('; ');
	return createClient({ baseUrl: url, headers: { cookie } });
}

/** A fresh secret key of the demo's operation. */
export async function newKey(client: Awaited<ReturnType<typeof firstAccount>>): Promise<string> {
	const { items } = await client(routes.listOperations, { query: {} });
	const operation = items.find((item) => item.systemName === 'Order.StatusChanged')!;
	const made = await client(routes.createKey, {
		params: { endpoint: operation.endpoints[0]!.id },
		body: { name: 'e2e', mode: 'live' },
	});
	return made.secret;
}
