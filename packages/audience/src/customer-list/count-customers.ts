import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { checkFilter } from '../filters/check-filter.ts';
import type { FilterCount, ReadFilterOptions } from '../filters/count-filter.ts';
import { readFilterClock } from '../filters/read-filter-clock.ts';
import { readWithin } from '../filters/read-within.ts';
import { foundPredicate } from '../selections/draw-selection.ts';
import type { DrawnFrom } from '../selections/selection.ts';

/**
 * How many the list of customers finds by its filter and search, those in the segmentation `outside` left out. Ends when
 * the signal is aborted, or after `timeoutMs`.
 */
export async function countCustomers(db: Db, from: DrawnFrom, options: ReadFilterOptions = {}): Promise<FilterCount> {
	const clock = options.clock ?? (await readFilterClock(db));
	const issues = from.filter ? checkFilter(from.filter as Filter, 'customer', clock.fields) : [];
	if (issues.length > 0) return { status: 'invalid', issues };
	const predicate = await foundPredicate(db, from, clock);
	const read = await readWithin(db, options, async (tx) => {
		const { rows } = await sql<{ count: number }>`
			select count(*) as count from customer c where c.deleted_at is null and ${predicate}`.execute(tx);
		return rows[0]!.count;
	});
	if (read.status !== 'read') return read;
	return { status: 'counted', count: read.value, asOf: new Date(clock.now.epochMilliseconds) };
}
