import { type createClient, routes } from '@volna/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkLedger } from '../src/check-ledger.ts';
import { eventually } from '../src/eventually.ts';
import { firstAccount, newKey } from '../src/first-account.ts';
import { readLedger, setFault } from '../src/ledger.ts';
import { type OpenSystem, openSystem } from '../src/open-system.ts';
import { callOperation, orderOf } from '../src/shop.ts';

let system: OpenSystem;
let client: ReturnType<typeof createClient>;
let key: string;
let phones = 79_161_300_000;

beforeAll(async () => {
	system = await openSystem();
	client = await firstAccount(system.url, system.setupUrl!);
	key = await newKey(client);
});
// The faults of a test end with it, and so do the holds they caused.
afterEach(async () => {
	await fetch(`${system.emulatorUrl}/faults`, { method: 'DELETE' });
	for (const { key } of (await provider()).holds) await client(routes.liftHold, { body: { key } });
	expect(await checkLedger(system)).toEqual([]);
});
afterAll(() => system?.stop());

const newPhone = () => `+${++phones}`;
const provider = async () => (await client(routes.readProvider, {})).account!;
const order = (phone: string) => callOperation({ url: system.url, key, body: orderOf(phone, phone.slice(-5)) });
const entriesOf = (phone: string) => readLedger(system.emulatorUrl, phone);

async function messageTo(phone: string) {
	const { items } = await client(routes.listMessages, { query: { q: phone } });
	expect(items.length).toBeLessThanOrEqual(1);
	return items[0];
}

function reaches(phone: string, state: string, withinMs = 90_000) {
	return eventually(
		`a message to ${phone} that is ${state}`,
		async () => {
			const message = await messageTo(phone);
			return message?.state === state && message;
		},
		withinMs,
	);
}

/** Orders of so many customers, whose hand-offs meet a fault. Answers their phones. */
async function orders(count: number, fault: object, when: object = {}): Promise<string[]> {
	const made = Array.from({ length: count }, newPhone);
	await setFault(system.emulatorUrl, {
		when: { recipient: `^(${made.join('|').replaceAll('+', '\\+')})$`, ...when },
		do: fault,
	});
	await Promise.all(made.map(order));
	return made;
}

describe('an outcome that nobody can know', () => {
	const faults: [name: string, fault: Record<string, unknown>][] = [
		['F-35 no answer', { kind: 'hang' }],
		['F-35 an answer of a few bytes a second', { kind: 'drip', bytesPerSecond: 5 }],
		['F-35 an answer after the deadline', { kind: 'latency', ms: 12_000 }],
		['F-32 500', { kind: 'status', status: 500, body: { error: 500, message: 'Internal' } }],
		['F-32 502 with a page', { kind: 'status', status: 502, body: '<h1>Bad gateway</h1>' }],
		['F-32 503 without Retry-After', { kind: 'status', status: 503 }],
		['F-32 200 that says 500', { kind: 'ok-error', error: 500 }],
		['F-36 broken JSON', { kind: 'garbage', shape: 'broken-json' }],
		['F-36 a page with 200', { kind: 'garbage', shape: 'html' }],
		['F-36 an empty 200', { kind: 'garbage', shape: 'empty' }],
		['F-36 no id', { kind: 'garbage', shape: 'no-id' }],
		['F-36 an id of another type', { kind: 'garbage', shape: 'numeric-id' }],
		['F-36 5 MB', { kind: 'garbage', shape: 'huge', megabytes: 5 }],
		['F-19 a connection closed at the request', { kind: 'drop', at: 'request' }],
		['F-19 a connection reset at the headers', { kind: 'drop', at: 'headers', reset: true }],
		['F-19 a connection closed within the body', { kind: 'drop', at: 'body' }],
	];

	it('is settled where the provider has the message, is left open where it has not, and nothing is handed off again', async () => {
		const met = await Promise.all(
			faults.flatMap(([name, fault]) => [
				orders(1, { ...fault, take: true }).then(([phone]) => ({ name, phone: phone!, taken: true })),
				// These come whole in the end, however late: the emulator takes what it answers.
				...(['latency', 'drip'].includes(String(fault.kind))
					? []
					: [orders(1, fault).then(([phone]) => ({ name, phone: phone!, taken: false }))]),
			]),
		);
		for (const { name, phone, taken } of met) {
			const message = await reaches(phone, taken ? 'delivered' : 'unknown');
			const { events } = await client(routes.readMessage, { params: { message: message.id } });
			expect(
				events.map(({ to }) => to),
				name,
			).toContain('unknown');
		}
		for (const { name, phone, taken } of met) {
			expect(
				(await entriesOf(phone)).map((entry) => entry.taken),
				name,
			).toEqual([taken]);
			expect((await messageTo(phone))!.state, name).toBe(taken ? 'delivered' : 'unknown');
		}
	});

	it('F-40 is also that of a message whose answer names another one’s id: both are flagged, neither is lost', async () => {
		const [first] = await orders(1, { kind: 'latency', ms: 1 });
		await reaches(first!, 'delivered');
		const [second] = await orders(1, { kind: 'garbage', shape: 'foreign-id' });
		const flagged = await reaches(second!, 'unknown');
		for (const id of [flagged.id, (await messageTo(first!))!.id]) {
			const { events } = await client(routes.readMessage, { params: { message: id } });
			expect(events.map(({ cause }) => cause)).toContain('duplicate_provider_id');
		}
	});
});

it('a late answer within the deadline is an answer', async () => {
	const made = await orders(3, { kind: 'latency', minMs: 500, maxMs: 2_000 });
	for (const phone of made) {
		const message = await reaches(phone, 'delivered');
		const { events } = await client(routes.readMessage, { params: { message: message.id } });
		expect(events.map(({ to }) => to)).not.toContain('unknown');
	}
});

it('a refusal rejects the message with its reason, once', async () => {
	const refusals: [name: string, fault: object, reason: string][] = [
		['message-shaped with 400', { kind: 'failed-answer', status: 400, error: 'refused' }, 'rejected_other'],
		['message-shaped with 200', { kind: 'failed-answer', status: 200, error: 'refused' }, 'rejected_other'],
		[
			'an envelope with 422',
			{ kind: 'status', status: 422, body: { error: 422, message: 'wrong' } },
			'rejected_number',
		],
		['200 that says 422', { kind: 'ok-error', error: 422, message: 'wrong' }, 'rejected_number'],
		['a text outside the templates', { kind: 'template-mismatch' }, 'rejected_template'],
	];
	const met = await Promise.all(
		refusals.map(async ([name, fault, reason]) => ({ name, reason, phone: (await orders(1, fault))[0]! })),
	);
	for (const { name, reason, phone } of met) {
		expect((await reaches(phone, 'rejected')).reason, name).toBe(reason);
		expect(await entriesOf(phone), name).toHaveLength(1);
	}
});

it.each([
	['429 without Retry-After', { kind: 'rate', perSecond: 2 }, {}],
	['429 with Retry-After', { kind: 'rate', perSecond: 2, retryAfter: 1 }, {}],
	['503 with Retry-After', { kind: 'status', status: 503, headers: { 'Retry-After': '1' } }, { times: 8 }],
])('F-33 %s slows hand-offs down and loses none', async (_name, fault, when) => {
	const made = await orders(8, fault, when);
	for (const phone of made) {
		await reaches(phone, 'delivered');
		expect((await entriesOf(phone)).filter((entry) => entry.taken)).toHaveLength(1);
	}
	const entries = (await Promise.all(made.map(entriesOf))).flat();
	expect(entries.some((entry) => !entry.taken)).toBe(true);
});

it('F-34 what finds nobody listening goes when somebody does, and only what was cut off stays unknown', async () => {
	const [cut] = await orders(1, { kind: 'refuse', ms: 4_000 }, { times: 1 });
	await eventually('the emulator is away', () =>
		fetch(`${system.emulatorUrl}/ledger`).then(
			() => false,
			() => true,
		),
	);
	const made = Array.from({ length: 5 }, newPhone);
	await Promise.all(made.map(order));
	for (const phone of made) await reaches(phone, 'delivered');
	expect((await messageTo(cut!))!.state).toBe('unknown');
});

describe('an account in trouble', () => {
	it('F-38 that has to sign in again loses nothing', async () => {
		const made = await orders(5, { kind: 'token-expire' }, { times: 1 });
		for (const phone of made) await reaches(phone, 'delivered');
		expect((await provider()).holds).toEqual([]);
	});

	it.each([
		['F-38 that may not sign in', 'login_failed'],
		['F-39 without money', 'no_funds'],
		['F-39 that is forbidden', 'forbidden'],
	])(
		'%s is held with its reason, rejects nothing, and goes on once a person has tried it again',
		async (_name, problem) => {
			const fault = {
				login_failed: { kind: 'login-fail' },
				no_funds: { kind: 'funds', balance: 0 },
				forbidden: { kind: 'status', status: 403, body: { error: 403 } },
			}[problem]!;
			await setFault(system.emulatorUrl, { do: fault });
			if (problem === 'login_failed')
				await setFault(system.emulatorUrl, { when: { times: 1 }, do: { kind: 'token-expire' } });
			const made = Array.from({ length: 3 }, newPhone);
			await Promise.all(made.map(order));
			const hold = await eventually('the hold', async () =>
				(await provider()).holds.find((one) => one.detail === problem),
			);
			for (const phone of made) expect(await reaches(phone, 'queued')).toMatchObject({ reason: null, hold: problem });
			await fetch(`${system.emulatorUrl}/faults`, { method: 'DELETE' });
			// A refused sign-in is remembered for a second: a person who is quicker tries again.
			await eventually('the account serves again', async () => {
				await client(routes.liftHold, { body: { key: hold.key } });
				return (await messageTo(made[0]!))!.state === 'delivered';
			});
			for (const phone of made) {
				await reaches(phone, 'delivered');
				expect((await entriesOf(phone)).filter((entry) => entry.taken)).toHaveLength(1);
			}
		},
	);

	it('F-39 a sender that the provider does not know is held alone', async () => {
		const [phone] = await orders(1, { kind: 'sender-unknown' });
		const { sender } = await reaches(phone!, 'queued');
		await eventually('the hold', async () => (await provider()).holds.length > 0);
		const { holds } = await provider();
		expect(holds).toMatchObject([{ detail: 'sender_unknown', reason: 'sender_held' }]);
		expect(holds[0]!.key).toMatch(new RegExp(`:${sender}$`));
		await fetch(`${system.emulatorUrl}/faults`, { method: 'DELETE' });
		await client(routes.liftHold, { body: { key: holds[0]!.key } });
		await reaches(phone!, 'delivered');
	});
});
