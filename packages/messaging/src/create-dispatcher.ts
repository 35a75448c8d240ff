import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { accountFlags } from './account-flags.ts';
import { ensureAccountRate } from './account-rate.ts';
import { createDispatchLane, type DispatchLane } from './dispatch-lane.ts';
import { describeError } from './faults.ts';
import type { AccountFlags, SmsGateway } from './gateway.ts';
import { checkHandOffTimes, defaultHandOffTimes, type HandOffTimes } from './hand-off-times.ts';
import type { HashPhone } from './hash-phone.ts';
import { accountKey } from './hold-keys.ts';
import { takeTrials } from './holds.ts';
import type { MessagingLog } from './log.ts';
import type { MessagesMoved } from './message-move.ts';
import { createSignal } from './signal.ts';

export interface DispatcherDeps {
	readonly db: Db;
	/** The opened gateway of an account, shared by every lane and kept by the app; null while it cannot be opened. */
	readonly gatewayOf: (accountId: string) => Promise<SmsGateway | null>;
	/** This process, a uuid. */
	readonly workerId: string;
	readonly messagesMoved: MessagesMoved;
	readonly hashPhone: HashPhone;
	readonly log: MessagingLog;
	readonly times?: Partial<HandOffTimes>;
}

/** Hands off what is due, for every account, until stopped. */
export interface Dispatcher {
	/** @throws RangeError when the times break one of their inequalities */
	start(): void;
	/** Messages may have become due: called by whoever committed some, and on a wake-up. */
	nudge(): void;
	/** Stops claiming, gives back what is not under way, and ends once every outcome is written: at most some 20 s. */
	stop(): Promise<void>;
}

const ACCOUNTS_EVERY_MS = 1_000;
const LANES = [0, 1] as const;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
	const times = { ...defaultHandOffTimes, ...deps.times };
	const lanes = new Map<string, DispatchLane[]>();
	const refused = new Set<string>();
	const signal = createSignal();
	let running: Promise<void> | null = null;
	let stopping = false;

	async function lookAtAccounts(): Promise<void> {
		for (const account of await readAccounts(deps.db)) {
			const { id, flags } = account;
			if (!areTimesSafe(id, flags)) continue;
			if (account.lacksRate) await ensureAccountRate(deps.db, id, flags.requestsPerSecond);
			let own = lanes.get(id);
			if (!own && !stopping) {
				own = LANES.map((lane) => createDispatchLane(id, lane, flags, { ...deps, times }));
				lanes.set(id, own);
			}
			for (const lane of own ?? []) lane.configure(flags);
			for (const key of await takeTrials(deps.db, id)) for (const lane of own ?? []) lane.tryHold(key);
		}
	}

	/** An account whose list lags longer than the quiet period allows is left alone: its hand-offs might happen twice. */
	function areTimesSafe(accountId: string, flags: AccountFlags): boolean {
		try {
			checkHandOffTimes(times, flags.listLagSeconds);
			refused.delete(accountId);
			return true;
		} catch (error) {
			if (!refused.has(accountId))
				deps.log.error({ accountId, error: describeError(error) }, 'an account is not served');
			refused.add(accountId);
			return false;
		}
	}

	async function run(): Promise<void> {
		while (!stopping) {
			try {
				await lookAtAccounts();
			} catch (error) {
				deps.log.error({ error: describeError(error) }, 'accounts could not be read');
			}
			if (!stopping) await signal.wait(ACCOUNTS_EVERY_MS);
		}
	}

	return {
		start() {
			checkHandOffTimes(times, 0);
			running ??= run();
		},
		nudge() {
			for (const own of lanes.values()) for (const lane of own) lane.nudge();
		},
		async stop() {
			stopping = true;
			signal.raise();
			await running;
			await Promise.all([...lanes.values()].flat().map((lane) => lane.stop()));
		},
	};
}

interface Account {
	readonly id: string;
	readonly flags: AccountFlags;
	readonly lacksRate: boolean;
}

async function readAccounts(db: Db): Promise<readonly Account[]> {
	const { rows } = await sql<{ id: string; isEmulator: boolean; flags: unknown; hasRate: boolean }>`
		select a.id, a.is_emulator, a.flags, r.key is not null as has_rate
		from sms_account a
		left join rate_limit r on r.key = ${accountKey('')} || a.id`.execute(db);
	return rows.map((row) => {
		const flags = accountFlags(row);
		return { id: row.id, flags, lacksRate: flags.requestsPerSecond !== null && !row.hasRate };
	});
}
