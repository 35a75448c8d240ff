import type { Db } from '@volna/db';
import { failpoint } from '#failpoint';
import { createAlarmClock } from './alarm-clock.ts';
import { createBackOff } from './back-off.ts';
import { createBatcher } from './batcher.ts';
import { type Claim, type ClaimedMessage, claimMessages } from './claim-messages.ts';
import { describeError, withRetries } from './faults.ts';
import type { AccountFlags, HandOffOutcome, HandOffRequest, SmsGateway } from './gateway.ts';
import type { HandOffTimes } from './hand-off-times.ts';
import type { HashPhone } from './hash-phone.ts';
import { type GiveBackCause, giveBack, type Intended, intendHandOffs } from './intend-hand-offs.ts';
import type { MessagingLog } from './log.ts';
import type { MessagesMoved } from './message-move.ts';
import { createPermits } from './permits.ts';
import { regateMessages } from './regate-messages.ts';
import { createResultWriter } from './result-writer.ts';
import { createSlotRecord } from './slot-record.ts';

export interface LaneDeps {
	readonly db: Db;
	readonly workerId: string;
	readonly messagesMoved: MessagesMoved;
	readonly hashPhone: HashPhone;
	readonly log: MessagingLog;
	readonly times: HandOffTimes;
	/** The account messages leave by just now, opened; null while there is none. */
	account(): OpenAccount | null;
}

export interface OpenAccount {
	readonly id: string;
	readonly flags: AccountFlags;
	readonly gateway: SmsGateway;
}

/** One lane of one process: claims, intents, calls and results, with permits and writers of its own. */
export interface Lane {
	start(): void;
	/** Something may be due. */
	nudge(): void;
	/** Claims one message past a hold, if one waits. */
	tryPast(holdKey: string): Promise<boolean>;
	/** Stops claiming, gives back what has no intent, ends when what was called is recorded. */
	drain(): Promise<void>;
	/** Gives up what waits for the database; the next process settles it. */
	abandon(): void;
}

/** A claim looks at its table at least this often, whatever it was told. */
const LOOK_MS = 1_000;
/** After a wake-up that found nothing its sender may still be committing. */
const LOOK_AGAIN_MS = 5;
const RETRY_MS = 500;

/** What became of an intent; `unconfirmed` means that nothing may be sent. */
type Intent =
	| { readonly kind: 'intended'; readonly message: Intended; readonly atMs: number }
	| { readonly kind: 'refused' }
	| { readonly kind: 'unconfirmed'; readonly undone: Promise<void> };

/** What a claimed message has to keep to. */
interface Slot {
	readonly atMs: number;
	readonly fromMs: number;
	readonly waitMs: number;
	readonly stepMs: number;
}

export function createLane(lane: 0 | 1, deps: LaneDeps): Lane {
	const { db, log, times } = deps;
	const clock = createAlarmClock();
	const permits = createPermits(1);
	const slots = createSlotRecord();
	const backOff = createBackOff();
	const carried = new Set<Promise<void>>();
	const stopping = new AbortController();
	const abandoned = new AbortController();
	let loop: Promise<void> | null = null;
	let nudged = false;
	let failures = 0;
	/** The last look ended for want of room. Rung for each message that ends, a quiet lane claimed three times for each. */
	let waitsForRoom = false;

	const intents = createBatcher<ClaimedMessage, Intent>(async (batch) => {
		// Taken before the commit: what the provider is given of the deadline only shrinks.
		const atMs = performance.now();
		try {
			const intended = await withRetries(() => intendHandOffs(db, batch));
			return batch.map((claim) => {
				const message = intended.get(claim);
				return message ? { kind: 'intended', message, atMs } : { kind: 'refused' };
			});
		} catch (error) {
			// The commit may have happened. Nothing was sent under it, and only this process knows.
			log.warn({ lane, intents: batch.length, error: describeError(error) }, 'intents_unconfirmed');
			const undone = giveBackUntilDone(batch, 'not_started');
			return batch.map(() => ({ kind: 'unconfirmed', undone }));
		}
	});
	const regates = createBatcher<ClaimedMessage, void>(async (batch) => {
		await withRetries(() => db.transaction().execute((tx) => regateMessages(tx, deps, batch)));
		return batch.map(() => undefined);
	});
	const returns = createBatcher<{ message: ClaimedMessage; cause: GiveBackCause }, void>(async (batch) => {
		const byCause = Map.groupBy(batch, ({ cause }) => cause);
		for (const [cause, group] of byCause) {
			const messages = group.map(({ message }) => message);
			await withRetries(() => giveBack(db, messages, cause));
		}
		return batch.map(() => undefined);
	});
	const results = createResultWriter(deps, abandoned.signal);

	function carry(work: Promise<void>): void {
		const done = work.finally(() => carried.delete(done));
		carried.add(done);
	}

	async function giveBackUntilDone(batch: readonly ClaimedMessage[], cause: GiveBackCause): Promise<void> {
		while (!abandoned.signal.aborted) {
			try {
				await withRetries(() => giveBack(db, batch, cause));
				return;
			} catch {
				await pause(RETRY_MS, abandoned.signal);
			}
		}
	}

	/** One message from its claim to its recorded result. */
	async function handOff(message: ClaimedMessage, account: OpenAccount, slot: Slot): Promise<void> {
		try {
			await untilSlot(slot.atMs, stopping.signal);
			const askedMs = performance.now();
			await permits.take();
			const permitMs = performance.now() - askedMs;
			let refused = false;
			try {
				if (stopping.signal.aborted) return await returns.add({ message, cause: 'stopping' });
				if (slot.stepMs > 0 && slots.isMissed({ ...slot, permitMs }, performance.now())) {
					return await returns.add({ message, cause: 'slot_missed' });
				}
				const intent = await intents.add(message);
				if (intent.kind === 'intended') await callAndRecord(message, account, intent.message, intent.atMs);
				// The permit stands for a row that may be in `submitting`.
				if (intent.kind === 'unconfirmed') await intent.undone;
				refused = intent.kind === 'refused';
			} finally {
				permits.give();
			}
			if (refused) await regates.add(message);
		} catch (error) {
			log.error({ messageId: message.id, error: describeError(error) }, 'hand_off_broken');
		}
	}

	async function callAndRecord(
		{ trialOf }: ClaimedMessage,
		account: OpenAccount,
		{ id, attempt, phone, sender, text }: Intended,
		intendedAtMs: number,
	): Promise<void> {
		const startedMs = performance.now();
		const outcome = await call(account.gateway, { messageId: id, attempt, phone, sender, text, intendedAtMs });
		backOff.note(outcome, startedMs, performance.now());
		await results.add({ accountId: account.id, answer: { id, attempt, sender, trialOf, outcome } });
	}

	/** Whatever fails around the call, there is an outcome to write down, and nothing is called again. */
	async function call(
		gateway: SmsGateway,
		request: Omit<HandOffRequest, 'startWithinMs' | 'deadlineMs'>,
	): Promise<HandOffOutcome> {
		const { messageId } = request;
		const { startWithinMs, deadlineMs } = times;
		let outcome: HandOffOutcome;
		try {
			outcome = await gateway.handOff({ ...request, startWithinMs, deadlineMs }, () => failpoint('message.called'));
		} catch (error) {
			log.error({ messageId, error: describeError(error) }, 'gateway_threw');
			outcome = { class: 'ambiguous', evidence: { code: 'gateway_threw' } };
		}
		try {
			failpoint('message.answered');
		} catch (error) {
			log.error({ messageId, error: describeError(error) }, 'answer_handling_threw');
		}
		return outcome;
	}

	/** Takes what a claim gave into hand; its answer came at `answeredMs`. */
	function accept(claim: Claim, account: OpenAccount, sentMs: number): void {
		const answeredMs = performance.now();
		const fromMs = slots.claimed(sentMs, answeredMs);
		for (const message of claim.messages) {
			const waitMs = message.waitUs / 1000;
			const slot = { atMs: answeredMs + waitMs, fromMs, waitMs, stepMs: claim.stepMs };
			carry(
				handOff(message, account, slot).finally(() => {
					if (waitsForRoom) clock.ring();
				}),
			);
		}
	}

	function claimOf(account: OpenAccount, limit: number, trialOf?: string): Promise<Claim> {
		const request = { accountId: account.id, lane, limit, workerId: deps.workerId, leaseMs: times.leaseMs, trialOf };
		return claimMessages(db, { ...request, limited: account.flags.requestsPerSecond !== null });
	}

	/** One look at the table; answers how long to sleep before the next. */
	async function look(): Promise<number> {
		const account = deps.account();
		if (!account) return LOOK_MS;
		permits.resize(Math.round(account.flags.maxInFlight * slots.share));
		const pausedMs = backOff.pausedMs(performance.now());
		if (pausedMs > 0) return Math.min(LOOK_MS, pausedMs);
		// Under a rate what waits for a permit misses its slot: only what can be handed off is claimed.
		const isLimited = account.flags.requestsPerSecond !== null;
		const room = (isLimited ? 1 : 2) * permits.size - carried.size;
		// Half a set of permits at a time: a claim for every message that ended cost a third of the throughput.
		waitsForRoom = room < permits.size / 2;
		if (waitsForRoom) return LOOK_MS;
		const again = nudged;
		nudged = false;
		const sentMs = performance.now();
		const claim = await claimOf(account, Math.min(room, 500));
		accept(claim, account, sentMs);
		if (claim.messages.length > 0) return 0;
		if (again) return LOOK_AGAIN_MS;
		return Math.max(1, Math.min(LOOK_MS, claim.nextMs ?? LOOK_MS));
	}

	async function run(): Promise<void> {
		while (!stopping.signal.aborted) {
			try {
				const sleepMs = await look();
				failures = 0;
				if (sleepMs > 0) await clock.sleep(sleepMs);
			} catch (error) {
				failures += 1;
				if (failures === 1) log.warn({ lane, error: describeError(error) }, 'claim_failed');
				await pause(Math.min(2_000, 100 * 2 ** failures) * (0.5 + Math.random() / 2), stopping.signal);
			}
		}
	}

	return {
		start() {
			loop ??= run();
		},
		nudge() {
			nudged = true;
			clock.ring();
		},
		async tryPast(holdKey) {
			const account = deps.account();
			if (!account || stopping.signal.aborted) return false;
			const sentMs = performance.now();
			const claim = await claimOf(account, 1, holdKey);
			accept(claim, account, sentMs);
			return claim.messages.length > 0;
		},
		async drain() {
			stopping.abort();
			clock.ring();
			await loop;
			while (carried.size > 0) await Promise.all(carried);
			await Promise.all([intents.idle(), regates.idle(), returns.idle(), results.idle()]);
		},
		abandon() {
			stopping.abort();
			abandoned.abort();
			clock.ring();
		},
	};
}

/** Never early: a timer may fire a fraction of a millisecond before its time. */
async function untilSlot(atMs: number, signal: AbortSignal): Promise<void> {
	for (let leftMs = atMs - performance.now(); leftMs > 0 && !signal.aborted; leftMs = atMs - performance.now()) {
		await pause(Math.ceil(leftMs), signal);
	}
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms);
		signal.addEventListener('abort', end);
	});
}
