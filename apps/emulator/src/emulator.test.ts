import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator, demoAccount, type Emulator } from './create-emulator.ts';

let emulator: Emulator;
let url: string;
let receiver: Server;
let receiverUrl: string;
let received: { path: string; body: unknown }[] = [];

beforeAll(async () => {
	receiver = createServer((request, response) => {
		let text = '';
		request.on('data', (piece) => {
			text += piece;
		});
		request.on('end', () => {
			received.push({ path: request.url ?? '', body: JSON.parse(text) });
			response.writeHead(200).end('{}');
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/callbacks/sigma/secret`;
	emulator = createEmulator({ times: { sentAfterMs: 10, deliveredAfterMs: 20 } });
	({ url } = await emulator.start());
});

afterEach(() => {
	emulator.reset();
	received = [];
});

afterAll(async () => {
	await emulator.stop();
	receiver.closeAllConnections();
	receiver.close();
});

const auth = { authorization: demoAccount.permanentToken };

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = auth) {
	const answer = await fetch(`${url}${path}`, {
		method,
		headers: { 'content-type': 'application/json', ...headers },
		redirect: 'manual',
		...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
	});
	const text = await answer.text();
	let json: ReturnType<typeof JSON.parse>;
	try {
		json = JSON.parse(text);
	} catch {
		json = undefined;
	}
	return { status: answer.status, json, text, headers: answer.headers };
}

const send = (recipient: unknown = '+79991230001', text = 'Привет', more: object = {}) =>
	call('POST', '/api/sendings', { recipient, type: 'sms', payload: { sender: 'VOLNA', text }, ...more });

const statusesOf = (recipient: string) =>
	emulator.ledger({ recipient })[0]?.statuses.map((change) => change.status) ?? [];

const until = (condition: () => boolean) => emulator.until(condition);
const callbacksDone = (count: number) =>
	until(() => emulator.ledger().reduce((sum, entry) => sum + entry.callbacks.length, 0) >= count);

describe('the calls of public clients', () => {
	const form = { 'content-type': 'application/x-www-form-urlencoded' };

	test('a login by JSON or form, with a stray Authorization header, gives token, id and username', async () => {
		for (const [body, headers] of [
			['{"username":"demo","password":"demo"}', {}],
			['username=demo&password=demo', form],
			['{"username":"demo","password":"demo"}', { authorization: 'stale' }],
		] as const) {
			const { status, json } = await call('POST', '/api/login', body, headers);
			expect(status).toBe(200);
			expect(json).toMatchObject({ id: demoAccount.userId, username: 'demo' });
			const claims = JSON.parse(Buffer.from(json.token.split('.')[1], 'base64url').toString());
			expect(claims.exp - claims.iat).toBe(86_400);
			expect((await call('GET', '/api/users/me', undefined, { authorization: json.token })).status).toBe(200);
		}
	});

	test('a wrong password gets the envelope and no token', async () => {
		const { status, json } = await call('POST', '/api/login', { username: 'demo', password: 'no' });
		expect([status, json.error, json.token]).toEqual([400, 400, undefined]);
	});

	test('a token with Bearer, a foreign one and none are refused by status and body', async () => {
		for (const authorization of [`Bearer ${demoAccount.permanentToken}`, 'x.y.z', '']) {
			const { status, json } = await call('GET', '/api/users/me', undefined, { authorization });
			expect([status, json.error]).toEqual([401, 401]);
		}
	});

	test('a sending as a form, with the body and the content type at odds, with doubled slashes', async () => {
		const fields = 'recipient=79991230001&type=sms&payload[sender]=B-Media&payload[text]=Hi';
		const json = '{"recipient":["+79991230001"],"type":"sms","payload":{"sender":"B-Media","text":"Hi"}}';
		for (const [path, body] of [
			['/api/sendings', fields],
			['/api/sendings', json],
			['/api//sendings/', json],
		] as const) {
			const answer = await call('POST', path, body, { ...auth, ...form });
			expect(answer.json).toMatchObject({ recipient: '+79991230001', status: 'pending', error: null });
			expect(answer.json.id).toMatch(/^[0-9a-f-]{36}$/);
		}
		expect(emulator.ledger()).toHaveLength(3);
	});

	test('one number as a string answers with exactly id, recipient, status and error', async () => {
		const { status, json } = await send();
		expect(status).toBe(200);
		expect(Object.keys(json)).toEqual(['id', 'recipient', 'status', 'error']);
	});

	test('a read has the nested status, and in either spelling of the full scope the payload and the bill', async () => {
		const { json } = await send('+79991230001', 'Да');
		const short = await call('GET', `/api/sendings/${json.id}`);
		expect(short.json).toEqual({
			id: json.id,
			chainId: json.id,
			recipient: '+79991230001',
			type: 'sms',
			state: { status: expect.any(String), error: null },
		});
		for (const scope of ['$scope=full', '$scope[0]=full', '%24scope%5B0%5D=full']) {
			const full = await call('GET', `/api/sendings/${json.id}?${scope}`);
			expect(full.json).toMatchObject({
				payload: { recipient: '+79991230001', sender: 'VOLNA', text: 'Да' },
				meta: { billing: { amount: 2.5, refunded: false } },
				createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
			});
		}
	});

	test('balance by three calls, sender names, and everything else as the envelope with 404', async () => {
		await send();
		const balance = demoAccount.balance - 2.5;
		expect((await call('GET', '/api/users/me')).json).toMatchObject({ balance, isActive: true });
		expect((await call('GET', `/api/users/${demoAccount.userId}?$scope[0]=full`)).json.balance).toBe(balance);
		expect((await call('GET', `/api/billings/balance/${demoAccount.userId}`)).json).toEqual({ result: balance });
		const names = await call('GET', '/api/sendernames?$scope[0]=full&$scope[1]=attached');
		expect(names.json.data).toContainEqual({ name: 'VOLNA', type: 'sms', moderation: 'approved' });
		for (const path of ['/api/templates', '/api/sendings/none', '/api/sendingsIncoming', '/api/users/other']) {
			const { status, json } = await call('GET', path);
			expect([path, status, json.error]).toEqual([path, 404, 404]);
		}
	});

	test('many numbers in one call make an entry each', async () => {
		const answer = await call('POST', '/api/sendings?return=each', {
			recipient: { include: ['+79991230001', '+79991230002', '+79991230003'], exclude: ['+79991230003'] },
			type: 'sms',
			payload: { sender: 'VOLNA', text: 'x' },
		});
		expect(answer.json.map((item: { recipient: string }) => item.recipient)).toEqual(['+79991230001', '+79991230002']);
		expect(emulator.ledger().map((entry) => entry.id)).toEqual(answer.json.map((item: { id: string }) => item.id));
	});
});

describe('a request that is refused', () => {
	test.each([
		['a malformed number', { recipient: '12ab' }, 422],
		['no number', { recipient: '' }, 400],
		['no sender', { payload: { text: 'x' } }, 400],
		['an unknown sender', { payload: { sender: 'NOBODY', text: 'x' } }, 400],
		['a sender that is not approved yet', { payload: { sender: 'NEWNAME', text: 'x' } }, 400],
		['no text', { payload: { sender: 'VOLNA' } }, 400],
		['an unknown type', { type: 'pigeon' }, 400],
	])('for %s is in the ledger, not taken', async (_name, more, expected) => {
		const { status, json } = await send('+79991230001', 'x', more);
		expect([status, json.error]).toEqual([expected, expected]);
		expect(emulator.ledger()).toMatchObject([{ taken: false, id: null, httpStatus: expected, fault: null }]);
	});

	test('for its token or its JSON is in the ledger too', async () => {
		await call('POST', '/api/sendings', '{"recipient":', auth);
		await call('POST', '/api/sendings', { recipient: '+79991230001' }, { authorization: 'no' });
		expect(emulator.ledger().map((entry) => [entry.httpStatus, entry.account])).toEqual([
			[400, 'demo'],
			[401, ''],
		]);
	});
});

describe('the life of a message', () => {
	test.each([
		['+79991230001', ['pending', 'sent', 'delivered']],
		['+79990000091', ['pending', 'sent']],
		['+79990000092', ['pending', 'sent', 'failed']],
		['+79990000093', ['pending', 'sent', 'failed']],
		['+79990000094', ['failed']],
		['+79990000095', ['pending', 'delivered']],
		['+79990000097', ['pending', 'sent', 'delivered', 'seen']],
		['+79990000098', ['pending', 'foo']],
		['+79990000099', ['pending', 'sent', 'failed']],
	])('of %s goes %j', async (phone, expected) => {
		await send(phone);
		await until(() => statusesOf(phone).length === expected.length);
		expect(statusesOf(phone)).toEqual(expected);
	});

	test('that fails may be refunded later: the price is gone and the read says so', async () => {
		const { json } = await send('+79990000096');
		await until(() => statusesOf('+79990000096').includes('failed'));
		expect(emulator.ledger()[0]?.price).toBe(2.5);
		await until(() => emulator.ledger()[0]?.price === 0);
		const read = await call('GET', `/api/sendings/${json.id}?$scope=full`);
		expect(read.json.meta.billing).toEqual({ amount: 2.5, refunded: true });
	});

	test('posts a callback at each change', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl });
		const { json } = await send();
		await callbacksDone(2);
		expect(received.map((each) => each.body)).toEqual([
			{ id: json.id, state: { status: 'sent', error: null }, recipient: '+79991230001' },
			{ id: json.id, state: { status: 'delivered', error: null }, recipient: '+79991230001' },
		]);
		expect(emulator.ledger()[0]?.callbacks.map((each) => each.httpStatus)).toEqual([200, 200]);
	});

	test('of …95 is told backwards while the message stays delivered', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl });
		const { json } = await send('+79990000095');
		await callbacksDone(3);
		expect(received.map((each) => (each.body as { state: { status: string } }).state.status)).toEqual([
			'delivered',
			'sent',
			'failed',
		]);
		expect((await call('GET', `/api/sendings/${json.id}`)).json.state.status).toBe('delivered');
	});

	test('of …90 ends with an answer, which the page shows and, under the switch, the API', async () => {
		emulator.setSwitches({ inbound: true });
		await send('+79990000090');
		let texts: string[] = [];
		while (texts.length === 0) {
			const { json } = await call('GET', '/api/sendingsIncoming');
			texts = json.data.map((each: { payload: { text: string } }) => each.payload.text);
		}
		expect(texts).toEqual(['СТОП']);
		const page = await call('GET', '/page/phones');
		expect(page.json.phones[0].messages.at(-1)).toMatchObject({ kind: 'answer', text: 'СТОП' });
	});

	test('may be ended by a person at the page, who may also answer', async () => {
		emulator.addFaults({ do: { kind: 'outcome', statuses: [] } });
		const { json } = await send();
		expect((await call('POST', '/page/deliver', { id: json.id })).status).toBe(200);
		expect((await call('POST', '/page/deliver', { id: json.id })).status).toBe(404);
		await call('POST', '/page/answer', { from: '+79991230001', to: 'VOLNA', text: 'Спасибо' });
		const page = await call('GET', '/page/phones?search=230001');
		expect(page.json.phones).toHaveLength(1);
		expect(page.json.phones[0].messages).toMatchObject([
			{ kind: 'sent', status: 'delivered', sender: 'VOLNA' },
			{ kind: 'answer', text: 'Спасибо' },
		]);
		expect((await call('GET', '/page/phones?search=555')).json.phones).toEqual([]);
	});
});

describe('the list', () => {
	async function fill(count: number): Promise<string[]> {
		const ids: string[] = [];
		for (let at = 0; at < count; at++) ids.push((await send(`+7999123000${at}`)).json.id);
		return ids;
	}
	const list = async (query: string) => {
		const { json } = await call('GET', `/api/sendings?${query}`);
		return json.data.map((item: { id: string }) => item.id);
	};

	test('goes newest first unless asked otherwise, in pages', async () => {
		const ids = await fill(5);
		expect(await list('')).toEqual(ids.toReversed());
		expect(await list('$order[0][0]=createdAt&$order[0][1]=asc&$limit=2&$offset=2')).toEqual(ids.slice(2, 4));
		expect(await list('$order[0][1]=desc&$limit=2&$offset=3')).toEqual(ids.slice(0, 2).reverse());
		expect(await list('$offset=9')).toEqual([]);
		expect((await call('GET', '/api/sendings?$limit=501')).status).toBe(400);
	});

	test('keeps to its bounds, which are exclusive', async () => {
		const ids = await fill(2);
		const { json } = await call('GET', `/api/sendings/${ids[0]}?$scope=full`);
		const before = new Date(Date.parse(json.createdAt) - 1).toISOString();
		expect(await list(`createdAt[$gt]=${before}`)).toContain(ids[0]);
		expect(await list(`createdAt[$gt]=${json.createdAt}`)).not.toContain(ids[0]);
		expect(await list(`createdAt[$lt]=${json.createdAt}`)).toEqual([]);
	});

	test('lags, lacks rows, repeats them or fails, as its fault says', async () => {
		const ids = await fill(4);
		const during = async (effect: object) => {
			emulator.clearFaults();
			emulator.addFaults({ do: { kind: 'list', ...effect } });
			return list('$order[0][1]=asc');
		};
		expect(await during({ lagMs: 60_000 })).toEqual([]);
		expect(await during({ missingPercent: 100 })).toEqual([]);
		expect(await during({ duplicatePercent: 100 })).toEqual(ids.flatMap((id) => [id, id]));
		emulator.clearFaults();
		emulator.addFaults({ do: { kind: 'list', status: 500 } });
		expect((await call('GET', '/api/sendings')).status).toBe(500);
		emulator.clearFaults();
		emulator.setSwitches({ listLagMs: 60_000 });
		expect(await list('')).toEqual([]);
		emulator.setSwitches({ listLagMs: 0, listEnabled: false });
		expect((await call('GET', '/api/sendings')).status).toBe(404);
	});

	test('stays in order when the emulator’s clock was set back', async () => {
		emulator.addFaults({ id: 'ahead', do: { kind: 'clock', offsetMs: 60_000 } });
		const [later] = await fill(1);
		emulator.removeFault('ahead');
		const [sooner] = await fill(1);
		expect(await list('$order[0][1]=asc')).toEqual([sooner, later]);
	});
});

describe('the ledger', () => {
	test('holds every field, as JSON and as CSV, by sender, recipient and since', async () => {
		await call(
			'POST',
			'/api/sendings',
			{ recipient: '+79991230001', type: 'sms', payload: { sender: 'B-Media', text: 'Hi, "you"\n2' } },
			{ ...auth, 'x-volna-attempt': 'msg_1.2' },
		);
		await send('+79991230002');
		const { json } = await call('GET', '/ledger?sender=B-Media');
		expect(json).toEqual([
			{
				seq: 1,
				at: expect.any(Number),
				account: 'demo',
				recipient: '+79991230001',
				sender: 'B-Media',
				text: 'Hi, "you"\n2',
				textHash: expect.stringMatching(/^[0-9a-f]{64}$/),
				parts: 1,
				encoding: 'gsm7',
				attempt: 'msg_1.2',
				fault: null,
				taken: true,
				id: expect.any(String),
				httpStatus: 200,
				statuses: expect.any(Array),
				callbacks: [],
				price: 2.5,
			},
		]);
		expect(Math.abs(json[0].at / 1000 - Date.now())).toBeLessThan(60_000);
		const only = async (query: string) =>
			(await call('GET', `/ledger?${query}`)).json.map((entry: { seq: number }) => entry.seq);
		expect(await only('recipient=%2B79991230002')).toEqual([2]);
		expect(await only('recipient=+79991230002')).toEqual([2]);
		expect(await only('since=1')).toEqual([2]);
		expect(await only(`since=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
		expect(await only(`since=${new Date(Date.now() - 60_000).toISOString()}`)).toEqual([1, 2]);
		const csv = await call('GET', '/ledger?format=csv');
		const lines = csv.text.split('\r\n');
		expect(lines[0]).toBe(
			'seq,at,account,recipient,sender,text,textHash,parts,encoding,attempt,fault,taken,id,httpStatus,statuses,callbacks,price',
		);
		expect(lines[1]).toContain('"Hi, ""you""\n2"');
		expect(lines).toHaveLength(4);
	});

	test('has the entry before its answer goes out', async () => {
		emulator.addFaults({ do: { kind: 'hang', take: true } });
		const abort = new AbortController();
		const hanging = fetch(`${url}/api/sendings`, {
			method: 'POST',
			headers: auth,
			body: '{"recipient":"+79991230001","payload":{"sender":"VOLNA","text":"x"}}',
			signal: abort.signal,
		});
		await until(() => emulator.ledger().length === 1);
		expect(emulator.ledger()[0]).toMatchObject({ taken: true, httpStatus: null, fault: 'f1' });
		abort.abort();
		await expect(hanging).rejects.toThrow();
	});

	test('is empty after a reset, and so are phones, faults and switches', async () => {
		await send();
		await call('PUT', '/switches', { plusRequired: true });
		await call('POST', '/faults', [{ do: { kind: 'hang' } }]);
		expect((await call('POST', '/reset')).status).toBe(200);
		expect((await call('GET', '/ledger')).json).toEqual([]);
		expect((await call('GET', '/faults')).json).toEqual([]);
		expect((await call('GET', '/page/phones')).json).toEqual({ phones: [], count: 0 });
		expect((await call('GET', '/switches')).json).toMatchObject({ plusRequired: false });
	});
});

describe('fault rules', () => {
	const statuses = async (count: number, recipient = '+79991230001') => {
		const seen: number[] = [];
		for (let at = 0; at < count; at++) seen.push((await send(recipient)).status);
		return seen;
	};
	const do503 = { kind: 'status', status: 503 } as const;

	test('are posted as an array, listed, removed one by one or all', async () => {
		const posted = await call('POST', '/faults', [{ id: 'mine', do: do503 }, { do: { kind: 'hang' } }]);
		expect(posted.json.map((rule: { id: string }) => rule.id)).toEqual(['mine', expect.stringMatching(/^f\d+$/)]);
		expect((await call('GET', '/faults')).json).toMatchObject([
			{ id: 'mine', do: do503, seen: 0, fired: 0 },
			{ do: { kind: 'hang' } },
		]);
		expect((await call('DELETE', '/faults/mine')).status).toBe(200);
		expect((await call('DELETE', '/faults/mine')).status).toBe(404);
		expect((await call('DELETE', '/faults')).status).toBe(200);
		expect((await call('GET', '/faults')).json).toEqual([]);
	});

	test.each([
		[[{ do: { kind: 'nonsense' } }], /nonsense/],
		[[{ do: do503 }, { when: {} }], /rule 1/],
		[[{ do: { kind: 'status' } }], /do.status/],
		[[{ when: { recipient: '(' }, do: do503 }], /regular expression/],
		['x', /object/],
	])('that cannot be understood are refused whole: %j', async (rules, problem) => {
		const { status, json } = await call('POST', '/faults', rules);
		expect(status).toBe(422);
		expect(json.error).toMatch(problem);
		expect((await call('GET', '/faults')).json).toEqual([]);
	});

	test('concern the ordinals they name', async () => {
		emulator.addFaults({ when: { from: 2, to: 3 }, do: do503 });
		expect(await statuses(4)).toEqual([200, 503, 503, 200]);
		emulator.clearFaults();
		emulator.addFaults({ when: { nth: [1, 3] }, do: do503 });
		expect(await statuses(4)).toEqual([503, 200, 503, 200]);
		emulator.clearFaults();
		emulator.addFaults({ when: { times: 2 }, do: do503 });
		expect(await statuses(4)).toEqual([503, 503, 200, 200]);
	});

	test('concern a share that their seed fixes', async () => {
		const run = async (seed: number) => {
			emulator.clearFaults();
			emulator.addFaults({ when: { percent: 30, seed }, do: do503 });
			return (await statuses(60)).map((status) => status === 503);
		};
		const first = await run(7);
		expect(await run(7)).toEqual(first);
		expect(await run(8)).not.toEqual(first);
		const share = first.filter(Boolean).length;
		expect(share).toBeGreaterThan(6);
		expect(share).toBeLessThan(32);
	});

	test('concern the number, the sender, the call they name; the first that fits wins', async () => {
		emulator.addFaults(
			{ when: { recipient: '^\\+7999.*2$' }, do: { kind: 'status', status: 500 } },
			{ when: { sender: 'VOLNA' }, do: do503 },
		);
		expect(await statuses(1, '+79991230002')).toEqual([500]);
		expect(await statuses(1, '+79991230001')).toEqual([503]);
		emulator.clearFaults();
		emulator.addFaults({ when: { method: 'GET', path: '/sendings/*' }, do: do503 });
		expect(await statuses(1)).toEqual([200]);
		expect((await call('GET', '/api/sendings/x')).status).toBe(503);
		expect((await call('GET', '/api/sendings')).status).toBe(200);
		emulator.addFaults({ when: { path: '^/users' }, do: { kind: 'status', status: 500 } });
		expect((await call('GET', '/api/users/me')).status).toBe(500);
	});

	test.each([
		{ kind: 'status', status: 500 },
		{ kind: 'status', status: 429 },
		{ kind: 'ok-error' },
		{ kind: 'failed-answer' },
		{ kind: 'garbage', shape: 'html' },
		{ kind: 'sender-unknown' },
		{ kind: 'template-mismatch' },
	] as const)('of kind $kind let the message in only with take', async (effect) => {
		emulator.addFaults({ id: 'denies', do: effect });
		await send();
		emulator.addFaults({ id: 'denies', do: { ...effect, take: true } });
		await send();
		expect(emulator.ledger().map((entry) => [entry.taken, entry.id !== null, entry.fault])).toEqual([
			[false, false, 'denies'],
			[true, true, 'denies'],
		]);
		const [, taken] = emulator.ledger();
		expect((await call('GET', `/api/sendings/${taken?.id}`)).json.id).toBe(taken?.id);
	});

	test('of kind funds let a balance run out', async () => {
		emulator.addFaults({ do: { kind: 'funds', balance: 6 } });
		expect(await statuses(3)).toEqual([200, 200, 402]);
		expect((await call('GET', '/api/users/me')).json.balance).toBe(1);
		expect(emulator.ledger().map((entry) => entry.taken)).toEqual([true, true, false]);
		emulator.setSwitches({ noFundsStatus: 400 });
		expect(await statuses(1)).toEqual([400]);
	});

	test('of kind rate let n through in a second', async () => {
		emulator.addFaults({ do: { kind: 'rate', perSecond: 3 } });
		const outcomes = await Promise.all(Array.from({ length: 8 }, () => send()));
		expect(outcomes.map((each) => each.status).sort()).toEqual([200, 200, 200, 429, 429, 429, 429, 429]);
		expect(outcomes.at(-1)?.headers.get('retry-after')).toBeNull();
		emulator.setSwitches({ rateHeaders: true });
		expect((await send()).headers.get('retry-after')).toBe('1');
	});

	test('of kind token-expire kill every token, at once when they name no request', async () => {
		const login = async () => (await call('POST', '/api/login', { username: 'demo', password: 'demo' })).json.token;
		const token = await login();
		emulator.addFaults({ do: { kind: 'token-expire' } });
		const status = async (authorization: string) =>
			(await call('GET', '/api/users/me', undefined, { authorization })).status;
		expect([await status(token), await status(demoAccount.permanentToken)]).toEqual([401, 401]);
		const next = await login();
		await send();
		expect(await status(next)).toBe(200);
		emulator.clearFaults();
		expect([await status(token), await status(demoAccount.permanentToken)]).toEqual([401, 200]);
	});

	test('of kind login-fail refuse logins and nothing else', async () => {
		emulator.addFaults({ do: { kind: 'login-fail' } });
		expect((await call('POST', '/api/login', { username: 'demo', password: 'demo' })).json.token).toBeUndefined();
		expect(await statuses(1)).toEqual([200]);
	});

	test('of kind refuse close every connection and the port, and open it again', async () => {
		emulator.addFaults({ do: { kind: 'refuse', ms: 50 } });
		expect(emulator.listening()).toBe(false);
		await expect(send()).rejects.toThrow();
		await until(() => emulator.listening());
		expect(await statuses(1)).toEqual([200]);
	});

	test('of kind garbage answer with another message’s id', async () => {
		const { json } = await send();
		emulator.addFaults({ do: { kind: 'garbage', shape: 'foreign-id', take: true } });
		expect((await send('+79991230002')).json.id).toBe(json.id);
		expect(new Set(emulator.ledger().map((entry) => entry.id)).size).toBe(2);
	});

	test('of kind outcome write a life of their own', async () => {
		emulator.addFaults({
			when: { recipient: '2$' },
			do: {
				kind: 'outcome',
				statuses: [
					{ afterMs: 1, status: 'queued_at_operator' },
					{ afterMs: 2, status: 'failed', error: 'x' },
				],
				refundAfterMs: 1,
			},
		});
		await send('+79991230002');
		await until(() => emulator.ledger()[0]?.price === 0);
		expect(statusesOf('+79991230002')).toEqual(['pending', 'queued_at_operator', 'failed']);
		emulator.addFaults({
			when: { recipient: '3$' },
			do: { kind: 'outcome', moderation: { afterMs: 5, result: 'approved' } },
		});
		await send('+79991230003');
		await until(() => statusesOf('+79991230003').includes('delivered'));
		expect(statusesOf('+79991230003')).toEqual(['pending', 'paused', 'sent', 'delivered']);
		emulator.addFaults({
			when: { recipient: '4$' },
			do: { kind: 'outcome', moderation: { afterMs: 5, result: 'refused' } },
		});
		await send('+79991230004');
		await until(() => statusesOf('+79991230004').includes('failed'));
		expect(statusesOf('+79991230004')).toEqual(['pending', 'paused', 'failed']);
	});

	test('of kind clock set the clock off and hasten lives', async () => {
		const { json } = await send('+79990000091');
		emulator.addFaults({ do: { kind: 'clock', offsetMs: 3_600_000, speed: 100 } });
		const ahead = await send('+79990000091');
		const created = async (id: string) =>
			Date.parse((await call('GET', `/api/sendings/${id}?$scope=full`)).json.createdAt);
		expect((await created(ahead.json.id)) - (await created(json.id))).toBeGreaterThan(3_599_000);
		expect(emulator.ledger()[1]!.at - emulator.ledger()[0]!.at).toBeLessThan(60_000_000);
	});
});

describe('callback faults', () => {
	const words = () => received.map((each) => (each.body as { state: { status: string } }).state.status);

	test.each([
		['duplicate', { duplicate: 2 }, 6, ['sent', 'sent', 'sent', 'delivered', 'delivered', 'delivered']],
		['reorder', { reorder: true }, 2, ['delivered', 'sent']],
		['delay', { delayMs: 5 }, 2, ['sent', 'delivered']],
	] as const)('%s', async (_name, effect, count, expected) => {
		emulator.setSwitches({ callbackUrl: receiverUrl });
		emulator.addFaults({ do: { kind: 'callback', ...effect } });
		await send();
		await callbacksDone(count);
		expect(words()).toEqual(expected);
	});

	test('early: the first comes before the answer', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl });
		emulator.addFaults({ do: { kind: 'callback', early: true } });
		const { json } = await send();
		expect(received[0]?.body).toMatchObject({ id: json.id, state: { status: 'sent' } });
		expect(json.status).toBe('pending');
	});

	test('never: the message lives and nothing is told', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl });
		emulator.addFaults({ do: { kind: 'callback', never: true } });
		await send();
		await until(() => statusesOf('+79991230001').includes('delivered'));
		expect(received).toEqual([]);
	});

	test('wrong secret and foreign id', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl });
		emulator.addFaults({ do: { kind: 'callback', wrongSecret: true, foreignId: true } });
		const { json } = await send();
		await callbacksDone(1);
		expect(received[0]?.path).toBe('/callbacks/sigma/wrong');
		expect((received[0]!.body as { id: string }).id).not.toBe(json.id);
	});

	test('flood: n a second for as long as it says', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl });
		emulator.addFaults(
			{ do: { kind: 'callback', flood: { perSecond: 500, seconds: 0.1 } } },
			{ do: { kind: 'outcome', statuses: [{ afterMs: 1, status: 'sent' }] } },
		);
		await send();
		await callbacksDone(51);
		expect(received).toHaveLength(51);
	});
});

describe('switches', () => {
	test('are read and patched; an unknown one or an impossible value changes nothing', async () => {
		const before = (await call('GET', '/switches')).json;
		expect((await call('PUT', '/switches', { tokenTtl: 60, callbacks: false })).json).toEqual({
			...before,
			tokenTtl: 60,
			callbacks: false,
		});
		expect((await call('PUT', '/switches', { tokenTtl: 1, nope: 1 })).status).toBe(422);
		expect((await call('PUT', '/switches', { callbackShape: 'xml' })).status).toBe(422);
		expect((await call('GET', '/switches')).json.tokenTtl).toBe(60);
	});

	test('errorHttpStatus: errors keep their number and lose their status', async () => {
		emulator.setSwitches({ errorHttpStatus: 'always200' });
		const { status, json } = await send('12');
		expect([status, json.error]).toEqual([200, 422]);
	});

	test('refusedMessageStatus: a refused message comes with 400 or 200', async () => {
		expect((await send('+79990000094')).status).toBe(400);
		emulator.setSwitches({ refusedMessageStatus: 200 });
		const { status, json } = await send('+79990000094');
		expect([status, json.status, typeof json.error, typeof json.id]).toEqual([200, 'failed', 'string', 'string']);
	});

	test('plusRequired', async () => {
		expect((await send('79991230001')).status).toBe(200);
		emulator.setSwitches({ plusRequired: true });
		expect((await send('79991230001')).status).toBe(422);
	});

	test('returnEachShape', async () => {
		emulator.setSwitches({ returnEachShape: 'object' });
		const body = { recipient: ['+79991230001'], payload: { sender: 'VOLNA', text: 'x' } };
		expect((await call('POST', '/api/sendings?return=each', body)).json.status).toBe('pending');
	});

	test('callbackShape and callbackFields', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl, callbackShape: 'array', callbackFields: 'full' });
		await send('+79990000091');
		await callbacksDone(1);
		expect(received[0]?.body).toMatchObject([{ payload: { text: 'Привет' }, state: { status: 'sent' } }]);
		emulator.setSwitches({ callbackShape: 'object', callbackFields: 'id_state' });
		await send('+79990000091');
		await callbacksDone(2);
		expect(Object.keys(received[1]!.body as object)).toEqual(['id', 'state']);
	});

	test('callbacks off, userInfo off, senderNames off', async () => {
		emulator.setSwitches({ callbackUrl: receiverUrl, callbacks: false, userInfo: false, senderNames: false });
		await send();
		await until(() => statusesOf('+79991230001').includes('delivered'));
		expect(received).toEqual([]);
		expect((await call('GET', '/api/users/me')).status).toBe(404);
		expect((await call('GET', '/api/sendernames')).status).toBe(404);
	});

	test('tokenKind and tokenTtl', async () => {
		const login = async () => (await call('POST', '/api/login', { username: 'demo', password: 'demo' })).json.token;
		emulator.setSwitches({ tokenTtl: 0 });
		expect((await call('GET', '/api/users/me', undefined, { authorization: await login() })).status).toBe(401);
		emulator.setSwitches({ tokenKind: 'permanent' });
		expect(await login()).toMatch(/^[0-9a-f]{64}$/);
	});

	test('extensionCost', async () => {
		await send('+79991230001', `${'a'.repeat(159)}€`);
		emulator.setSwitches({ extensionCost: 1 });
		await send('+79991230001', `${'a'.repeat(159)}€`);
		expect(emulator.ledger().map((entry) => entry.parts)).toEqual([2, 1]);
	});

	test('nightHold: a message at night waits as paused', async () => {
		emulator.setSwitches({ nightHold: true });
		const moscowHour = (Math.floor(Date.now() / 3_600_000) + 3) % 24;
		emulator.addFaults({ id: 'night', do: { kind: 'clock', offsetMs: (23 - moscowHour) * 3_600_000 } });
		await send('+79991230001');
		expect(statusesOf('+79991230001')).toEqual(['pending', 'paused']);
		emulator.addFaults({ id: 'night', do: { kind: 'clock', offsetMs: (12 - moscowHour) * 3_600_000 } });
		await send('+79991230002');
		await until(() => statusesOf('+79991230002').includes('delivered'));
		expect(statusesOf('+79991230002')).toEqual(['pending', 'sent', 'delivered']);
	});

	test('perMessageCallback', async () => {
		emulator.setSwitches({ perMessageCallback: true });
		await send('+79990000091', 'x', { callbackUrl: `${receiverUrl}/ref` });
		await callbacksDone(1);
		expect(received[0]?.path).toBe('/callbacks/sigma/secret/ref');
	});

	test('externalIdField is echoed by answers, reads and callbacks', async () => {
		emulator.setSwitches({ externalIdField: 'externalId', callbackUrl: receiverUrl });
		const { json } = await send('+79990000091', 'x', { externalId: 'msg_1' });
		await callbacksDone(1);
		const read = await call('GET', `/api/sendings/${json.id}`);
		expect([json.externalId, read.json.externalId]).toEqual(['msg_1', 'msg_1']);
		expect(received[0]?.body).toMatchObject({ externalId: 'msg_1' });
	});

	test('validityField ends a message in time', async () => {
		emulator.setSwitches({ validityField: 'ttl' });
		await send('+79990000091', 'x', { ttl: 0.02 });
		await until(() => statusesOf('+79990000091').includes('failed'));
		expect(statusesOf('+79990000091')).toEqual(['pending', 'sent', 'failed']);
	});

	test('idempotencyField answers a repeat as the first time, and takes one', async () => {
		emulator.setSwitches({ idempotencyField: 'key' });
		const first = await send('+79991230001', 'x', { key: 'k1' });
		const second = await send('+79991230001', 'x', { key: 'k1' });
		expect(second.json).toEqual(first.json);
		expect(emulator.ledger().map((entry) => entry.taken)).toEqual([true, false]);
	});
});

test('the page is whole: one document, in two languages and two schemes, loading nothing from elsewhere', async () => {
	const { text, headers } = await call('GET', '/');
	expect(headers.get('content-type')).toContain('text/html');
	expect(text).toMatch(/^<!doctype html>/);
	expect(text).toContain('prefers-color-scheme: dark');
	expect(text.match(/(src|href)="https?:/g)).toBeNull();
});
