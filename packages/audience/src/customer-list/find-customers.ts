import type { Db } from '@volna/db';
import type { Filter, FilterClock } from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { checkFilter, type FilterIssue } from '../filters/check-filter.ts';
import { compileFilter } from '../filters/compile-filter.ts';
import { readFilterClock } from '../filters/read-filter-clock.ts';
import { type ReadLimits, readWithin } from '../filters/read-within.ts';
import { selectedOf } from '../selections/read-selection.ts';
import type { CustomerSort } from '../states.ts';
import { type CustomerRow, describeCustomers } from './describe-customers.ts';
import { type ListCursor, readListCursor, writeListCursor } from './list-cursor.ts';
import { isSearch, searchCustomers } from './search-customers.ts';

export interface FindCustomersQuery {
	/** A name's beginnings, a phone in any spelling, e-mail, external or order id, Volna id. */
	readonly search?: string | null;
	readonly filter?: Filter | null;
	/** By the Volna id, and so by the moment of creation. */
	readonly sort?: CustomerSort;
	readonly cursor?: string | null;
	/** 25 by default, 500 at most. */
	readonly limit?: number;
	/** Columns besides the usual ones to be read: orders, last action, custom fields, segmentations. */
	readonly columns?: readonly string[];
	/** Rows say whether this selection holds them. */
	readonly selection?: string | null;
	/** Phones, e-mails, birthdays and custom fields are masked. */
	readonly masked?: boolean;
}

export interface FoundCustomers {
	readonly status: 'found';
	readonly items: readonly CustomerRow[];
	/** Cursor of the page after this one; null at the end. */
	readonly next: string | null;
	/** Cursor of the page before this one; null at the beginning. */
	readonly previous: string | null;
	/**
	 * Null when the page is whole. Else looking further would have taken too long: these are those found so far, fewer than
	 * asked for, and the rest of the page is behind this cursor, found with one statement over the whole base.
	 */
	readonly rest: string | null;
	/** The page before was asked for: what is behind `rest` stands before these. */
	readonly back: boolean;
	readonly asOf: Date;
}

export type FindCustomers =
	| FoundCustomers
	| { readonly status: 'invalid'; readonly issues: readonly FilterIssue[] }
	| { readonly status: 'too-slow' }
	| { readonly status: 'cancelled' };

/** How long a page is looked for step by step before what was found is answered. */
const BUDGET_MS = 150;
const FIRST_WINDOW = 2_000;
const STEP_MS = 40;

/**
 * A page of living customers. Nothing is counted and nothing sorted: customers are read along their key, a window of ids
 * at a time, each window asked the filter customer by customer, until the page is full. A filter that finds one in
 * thousands would read the whole base so, slowly: after 150 ms what was found is answered with a cursor `rest`, behind
 * which the filter is asked as a count asks it, set-based. So the first rows are there at once, whatever the filter.
 */
export async function findCustomers(
	db: Db,
	query: FindCustomersQuery = {},
	limits: ReadLimits & { readonly clock?: FilterClock; readonly budgetMs?: number } = {},
): Promise<FindCustomers> {
	const limit = Math.min(Math.max(query.limit ?? 25, 1), 500);
	const cursor = readListCursor(query.cursor);
	const clock = limits.clock ?? (await readFilterClock(db));
	const filter = query.filter ?? undefined;
	if (filter) {
		const issues = checkFilter(filter, 'customer', clock.fields);
		if (issues.length > 0) return { status: 'invalid', issues };
	}
	const search = isSearch(query.search) ? await searchCustomers(db, query.search) : null;
	const walk: Walk = {
		// Forward along the list of the newest goes down the ids; so does backward along the list of the oldest.
		down: ((query.sort ?? 'newest') === 'newest') !== cursor.back,
		from: cursor.from,
		limit: limit + 1,
		predicateOf: (reach) =>
			sql`(${search?.predicate ?? sql`true`} and ${filter ? compileFilter(filter, { ...clock, reach }) : sql`true`})`,
	};
	const looks = filter !== undefined || (search !== null && search.ids === null);
	let found: Walked;
	if (cursor.whole || !looks) {
		const read = await readWithin(db, limits, async (tx) => ({
			ids: await readIds(tx, walk, cursor.whole ? 'scan' : 'lookup'),
			stoppedAt: null,
		}));
		if (read.status !== 'read') return read;
		found = read.value;
	} else found = await walkWindows(db, walk, limits.budgetMs ?? BUDGET_MS);
	const page = pageOf(found, limit, cursor);
	const [rows, selected] = await Promise.all([
		describeCustomers(db, page.ids, query.columns ?? [], query.masked ?? false),
		query.selection ? selectedOf(db, query.selection, page.ids) : null,
	]);
	const items = rows.map((row) => ({ ...row, selected: selected?.has(row.id) ?? false }));
	const { next, previous, rest } = page;
	const { back } = cursor;
	return { status: 'found', items, next, previous, rest, back, asOf: new Date(clock.now.epochMilliseconds) };
}

interface Walk {
	readonly down: boolean;
	/** Not this id, but those beyond it; null begins at the end. */
	readonly from: number | null;
	/** One more than the page has. */
	readonly limit: number;
	readonly predicateOf: (reach: 'lookup' | 'scan') => RawBuilder<SqlBool>;
}

interface Walked {
	readonly ids: number[];
	/** The id up to which, itself included, everything was looked at; null when nothing is left. */
	readonly stoppedAt: number | null;
}

async function readIds(
	db: Db,
	walk: Walk,
	reach: 'lookup' | 'scan',
	window?: { readonly until: number; readonly limit: number },
): Promise<number[]> {
	const { down, from } = walk;
	const until = window?.until ?? null;
	const beyond = down
		? sql`(${from}::bigint is null or c.id < ${from}::bigint) and (${until}::bigint is null or c.id >= ${until}::bigint)`
		: sql`(${from}::bigint is null or c.id > ${from}::bigint) and (${until}::bigint is null or c.id <= ${until}::bigint)`;
	const { rows } = await sql<{ id: number }>`
		select c.id from customer c
		where c.deleted_at is null and ${beyond} and ${walk.predicateOf(reach)}
		order by c.id ${down ? sql`desc` : sql`asc`}
		limit ${window?.limit ?? walk.limit}`.execute(db);
	return rows.map((row) => row.id);
}

/** Windows grow while they are quick, so that dense filters cost one of them and rare ones few. */
async function walkWindows(db: Db, walk: Walk, budgetMs: number): Promise<Walked> {
	const { rows } = await sql<{ first: number | null; last: number | null }>`
		select min(id) as first, max(id) as last from customer`.execute(db);
	const { first, last } = rows[0]!;
	const startedAt = performance.now();
	const ids: number[] = [];
	if (first === null || last === null) return { ids, stoppedAt: null };
	let from = walk.from ?? (walk.down ? last + 1 : first - 1);
	let width = FIRST_WINDOW;
	while (walk.down ? from > first : from < last) {
		const until = walk.down ? Math.max(from - width, first) : Math.min(from + width, last);
		const at = performance.now();
		const window = { until, limit: walk.limit - ids.length };
		ids.push(...(await readIds(db, { ...walk, from }, 'lookup', window)));
		from = until;
		if (ids.length >= walk.limit) return { ids, stoppedAt: null };
		const took = performance.now() - at;
		width = Math.round(width * Math.min(16, Math.max(0.5, STEP_MS / took)));
		if (performance.now() - startedAt > budgetMs && (walk.down ? from > first : from < last))
			return { ids, stoppedAt: from };
	}
	return { ids, stoppedAt: null };
}

/** Cuts the page out of what was found, turns it into the list's order, and says what lies on either side. */
function pageOf({ ids, stoppedAt }: Walked, limit: number, cursor: ListCursor) {
	const more = ids.length > limit;
	const shown = ids.slice(0, limit);
	const ahead = more ? shown.at(-1)! : null;
	const behind = cursor.from === null ? null : (shown[0] ?? cursor.from);
	const rest = stoppedAt === null ? null : writeListCursor({ from: stoppedAt, back: cursor.back, whole: true });
	const forward = (from: number | null) =>
		from === null ? null : writeListCursor({ from, back: false, whole: cursor.whole });
	const backward = (from: number | null) =>
		from === null ? null : writeListCursor({ from, back: true, whole: cursor.whole });
	return cursor.back
		? { ids: shown.reverse(), next: forward(behind), previous: backward(ahead), rest }
		: { ids: shown, next: forward(ahead), previous: backward(behind), rest };
}
