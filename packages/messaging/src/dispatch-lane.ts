import { setTimeout } from 'node:timers/promises';
import type { Db } from '@volna/db';
import { failpoint } from '#failpoint';
import { createBatcher } from './batcher.ts';
import { type Claim, type ClaimedMessage, claimMessages } from './claim-messages.ts';
import { describeError, withRetries } from './faults.ts';
import type { AccountFlags, HandOffOutcome, SmsGateway } from './gateway.ts';
import type { HandOffTimes } from './hand-off-times.ts';
import { type GiveBackCause, giveBack, type Intended, intendHandOffs } from './intend-hand-offs.ts';
import type { MessagingLog } from './log.ts';
import { createPermits } from './permits.ts';
import { type Answer, recordAnswers } from './record-answers.ts';
import { type RegateDeps, regateMessages } from './regate-messages.ts';
import { createSignal } from './signal.ts';

export interface LaneDeps extends RegateDeps {
	readonly db: Db;
	readonly gatewayOf: (accountId: string) => Promise<SmsGateway | null>;
	readonly workerId: string;
	readonly log: MessagingLog;
	readonly times: HandOffTimes;
}

/** One account's messages of one lane, in this process. */
export interface DispatchLane {
	/** There may be something to claim. */
	nudge(): void;
	/** An account's settings were read again. */
	configure(flags: AccountFlags): void;
	/** Claims one message past a hold whose trial is due. */
	tryHold(key: string): void;
	/** Stops claiming, and ends when every hand-off under way is written down. */
	stop(): Promise<void>;
}

/** Every worker looks at its tables at least this often. */
const FLOOR_MS = 1_000;
const CLAIM_LIMIT = 100;
/** After a nudge an empty claim is repeated once: the nudge may be earlier than the commit it speaks of. */
const SETTLE_MS = 5;
/** A slot missed by more is not made up for. */
const SLOT_TOLERANCE_MS = 50;
const SLOTS_WATCHED = 100;
/** Outcomes that cannot be written are tried again this long; later their messages are `unknown` and settle by evidence. */
const RECORD_FOR_MS = 300_000;
const RECORD_WHILE_STOPPING_MS = 10_000;

interface Slot {
	/** Monotonic, ms. */
	readonly at: number;
	/** Later than that the slot is lost; infinite without a rate. */
	readonly until: number;
}

/** What an intent's commit said; `unconfirmed` means that nothing may be sent. */
type Intent =
	| { readonly kind: 'intended'; readonly at: number; readonly message: Intended }
	| { readonly kind: 'refused' }
	| { readonly kind: 'unconfirmed' };

export function createDispatchLane(
	accountId: string,
	lane: 0 | 1,
	initialFlags: AccountFlags,
	deps: LaneDeps,
): DispatchLane {
	const { db, log, times, workerId } = deps;
	const permits = createPermits(initialFlags.maxInFlight);
	const signal = createSignal();
	const trials = new Set<string>();
	const carrying = new Set<Promise<void>>();
	let flags = initialFlags;
	let stopping = false;
	let stoppedAt = 0;
	let settling = 0;
	let slotsSeen = 0;
	let slotsMissed = 0;

	const about = { accountId, lane };
	/** Intents of a batch whose commit was not confirmed, whose rows may have been written. */
	const intents = createBatcher<ClaimedMessage, Intent>(async (claimed) => {
		// Earlier than the commit, so that no byte leaves later than it should.
		const at = performance.now();
		let written: ReadonlyMap<string, Intended>;
		try {
			written = await intendHandOffs(db, claimed);
		} catch (error) {
			log.error({ ...about, error: describeError(error), count: claimed.length }, 'intents were not confirmed');
			return claimed.map(() => ({ kind: 'unconfirmed' }));
		}
		return claimed.map(({ id }) => {
			const message = written.get(id);
			return message ? { kind: 'intended', at, message } : { kind: 'refused' };
		});
	});
	const refusals = createBatcher<ClaimedMessage, void>(async (claimed) => {
		await withRetries(() => db.transaction().execute((tx) => regateMessages(tx, deps, claimed)));
		return claimed.map(() => undefined);
	});
	const returns = {
		not_started: returnsOf('not_started'),
		slot_missed: returnsOf('slot_missed'),
		stopping: returnsOf('stopping'),
	};
	const answers = createBatcher<Answer, void>(async (batch) => {
		const recorded = await recordAnswers(db, deps.messagesMoved, accountId, batch);
		for (const messageId of recorded.duplicateIds) {
			log.error({ ...about, messageId }, 'the provider gave one id to two messages');
		}
		for (const messageId of recorded.duplicateHandOffs) {
			log.error({ ...about, messageId }, 'a message was handed off twice');
		}
		return batch.map(() => undefined);
	});

	function returnsOf(cause: GiveBackCause) {
		return createBatcher<ClaimedMessage, void>(async (claimed) => {
			await withRetries(() => giveBack(db, claimed, cause));
			return claimed.map(() => undefined);
		});
	}

	/** Tries until it succeeds or its time is over; the database may be away. */
	async function insist(what: string, work: () => Promise<void>): Promise<void> {
		const startedAt = performance.now();
		for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
			try {
				return await work();
			} catch (error) {
				const now = performance.now();
				const isOver =
					now - startedAt > RECORD_FOR_MS ||
					(stopping && now - Math.max(stoppedAt, startedAt) > RECORD_WHILE_STOPPING_MS);
				log.error({ ...about, error: describeError(error), givenUp: isOver }, what);
				if (isOver) return;
				await setTimeout(pauseMs);
			}
		}
	}

	/** One claimed message from its slot to its written outcome. */
	async function carry(claimed: ClaimedMessage, slot: Slot, gateway: SmsGateway): Promise<void> {
		const waitMs = slot.at - performance.now();
		if (waitMs > 0 && !stopping) await setTimeout(waitMs);
		await permits.take();
		try {
			if (stopping) {
				await insist('a claim could not be given back', () => returns.stopping.add(claimed));
				return;
			}
			if (countSlot(performance.now() > slot.until)) {
				await insist('a claim could not be given back', () => returns.slot_missed.add(claimed));
				return;
			}
			const intent = await intents.add(claimed);
			if (intent.kind === 'unconfirmed') {
				await insist('an intent could not be taken back', () => returns.not_started.add(claimed));
			} else if (intent.kind === 'refused') {
				await insist('gates could not be looked at', () => refusals.add(claimed));
			} else {
				const outcome = await handOff(gateway, intent.message, intent.at);
				const { id, attempt, sender } = intent.message;
				const answer = { id, attempt, sender, outcome, trialOf: claimed.trialOf };
				await insist('an outcome could not be written', () => answers.add(answer));
			}
		} finally {
			permits.giveBack();
		}
	}

	async function handOff(gateway: SmsGateway, message: Intended, intendedAtMs: number): Promise<HandOffOutcome> {
		const { id, attempt, phone, sender, text } = message;
		let outcome: HandOffOutcome;
		try {
			outcome = await gateway.handOff(
				{
					messageId: id,
					attempt,
					phone,
					sender,
					text,
					intendedAtMs,
					startWithinMs: times.startWithinMs,
					deadlineMs: times.deadlineMs,
				},
				() => failpoint('message.called'),
			);
		} catch (error) {
			// A gateway that throws has broken its promise; what it had written by then nobody knows.
			log.error({ ...about, messageId: id, error: describeError(error) }, 'a gateway threw');
			outcome = { class: 'ambiguous', evidence: { code: 'gateway_threw' } };
		}
		try {
			failpoint('message.answered');
		} catch (error) {
			// Whatever fails after the answer, the answer is written down.
			log.error({ ...about, messageId: id, error: describeError(error) }, 'after an answer');
		}
		return outcome;
	}

	/** Over a tenth of the slots missed: the process is too slow for its permits. */
	function countSlot(missed: boolean): boolean {
		slotsSeen++;
		if (missed) slotsMissed++;
		if (slotsSeen < SLOTS_WATCHED) return missed;
		const isSlow = slotsMissed * 10 > slotsSeen;
		const next = isSlow ? Math.floor(permits.count / 2) : Math.min(flags.maxInFlight, permits.count * 2);
		if (isSlow) log.warn({ ...about, slotsMissed, permits: Math.max(1, next) }, 'slots are missed');
		permits.resize(next);
		slotsSeen = 0;
		slotsMissed = 0;
		return missed;
	}

	function take(claim: Claim, sentAt: number, gateway: SmsGateway): void {
		const answeredAt = performance.now();
		const toleranceMs = Math.max(claim.stepMs, SLOT_TOLERANCE_MS);
		// A database so slow that every slot would be missed from the start must not stop hand-offs for good.
		const countedFrom = answeredAt - sentAt > toleranceMs ? answeredAt : sentAt;
		for (const message of claim.messages) {
			const waitMs = message.waitUs / 1000;
			const slot = {
				at: answeredAt + waitMs,
				until: claim.stepMs === 0 ? Number.POSITIVE_INFINITY : countedFrom + waitMs + toleranceMs,
			};
			const carried = carry(message, slot, gateway)
				.catch((error) =>
					log.error({ ...about, messageId: message.id, error: describeError(error) }, 'a hand-off failed'),
				)
				.finally(() => {
					carrying.delete(carried);
					signal.raise();
				});
			carrying.add(carried);
		}
	}

	/** One look at the table; answers how long to wait for the next, ms. */
	async function look(): Promise<number> {
		const room = permits.count * 2 - carrying.size;
		if (room <= 0) return FLOOR_MS;
		const gateway = await deps.gatewayOf(accountId);
		if (!gateway) return FLOOR_MS;
		const request = {
			accountId,
			lane,
			workerId,
			leaseMs: times.leaseMs,
			limited: flags.requestsPerSecond !== null,
		};
		const [trialOf] = trials;
		if (trialOf !== undefined) trials.delete(trialOf);
		const limit = trialOf === undefined ? Math.min(room, CLAIM_LIMIT) : 1;
		const sentAt = performance.now();
		const claim = await claimMessages(db, { ...request, limit, ...(trialOf !== undefined && { trialOf }) });
		take(claim, sentAt, gateway);
		if (trialOf !== undefined || trials.size > 0) return 0;
		if (claim.messages.length === limit) return 0;
		if (claim.messages.length > 0) settling = Math.max(settling, 1);
		else if (settling > 0) {
			settling--;
			return SETTLE_MS;
		}
		return Math.min(claim.nextMs ?? FLOOR_MS, FLOOR_MS);
	}

	async function run(): Promise<void> {
		while (!stopping) {
			let pauseMs = FLOOR_MS;
			try {
				pauseMs = await look();
			} catch (error) {
				log.error({ ...about, error: describeError(error) }, 'a claim failed');
			}
			if (!stopping && pauseMs > 0) await signal.wait(pauseMs);
		}
	}

	const running = run();
	return {
		nudge() {
			settling = 1;
			signal.raise();
		},
		configure(next) {
			if (next.maxInFlight !== flags.maxInFlight) permits.resize(next.maxInFlight);
			flags = next;
		},
		tryHold(key) {
			trials.add(key);
			signal.raise();
		},
		async stop() {
			stopping = true;
			stoppedAt = performance.now();
			signal.raise();
			await running;
			await Promise.all(carrying);
		},
	};
}
