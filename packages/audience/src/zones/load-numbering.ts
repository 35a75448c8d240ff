import {
	type Db,
	readFileFacts,
	readFileFrom,
	startTask,
	TaskFailure,
	type TaskKind,
	type TaskStep,
	type TaskWork,
	type Tx,
} from '@volna/db';
import { sql } from 'kysely';
import type { NumberingProblem } from './numbering-problems.ts';
import { type ParsedRange, parseNumbering } from './parse-numbering.ts';

export interface LoadNumberingInput {
	readonly tableId: string;
	readonly fileId: string;
	readonly leastRows: number;
}

/** First the ranges, then the customers whose zone a number says, in the order of their ids. */
export type LoadNumberingCursor =
	| { readonly at: 'ranges'; readonly done: number }
	| { readonly at: 'customers'; readonly after: number };

export const loadNumberingTask = 'numbering.load';
/** Of the real register; fewer rows are part of a file. */
const LEAST_ROWS = 5000;
const BATCH = 5000;

export type StartedNumbering =
	| { readonly status: 'started'; readonly taskId: string }
	| {
			readonly status: 'refused';
			readonly problem: NumberingProblem;
			readonly line: number | null;
			readonly value: string | null;
	  };

/** Checks a register's file as a whole and puts its loading on the list. The table in use stays until the new one is whole. */
export async function startNumbering(
	db: Db,
	input: {
		readonly file: { readonly id: string; readonly name: string };
		readonly staffId: string | null;
		/** Fewer only in tests. */
		readonly leastRows?: number;
	},
): Promise<StartedNumbering> {
	const leastRows = input.leastRows ?? LEAST_ROWS;
	const parsed = await parseNumbering((offset) => readFileFrom(db, input.file.id, offset), { leastRows });
	if (!parsed.ok) return { status: 'refused', problem: parsed.problem, line: parsed.line, value: parsed.value };
	return db.transaction().execute(async (tx): Promise<StartedNumbering> => {
		const { id: tableId } = await tx
			.insertInto('numberTable')
			.values({
				fileName: input.file.name,
				staffId: input.staffId,
				rangeCount: parsed.ranges.length,
				numberCount: parsed.numberCount,
				unknownRegions: JSON.stringify(parsed.unknownRegions),
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const taskId = await startTask(tx, {
			kind: loadNumberingTask,
			title: { code: loadNumberingTask, values: { file: input.file.name } },
			input: { tableId, fileId: input.file.id, leastRows } satisfies LoadNumberingInput,
			staffId: input.staffId,
			subject: 'numbering:ranges',
		});
		return { status: 'started', taskId };
	});
}

/**
 * The task that loads a numbering table: its ranges beside those in use, then the switch in one transaction with the last
 * of them (the table before is kept, the one before that goes), then the zone of every customer that only a number tells.
 */
export function loadNumberingTaskKind(): TaskKind<LoadNumberingInput, LoadNumberingCursor> {
	return {
		kind: loadNumberingTask,
		async open(input, cursor, context) {
			const start: LoadNumberingCursor = cursor ?? { at: 'ranges', done: 0 };
			const ranges = start.at === 'ranges' ? await readRanges(context.db, input) : [];
			return new LoadWork(input.tableId, ranges, start);
		},
	};
}

async function readRanges(db: Db, input: LoadNumberingInput): Promise<readonly ParsedRange[]> {
	if (!(await readFileFacts(db, input.fileId))) throw new TaskFailure('file-expired');
	const parsed = await parseNumbering((offset) => readFileFrom(db, input.fileId, offset), {
		leastRows: input.leastRows,
	});
	if (!parsed.ok) throw new TaskFailure(parsed.problem, { line: parsed.line ?? 0 });
	return parsed.ranges;
}

class LoadWork implements TaskWork<LoadNumberingCursor> {
	readonly #tableId: string;
	readonly #ranges: readonly ParsedRange[];
	#cursor: LoadNumberingCursor;

	constructor(tableId: string, ranges: readonly ParsedRange[], cursor: LoadNumberingCursor) {
		this.#tableId = tableId;
		this.#ranges = ranges;
		this.#cursor = cursor;
	}

	async next(tx: Tx): Promise<TaskStep<LoadNumberingCursor>> {
		const step =
			this.#cursor.at === 'ranges'
				? await this.#load(tx, this.#cursor.done)
				: await settleZones(tx, this.#cursor.after);
		this.#cursor = step.cursor;
		return step;
	}

	async close(): Promise<void> {}

	async #load(tx: Tx, from: number): Promise<TaskStep<LoadNumberingCursor>> {
		const part = this.#ranges.slice(from, from + BATCH);
		await sql`
			insert into number_range (table_id, first, last, operator, region, zone)
			select ${this.#tableId}, d.* from unnest(${part.map((range) => range.first)}::bigint[],
				${part.map((range) => range.last)}::bigint[], ${part.map((range) => range.operator)}::text[],
				${part.map((range) => range.region)}::text[], ${part.map((range) => range.zone)}::text[]) as d`.execute(tx);
		const done = from + part.length;
		const whole = done === this.#ranges.length;
		if (whole) await switchTo(tx, this.#tableId);
		return {
			cursor: whole ? { at: 'customers', after: 0 } : { at: 'ranges', done },
			done: part.length,
			results: { ranges: part.length },
			finished: false,
		};
	}
}

async function switchTo(tx: Tx, tableId: string): Promise<void> {
	await sql`delete from number_table where state = 'previous'`.execute(tx);
	// What was never finished, because a newer file came, is of no use.
	await sql`delete from number_table where state = 'loading' and id <> ${tableId} and loaded_at < volna.now_stable() - interval '1 day'`.execute(
		tx,
	);
	await sql`update number_table set state = 'previous' where state = 'current'`.execute(tx);
	await sql`update number_table set state = 'current', loaded_at = volna.now_exact() where id = ${tableId}`.execute(tx);
}

/** The zones of a batch of customers anew, where nobody knows better than the number (design D12). */
async function settleZones(tx: Tx, after: number): Promise<TaskStep<LoadNumberingCursor>> {
	const { rows } = await sql<{ last: number | null; seen: number; changed: number }>`
		with batch as (
			select id from customer where id > ${after}::bigint order by id limit ${BATCH}
		),
		wanted as (
			select c.id, z.zone
			from batch b
			join customer c on c.id = b.id
			cross join lateral (
				select case
					when c.phone ~ '^\\+7[67]' then 'Asia/Almaty'
					else (select r.zone from volna.number_range_of(c.phone) r)
				end as zone
			) z
			where c.deleted_at is null and (c.time_zone_source is null or c.time_zone_source = 'number')
				and c.time_zone is distinct from z.zone
			order by c.id
			for no key update of c
		),
		changed as (
			update customer c
			set time_zone = w.zone, time_zone_source = case when w.zone is not null then 'number' end,
				time_zone_at = case when w.zone is not null then volna.now_exact() end
			from wanted w
			where c.id = w.id
			returning c.id
		)
		select (select max(id) from batch) as last, (select count(*) from batch) as seen,
			(select count(*) from changed) as changed`.execute(tx);
	const { last, seen, changed } = rows[0]!;
	return {
		cursor: { at: 'customers', after: last ?? after },
		done: seen,
		results: { customers: seen, zones: changed },
		finished: seen < BATCH,
	};
}
