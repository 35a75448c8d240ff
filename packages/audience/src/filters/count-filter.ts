import type { Db, Tx } from '@volna/db';
import type { Filter, FilterClock } from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { maskPhone } from '../mask-personal.ts';
import { checkFilter, type FilterIssue } from './check-filter.ts';
import { compileFilter } from './compile-filter.ts';
import { readFilterClock } from './read-filter-clock.ts';
import { type ReadLimits, readWithin } from './read-within.ts';

export interface ReadFilterOptions extends ReadLimits {
	readonly clock?: FilterClock;
}

export type FilterRead<T> =
	| T
	| { readonly status: 'invalid'; readonly issues: readonly FilterIssue[] }
	/** It took longer than allowed, and was given up. */
	| { readonly status: 'too-slow' }
	/** Nobody waited for it any more. */
	| { readonly status: 'cancelled' };

export interface CountedFilter {
	readonly status: 'counted';
	readonly count: number;
	readonly asOf: Date;
}

export type FilterCount = FilterRead<CountedFilter>;

export interface FilterExample {
	readonly id: number;
	/** Last, first and middle name, as far as known. */
	readonly name: string | null;
	readonly phone: string | null;
	readonly area: string | null;
}

export interface FoundExamples {
	readonly status: 'found';
	readonly items: readonly FilterExample[];
	readonly asOf: Date;
}

/**
 * How many living customers a filter finds, in one statement. How far it is nobody can tell: a statement of Postgres
 * knows its plan, not its progress. So there is no count to start, poll and fetch: the caller waits, or aborts the
 * `signal`, which ends the statement at once, or it is given up after `timeoutMs`.
 */
export async function countFilter(db: Db, filter: unknown, options: ReadFilterOptions = {}): Promise<FilterCount> {
	return readFilter(db, filter, options, async (tx, predicate, clock) => {
		const { rows } = await sql<{ count: number }>`
			select count(*) as count from customer c where c.deleted_at is null and ${predicate}`.execute(tx);
		return { status: 'counted', count: rows[0]!.count, asOf: new Date(clock.now.epochMilliseconds) };
	});
}

/** A few of the customers a filter finds, whichever come first; phones are masked for those who may not see them. */
export async function findExamples(
	db: Db,
	filter: unknown,
	options: ReadFilterOptions & { readonly most?: number; readonly masked?: boolean } = {},
): Promise<FilterRead<FoundExamples>> {
	return readFilter(db, filter, options, async (tx, predicate, clock) => {
		const { rows } = await sql<FilterExample>`
			select c.id, nullif(concat_ws(' ', c.last_name, c.first_name, c.middle_name), '') as name, c.phone, c.area
			from customer c where c.deleted_at is null and ${predicate} limit ${options.most ?? 5}`.execute(tx);
		const items = options.masked ? rows.map((row) => ({ ...row, phone: row.phone && maskPhone(row.phone) })) : rows;
		return { status: 'found', items, asOf: new Date(clock.now.epochMilliseconds) };
	});
}

async function readFilter<T>(
	db: Db,
	filter: unknown,
	{ clock: given, ...limits }: ReadFilterOptions,
	read: (tx: Tx, predicate: RawBuilder<SqlBool>, clock: FilterClock) => Promise<T>,
): Promise<FilterRead<T>> {
	const clock = given ?? (await readFilterClock(db));
	const issues = checkFilter(filter, 'customer', clock.fields);
	if (issues.length > 0) return { status: 'invalid', issues };
	const predicate = compileFilter(filter as Filter, { ...clock, reach: 'scan' });
	const answer = await readWithin(db, limits, (tx) => read(tx, predicate, clock));
	return answer.status === 'read' ? answer.value : answer;
}
