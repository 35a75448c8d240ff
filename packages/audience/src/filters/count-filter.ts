import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { sql } from 'kysely';
import { checkFilter, type FilterIssue } from './check-filter.ts';
import { compileFilter } from './compile-filter.ts';
import type { FilterClock } from './filter-bounds.ts';
import { readFilterClock } from './read-filter-clock.ts';

export type FilterCount =
	| { status: 'counted'; count: number; asOf: Date }
	| { status: 'invalid'; issues: readonly FilterIssue[] }
	/** It took longer than allowed, and was given up. */
	| { status: 'too-slow' };

/** How many living customers a filter finds. Reads only, and for `timeoutMs` at most (5 000 by default). */
export async function countFilter(
	db: Db,
	filter: unknown,
	options: { clock?: FilterClock; timeoutMs?: number } = {},
): Promise<FilterCount> {
	const issues = checkFilter(filter, 'customer');
	if (issues.length > 0) return { status: 'invalid', issues };
	try {
		return await db
			.transaction()
			.setAccessMode('read only')
			.execute(async (tx) => {
				await sql`select set_config('statement_timeout', ${String(options.timeoutMs ?? 5000)}, true)`.execute(tx);
				const clock = options.clock ?? (await readFilterClock(tx));
				const predicate = compileFilter(filter as Filter, { ...clock, reach: 'scan' });
				const { rows } = await sql<{ count: number }>`
					select count(*) as count from customer c where c.deleted_at is null and ${predicate}`.execute(tx);
				return { status: 'counted', count: rows[0]!.count, asOf: new Date(clock.now.epochMilliseconds) };
			});
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === '57014') return { status: 'too-slow' };
		throw error;
	}
}
