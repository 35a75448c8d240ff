import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { isSecurityRefusal } from '@volna/messaging/gateway';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { type AccountParts, type Emulated, newHandOff, openEmulated } from '../tests/emulated-gateway.ts';
import { makeAuthority, makeSelfSigned } from '../tests/make-certificate.ts';

const patient = { startWithinMs: 3_000, deadlineMs: 5_000 };
const authority = makeAuthority();
const trusted = getCACertificates('default');
const open: (Server | HttpServer)[] = [];
let emulated: Emulated;

beforeAll(async () => {
	emulated = await openEmulated();
	setDefaultCACertificates([...trusted, authority.cert]);
});
afterEach(async () => {
	await Promise.all(
		open.splice(0).map((server) => {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(resolve));
		}),
	);
});
afterAll(async () => {
	setDefaultCACertificates(trusted);
	await emulated?.close();
});

/** A provider behind TLS that accepts everything; `requests` is what reached it in the clear. */
async function secureProvider(options: ServerOptions) {
	const requests: string[] = [];
	const server = createServer(options, (request, response) => {
		requests.push(request.url ?? '');
		response.end(JSON.stringify({ id: `p-${requests.length}`, status: 'pending', error: null }));
	});
	server.on('tlsClientError', () => {});
	open.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { requests, url: (host: string) => `https://${host}:${port}/api` };
}

describe('F-37 a provider whose certificate', () => {
	const year = 365 * 24 * 3_600_000;
	const past = { from: new Date(Date.now() - 2 * year), until: new Date(Date.now() - year) };
	const future = { from: new Date(Date.now() + year), until: new Date(Date.now() + 2 * year) };
	const old: ServerOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };

	it.each([
		['has expired', authority.issue('localhost', past), 'CERT_HAS_EXPIRED'],
		['is not valid yet', authority.issue('localhost', future), 'CERT_NOT_YET_VALID'],
		['is another host’s', authority.issue('online.sigmasms.example'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
		['is its own', makeSelfSigned('localhost'), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
		['is of an authority nobody knows', makeAuthority('Another').issue('localhost'), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
		['is good, and which speaks TLS 1.0', { ...authority.issue('localhost'), ...old }, /^(login_)?ERR_SSL_/],
	] as const)(
		'%s gets nothing: the message is not sent, and the reason is told as one of security',
		async (_name, options, code) => {
			const provider = await secureProvider(options);
			for (const access of [emulated.permanent, {}] satisfies AccountParts[]) {
				const gateway = emulated.gateway({ ...access, baseUrl: provider.url('localhost') });
				let sending = false;
				const outcome = await gateway.handOff(newHandOff(patient), () => {
					sending = true;
				});
				expect(outcome).toMatchObject({ class: 'not_sent', throttled: false });
				expect(outcome.evidence?.code).toMatch(typeof code === 'string' ? new RegExp(`^(login_)?${code}$`) : code);
				expect(isSecurityRefusal(outcome.evidence!.code)).toBe(true);
				expect(sending).toBe(false);
			}
			expect(provider.requests).toEqual([]);
		},
	);

	test('is good gets the message', async () => {
		const provider = await secureProvider(authority.issue('localhost'));
		const gateway = emulated.gateway({ ...emulated.permanent, baseUrl: provider.url('localhost') });
		expect(await gateway.handOff(newHandOff(patient))).toMatchObject({ class: 'accepted', providerId: 'p-1' });
	});

	test.each([
		'ECONNREFUSED',
		'ENOTFOUND',
		'ECONNRESET',
		'UND_ERR_CONNECT_TIMEOUT',
		'timeout',
		'http_500',
		'NOT_STARTED',
	])('%s is no reason of security', (code) => expect(isSecurityRefusal(code)).toBe(false));
});

describe('F-41 an idle connection', () => {
	/** A provider that keeps connections and closes them in a way of its own. */
	async function keepingProvider(onSecond: 'cut' | 'answer', keepAliveMs: number) {
		const seen = new WeakSet<object>();
		let taken = 0;
		const server = createHttpServer((request, response) => {
			if (seen.has(request.socket) && onSecond === 'cut') {
				request.socket.destroy();
				return;
			}
			seen.add(request.socket);
			taken += 1;
			response.end(JSON.stringify({ id: `p-${taken}`, status: 'pending', error: null }));
		});
		server.keepAliveTimeout = keepAliveMs;
		// Node adds a second of its own to what it says.
		server.keepAliveTimeoutBuffer = 0;
		open.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		return { url: `http://127.0.0.1:${port}/api`, taken: () => taken };
	}

	it('that is closed as the request is written leaves the outcome unknown, and nothing is sent again', async () => {
		const provider = await keepingProvider('cut', 60_000);
		const gateway = emulated.gateway({ ...emulated.permanent, baseUrl: provider.url });
		const classes: string[] = [];
		// A pool may open another connection before it uses one again.
		while (classes.at(-1) !== 'ambiguous' && classes.length < 200) {
			classes.push((await gateway.handOff(newHandOff(patient))).class);
		}
		expect(new Set(classes)).toEqual(new Set(['accepted', 'ambiguous']));
		expect(provider.taken()).toBe(classes.length - 1);
	});

	it('is given up before the provider closes it: hand-offs around that moment are all accepted', async () => {
		const provider = await keepingProvider('answer', 2_000);
		const gateways = Array.from({ length: 60 }, () =>
			emulated.gateway({ ...emulated.permanent, baseUrl: provider.url }),
		);
		const classes = await Promise.all(
			gateways.map(async (gateway, n) => {
				const first = await gateway.handOff(newHandOff(patient));
				// From well before the moment at which the provider closes to just after it.
				await new Promise((resolve) => setTimeout(resolve, 800 + n * 22));
				const second = await gateway.handOff(newHandOff(patient));
				return [first.class, second.class];
			}),
		);
		expect(new Set(classes.flat())).toEqual(new Set(['accepted']));
		expect(provider.taken()).toBe(120);
	});
});
