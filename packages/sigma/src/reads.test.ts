import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulated, newHandOff, openEmulated } from '../tests/emulated-gateway.ts';

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

async function accepted(phone = '+79991230001', text?: string): Promise<string> {
	const outcome = await emulated.gateway().handOff(newHandOff({ phone, ...(text !== undefined && { text }) }));
	return outcome.class === 'accepted' ? outcome.providerId : (outcome as { providerId?: string }).providerId!;
}

const statuses = () =>
	emulated.emulator
		.ledger()
		.at(-1)!
		.statuses.map((change) => change.status);

describe('one message', () => {
	test('is read with its payload, price and time', async () => {
		const id = await accepted('+79991230001', 'Привет №1');
		await emulated.emulator.until(() => statuses().includes('delivered'));
		expect(await emulated.gateway().read(id)).toEqual({
			class: 'found',
			report: {
				providerId: id,
				word: 'delivered',
				rank: 6,
				state: 'delivered',
				seen: false,
				reason: null,
				reasonText: null,
				phone: '+79991230001',
				sender: 'VOLNA',
				text: 'Привет №1',
				price: 2.5,
				refunded: false,
				createdAt: expect.any(Date),
			},
		});
	});

	test.each([
		['+79990000091', 'sent', { state: 'sent', rank: 4, reason: null }],
		['+79990000092', 'failed', { state: 'undelivered', rank: 5, reason: 'number_unknown' }],
		['+79990000093', 'failed', { state: 'undelivered', reason: 'phone_off' }],
		['+79990000094', 'failed', { state: 'undelivered', reason: 'other', reasonText: 'Сообщение отклонено' }],
		['+79990000096', 'failed', { state: 'undelivered', reason: 'other' }],
		['+79990000097', 'seen', { state: 'delivered', seen: true, rank: 7 }],
		['+79990000098', 'foo', { state: null, rank: 0, word: 'foo' }],
		['+79990000099', 'failed', { state: 'undelivered', reason: 'refused_at_operator' }],
	])('to %s ends as %s: %o', async (phone, word, expected) => {
		const id = await accepted(phone);
		await emulated.emulator.until(() => statuses().includes(word));
		expect(await emulated.gateway().read(id)).toMatchObject({ class: 'found', report: expected });
	});

	test('that is refunded later says so', async () => {
		const id = await accepted('+79990000096');
		await emulated.emulator.until(() => emulated.emulator.ledger()[0]?.price === 0);
		expect(await emulated.gateway().read(id)).toMatchObject({ report: { price: 2.5, refunded: true } });
	});

	test('that is not there is absent; a page that says 404 proves nothing', async () => {
		expect(await emulated.gateway().read('3f0c3a52-0000-4d0e-9b38-2f6d9a4c7e11')).toEqual({ class: 'absent' });
		emulated.emulator.addFaults({
			when: { method: 'GET', path: '/sendings/*' },
			do: { kind: 'status', status: 404, body: '<p>Not found</p>' },
		});
		expect(await emulated.gateway().read('x')).toMatchObject({ class: 'failed', evidence: { code: 'http_404' } });
	});

	test('with an id that would change the path is read under its whole id', async () => {
		expect(await emulated.gateway().read('../users/me?x=1')).toEqual({ class: 'absent' });
	});

	test.each([
		['500', { kind: 'status', status: 500, body: { error: 500, message: 'oops' } }, 'http_500'],
		['a page', { kind: 'garbage', shape: 'html' }, 'not_json'],
		['an envelope with 200', { kind: 'ok-error', error: 500 }, 'error_500'],
		['another message', { kind: 'failed-answer', status: 200 }, 'foreign_id'],
		['no message', { kind: 'status', status: 200, body: { hello: 1 } }, 'not_a_sending'],
		['a cut connection', { kind: 'drop', at: 'body' }, 'UND_ERR_SOCKET'],
		['a redirect', { kind: 'status', status: 301, headers: { Location: '/' } }, 'http_301'],
	] as [string, Effect, string][])('answered by %s is failed', async (_name, effect, code) => {
		emulated.emulator.addFaults({ when: { method: 'GET', path: '/sendings/*' }, do: effect });
		expect(await emulated.gateway().read('abc')).toMatchObject({ class: 'failed', evidence: { code } });
	});

	test('limited by the provider says when to come again, and the next reads wait for it', async () => {
		emulated.emulator.addFaults({
			when: { method: 'GET', path: '/sendings/*' },
			do: { kind: 'status', status: 429, headers: { 'Retry-After': '60' } },
		});
		const gateway = emulated.gateway();
		expect(await gateway.read('a')).toMatchObject({ class: 'failed', retryAfterMs: 60_000 });
		expect(await gateway.read('b')).toMatchObject({ class: 'failed', evidence: { code: 'read_limit' } });
		expect(emulated.emulator.requests().get('GET /sendings/{id}')).toBe(1);
	});

	test('is read again once when its token has died, by status or by body', async () => {
		for (const effect of [{ kind: 'token-expire' }, { kind: 'ok-error', error: 401 }] as const) {
			const gateway = emulated.gateway();
			const id = await accepted();
			await gateway.read(id);
			emulated.emulator.addFaults({ when: { method: 'GET', path: '/sendings/*', times: 1 }, do: effect });
			expect(await gateway.read(id)).toMatchObject({ class: 'found' });
		}
	});

	test('is given up when the second token is refused too', async () => {
		emulated.emulator.addFaults({
			when: { method: 'GET', path: '/sendings/*' },
			do: { kind: 'status', status: 401, body: { error: 401 } },
		});
		expect(await emulated.gateway().read('a')).toMatchObject({ class: 'failed', evidence: { code: 'http_401' } });
		expect(emulated.emulator.requests().get('GET /sendings/{id}')).toBe(2);
		expect(emulated.emulator.requests().get('POST /login')).toBe(2);
	});
});

describe('the list', () => {
	const day = 86_400_000;
	const window = (more: object = {}) => ({
		from: new Date(Date.now() - day),
		until: new Date(Date.now() + day),
		offset: 0,
		limit: 500,
		...more,
	});

	test('gives a window by creation time, oldest first, page by page', async () => {
		const ids: string[] = [];
		for (let at = 0; at < 5; at++) ids.push(await accepted(`+7999123000${at}`));
		const gateway = emulated.gateway();
		const page = async (more: object) => {
			const outcome = await gateway.list(window(more));
			return outcome.class === 'page' ? [outcome.reports.map((each) => each.providerId), outcome.more] : outcome;
		};
		expect(await page({})).toEqual([ids, false]);
		expect(await page({ limit: 2, offset: 1 })).toEqual([ids.slice(1, 3), true]);
		expect(await page({ limit: 2, offset: 4 })).toEqual([ids.slice(4), false]);
		expect(await page({ until: new Date(Date.now() - day / 2) })).toEqual([[], false]);
	});

	test('includes both of its bounds', async () => {
		const id = await accepted();
		const gateway = emulated.gateway();
		const read = await gateway.read(id);
		const at = read.class === 'found' ? read.report.createdAt! : new Date(0);
		expect(await gateway.list(window({ from: at, until: at }))).toMatchObject({ reports: [{ providerId: id }] });
	});

	test('carries everything a match needs, also in pages far above 64 KB', async () => {
		const text = 'Щ'.repeat(900);
		const gateway = emulated.gateway(emulated.permanent);
		await Promise.all(
			Array.from({ length: 60 }, () => gateway.handOff(newHandOff({ text, startWithinMs: 5_000, deadlineMs: 6_000 }))),
		);
		const outcome = await gateway.list(window());
		expect(outcome.class === 'page' && outcome.reports.length).toBe(60);
		const [first] = outcome.class === 'page' ? outcome.reports : [];
		expect(first).toMatchObject({ phone: '+79991230001', sender: 'VOLNA', text });
	});

	test.each([
		['500', { kind: 'list', status: 500 }, 'http_500'],
		['something that is no list', { kind: 'status', status: 200, body: { data: 'x' } }, 'not_a_list'],
	] as [string, Effect, string][])('answered by %s is failed', async (_name, effect, code) => {
		emulated.emulator.addFaults({ when: { method: 'GET', path: '/sendings' }, do: effect });
		expect(await emulated.gateway().list(window())).toMatchObject({ class: 'failed', evidence: { code } });
	});

	test('is not asked for when the account has none', async () => {
		const gateway = emulated.gateway({ flags: { list: false } });
		expect(await gateway.list(window())).toMatchObject({ class: 'failed', evidence: { code: 'list_off' } });
		expect(gateway.capabilities.list).toBe(false);
		expect(emulated.emulator.requests().size).toBe(0);
	});
});

describe('the balance', () => {
	const known = { class: 'known', username: 'demo', userId: expect.stringMatching(/-/), active: true };

	test('is asked of users/me', async () => {
		expect(await emulated.gateway().balance()).toMatchObject({ ...known, balance: 10_000_000 });
	});

	test('falls back on the user of the login, then on billings', async () => {
		emulated.emulator.setSwitches({ userInfo: false });
		expect(await emulated.gateway().balance()).toMatchObject({ ...known, balance: 10_000_000 });
		emulated.emulator.addFaults({
			when: { method: 'GET', path: '/users/*' },
			do: { kind: 'status', status: 404, body: { error: 404 } },
		});
		expect(await emulated.gateway().balance()).toMatchObject({ ...known, balance: 10_000_000 });
		expect(emulated.emulator.requests().get(`GET /billings/balance/5f0c3a52-6a57-4d0e-9b38-2f6d9a4c7e11`)).toBe(1);
	});

	test('with a permanent token and no users/me cannot be known', async () => {
		emulated.emulator.setSwitches({ userInfo: false });
		const outcome = await emulated.gateway(emulated.permanent).balance();
		expect(outcome).toMatchObject({ class: 'failed', evidence: { code: 'no_user_id' } });
	});

	test('may be written as a string, and the user be switched off', async () => {
		emulated.emulator.addFaults({
			when: { method: 'GET', path: '/users/me' },
			do: { kind: 'status', status: 200, body: { id: 'u', username: 'demo', balance: '12.50', isActive: false } },
		});
		expect(await emulated.gateway().balance()).toMatchObject({ class: 'known', balance: 12.5, active: false });
	});

	test.each([
		['a wrong password', { password: 'no' }, 'login_failed'],
		['a dead token', { token: 'f'.repeat(64) }, 'unauthorized'],
		['no credentials', { password: null }, 'login_failed'],
	])('names the problem of %s', async (_name, parts, problem) => {
		expect(await emulated.gateway(parts).balance()).toMatchObject({ class: 'failed', problem });
	});

	test.each([
		['a page that says 404', { kind: 'status', status: 404, body: '<p>nginx</p>' }, 'wrong_address'],
		['a page', { kind: 'garbage', shape: 'html' }, 'wrong_address'],
		['a redirect', { kind: 'status', status: 302 }, 'wrong_address'],
		['403', { kind: 'status', status: 403, body: { error: 403 } }, 'forbidden'],
	] as [string, Effect, string][])('answered by %s names the problem', async (_name, effect, problem) => {
		emulated.emulator.addFaults({ when: { method: 'GET', path: '/users/me' }, do: effect });
		expect(await emulated.gateway().balance()).toMatchObject({ class: 'failed', problem });
	});

	test('looks again at once after a refused login, when a person presses "check"', async () => {
		emulated.emulator.addFaults({ id: 'no', do: { kind: 'login-fail' } });
		const gateway = emulated.gateway();
		expect(await gateway.balance()).toMatchObject({ class: 'failed', problem: 'login_failed' });
		emulated.emulator.removeFault('no');
		expect(await gateway.balance()).toMatchObject({ class: 'known' });
	});
});

describe('sender names', () => {
	test('are those of the SMS channel, with their moderation', async () => {
		expect(await emulated.gateway().senders()).toEqual({
			class: 'known',
			senders: [
				{ name: 'B-Media', moderation: 'approved' },
				{ name: 'VOLNA', moderation: 'approved' },
				{ name: 'NEWNAME', moderation: 'pending' },
			],
		});
	});

	test('that the account does not offer are failed', async () => {
		emulated.emulator.setSwitches({ senderNames: false });
		const outcome = await emulated.gateway().senders();
		expect(outcome).toMatchObject({ class: 'failed', evidence: { code: 'http_404' } });
		expect(outcome).not.toHaveProperty('problem');
	});
});

test('reads keep to five a second on an account with a limit', async () => {
	const gateway = emulated.gateway({ flags: { requestsPerSecond: 10 } });
	const started = performance.now();
	await Promise.all(Array.from({ length: 7 }, () => gateway.read('a')));
	expect(performance.now() - started).toBeGreaterThan(390);
	expect(emulated.emulator.requests().get('GET /sendings/{id}')).toBe(7);
});
