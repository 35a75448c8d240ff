import { createServer, type Server } from 'node:net';
import type { AccountFlags, HandOffOutcome } from '@volna/messaging/gateway';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AccountParts, type Emulated, newHandOff, openEmulated } from '../tests/emulated-gateway.ts';

let emulated: Emulated;

beforeAll(async () => {
	emulated = await openEmulated();
});

afterEach(async () => {
	emulated.emulator.reset();
	await emulated.emulator.until(() => emulated.emulator.listening());
});
afterAll(() => emulated.close());

type Effect = Parameters<Emulated['emulator']['addFaults']>[0]['do'];

interface Case {
	name: string;
	effect: Effect;
	expected: Partial<HandOffOutcome> | Record<string, unknown>;
	flags?: Partial<AccountFlags>;
	account?: AccountParts;
}

const html = '<html><body><h1>502 Bad Gateway</h1></body></html>';

const cases: Case[] = [
	// accepted
	{ name: 'a late answer within the deadline', effect: { kind: 'latency', ms: 50 }, expected: { class: 'accepted' } },
	{
		name: 'an answer whose end comes late, within the deadline',
		effect: { kind: 'latency', minMs: 20, maxMs: 60, at: 'whole' },
		expected: { class: 'accepted' },
	},
	// rejected
	{
		name: 'a message-shaped refusal with 400',
		effect: { kind: 'failed-answer', status: 400 },
		expected: { class: 'rejected', reason: 'rejected_other' },
	},
	{
		name: 'a message-shaped refusal with 200',
		effect: { kind: 'failed-answer', status: 200, error: 'Invalid recipient' },
		expected: { class: 'rejected', reason: 'rejected_number' },
	},
	{
		name: '400 with an envelope',
		effect: { kind: 'status', status: 400, body: { error: 400, message: 'payload.text is too long' } },
		expected: { class: 'rejected', reason: 'rejected_text' },
	},
	{
		name: '422 with an envelope',
		effect: { kind: 'status', status: 422, body: { error: 422, data: [{ message: 'wrong format' }] } },
		expected: { class: 'rejected', reason: 'rejected_number' },
	},
	{
		name: 'another 4xx',
		effect: { kind: 'status', status: 418, body: { name: 'Teapot' } },
		expected: { class: 'rejected', reason: 'rejected_other' },
	},
	{
		name: 'a text outside the templates',
		effect: { kind: 'template-mismatch' },
		expected: { class: 'rejected', reason: 'rejected_template' },
	},
	{
		name: 'a text outside the templates, told with 422',
		effect: { kind: 'template-mismatch', status: 422 },
		expected: { class: 'rejected', reason: 'rejected_template' },
	},
	{
		name: 'one operator that refuses the sender',
		effect: { kind: 'failed-answer', error: 'Sender is not registered at this operator' },
		expected: { class: 'rejected', reason: 'rejected_sender' },
	},
	{
		name: '200 with the number of an envelope that says 422',
		effect: { kind: 'ok-error', error: 422, message: 'wrong' },
		expected: { class: 'rejected', reason: 'rejected_number' },
	},
	{
		name: '200 with an error that is no known number',
		effect: { kind: 'ok-error', error: 17, message: 'Something' },
		expected: { class: 'rejected', reason: 'rejected_other' },
	},
	// not sent
	{
		name: '429 without Retry-After',
		effect: { kind: 'rate', perSecond: 0 },
		expected: { class: 'not_sent', throttled: true },
	},
	{
		name: '429 with Retry-After in seconds',
		effect: { kind: 'rate', perSecond: 0, retryAfter: 7 },
		expected: { class: 'not_sent', throttled: true, retryAfterMs: 7_000 },
	},
	{
		name: '429 with Retry-After as a date',
		effect: {
			kind: 'status',
			status: 429,
			headers: { 'Retry-After': 'Wed, 21 Oct 2026 07:28:30 GMT', Date: 'Wed, 21 Oct 2026 07:28:00 GMT' },
		},
		expected: { class: 'not_sent', throttled: true, retryAfterMs: 30_000 },
	},
	{
		name: '429 of an account that does not trust it',
		effect: { kind: 'rate', perSecond: 0 },
		flags: { notSentOn429: false },
		expected: { class: 'ambiguous' },
	},
	{
		name: '503 with Retry-After',
		effect: { kind: 'status', status: 503, headers: { 'Retry-After': '5' }, body: { error: 503, message: 'busy' } },
		expected: { class: 'not_sent', throttled: true, retryAfterMs: 5_000 },
	},
	{
		name: '503 with Retry-After of an account that does not trust it',
		effect: { kind: 'status', status: 503, headers: { 'Retry-After': '5' } },
		flags: { notSentOn503RetryAfter: false },
		expected: { class: 'ambiguous' },
	},
	{
		name: 'the first 401 by status',
		effect: { kind: 'status', status: 401, body: { error: 401, message: 'Unauthorized' } },
		expected: { class: 'not_sent', throttled: false },
	},
	{
		name: 'the first 401 by body',
		effect: { kind: 'ok-error', error: 401 },
		expected: { class: 'not_sent', throttled: false },
	},
	{
		name: 'a token that has died',
		effect: { kind: 'token-expire' },
		expected: { class: 'not_sent', throttled: false },
	},
	// account problem
	{
		name: '401 to a permanent token',
		effect: { kind: 'status', status: 401 },
		account: { token: 'd3a0'.repeat(16), username: null, password: null },
		expected: { class: 'account_problem', problem: 'unauthorized', scope: 'account' },
	},
	{
		name: '403',
		effect: { kind: 'status', status: 403, body: { error: 403 } },
		expected: { class: 'account_problem', problem: 'forbidden', scope: 'account' },
	},
	{
		name: '402',
		effect: { kind: 'status', status: 402, body: { error: 402 } },
		expected: { class: 'account_problem', problem: 'no_funds', scope: 'account' },
	},
	{
		name: 'an empty balance',
		effect: { kind: 'funds', balance: 0 },
		expected: { class: 'account_problem', problem: 'no_funds', scope: 'account' },
	},
	{
		name: 'words about money beside a 500',
		effect: { kind: 'status', status: 500, body: { error: 500, message: 'Insufficient funds' } },
		expected: { class: 'account_problem', problem: 'no_funds' },
	},
	{
		name: 'words about money in a message-shaped refusal',
		effect: { kind: 'failed-answer', status: 200, error: 'Недостаточно средств на счете' },
		expected: { class: 'account_problem', problem: 'no_funds' },
	},
	{
		name: 'an unknown sender',
		effect: { kind: 'sender-unknown' },
		expected: { class: 'account_problem', problem: 'sender_unknown', scope: 'sender' },
	},
	{
		name: 'an unknown sender, told as a missing field with 422',
		effect: { kind: 'sender-unknown', status: 422, required: true },
		expected: { class: 'account_problem', problem: 'sender_unknown', scope: 'sender' },
	},
	{
		name: '404 on the way in',
		effect: { kind: 'status', status: 404, body: html },
		expected: { class: 'account_problem', problem: 'wrong_address' },
	},
	{
		name: 'a redirect, which is not followed',
		effect: { kind: 'status', status: 302, headers: { Location: '/api/login' } },
		expected: { class: 'account_problem', problem: 'wrong_address' },
	},
	{
		name: '200 with the number of an envelope that says 402',
		effect: { kind: 'ok-error', error: 402, message: 'x' },
		expected: { class: 'account_problem', problem: 'no_funds' },
	},
	// ambiguous
	...[408, 500, 502, 504, 501].map((status) => ({
		name: `${status}`,
		effect: { kind: 'status', status, body: html } satisfies Effect,
		expected: { class: 'ambiguous', evidence: { code: `http_${status}`, httpStatus: status } },
	})),
	{
		name: '503 without Retry-After',
		effect: { kind: 'status', status: 503, body: { error: 503 } },
		expected: { class: 'ambiguous' },
	},
	{
		name: '200 with the number of an envelope that says 500',
		effect: { kind: 'ok-error', error: 500 },
		expected: { class: 'ambiguous', evidence: { code: 'error_500' } },
	},
	{
		name: 'broken JSON',
		effect: { kind: 'garbage', shape: 'broken-json' },
		expected: { class: 'ambiguous', evidence: { code: 'not_json' } },
	},
	{
		name: 'a page instead of JSON',
		effect: { kind: 'garbage', shape: 'html' },
		expected: { class: 'ambiguous', evidence: { code: 'not_json' } },
	},
	{
		name: 'an empty 200',
		effect: { kind: 'garbage', shape: 'empty' },
		expected: { class: 'ambiguous', evidence: { code: 'empty' } },
	},
	{
		name: 'no id',
		effect: { kind: 'garbage', shape: 'no-id' },
		expected: { class: 'ambiguous', evidence: { code: 'no_id' } },
	},
	{
		name: 'an id of another type',
		effect: { kind: 'garbage', shape: 'numeric-id' },
		expected: { class: 'ambiguous', evidence: { code: 'bad_id' } },
	},
	{
		name: 'a body above 64 KB',
		effect: { kind: 'garbage', shape: 'huge', megabytes: 2 },
		expected: { class: 'ambiguous', evidence: { code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' } },
	},
	{
		name: 'no answer at all',
		effect: { kind: 'hang' },
		expected: { class: 'ambiguous', evidence: { code: 'timeout' } },
	},
	{
		name: 'an answer that comes byte by byte',
		effect: { kind: 'drip', bytesPerSecond: 20 },
		expected: { class: 'ambiguous', evidence: { code: 'timeout' } },
	},
	{
		name: 'an answer later than the deadline',
		effect: { kind: 'latency', ms: 5_000 },
		expected: { class: 'ambiguous', evidence: { code: 'timeout' } },
	},
	...(['request', 'headers', 'body'] as const).flatMap((at) =>
		[false, true].map((reset) => ({
			name: `a connection ${reset ? 'reset' : 'closed'} at the ${at}`,
			effect: { kind: 'drop', at, reset } satisfies Effect,
			expected: { class: 'ambiguous' },
		})),
	),
	{
		name: 'a server that closes everything and stops listening',
		effect: { kind: 'refuse', ms: 60 },
		expected: { class: 'ambiguous' },
	},
];

describe('F-32 to F-39: one fault, one class', () => {
	test.each(cases)('$name → $expected.class', async ({ effect, expected, flags, account }) => {
		const gateway = emulated.gateway({ ...account, ...(flags && { flags }) });
		emulated.emulator.addFaults({ do: effect, when: { recipient: '^\\+7999' } });
		expect(await gateway.handOff(newHandOff())).toMatchObject(expected);
	});
});

describe('a hand-off', () => {
	test('that succeeds carries the provider id and is in the ledger as it was meant', async () => {
		const request = newHandOff({ text: 'Скидка 20 % — до пятницы №1' });
		const outcome = await emulated.gateway().handOff(request);
		expect(outcome).toMatchObject({ class: 'accepted', providerStatus: 'pending' });
		const [entry] = emulated.emulator.ledger();
		expect(entry).toMatchObject({
			recipient: request.phone,
			sender: request.sender,
			text: request.text,
			taken: true,
			attempt: null,
			httpStatus: 200,
			id: outcome.class === 'accepted' ? outcome.providerId : '',
		});
	});

	test('names its attempt only under the flag', async () => {
		const gateway = emulated.gateway({ flags: { attemptHeader: true } });
		await gateway.handOff(newHandOff({ messageId: 'msg_abc', attempt: 3 }));
		expect(emulated.emulator.ledger()[0]?.attempt).toBe('msg_abc.3');
	});

	test('runs onSending once, after the connection stands and before the provider sees anything', async () => {
		const seen: number[] = [];
		await emulated.gateway().handOff(newHandOff(), () => seen.push(emulated.emulator.ledger().length));
		expect(seen).toEqual([0]);
	});

	test('does not run onSending when nothing is sent', async () => {
		let ran = false;
		await emulated.gateway().handOff(newHandOff({ startWithinMs: 0 }), () => {
			ran = true;
		});
		expect(ran).toBe(false);
	});

	test('that fails in onSending sends no byte', async () => {
		const outcome = await emulated.gateway().handOff(newHandOff(), () => {
			throw new Error('too late');
		});
		expect(outcome).toMatchObject({ class: 'not_sent' });
		expect(emulated.emulator.ledger()).toEqual([]);
	});

	test('that comes after its moment to start sends no byte', async () => {
		const outcome = await emulated
			.gateway()
			.handOff(newHandOff({ intendedAtMs: performance.now() - 250, deadlineMs: 10_000 }));
		expect(outcome).toMatchObject({ class: 'not_sent', throttled: false, evidence: { code: 'NOT_STARTED' } });
		expect(emulated.emulator.ledger()).toEqual([]);
	});

	test('whose loop stood still while the connection opened sends no byte', async () => {
		const gateway = emulated.gateway(emulated.permanent);
		const request = newHandOff({ startWithinMs: 20, deadlineMs: 10_000 });
		const outcome = gateway.handOff(request);
		// The connect is under way; nothing else in this process runs until the moment to start has passed.
		while (performance.now() < request.intendedAtMs + 40);
		expect(await outcome).toMatchObject({ class: 'not_sent', evidence: { code: 'NOT_STARTED' } });
		expect(emulated.emulator.ledger()).toEqual([]);
	});

	test('queued behind a full pool is not sent when its moment passes, and not later either', async () => {
		const gateway = emulated.gateway({ ...emulated.permanent, flags: { maxInFlight: 1 } });
		emulated.emulator.addFaults({ do: { kind: 'hang' }, when: { sender: 'B-Media' } });
		const holding = [1, 2, 3].map(() => gateway.handOff(newHandOff({ sender: 'B-Media' })));
		const queued = await gateway.handOff(newHandOff({ startWithinMs: 50, deadlineMs: 2_000 }));
		expect(queued).toMatchObject({ class: 'not_sent', evidence: { code: 'NOT_STARTED' } });
		expect((await Promise.all(holding)).map((outcome) => outcome.class)).toEqual([
			'ambiguous',
			'ambiguous',
			'ambiguous',
		]);
		await gateway.close();
		expect(emulated.emulator.ledger({ sender: 'VOLNA' })).toEqual([]);
	});

	test('with a placeholder that the provider would fill itself is refused before any byte', async () => {
		const outcome = await emulated.gateway().handOff(newHandOff({ text: 'Привет, ${firstName}' }));
		expect(outcome).toMatchObject({ class: 'rejected', evidence: { code: 'provider_placeholder' } });
		expect(emulated.emulator.requests().size).toBe(0);
	});

	test('refused in the very answer keeps the id under which it was refused', async () => {
		const outcome = await emulated.gateway().handOff(newHandOff({ phone: '+79990000094' }));
		expect(outcome).toMatchObject({ class: 'rejected', providerId: expect.any(String) });
		expect(emulated.emulator.ledger()[0]).toMatchObject({ taken: false, httpStatus: 400 });
	});

	test('after close is not sent', async () => {
		const gateway = emulated.gateway(emulated.permanent);
		await gateway.close();
		expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'not_sent', throttled: false });
	});

	test('answered with another message’s id is accepted under it: the unique key is messaging’s to defend', async () => {
		const gateway = emulated.gateway();
		const first = await gateway.handOff(newHandOff());
		emulated.emulator.addFaults({ do: { kind: 'garbage', shape: 'foreign-id' } });
		const second = await gateway.handOff(newHandOff());
		expect(second).toMatchObject({ class: 'accepted', providerId: first.class === 'accepted' ? first.providerId : '' });
	});

	test('whose answer was lost is in the ledger once, and is not sent again by the client', async () => {
		emulated.emulator.addFaults({ do: { kind: 'drop', at: 'headers', take: true } });
		expect(await emulated.gateway().handOff(newHandOff())).toMatchObject({ class: 'ambiguous' });
		expect(emulated.emulator.ledger().map((entry) => [entry.taken, entry.httpStatus])).toEqual([[true, null]]);
	});
});

describe('before anything is written', () => {
	const listening: Server[] = [];
	afterAll(() => {
		for (const server of listening) server.close();
	});

	test.each([
		['a refused connection', 'http://127.0.0.1:1/api'],
		['a name that does not exist', 'http://nowhere.invalid/api'],
	])('%s is not sent', async (_name, baseUrl) => {
		const gateway = emulated.gateway({ ...emulated.permanent, baseUrl, emulator: true });
		const request = newHandOff({ startWithinMs: 2_000, deadlineMs: 2_500 });
		expect(await gateway.handOff(request)).toMatchObject({ class: 'not_sent', throttled: false });
	});

	test('a server that speaks no TLS is not sent', async () => {
		const gateway = emulated.gateway({
			...emulated.permanent,
			baseUrl: emulated.emulator.apiUrl().replace('http:', 'https:'),
		});
		expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'not_sent', throttled: false });
	});

	test('a connection reset while it is being secured is not sent', async () => {
		const server = createServer((socket) => {
			socket.on('error', () => {});
			socket.once('data', () => socket.resetAndDestroy());
		});
		listening.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as { port: number };
		const gateway = emulated.gateway({ ...emulated.permanent, baseUrl: `https://127.0.0.1:${port}/api` });
		const outcome = await gateway.handOff(newHandOff());
		expect(outcome).toMatchObject({ class: 'not_sent', evidence: { code: 'ECONNRESET' } });
	});

	test.each([
		['plain http to a stranger', 'http://online.sigmasms.ru/api', 'plain_http'],
		['no URL', 'online.sigmasms.ru', 'malformed_url'],
	])('%s is a wrong address and nothing is tried', async (_name, baseUrl, code) => {
		const gateway = emulated.gateway({ baseUrl });
		expect(await gateway.handOff(newHandOff())).toMatchObject({
			class: 'account_problem',
			problem: 'wrong_address',
			evidence: { code },
		});
	});
});

describe('the token', () => {
	test('F-38: one login serves eighty hand-offs whose token has died', async () => {
		const gateway = emulated.gateway({ flags: { maxInFlight: 80 } });
		await gateway.handOff(newHandOff());
		emulated.emulator.addFaults({ do: { kind: 'token-expire' } });
		const patient = { startWithinMs: 3_000, deadlineMs: 5_000 };
		const outcomes = await Promise.all(Array.from({ length: 80 }, () => gateway.handOff(newHandOff(patient))));
		expect(new Set(outcomes.map((outcome) => outcome.class))).toEqual(new Set(['not_sent']));
		expect(await gateway.handOff(newHandOff(patient))).toMatchObject({ class: 'accepted' });
		expect(emulated.emulator.requests().get('POST /login')).toBe(2);
	});

	test('refused again after the login is the account’s problem', async () => {
		const gateway = emulated.gateway();
		emulated.emulator.addFaults({ do: { kind: 'status', status: 401, body: { error: 401 } } });
		expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'not_sent' });
		expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'account_problem', problem: 'unauthorized' });
	});

	test('is asked for once when many start together', async () => {
		const gateway = emulated.gateway();
		const outcomes = await Promise.all(Array.from({ length: 20 }, () => gateway.handOff(newHandOff())));
		expect(outcomes.every((outcome) => outcome.class === 'accepted')).toBe(true);
		expect(emulated.emulator.requests().get('POST /login')).toBe(1);
	});

	test.each([
		['a refused login', { kind: 'login-fail' }, 'login_failed'],
		['a refused login that comes with 200', { kind: 'ok-error', error: 400, message: 'no' }, 'login_failed'],
		['a login that is not there', { kind: 'status', status: 404 }, 'wrong_address'],
		['a page where the login should be', { kind: 'status', status: 200, body: '<p>hello</p>' }, 'wrong_address'],
	] as [string, Effect, string][])('%s holds the account', async (_name, effect, problem) => {
		emulated.emulator.addFaults({ when: { method: 'POST', path: '/login' }, do: effect });
		const gateway = emulated.gateway();
		const outcomes = await Promise.all([gateway.handOff(newHandOff()), gateway.handOff(newHandOff())]);
		for (const outcome of outcomes) expect(outcome).toMatchObject({ class: 'account_problem', problem });
		await gateway.handOff(newHandOff());
		expect(emulated.emulator.requests().get('POST /login')).toBe(1);
		expect(emulated.emulator.ledger()).toEqual([]);
	});

	test.each([
		['answers 500', { kind: 'status', status: 500 }, false],
		['answers 429', { kind: 'status', status: 429, headers: { 'Retry-After': '2' } }, true],
		['is cut off', { kind: 'drop' }, false],
		['hangs', { kind: 'hang' }, false],
	] as [string, Effect, boolean][])('a login that %s leaves the message not sent', async (_name, effect, throttled) => {
		emulated.emulator.addFaults({ when: { method: 'POST', path: '/login' }, do: effect });
		const outcome = await emulated.gateway().handOff(newHandOff());
		expect(outcome).toMatchObject({ class: 'not_sent', throttled });
		expect(emulated.emulator.ledger()).toEqual([]);
	});

	test('that is about to end is renewed while the old one still serves', async () => {
		emulated.emulator.setSwitches({ tokenTtl: 2 });
		const gateway = emulated.gateway();
		expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'accepted' });
		const half = performance.now() + 1_000;
		await emulated.emulator.until(() => emulated.emulator.ledger().length > 0);
		const classes = new Set<string>();
		while (performance.now() < half + 150) {
			classes.add((await gateway.handOff(newHandOff())).class);
			await emulated.gateway(emulated.permanent).handOff(newHandOff());
		}
		expect([...classes]).toEqual(['accepted']);
		expect(emulated.emulator.requests().get('POST /login')).toBe(2);
	});

	test('a permanent one needs no login', async () => {
		const gateway = emulated.gateway(emulated.permanent);
		expect(await gateway.handOff(newHandOff())).toMatchObject({ class: 'accepted' });
		expect(emulated.emulator.requests().has('POST /login')).toBe(false);
	});
});

describe('evidence', () => {
	test.each(['+79991230001', '79991230001', '8 (999) 123-00-01'])('masks a phone written as %s', async (phone) => {
		emulated.emulator.addFaults({ do: { kind: 'status', status: 500, body: { error: 500, message: `bad ${phone}` } } });
		const outcome = await emulated.gateway().handOff(newHandOff());
		expect(JSON.stringify(outcome)).not.toContain('12300');
		expect(outcome.evidence?.text).toMatch(/^bad .*\*\*\*0001$/);
	});

	test('holds no token, no password and no text of the message, and 300 characters at most', async () => {
		const text = 'Ваш код 4821, никому его не говорите';
		const said = `${text} ${'d3a0'.repeat(16)} ${'x '.repeat(400)}`;
		emulated.emulator.addFaults({ do: { kind: 'status', status: 400, body: { error: 400, message: said } } });
		const outcome = await emulated.gateway(emulated.permanent).handOff(newHandOff({ text }));
		expect(outcome.evidence?.text).not.toMatch(/4821|d3a0/);
		expect(outcome.evidence?.text?.length).toBeLessThanOrEqual(300);
	});

	test('of a page holds its words without the markup', async () => {
		emulated.emulator.addFaults({ do: { kind: 'status', status: 502, body: html } });
		const outcome = await emulated.gateway().handOff(newHandOff());
		expect(outcome.evidence?.text).toBe('502 Bad Gateway');
	});
});
