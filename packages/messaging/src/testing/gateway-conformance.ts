import { deepEqual, equal, ok } from 'node:assert/strict';
import type { HandOffOutcome, HandOffRequest, ProviderReport, SmsGateway } from '../gateway.ts';

/**
 * How the provider treats the next hand-off:
 * `throttles` says that it is too much for now, and when to come back; `rejects` refuses the message for good; `breaks`
 * takes it and gives an answer nobody can read; `hangs` takes it and never answers; `has_no_funds`, `knows_no_sender`.
 */
export type ProviderBehaviour = 'throttles' | 'rejects' | 'breaks' | 'hangs' | 'has_no_funds' | 'knows_no_sender';

/** A provider with a gateway to it, made anew for each case. */
export interface ProviderUnderTest {
	readonly gateway: SmsGateway;
	/** A registered sender. */
	readonly sender: string;
	/** A mobile whose messages are taken without a fate of their own. */
	readonly phone: string;
	/** The next hand-off meets this behaviour, later ones none. */
	arrange(behaviour: ProviderBehaviour): Promise<void> | void;
	/** What went in, whatever was answered, in order. */
	taken(): Promise<readonly { phone: string; text: string }[]> | readonly { phone: string; text: string }[];
	close(): Promise<void>;
}

/** One guarantee; `run` throws when it does not hold. */
export interface ConformanceCase {
	readonly name: string;
	run(): Promise<void>;
}

/**
 * What every `SmsGateway` has to keep, over a network or not. Needs no test runner.
 *
 * @example
 * for (const { name, run } of gatewayConformance(openProvider)) test(name, run);
 */
export function gatewayConformance(make: () => Promise<ProviderUnderTest>): readonly ConformanceCase[] {
	return Object.entries(cases).map(([name, check]) => ({
		name,
		async run() {
			const provider = await make();
			try {
				await check(provider);
			} finally {
				await provider.close();
			}
		},
	}));
}

let made = 0;

function newRequest(provider: ProviderUnderTest, more: Partial<HandOffRequest> = {}): HandOffRequest {
	made += 1;
	return {
		messageId: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`,
		attempt: 1,
		phone: provider.phone,
		sender: provider.sender,
		text: `Заказ ${made} готов, код ${made * 7}`,
		intendedAtMs: performance.now(),
		startWithinMs: 2_000,
		deadlineMs: 3_000,
		...more,
	};
}

async function accepted(provider: ProviderUnderTest, request = newRequest(provider)): Promise<string> {
	const outcome = await provider.gateway.handOff(request);
	equal(outcome.class, 'accepted', describe(outcome));
	return (outcome as Extract<HandOffOutcome, { class: 'accepted' }>).providerId;
}

function describe(outcome: HandOffOutcome): string {
	return `the outcome is ${JSON.stringify(outcome)}`;
}

async function listed(provider: ProviderUnderTest, limit = 500, offset = 0): Promise<readonly ProviderReport[]> {
	const from = new Date(Date.now() - 60_000);
	const until = new Date(Date.now() + 60_000);
	const answer = await provider.gateway.list({ from, until, offset, limit });
	equal(answer.class, 'page', JSON.stringify(answer));
	return answer.class === 'page' ? answer.reports : [];
}

const cases: Readonly<Record<string, (provider: ProviderUnderTest) => Promise<void>>> = {
	async 'an accepted message is taken once, and read under its id as it was handed off'(provider) {
		const request = newRequest(provider);
		const providerId = await accepted(provider, request);
		deepEqual(
			(await provider.taken()).map(({ phone, text }) => ({ phone, text })),
			[{ phone: request.phone, text: request.text }],
		);
		const read = await provider.gateway.read(providerId);
		equal(read.class, 'found', JSON.stringify(read));
		if (read.class !== 'found') return;
		const { phone, sender, text, state } = read.report;
		deepEqual({ phone, sender, text }, { phone: request.phone, sender: request.sender, text: request.text });
		ok(state !== null && state !== 'rejected', `the state is ${state}`);
	},

	async 'two messages have two ids'(provider) {
		const [first, second] = [await accepted(provider), await accepted(provider)];
		ok(first !== second, 'one id for two messages');
	},

	async 'the one who asks is told just before the first byte, once'(provider) {
		let told = 0;
		await provider.gateway.handOff(newRequest(provider), () => {
			told++;
		});
		equal(told, 1);
	},

	async 'a hand-off that may no longer start writes nothing and is not sent'(provider) {
		let told = 0;
		const late = newRequest(provider, { intendedAtMs: performance.now() - 2_500 });
		const outcome = await provider.gateway.handOff(late, () => {
			told++;
		});
		equal(outcome.class, 'not_sent', describe(outcome));
		equal(told, 0);
		deepEqual(await provider.taken(), []);
	},

	async 'too much for now is not sent, throttled, with the time to come back'(provider) {
		await provider.arrange('throttles');
		const outcome = await provider.gateway.handOff(newRequest(provider));
		equal(outcome.class, 'not_sent', describe(outcome));
		if (outcome.class !== 'not_sent') return;
		equal(outcome.throttled, true);
		ok((outcome.retryAfterMs ?? 0) > 0, 'no time to come back');
		deepEqual(await provider.taken(), []);
	},

	async 'a refusal for good is rejected with a reason, and the next message is accepted'(provider) {
		await provider.arrange('rejects');
		const outcome = await provider.gateway.handOff(newRequest(provider));
		equal(outcome.class, 'rejected', describe(outcome));
		await accepted(provider);
	},

	async 'an answer nobody can read is ambiguous, and the list shows what was taken'(provider) {
		await provider.arrange('breaks');
		const request = newRequest(provider);
		const outcome = await provider.gateway.handOff(request);
		equal(outcome.class, 'ambiguous', describe(outcome));
		const found = (await listed(provider)).filter(({ text }) => text === request.text);
		equal(found.length, 1);
		equal(found[0]!.phone, request.phone);
		equal(found[0]!.sender, request.sender);
	},

	async 'silence is ambiguous at the deadline'(provider) {
		await provider.arrange('hangs');
		const startedAt = performance.now();
		const outcome = await provider.gateway.handOff(newRequest(provider, { deadlineMs: 2_200 }));
		equal(outcome.class, 'ambiguous', describe(outcome));
		ok(performance.now() - startedAt < 3_200, 'the deadline passed');
	},

	async 'no money is a problem of the account'(provider) {
		await provider.arrange('has_no_funds');
		const outcome = await provider.gateway.handOff(newRequest(provider));
		equal(outcome.class, 'account_problem', describe(outcome));
		if (outcome.class !== 'account_problem') return;
		deepEqual([outcome.problem, outcome.scope], ['no_funds', 'account']);
		deepEqual(await provider.taken(), []);
	},

	async 'an unknown sender is a problem of the sender'(provider) {
		await provider.arrange('knows_no_sender');
		const outcome = await provider.gateway.handOff(newRequest(provider));
		equal(outcome.class, 'account_problem', describe(outcome));
		if (outcome.class !== 'account_problem') return;
		deepEqual([outcome.problem, outcome.scope], ['sender_unknown', 'sender']);
	},

	async 'evidence carries no text and no whole phone'(provider) {
		await provider.arrange('rejects');
		const request = newRequest(provider, { text: 'Тайное слово: канарейка' });
		const shown = JSON.stringify(await provider.gateway.handOff(request));
		ok(!shown.includes('канарейка'), 'the text is shown');
		ok(!shown.includes(request.phone.slice(1)), 'the phone is shown');
	},

	async 'an id nobody has is absent'(provider) {
		const read = await provider.gateway.read('ffffffff-ffff-4fff-8fff-ffffffffffff');
		equal(read.class, 'absent', JSON.stringify(read));
	},

	async 'the list is ascending and comes in pages that leave nothing out'(provider) {
		const ids: string[] = [];
		for (let count = 0; count < 5; count++) ids.push(await accepted(provider));
		const all = await listed(provider);
		deepEqual(all.map(({ providerId }) => providerId).toSorted(), ids.toSorted());
		const times = all.map(({ createdAt }) => createdAt!.getTime());
		deepEqual(
			times,
			times.toSorted((a, b) => a - b),
		);
		const pages = [...(await listed(provider, 3, 0)), ...(await listed(provider, 3, 2))];
		deepEqual([...new Set(pages.map(({ providerId }) => providerId))].toSorted(), ids.toSorted());
	},

	async 'the balance and the senders are known'(provider) {
		const balance = await provider.gateway.balance();
		ok(balance.class === 'known' && Number.isFinite(balance.balance), JSON.stringify(balance));
		const senders = await provider.gateway.senders();
		ok(
			senders.class === 'known' && senders.senders.some(({ name }) => name === provider.sender),
			JSON.stringify(senders),
		);
	},

	async 'a closed gateway answers and sends nothing'(provider) {
		await provider.gateway.close();
		const outcome = await provider.gateway.handOff(newRequest(provider));
		ok(outcome.class === 'not_sent' || outcome.class === 'account_problem', describe(outcome));
		deepEqual(await provider.taken(), []);
	},
};
