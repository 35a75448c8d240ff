import { createHash } from 'node:crypto';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { newSegmentation } from '../testing.ts';
import { drawSelection } from './draw-selection.ts';
import { forgetSelections } from './forget-selections.ts';
import { readSelection, readSelectionMembership, selectedOf } from './read-selection.ts';
import type { Draw, Selection } from './selection.ts';
import { partSize, splitSizes } from './split-sizes.ts';

let database: TestDatabase;
let db: TestDatabase['db'];
beforeAll(async () => {
	database = await testDatabase();
	db = database.db;
	await sql`
		insert into customer (id, source, area)
		select 200000 + n, 'test', case when n <= 7 then 'Семь' when n <= 10 then 'Десять' end
		from generate_series(1, 12001) n`.execute(db);
});
afterAll(() => database.close());

const seven = { filter: { field: 'customer.area', op: 'eq', value: 'Семь' } } as const;

async function drawn(draw: Draw, options: Parameters<typeof drawSelection>[2] = {}): Promise<Selection> {
	const answer = await drawSelection(db, draw, options);
	if (answer.status !== 'drawn') throw new Error(JSON.stringify(answer));
	return answer.selection;
}

async function idsOf({ id }: Pick<Selection, 'id'>, part = 1): Promise<number[]> {
	const { rows } = await sql<{ id: number }>`
		select unnest(ids) as id from selection_chunk where selection_id = ${id} and part = ${part} order by position`.execute(
		db,
	);
	return rows.map((row) => row.id);
}

test.each([
	[1001, [50, 50], [501, 500]],
	[10, [33, 33, 34], [3, 3, 4]],
	[7, [50, 30, 20], [4, 2, 1]],
	[1000, [25, 25], [250, 250]],
	[1, [25, 25], [0, 0]],
	[3, [25, 25], [1, 1]],
	[0, [50, 50], [0, 0]],
	[999_999, [33.3, 33.3, 33.4], [333_000, 333_000, 333_999]],
])('%i customers at %j are %j', (total, percents, sizes) => {
	expect(splitSizes(total, percents)).toEqual(sizes);
});

test.each([
	[48_310, 50, 24_155],
	[3, 50, 2],
	[1000, 0.1, 1],
	[400, 0.1, 1],
	[7, 100, 7],
	[5, 10, 1],
	[0, 50, 0],
])('a part of %i at %f %% is %i', (found, percent, size) => {
	expect(partSize(found, percent)).toBe(size);
});

const percentsUpTo100 = fc
	.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 20 })
	.map((weights) => {
		const sum = weights.reduce((a, b) => a + b, 0);
		const scale = Math.min(1, 1000 / sum);
		return weights.map((weight) => Math.max(1, Math.floor(weight * scale)) / 10);
	})
	.filter((percents) => percents.reduce((a, b) => a + Math.round(b * 10), 0) <= 1000);

it('parts of a split are exact: each within one of its share, together the share of all, for any number', () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 5_000_000 }), percentsUpTo100, (total, percents) => {
			const sizes = splitSizes(total, percents);
			for (const [part, size] of sizes.entries()) {
				const share = (total * Math.round(percents[part]! * 10)) / 1000;
				expect(Math.abs(size - share)).toBeLessThan(1);
			}
			const whole = percents.reduce((sum, percent) => sum + Math.round(percent * 10), 0);
			const together = sizes.reduce((sum, size) => sum + size, 0);
			expect(Math.abs(together - (total * whole) / 1000)).toBeLessThan(1);
			if (whole === 1000) expect(together).toBe(total);
		}),
	);
});

it('the stored draw has exactly the sizes that were shown, and cuts one order of md5(seed:id)', async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 0, max: 300 }), percentsUpTo100, fc.uuid(), async (n, percents, seed) => {
			const ids = Array.from({ length: n }, (_, at) => 200_001 + at);
			await sql`update customer set sex = case when id <= ${200_000 + n} then 'female' end where id <= 200301`.execute(
				db,
			);
			const filter = { field: 'customer.sex', op: 'is', value: 'female' } as const;
			const selection = await drawn({ kind: 'split', percents, filter }, { seed });
			const sizes = splitSizes(n, percents);
			expect(selection.counts).toEqual(sizes);
			const hash = (id: number) => createHash('md5').update(`${seed}:${id}`).digest('hex');
			const order = ids.map((id) => ({ id, hash: hash(id) })).sort((a, b) => (a.hash < b.hash ? -1 : 1));
			let from = 0;
			for (const [part, size] of sizes.entries()) {
				const wanted = order.slice(from, from + size).map((one) => one.id);
				expect(await idsOf(selection, part + 1)).toEqual(wanted.sort((a, b) => a - b));
				from += size;
			}
		}),
		{ numRuns: 12 },
	);
});

it('a draw with the same seed draws the same, with another one others', async () => {
	const draw = { kind: 'part', percent: 10 } as const;
	const first = await drawn(draw, { seed: 'a' });
	expect(first).toMatchObject({ found: 12_001, count: 1200, counts: [1200], kind: 'part', draw: { percent: 10 } });
	expect(await idsOf(await drawn(draw, { seed: 'a' }))).toEqual(await idsOf(first));
	const other = await idsOf(await drawn(draw, { seed: 'b' }));
	expect(other).not.toEqual(await idsOf(first));
});

it.each([
	[{ kind: 'all' }, 7],
	[{ kind: 'part', percent: 50 }, 4],
	[{ kind: 'part', percent: 1 }, 1],
	[{ kind: 'part', count: 3 }, 3],
	[{ kind: 'part', count: 100 }, 7],
] as const)('%j of seven is %i', async (draw, count) => {
	expect(await drawn({ ...draw, ...seven })).toMatchObject({ found: 7, count });
});

it.each([
	[{ kind: 'part', percent: 0 }, 'percent'],
	[{ kind: 'part', percent: -5 }, 'percent'],
	[{ kind: 'part', percent: 100.1 }, 'percent'],
	[{ kind: 'part', percent: 33.33 }, 'percent'],
	[{ kind: 'part', count: 0 }, 'count'],
	[{ kind: 'part', count: 1.5 }, 'count'],
	[{ kind: 'split', percents: [100] }, 'parts'],
	[{ kind: 'split', percents: [60, 50] }, 'percent'],
	[{ kind: 'split', percents: [0, 50] }, 'percent'],
] as const)('%j is refused', async (draw, rule) => {
	expect(await drawSelection(db, draw)).toEqual({ status: 'draw-invalid', rule });
});

it('ids lie in their own order, five thousand a row, and stay when the base changes', async () => {
	const selection = await drawn({ kind: 'all' });
	const { rows } = await sql<{ n: number; first: number; last: number }>`
		select cardinality(ids) as n, first_id as first, last_id as last from selection_chunk
		where selection_id = ${selection.id} order by position`.execute(db);
	expect(rows).toEqual([
		{ n: 5000, first: 200_001, last: 205_000 },
		{ n: 5000, first: 205_001, last: 210_000 },
		{ n: 2001, first: 210_001, last: 212_001 },
	]);
	await sql`update customer set deleted_at = now() where id = 212001`.execute(db);
	expect(await readSelection(db, selection.id)).toMatchObject({ count: 12_001 });
	expect(await selectedOf(db, selection.id, [1, 200_001, 212_001])).toEqual(new Set([200_001, 212_001]));
	await sql`update customer set deleted_at = null where id = 212001`.execute(db);
});

it('what was drawn is changed by hand, and the living of what was ticked are chosen', async () => {
	const base = await drawn({ kind: 'all', ...seven });
	const changed = await drawn({ kind: 'chosen', of: base.id, with: [200_009, 1], without: [200_001] });
	expect(await idsOf(changed)).toEqual([200_002, 200_003, 200_004, 200_005, 200_006, 200_007, 200_009]);
	expect(await idsOf(await drawn({ kind: 'chosen', ids: [200_003, 7, 200_002] }))).toEqual([200_002, 200_003]);
	const gone = { kind: 'chosen', of: '0192f000-0000-7000-8000-000000000001', with: [], without: [] } as const;
	expect(await drawSelection(db, gone)).toEqual({ status: 'unknown' });
});

it('those who are in the segmentation are told apart, and left out of a draw where asked', async () => {
	const { id, segments } = await newSegmentation(db, ['A', 'B']);
	const all = await drawn({ kind: 'all', ...seven });
	expect(await readSelectionMembership(db, all, id)).toEqual({ total: 7, outside: 7, inside: [], hasMembers: false });
	await db
		.insertInto('segmentMember')
		.values([
			{ customerId: 200_001, segmentationId: id, segmentId: segments.A! },
			{ customerId: 200_002, segmentationId: id, segmentId: segments.B! },
			{ customerId: 200_100, segmentationId: id, segmentId: segments.B! },
		])
		.execute();
	const stands = await readSelectionMembership(db, all, id);
	expect(stands).toMatchObject({ total: 7, outside: 5, hasMembers: true });
	expect(new Set(stands.inside.map((one) => `${one.segmentId} ${one.count}`))).toEqual(
		new Set([`${segments.A} 1`, `${segments.B} 1`]),
	);
	expect(await drawn({ kind: 'split', percents: [50, 50], outside: id, ...seven })).toMatchObject({
		found: 5,
		counts: [3, 2],
	});
});

it('a selection ends after 24 hours, and its ids go', async () => {
	const selection = await drawn({ kind: 'all', ...seven });
	await database.moveClock(24 * 3_600_000 - 60_000);
	expect(await readSelection(db, selection.id)).toBeDefined();
	await database.moveClock(120_000);
	expect(await readSelection(db, selection.id)).toBeUndefined();
	while ((await forgetSelections(db)) > 0);
	expect(await idsOf(selection)).toEqual([]);
	await database.moveClock(-24 * 3_600_000 - 60_000);
});

it('an aborted draw leaves nothing', async () => {
	const before = await db.selectFrom('selection').select('id').execute();
	const stop = new AbortController();
	const draw = drawSelection(db, { kind: 'all' }, { signal: stop.signal });
	stop.abort();
	expect(await draw).toEqual({ status: 'cancelled' });
	expect(await db.selectFrom('selection').select('id').execute()).toHaveLength(before.length);
});
