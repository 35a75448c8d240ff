import { randomUUID } from 'node:crypto';
import { type Db, json, type Tx } from '@volna/db';
import type { FilterClock } from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { isSearch, searchCustomers } from '../customer-list/search-customers.ts';
import { checkFilter, type FilterIssue } from '../filters/check-filter.ts';
import { compileFilter } from '../filters/compile-filter.ts';
import { readFilterClock } from '../filters/read-filter-clock.ts';
import { type ReadLimits, readWithin } from '../filters/read-within.ts';
import { readSelection } from './read-selection.ts';
import type { Draw, DrawnFrom, Selection } from './selection.ts';
import { splitLimits, tenthsOf } from './split-sizes.ts';

/** Ids of one stored row, and so of one batch of a task. */
export const CHUNK = 5_000;
/** Ids that can be ticked by hand. */
export const CHOSEN_MOST = 10_000;

export type DrawnSelection =
	| { readonly status: 'drawn'; readonly selection: Selection }
	| { readonly status: 'invalid'; readonly issues: readonly FilterIssue[] }
	/** Percents or a count that cannot be drawn by; `rule` says what is wrong. */
	| { readonly status: 'draw-invalid'; readonly rule: 'percent' | 'count' | 'parts' | 'ids' }
	/** The selection to change is gone. */
	| { readonly status: 'unknown' }
	| { readonly status: 'too-slow' }
	| { readonly status: 'cancelled' };

export interface DrawOptions extends ReadLimits {
	readonly staffId?: string | null;
	/** Drawn again with the same seed the same customers come out; a random one by default. */
	readonly seed?: string;
	readonly clock?: FilterClock;
}

/**
 * Draws customers and stores them with the filter, the seed and the moment, for 24 hours: count, action and retry go by
 * the stored ids. A random draw orders the found by `md5(seed:customerId)`. One statement, whatever the size; an aborted
 * `signal` ends it in the database.
 */
export async function drawSelection(db: Db, draw: Draw, options: DrawOptions = {}): Promise<DrawnSelection> {
	const wrong = wrongDraw(draw);
	if (wrong) return { status: 'draw-invalid', rule: wrong };
	const clock = options.clock ?? (await readFilterClock(db));
	if (draw.kind !== 'chosen' && draw.filter) {
		const issues = checkFilter(draw.filter, 'customer', clock.fields);
		if (issues.length > 0) return { status: 'invalid', issues };
	}
	if ('of' in draw && !(await readSelection(db, draw.of))) return { status: 'unknown' };
	const found = await foundBy(db, draw, clock);
	const write = writerOf(draw, {
		found,
		id: randomUUID(),
		seed: options.seed ?? randomUUID(),
		staffId: options.staffId ?? null,
		asOf: new Date(clock.now.epochMilliseconds),
	});
	const drawn = await readWithin(db, { ...options, writes: true }, write);
	if (drawn.status !== 'read') return drawn;
	return { status: 'drawn', selection: (await readSelection(db, drawn.value))! };
}

function wrongDraw(draw: Draw): 'percent' | 'count' | 'parts' | 'ids' | null {
	const isPercent = (value: number) => {
		const tenths = value * 10;
		return tenthsOf(value) >= 1 && value <= 100 && Math.abs(tenths - Math.round(tenths)) < 1e-6;
	};
	if (draw.kind === 'chosen') {
		const ids = 'ids' in draw ? draw.ids : [...draw.with, ...draw.without];
		return ids.length > CHOSEN_MOST ? 'ids' : null;
	}
	if (draw.kind === 'split') {
		const { percents } = draw;
		if (percents.length < splitLimits.fewest || percents.length > splitLimits.most) return 'parts';
		if (!percents.every(isPercent)) return 'percent';
		return percents.reduce((sum, percent) => sum + tenthsOf(percent), 0) > 1000 ? 'percent' : null;
	}
	if (draw.kind === 'all') return null;
	if ('percent' in draw) return isPercent(draw.percent) ? null : 'percent';
	return Number.isInteger(draw.count) && draw.count >= 1 && draw.count <= 2_000_000_000 ? null : 'count';
}

/** The customers a list finds, as a query of their ids `id`. */
async function foundBy(db: Db, draw: Draw, clock: FilterClock): Promise<RawBuilder<unknown>> {
	if (draw.kind !== 'chosen') return foundIds(await foundPredicate(db, draw, clock));
	if ('ids' in draw) return foundIds(sql`c.id = any(${draw.ids as number[]}::bigint[])`);
	return sql`
		select d.id from (
			select unnest(k.ids) as id from selection_chunk k where k.selection_id = ${draw.of}
			union
			select c.id from customer c where c.deleted_at is null and c.id = any(${draw.with as number[]}::bigint[])
		) as d
		where d.id <> all (${draw.without as number[]}::bigint[])`;
}

/** What the list of customers finds, as a predicate over `c` for a statement over the whole base. */
export async function foundPredicate(db: Db | Tx, from: DrawnFrom, clock: FilterClock): Promise<RawBuilder<SqlBool>> {
	const parts: RawBuilder<SqlBool>[] = [sql`true`];
	if (from.filter) parts.push(compileFilter(from.filter, { ...clock, reach: 'scan' }));
	if (isSearch(from.search)) parts.push((await searchCustomers(db, from.search)).predicate);
	if (from.outside) {
		parts.push(sql`not exists (
			select from segment_member o where o.customer_id = c.id and o.segmentation_id = ${from.outside})`);
	}
	return sql`(${sql.join(parts, sql` and `)})`;
}

function foundIds(predicate: RawBuilder<SqlBool>): RawBuilder<unknown> {
	return sql`select c.id from customer c where c.deleted_at is null and ${predicate}`;
}

interface Writing {
	readonly found: RawBuilder<unknown>;
	readonly id: string;
	readonly seed: string;
	readonly staffId: string | null;
	readonly asOf: Date;
}

/**
 * One statement, so that count, sizes and ids are of one snapshot. Ids are numbered by the draw, cut into parts by
 * thresholds over those numbers, and stored in their own order, the order in which a task locks customers.
 */
function writerOf(draw: Draw, { found, id, seed, staffId, asOf }: Writing): (tx: Tx) => Promise<string> {
	const random = draw.kind === 'split' || draw.kind === 'part';
	const order = random ? sql`md5(${seed} || ':' || f.id)::uuid, f.id` : sql`f.id`;
	const stored = draw.kind === 'chosen' ? null : draw;
	return async (tx) => {
		// A million drawn customers are sorted in memory then: 4.1 s instead of 5.9.
		await sql`set local work_mem = '160MB'`.execute(tx);
		await sql`
			with found as materialized (${found}),
			size as (select count(*) as n from found),
			parts as (${partsOf(draw)}),
			-- A part's first number; the last threshold ends the parts.
			cuts as (
				select array_agg(p.starts order by p.part) || max(p.starts + p.size) as at,
					array_agg(p.size::integer order by p.part) as sizes
				from (select part, size, sum(size) over (order by part) - size as starts from parts) as p
			),
			numbered as (
				select f.id, row_number() over (order by ${order}) - 1 as n from found f
			),
			cut as (
				select d.id, width_bucket(d.n::float8, t.at::float8[]) as part from numbered d cross join cuts t
			),
			made as (
				insert into selection
					(id, staff_id, kind, filter, search, draw, seed, found, counts, as_of, expires_at, kept_until)
				select ${id}, ${staffId}, ${draw.kind}, ${stored?.filter ? json(stored.filter) : null}::jsonb,
					${stored?.search ?? null}, ${json(drawFacts(draw))}, ${seed}, size.n, cuts.sizes, ${asOf},
					volna.now_exact() + interval '24 hours', volna.now_exact() + interval '24 hours'
				from size, cuts
			)
			insert into selection_chunk (selection_id, part, position, first_id, last_id, ids)
			select ${id}, p.part, p.position, min(p.id), max(p.id), array_agg(p.id order by p.id)
			from (
				select c.part, c.id, (row_number() over (partition by c.part order by c.id) - 1) / ${CHUNK}::integer as position
				from cut c cross join cuts t where c.part <= cardinality(t.sizes)
			) as p
			group by p.part, p.position`.execute(tx);
		return id;
	};
}

function drawFacts(draw: Draw): Record<string, unknown> {
	if (draw.kind === 'chosen') return 'of' in draw ? { of: draw.of } : {};
	const { kind: _, filter: __, search: ___, ...facts } = draw;
	return facts;
}

/** Sizes of the parts, from 1 on, out of `size.n`; the same as `partSize` and `splitSizes` answer. */
function partsOf(draw: Draw): RawBuilder<unknown> {
	if (draw.kind === 'part') {
		const wanted =
			'percent' in draw
				? sql`greatest(1, (size.n * ${tenthsOf(draw.percent)}::bigint + 500) / 1000)`
				: sql`${draw.count}::bigint`;
		return sql`select 1 as part, least(size.n, ${wanted}) as size from size`;
	}
	if (draw.kind !== 'split') return sql`select 1 as part, size.n as size from size`;
	const tenths = draw.percents.map(tenthsOf);
	const shares = [...tenths, 1000 - tenths.reduce((sum, share) => sum + share, 0)];
	return sql`
		select r.part, r.base + case when r.place <= r.over then 1 else 0 end as size
		from (
			select h.part, size.n * h.share / 1000 as base,
				row_number() over (order by size.n * h.share % 1000 desc, h.part) as place,
				size.n - sum(size.n * h.share / 1000) over () as over
			from unnest(${shares}::bigint[]) with ordinality as h(share, part) cross join size
		) as r
		where r.part <= ${tenths.length}::integer`;
}
