import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, scriptedGateway, type World } from '../tests/world.ts';
import { cancelMessagesOfRuns } from './cancel-messages.ts';
import { type ClaimedMessage, claimMessages } from './claim-messages.ts';
import type { HandOffOutcome, ProviderReport, SmsGateway } from './gateway.ts';
import { holdFlow, releaseFlow } from './hold-flow.ts';
import { giveBack, type Intended, intendHandOffs } from './intend-hand-offs.ts';
import { closeUnknown, giveUpAnswers, returnLeases } from './reap-messages.ts';
import { reconcileUnknown } from './reconcile-unknown.ts';
import { type Answer, recordAnswers } from './record-answers.ts';
import { recordStatus } from './record-status.ts';
import { regateClosing, regateMessages } from './regate-messages.ts';
import { type MessageState, rankOf } from './states.ts';
import { brokenMoves } from './testing/broken-moves.ts';

let world: World;
beforeAll(async () => {
	world = await openWorld();
});
afterAll(() => world?.close());

/** What a provider may make of a call, and what of that comes back. */
const fates = {
	accepted: { taken: true, answer: 'accepted' },
	acceptedUnheard: { taken: true, answer: 'ambiguous' },
	lostUnheard: { taken: false, answer: 'ambiguous' },
	refused: { taken: false, answer: 'rejected' },
	unreachable: { taken: false, answer: 'not_sent' },
	throttled: { taken: false, answer: 'throttled' },
	heldAccount: { taken: false, answer: 'account_problem' },
	diedAfter: { taken: true, answer: null },
	diedBefore: { taken: false, answer: null },
} as const;
type Fate = keyof typeof fates;

interface Entry {
	readonly messageId: string;
	readonly providerId: string;
	readonly phone: string;
	readonly sender: string;
	readonly text: string;
	readonly createdAt: Date;
}

type Command =
	| { readonly do: 'claim' | 'intend' | 'giveBack' | 'lateAnswer'; readonly worker: 0 | 1 }
	| { readonly do: 'call'; readonly worker: 0 | 1; readonly fate: Fate }
	| { readonly do: 'wait'; readonly ms: number }
	| { readonly do: 'report'; readonly entry: number; readonly word: 'sent' | 'failed' | 'delivered' }
	| { readonly do: 'cancel'; readonly message: number }
	| { readonly do: 'hold' | 'release' | 'reap' | 'reconcile' };

const command: fc.Arbitrary<Command> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ do: fc.constant('claim' as const), worker: fc.constantFrom(0 as const, 1 as const) }),
	},
	{
		weight: 6,
		arbitrary: fc.record({ do: fc.constant('intend' as const), worker: fc.constantFrom(0 as const, 1 as const) }),
	},
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constant('call' as const),
			worker: fc.constantFrom(0 as const, 1 as const),
			fate: fc.constantFrom(...(Object.keys(fates) as Fate[])),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('lateAnswer' as const), worker: fc.constantFrom(0 as const, 1 as const) }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('giveBack' as const), worker: fc.constantFrom(0 as const, 1 as const) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 11_000, 16_000, 61_000) }),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('report' as const),
			entry: fc.nat(9),
			word: fc.constantFrom('sent' as const, 'failed' as const, 'delivered' as const),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), message: fc.nat(5) }) },
	{
		weight: 5,
		arbitrary: fc.constantFrom(
			{ do: 'hold' } as const,
			{ do: 'release' } as const,
			{ do: 'reap' } as const,
			{ do: 'reconcile' } as const,
		),
	},
);

/** One installation and one provider, driven step by step in any order that processes, kills and the wire allow. */
async function openLife() {
	await sql`delete from message`.execute(world.db);
	await sql`delete from message_event`.execute(world.db);
	await sql`delete from hold`.execute(world.db);
	const ids = await world.newMessages(6, { relevance: 'P30D' });
	const entries: Entry[] = [];
	const delivered = new Set<string>();
	type PerWorker<T> = readonly [T[], T[]];
	const leases: PerWorker<ClaimedMessage> = [[], []];
	const intents: PerWorker<{ claimed: ClaimedMessage; message: Intended }> = [[], []];
	const unwritten: PerWorker<Answer> = [[], []];
	let isHeld = false;

	const now = async () => (await sql<{ now: Date }>`select volna.now_exact() as now`.execute(world.db)).rows[0]!.now;

	function reportOf(entry: Entry, word: 'sent' | 'failed' | 'delivered'): ProviderReport {
		const said = {
			sent: { rank: 4, state: 'sent', reason: null },
			failed: { rank: 5, state: 'undelivered', reason: 'phone_off' },
			delivered: { rank: 6, state: 'delivered', reason: null },
		} as const;
		return { ...entry, word, ...said[word], seen: false, reasonText: null, price: null, refunded: null };
	}

	const gateway: SmsGateway = {
		...scriptedGateway(world.accountId).gateway,
		list: async ({ from, until }) => ({
			class: 'page',
			reports: entries
				.filter((entry) => entry.createdAt >= from && entry.createdAt <= until)
				.map((entry) => reportOf(entry, 'sent')),
			more: false,
		}),
	};

	async function call(worker: 0 | 1, fate: Fate): Promise<void> {
		const intent = intents[worker].shift();
		if (!intent) return;
		const { id, attempt, phone, sender, text } = intent.message;
		const { taken, answer } = fates[fate];
		const providerId = randomUUID();
		if (taken) entries.push({ messageId: id, providerId, phone, sender, text, createdAt: await now() });
		const outcome = outcomeOf(answer ?? (taken ? 'accepted' : 'not_sent'), providerId);
		const written = { id, attempt, sender, outcome, trialOf: intent.claimed.trialOf };
		if (answer === null) unwritten[worker].push(written);
		else await recordAnswers(world.db, world.messagesMoved, world.accountId, [written]);
	}

	function outcomeOf(answer: Exclude<(typeof fates)[Fate]['answer'], null>, providerId: string): HandOffOutcome {
		const evidence = { code: 'test' };
		switch (answer) {
			case 'accepted':
				return { class: 'accepted', providerId, providerStatus: 'pending' };
			case 'rejected':
				return { class: 'rejected', reason: 'rejected_other', evidence };
			case 'ambiguous':
				return { class: 'ambiguous', evidence };
			case 'account_problem':
				return { class: 'account_problem', problem: 'no_funds', scope: 'account', evidence };
			default:
				return { class: 'not_sent', throttled: answer === 'throttled', evidence };
		}
	}

	async function run(step: Command): Promise<void> {
		switch (step.do) {
			case 'claim': {
				const { messages } = await claimMessages(world.db, {
					accountId: world.accountId,
					lane: 1,
					limit: 2,
					workerId: randomUUID(),
					leaseMs: 10_000,
					limited: false,
				});
				expect(isHeld && messages.length > 0, 'nothing held is claimed').toBe(false);
				leases[step.worker].push(...messages);
				return;
			}
			case 'intend': {
				const claimed = leases[step.worker].splice(0);
				if (claimed.length === 0) return;
				const intended = await intendHandOffs(world.db, claimed);
				expect(isHeld && intended.size > 0, 'nothing held is intended').toBe(false);
				for (const one of claimed) {
					const message = intended.get(one);
					if (message) intents[step.worker].push({ claimed: one, message });
				}
				const refused = claimed.filter((one) => !intended.has(one));
				await world.db.transaction().execute((tx) => regateMessages(tx, world.deps, refused));
				return;
			}
			case 'call':
				return call(step.worker, step.fate);
			case 'lateAnswer': {
				const answers = unwritten[step.worker].splice(0, 1);
				if (answers.length > 0) await recordAnswers(world.db, world.messagesMoved, world.accountId, answers);
				return;
			}
			case 'giveBack': {
				// Only a process that knows it wrote nothing does this.
				const claimed = [...leases[step.worker].splice(0), ...intents[step.worker].splice(0).map((one) => one.claimed)];
				await giveBack(world.db, claimed, 'not_started');
				return;
			}
			case 'wait':
				return world.moveClock(step.ms);
			case 'report': {
				const entry = entries[step.entry % Math.max(1, entries.length)];
				if (!entry) return;
				await world.db
					.transaction()
					.execute((tx) => recordStatus(tx, world.deps, world.accountId, [reportOf(entry, step.word)], 'callback'));
				return;
			}
			case 'cancel': {
				const { runId } = await world.message(ids[step.message]!);
				await world.db.transaction().execute((tx) => cancelMessagesOfRuns(tx, [runId!], 'cancelled_flow'));
				return;
			}
			case 'hold':
				isHeld = true;
				return holdFlow(world.db, world.flowId);
			case 'release':
				isHeld = false;
				await sql`delete from hold`.execute(world.db);
				return releaseFlow(world.db, world.flowId);
			case 'reap':
				await returnLeases(world.db);
				await giveUpAnswers(world.db, world.messagesMoved, { unknownAfterMs: 15_000 });
				await regateClosing(world.db, world.deps);
				await closeUnknown(world.db, { giveUpMs: 72 * 3_600_000, giveUpTestMs: 3_600_000 });
				return;
			case 'reconcile':
				await reconcileUnknown(world.db, { ...world.deps, gatewayOf: async () => gateway });
		}
	}

	/** Nothing lost, nothing twice, every state true. */
	async function check(): Promise<void> {
		const taken = new Set(entries.map((entry) => entry.messageId));
		expect(taken.size, 'no message is taken twice').toBe(entries.length);
		const rows = await world.db
			.selectFrom('message')
			.select(['id', 'state', 'providerId', 'duplicateHandOff'])
			.execute();
		expect(rows).toHaveLength(ids.length);
		for (const { id, state, providerId, duplicateHandOff } of rows) {
			const rank = rankOf(state as MessageState);
			if (taken.has(id)) expect(rank >= 50 || state === 'submitting', `${id} was taken and is ${state}`).toBe(true);
			else expect(rank < 60 || state === 'rejected', `${id} was not taken and is ${state}`).toBe(true);
			if (providerId) {
				expect(entries.find((entry) => entry.providerId === providerId)?.messageId, 'an id is its own').toBe(id);
			}
			expect(duplicateHandOff).toBe(false);
			if (delivered.has(id)) expect(state, 'delivered stays').toBe('delivered');
			if (state === 'delivered') delivered.add(id);
		}
		expect(await brokenMoves(world.pool)).toEqual([]);
	}

	return { run, check };
}

it('H-9 whatever the order of claims, kills, answers, statuses, holds and cancels: never twice, nothing lost, no state untrue', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 60 }), async (commands) => {
			const life = await openLife();
			for (const step of commands) {
				await life.run(step);
				await life.check();
			}
		}),
		{ numRuns: 40, endOnFailure: true },
	);
}, 180_000);
