import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { applyCallbacks } from './apply-callbacks.ts';
import { describeError } from './faults.ts';
import { forgetCallbacks } from './forget-callbacks.ts';
import { settleFormerAccounts } from './former-accounts.ts';
import type { ParseCallback } from './gateway.ts';
import type { MessagingLog } from './log.ts';
import { pollStatuses } from './poll-statuses.ts';
import { reconcileUnknown } from './reconcile-unknown.ts';
import type { TrackDeps } from './track-deps.ts';

export interface TrackerDeps extends TrackDeps {
	readonly db: Db;
	readonly parseCallback: ParseCallback;
}

/** Follows messages after their hand-off: callbacks, polls, the search for uncertain ones. Any number may run. */
export interface Tracker {
	start(): void;
	/** A callback was stored, or an outcome became uncertain. */
	nudge(): void;
	/** Ends when the reads under way have ended. */
	stop(): Promise<void>;
}

const SILENCE_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 600_000;

export function createTracker(deps: TrackerDeps): Tracker {
	const { db, log } = deps;
	const ending = new AbortController();
	const track = { ...deps, ending: ending.signal };
	const loops = [
		createLoop('callbacks', 500, () => applyCallbacks(db, track), 100, log),
		createLoop('polls', 1_000, () => pollStatuses(db, track), 2_000, log),
		createLoop('unknown', 1_000, () => reconcileUnknown(db, track), 500, log),
		createLoop('former accounts', 1_000, () => settleFormerAccounts(db, deps.messagesMoved), 500, log),
		createLoop('old callbacks', FORGET_EVERY_MS, () => forgetCallbacks(db), 2_000, log),
		createLoop('silence', SILENCE_EVERY_MS, () => warnOfSilence(db, log), Number.POSITIVE_INFINITY, log),
	];
	return {
		start() {
			for (const loop of loops) loop.start();
		},
		nudge() {
			for (const loop of loops.slice(0, 3)) loop.nudge();
		},
		async stop() {
			ending.abort();
			await Promise.all(loops.map((loop) => loop.stop()));
		},
	};
}

/** Repeats its work: at once after a full batch, else after a pause; what fails is logged and tried again. */
function createLoop(
	name: string,
	everyMs: number,
	work: () => Promise<number>,
	fullBatch: number,
	log: MessagingLog,
): Tracker {
	let running: Promise<void> | null = null;
	let stopping = false;
	let nudged = false;
	let wake: (() => void) | null = null;

	async function run(): Promise<void> {
		while (!stopping) {
			nudged = false;
			let done = 0;
			try {
				done = await work();
			} catch (error) {
				log.error({ loop: name, error: describeError(error) }, 'tracking failed');
			}
			if (done < fullBatch && !nudged && !stopping) await pause();
		}
	}

	async function pause(): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, everyMs);
		wake = resolve;
		await promise;
		wake = null;
		clearTimeout(timer);
	}

	return {
		start() {
			running ??= run();
		},
		nudge() {
			nudged = true;
			wake?.();
		},
		async stop() {
			stopping = true;
			wake?.();
			await running;
		},
	};
}

/**
 * Accounts whose callbacks have stopped for ten minutes while hand-offs went on, though they came before. Polling takes
 * over by itself; somebody should know.
 */
export async function silentAccounts(db: Db): Promise<readonly string[]> {
	const { rows } = await sql<{ id: string }>`
		select a.id from sms_account a
		where exists (
				select from message m
				where m.account_id = a.id and m.accepted_at > volna.now_stable() - interval '10 minutes'
					and m.accepted_at < volna.now_stable() - interval '1 minute')
			and exists (select from callback_inbox c where c.account_id = a.id)
			and not exists (
				select from callback_inbox c
				where c.account_id = a.id and c.received_at > volna.now_stable() - interval '10 minutes')`.execute(db);
	return rows.map((row) => row.id);
}

async function warnOfSilence(db: Db, log: MessagingLog): Promise<number> {
	for (const accountId of await silentAccounts(db)) log.warn({ accountId }, 'callbacks have stopped');
	return 0;
}
