import { type Db, json, type Tx } from '@volna/db';
import type { Filter, FilterClock, RunId, RunRef } from '@volna/node-sdk';
import { sql } from 'kysely';
import { compileFilter, namesFlow } from './compile-filter.ts';
import { readFilterClock } from './read-filter-clock.ts';

/**
 * The runs whose customer, and what started them, satisfy a filter: one statement for the batch, in the caller's
 * transaction. The clock is the database's unless given. The filter must have passed `checkFilter`.
 */
export async function matchFilter(
	tx: Db | Tx,
	filter: Filter,
	runs: readonly Pick<RunRef, 'id' | 'customerId' | 'values'>[],
	clock?: FilterClock,
): Promise<Set<RunId>> {
	if (runs.length === 0) return new Set();
	const predicate = compileFilter(filter, { ...(clock ?? (await readFilterClock(tx))), reach: 'lookup' });
	const withFacts = namesFlow(filter);
	const subject = runs.map((run) => ({ r: run.id, c: run.customerId, facts: withFacts ? run.values : null }));
	const { rows } = await sql<{ r: string }>`
		select s.r
		from jsonb_to_recordset(${json(subject)}) as s(r text, c bigint, facts jsonb)
		left join customer_alias l on l.id = s.c
		left join customer c on c.id = coalesce(l.survivor_id, s.c)
		where ${predicate}`.execute(tx);
	return new Set(rows.map((row) => row.r));
}
