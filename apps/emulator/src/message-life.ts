import { randomUUID } from 'node:crypto';
import type { CallbackPoster } from './callback-poster.ts';
import type { EmulatorClock } from './emulator-clock.ts';
import { type Fate, fateOf, type LifeTimes, type Step } from './fates.ts';
import type { FaultBook, FaultDo, FaultSubject } from './fault-book.ts';
import { microsNow, type Sending, type SendingBook } from './sending-book.ts';
import { showSending } from './show-sending.ts';
import type { Switches } from './switches.ts';

type CallbackFault = Extract<FaultDo, { kind: 'callback' }>;

export interface LifeParts {
	book: SendingBook;
	faults: FaultBook;
	clock: EmulatorClock;
	poster: CallbackPoster;
	switches(): Switches;
	times: LifeTimes;
	/** Something that a waiting test may look at has changed. */
	changed(): void;
}

export type MessageLife = ReturnType<typeof createMessageLife>;

const final = new Set(['delivered', 'failed', 'seen']);

/** Moves taken messages from `pending` to their end, with a callback at each change. */
export function createMessageLife(parts: LifeParts) {
	const { book, faults, clock, poster, switches, times } = parts;
	let generation = 0;
	const timers = new Set<NodeJS.Timeout>();

	function later(ms: number, run: () => void): void {
		const born = generation;
		const timer = setTimeout(() => {
			timers.delete(timer);
			if (born === generation) run();
		}, clock.scaled(ms));
		timers.add(timer);
	}

	function planOf(sending: Sending, subject: FaultSubject): Fate {
		const fate = fateOf(sending.recipient, times);
		const rule = faults.match('outcome', subject);
		if (rule?.do.kind !== 'outcome') return fate;
		const { statuses, refundAfterMs, moderation } = rule.do;
		let steps: Step[] = statuses ? statuses.map((each) => ({ ...each })) : [...fate.steps];
		if (moderation?.result === 'refused') {
			steps = [{ afterMs: moderation.afterMs, status: 'failed', error: 'Отклонено модератором' }];
		} else if (moderation) {
			steps = steps.map((step) => ({ ...step, afterMs: step.afterMs + moderation.afterMs }));
		}
		if (moderation) steps.unshift({ afterMs: 0, status: 'paused' });
		if (refundAfterMs !== undefined) {
			steps.push({ afterMs: (steps.at(-1)?.afterMs ?? 0) + refundAfterMs, status: '', refund: true });
		}
		return { ...fate, steps };
	}

	function take(sending: Sending, step: Step, teller: Teller): void {
		if (step.refund) sending.refunded = true;
		if (step.status !== '' && !step.callbackOnly) move(sending, step.status, step.error ?? null);
		if (step.status !== '') teller.tell(step.status, step.error ?? null);
		parts.changed();
	}

	function move(sending: Sending, status: string, error: string | null): void {
		sending.status = status;
		sending.error = error;
		sending.statuses.push({ status, at: microsNow() });
	}

	function post(sending: Sending, status: string, error: string | null, fault: CallbackFault | null): Promise<void> {
		const now = switches();
		const url = sending.callbackUrl ?? now.callbackUrl;
		if (!now.callbacks || url === '' || fault?.never) return Promise.resolve();
		const body = callbackBody(sending, status, error, fault?.foreignId ? randomUUID() : sending.id!, now);
		const born = generation;
		return poster.post(fault?.wrongSecret ? url.replace(/[^/]*$/, 'wrong') : url, body).then((httpStatus) => {
			if (born !== generation) return;
			sending.callbacks.push({ at: microsNow(), httpStatus });
			parts.changed();
		});
	}

	/** Callbacks of one message, with whatever fault bears on them. */
	class Teller {
		#sending: Sending;
		#fault: CallbackFault | null;
		#kept: { status: string; error: string | null }[] = [];
		#lastStep: number;
		#told = 0;

		constructor(sending: Sending, fault: CallbackFault | null, steps: number) {
			this.#sending = sending;
			this.#fault = fault;
			this.#lastStep = steps;
		}

		tell(status: string, error: string | null): void {
			this.#told += 1;
			if (this.#fault?.reorder) {
				this.#kept.unshift({ status, error });
				if (this.#told < this.#lastStep) return;
				// One after the other, else the receiver decides the order.
				void this.#kept.reduce<Promise<void>>(
					(before, each) => before.then(() => post(this.#sending, each.status, each.error, this.#fault)),
					Promise.resolve(),
				);
				return;
			}
			const copies = 1 + (this.#fault?.duplicate ?? 0);
			const go = () => {
				for (let copy = 0; copy < copies; copy++) void post(this.#sending, status, error, this.#fault);
				if (this.#fault?.flood) this.#flood(status, error, this.#fault.flood);
			};
			if (this.#fault?.delayMs) later(this.#fault.delayMs, go);
			else go();
		}

		#flood(status: string, error: string | null, flood: { perSecond: number; seconds: number }): void {
			const total = flood.perSecond * flood.seconds;
			const started = performance.now();
			let sent = 0;
			const more = () => {
				const due = Math.min(total, Math.ceil(((performance.now() - started) / 1000) * flood.perSecond));
				while (sent < due) {
					sent += 1;
					void post(this.#sending, status, error, this.#fault);
				}
				if (sent < total) later(20, more);
			};
			more();
		}
	}

	return {
		/** Starts the life of a taken message. The promise ends when the answer may go out. */
		begin(sending: Sending, subject: FaultSubject, validForMs: number | null): Promise<void> | null {
			let fate = planOf(sending, subject);
			if (validForMs !== null) {
				const inTime = fate.steps.filter((step) => step.afterMs <= validForMs);
				if (!inTime.some((step) => final.has(step.status))) {
					fate = { steps: [...inTime, { afterMs: validForMs, status: 'failed', error: 'Истек срок жизни сообщения' }] };
				}
			}
			const rule = faults.match('callback', subject);
			const fault = rule?.do.kind === 'callback' ? rule.do : null;
			const holdMs = switches().nightHold ? untilMorningMs(clock.nowMs()) : 0;
			const told = fate.steps.filter((step) => step.status !== '').length;
			const teller = new Teller(sending, fault, told);
			let steps = fate.steps;
			let beforeAnswer: Promise<void> | null = null;
			if (holdMs > 0) move(sending, 'paused', null);
			if (fault?.early && steps[0] && steps[0].status !== '') {
				const first = steps[0];
				steps = steps.slice(1);
				if (!first.callbackOnly) move(sending, first.status, first.error ?? null);
				beforeAnswer = post(sending, first.status, first.error ?? null, fault);
			}
			const walk = (index: number, passedMs: number) => {
				const step = steps[index];
				if (!step) {
					if (fate.answers !== undefined) this.answer(sending.recipient, sending.sender, fate.answers);
					return;
				}
				later(step.afterMs - passedMs, () => {
					// A person at the phones' page may have ended it by hand.
					if (final.has(sending.status) && !step.refund && !step.callbackOnly && step.status !== 'seen') return;
					take(sending, step, teller);
					walk(index + 1, step.afterMs);
				});
			};
			walk(0, -holdMs);
			return beforeAnswer;
		},
		/** Delivers a message now; false when it has ended already or is not there. */
		deliver(id: string): boolean {
			const sending = book.find(id);
			if (!sending || final.has(sending.status)) return false;
			take(sending, { afterMs: 0, status: 'delivered' }, new Teller(sending, null, 1));
			return true;
		},
		/** A person writes back. */
		answer(from: string, to: string, text: string): void {
			book.addIncoming({ id: randomUUID(), from, to, text, at: microsNow(), createdAtMs: clock.nowMs() });
			parts.changed();
		},
		/** Every life under way ends here. */
		forget(): void {
			generation += 1;
			for (const timer of timers) clearTimeout(timer);
			timers.clear();
		},
	};
}

function callbackBody(sending: Sending, status: string, error: string | null, id: string, switches: Switches): unknown {
	const external = switches.externalIdField ? { [switches.externalIdField]: sending.externalId } : {};
	const state = { status, error };
	const item =
		switches.callbackFields === 'full'
			? { ...showSending(sending, true, switches.externalIdField), id, state }
			: switches.callbackFields === 'with_recipient'
				? { id, state, recipient: sending.recipient, ...external }
				: { id, state, ...external };
	return switches.callbackShape === 'array' ? [item] : item;
}

/** Milliseconds until 09:00 in Moscow when it is between 21:00 and 09:00 there, else 0. */
function untilMorningMs(nowMs: number): number {
	const moscowMs = (nowMs + 3 * 3_600_000) % 86_400_000;
	if (moscowMs >= 21 * 3_600_000) return 33 * 3_600_000 - moscowMs;
	return moscowMs < 9 * 3_600_000 ? 9 * 3_600_000 - moscowMs : 0;
}
