import { setTimeout as wait } from 'node:timers/promises';
import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { accountFlags } from './account-flags.ts';
import { ensureAccountRate, recoverRates } from './account-rate.ts';
import { createAlarmClock } from './alarm-clock.ts';
import { describeError } from './faults.ts';
import type { SmsGateway } from './gateway.ts';
import { checkHandOffTimes, defaultHandOffTimes, type HandOffTimes } from './hand-off-times.ts';
import type { HashPhone } from './hash-phone.ts';
import { settleFlowHolds } from './hold-flow.ts';
import { takeTrials } from './holds.ts';
import { createLane, type OpenAccount } from './lane.ts';
import type { MessagingLog } from './log.ts';
import type { MessagesMoved } from './message-move.ts';
import { closeUnknown, giveUpAnswers, returnLeases } from './reap-messages.ts';
import { regateClosing } from './regate-messages.ts';

export interface DispatcherDeps {
	readonly db: Db;
	/** The opened gateway of an account; null when it cannot be opened just now. Closing it is the app's. */
	readonly gateways: (accountId: string) => Promise<SmsGateway | null>;
	/** UUID of this process. */
	readonly workerId: string;
	/** Told of outcomes within the transaction that writes them: the engine's `wakeWaitingRuns`. */
	readonly messagesMoved: MessagesMoved;
	readonly hashPhone: HashPhone;
	readonly log: MessagingLog;
	readonly times?: Partial<HandOffTimes>;
}

/** Hands off what is due, in one process; any number of processes share one database. */
export interface Dispatcher {
	start(): Promise<void>;
	/** Something may have become due: call it after a commit that made messages, and on a wake-up. */
	nudge(): void;
	/** Stops claiming and ends when everything that was called is recorded, or after `times.deadlineMs` and 5 s. */
	stop(): Promise<void>;
}

const EVERY_MS = 1_000;
const MONTHS_EVERY_MS = 3_600_000;
const LANES = [0, 1] as const;
/** More pages than this and the next second goes on. */
const PAGES = 20;

/**
 * Lanes 0 (codes) and 1 (triggers) with their claim loops, and each second the upkeep that any process may do: leases
 * that ended, hand-offs without an answer, hours and relevance that ended, trials of held accounts, slowed rates.
 *
 * @throws RangeError when the times would allow a second hand-off
 */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
	const times = { ...defaultHandOffTimes, ...deps.times };
	checkHandOffTimes(times, 0);
	const { db, log } = deps;
	const clock = createAlarmClock();
	const faults = new Set<string>();
	let account: OpenAccount | null = null;
	let stopped = false;
	let loop: Promise<void> | null = null;
	let monthsAtMs = Number.NEGATIVE_INFINITY;

	const lanes = LANES.map((lane) => createLane(lane, { ...deps, times, account: () => account }));

	/** A duty that fails is tried again in a second; what is wrong is said once. */
	async function duty(name: string, work: () => Promise<unknown>): Promise<void> {
		try {
			await work();
			faults.delete(name);
		} catch (error) {
			if (!faults.has(name)) log.warn({ duty: name, error: describeError(error) }, 'duty_failed');
			faults.add(name);
		}
	}

	async function openAccount(): Promise<void> {
		const row = await db
			.selectFrom('smsAccount')
			.select(['id', 'isEmulator', 'flags'])
			.where('isActive', '=', true)
			.executeTakeFirst();
		const gateway = row ? await deps.gateways(row.id) : null;
		if (!row || !gateway) {
			account = null;
			return;
		}
		const flags = accountFlags(row);
		try {
			checkHandOffTimes(times, gateway.capabilities.list ? gateway.capabilities.listLagSeconds : 0);
		} catch (error) {
			// Its hand-offs might happen twice.
			account = null;
			throw error;
		}
		await ensureAccountRate(db, row.id, flags.requestsPerSecond);
		const before = account;
		account = { id: row.id, flags, gateway };
		if (before?.id !== row.id) nudge();
	}

	async function ensureMonths(): Promise<void> {
		if (performance.now() - monthsAtMs < MONTHS_EVERY_MS) return;
		await sql`
			select volna.ensure_months('message_event', volna.now_exact(), volna.now_exact() + interval '40 days')`.execute(
			db,
		);
		monthsAtMs = performance.now();
	}

	async function tryHeld(): Promise<void> {
		if (!account) return;
		for (const key of await takeTrials(db, account.id)) {
			for (const lane of lanes) if (await lane.tryPast(key)) break;
		}
	}

	async function upkeep(): Promise<void> {
		await duty('months', ensureMonths);
		await duty('account', openAccount);
		await duty('pauses', () => settleFlowHolds(db));
		await duty('leases', () => byPages(() => returnLeases(db)));
		await duty('answers', () => byPages(() => giveUpAnswers(db, deps.messagesMoved, times)));
		await duty('closing', () => byPages(() => regateClosing(db, deps)));
		await duty('unknown', () => byPages(() => closeUnknown(db, times)));
		await duty('rates', () => recoverRates(db));
		await duty('trials', tryHeld);
	}

	async function byPages(work: () => Promise<number>): Promise<void> {
		for (let page = 0; page < PAGES && !stopped; page++) if ((await work()) < 500) return;
	}

	async function run(): Promise<void> {
		while (!stopped) {
			await clock.sleep(EVERY_MS);
			if (!stopped) await upkeep();
		}
	}

	function nudge(): void {
		for (const lane of lanes) lane.nudge();
	}

	return {
		async start() {
			if (loop || stopped) return;
			await upkeep();
			loop = run();
			for (const lane of lanes) lane.start();
		},
		nudge,
		async stop() {
			stopped = true;
			clock.ring();
			const drained = Promise.all([loop, ...lanes.map((lane) => lane.drain())]);
			const patience = new AbortController();
			// A call that never ends, or a database that stays away, must not keep the process: its messages become
			// unknown, as after a kill.
			const outOfPatience = wait(times.deadlineMs + 5_000, undefined, { signal: patience.signal }).then(
				() => {
					for (const lane of lanes) lane.abandon();
				},
				() => {},
			);
			await Promise.race([drained, outOfPatience]);
			patience.abort();
		},
	};
}
