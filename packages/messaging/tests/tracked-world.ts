import { randomUUID } from 'node:crypto';
import { claimMessages } from '../src/claim-messages.ts';
import type { ParseCallback, ProviderReport } from '../src/gateway.ts';
import { intendHandOffs } from '../src/intend-hand-offs.ts';
import { giveUpAnswers } from '../src/reap-messages.ts';
import { recordAnswers } from '../src/record-answers.ts';
import { brokenMoves } from '../src/testing/broken-moves.ts';
import { createMemoryGateway, type MemoryGatewayOptions, type Scripted } from '../src/testing/memory-gateway.ts';
import { type MessageParts, openWorld } from './world.ts';

/** Taken, and nobody hears of it. */
export const lost: Scripted = { taken: true, answer: { class: 'ambiguous', evidence: { code: 'timeout' } } };
/** Not taken, and nobody hears of it. */
export const neverArrived: Scripted = { taken: false, answer: { class: 'ambiguous', evidence: { code: 'timeout' } } };

/** A callback of these tests is the reports themselves; anything else is malformed. */
export const parseCallback: ParseCallback = (body) =>
	Array.isArray(body)
		? { ok: true, reports: body.map((report) => ({ ...report, createdAt: null }) as ProviderReport) }
		: { ok: false, problem: 'not_object' };

/** A world whose clock and whose provider's clock move together, with hand-offs made step by step. */
export async function openTrackedWorld() {
	const world = await openWorld();
	let shiftMs = 0;
	let gateway = newGateway();

	function newGateway(options: MemoryGatewayOptions = {}) {
		return createMemoryGateway({ accountId: world.accountId, now: () => new Date(Date.now() + shiftMs), ...options });
	}

	return {
		...world,
		get gateway() {
			return gateway;
		},
		/** Begins a test: no messages, a new provider. */
		async reset(options: MemoryGatewayOptions = {}) {
			gateway = newGateway(options);
			world.moves.length = 0;
			world.logged.length = 0;
			for (const table of ['message', 'messageEvent', 'callbackInbox', 'hold'] as const) {
				await world.db.deleteFrom(table).execute();
			}
		},
		shiftMs: () => shiftMs,
		/** Moves both clocks. */
		async later(ms: number) {
			shiftMs += ms;
			await world.moveClock(ms);
		},
		track: { ...world.deps, gatewayOf: async () => gateway, parseCallback },
		/** Hands off everything that is due. With `answer: false` the process dies before the answers are written. */
		async handOffAll({ answer = true } = {}) {
			for (const lane of [0, 1] as const) {
				const { messages } = await claimMessages(world.db, {
					accountId: world.accountId,
					lane,
					limit: 100,
					workerId: randomUUID(),
					leaseMs: 10_000,
					limited: false,
				});
				if (messages.length === 0) continue;
				const intended = await intendHandOffs(world.db, messages);
				const answers = [];
				for (const message of intended.values()) {
					const outcome = await gateway.handOff({
						messageId: message.id,
						...message,
						intendedAtMs: performance.now(),
						startWithinMs: 3_000,
						deadlineMs: 10_000,
					});
					answers.push({ id: message.id, attempt: message.attempt, sender: message.sender, outcome, trialOf: null });
				}
				if (answer) await recordAnswers(world.db, world.messagesMoved, world.accountId, answers);
			}
		},
		/** What a worker does for hand-offs without an answer. */
		reap: () => giveUpAnswers(world.db, world.messagesMoved, { unknownAfterMs: 15_000 }),
		/** A message the provider has accepted, and its id there. */
		async newAccepted(parts: MessageParts = {}) {
			const id = await world.newMessage(parts);
			await this.handOffAll();
			const { providerId } = await world.message(id);
			return { id, providerId: providerId! };
		},
		stateOf: async (id: string) => (await world.message(id)).state,
		broken: () => brokenMoves(world.pool),
	};
}

export type TrackedWorld = Awaited<ReturnType<typeof openTrackedWorld>>;
