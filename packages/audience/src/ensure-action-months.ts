import type { Db } from '@volna/db';
import { sql } from 'kysely';

const known = new WeakMap<Db, Set<string>>();
const DAY_MS = 86_400_000;

/**
 * Makes the months of `action` that moments fall into, and the one that begins within a day of them. In a statement of
 * its own: making a partition locks its parent. Months known to exist are not asked for again.
 */
export async function ensureActionMonths(db: Db, moments: readonly Date[]): Promise<void> {
	const months = known.get(db) ?? new Set();
	known.set(db, months);
	const times = moments.flatMap((at) => [at.getTime(), at.getTime() + DAY_MS]);
	const missing = times.filter((time) => !months.has(monthOf(time)));
	if (missing.length === 0) return;
	const from = new Date(missing.reduce((least, time) => Math.min(least, time)));
	const until = new Date(missing.reduce((most, time) => Math.max(most, time)));
	await sql`select volna.ensure_months('action', ${from}, ${until})`.execute(db);
	for (const time of missing) months.add(monthOf(time));
}

function monthOf(time: number): string {
	return new Date(time).toISOString().slice(0, 7);
}
