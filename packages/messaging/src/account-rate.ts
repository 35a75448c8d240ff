import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { accountKey } from './hold-keys.ts';

/** Slots that an account's claims may reserve ahead of time. */
const AHEAD_US = 200_000;
const LONGEST_RETRY_AFTER_S = 3_600;

/**
 * Keeps the row that an account's claims take their tokens from; null takes the limit away. A claim of a limited account
 * without its row gets nothing. An edited rate counts from the next claim on.
 *
 * @param requestsPerSecond messages a second, 0.5 is one in two seconds
 */
export async function ensureAccountRate(
	db: Db | Tx,
	accountId: string,
	requestsPerSecond: number | null,
): Promise<void> {
	if (requestsPerSecond === null) {
		await sql`delete from rate_limit where key = ${accountKey(accountId)}`.execute(db);
		return;
	}
	const emissionUs = Math.ceil(1e6 / requestsPerSecond);
	// Looked at first: `on conflict` locks the row even where it changes nothing, and claims wait for that lock.
	await sql`
		insert into rate_limit (key, ord, emission_us, ahead_us)
		select ${accountKey(accountId)}, 0, ${emissionUs}, ${AHEAD_US}
		where not exists (
			select from rate_limit where key = ${accountKey(accountId)} and emission_us = ${emissionUs})
		on conflict (key) do update set emission_us = excluded.emission_us`.execute(db);
}

/** A 429: halves the rate, at most once a second however many answers say so, and obeys `Retry-After`. */
export async function slowDown(db: Db | Tx, accountId: string, retryAfterMs: number | null): Promise<void> {
	const seconds = Math.min((retryAfterMs ?? 0) / 1000, LONGEST_RETRY_AFTER_S);
	await sql`
		update rate_limit
		set factor = case when due then greatest(factor / 2, 0.02) else factor end,
			factor_at = case when due then volna.now_exact() else factor_at end,
			tat = greatest(tat, volna.now_exact() + make_interval(secs => ${seconds}::float8))
		from (select key as slow, factor_at < volna.now_exact() - interval '1 second' as due
			from rate_limit where key = ${accountKey(accountId)} for update) as held
		where key = held.slow`.execute(db);
}

/** Gives slowed accounts a twentieth of their rate back, at most once a second whoever calls. */
export async function recoverRates(db: Db): Promise<void> {
	await sql`
		update rate_limit set factor = least(1, factor + 0.05), factor_at = volna.now_exact()
		where factor < 1 and factor_at < volna.now_exact() - interval '1 second'`.execute(db);
}
