import { setImmediate } from 'node:timers/promises';
import {
	type Db,
	readFileFacts,
	readFileFrom,
	type TaskContext,
	TaskFailure,
	type TaskKind,
	type TaskStep,
	type TaskWork,
	type Tx,
} from '@volna/db';
import { sql } from 'kysely';
import { ensureActionMonths } from '../ensure-action-months.ts';
import type { StartRuns } from '../start-runs.ts';
import { type NumberRanges, readNumberRanges } from '../zones/number-ranges.ts';
import { type BatchOutcome, importBatch } from './import-batch.ts';
import { type ImportNames, readImportNames } from './import-names.ts';
import type { ImportSetup } from './import-settings.ts';
import { type ImportRow, planRows, type RowFault, type RowPlan } from './parse-row.ts';
import { openRows, type ReadRow, type RowReader, UnreadableFile } from './read-rows.ts';

export interface ImportTaskInput {
	readonly importId: string;
	/** People looked at a file that is bad from its beginning, and want it all the same. */
	readonly anyway?: boolean;
}

export interface ImportCursor {
	readonly offset: number;
	readonly line: number;
}

export interface ImportTaskDeps {
	readonly startRuns: StartRuns;
	/** The bytes of a file from an offset on; of a stored one unless a test or a bench gives its own. */
	readonly readFile?: (db: Db, fileId: string, offset: number) => AsyncIterable<Uint8Array>;
	/** Rows of a batch; 2 500 unless a test wants fewer. */
	readonly batchRows?: number;
}

export const importTaskName = 'customers.import';
/** With 5 000 a process stands at 320 MB, with these at 290, and is as fast. */
const BATCH = 2500;
const SLICE = 250;
/** So many rows are looked at before anything is kept. */
const PROBE = 1000;
/** A greater share of bad rows than this among them asks people. */
const BAD_SHARE = 0.3;

/**
 * The task that imports a file (domain §3.4): batches of 2 500 rows, each in the runner's transaction together with its
 * counters and its cursor, the byte where the next row begins. A file whose first thousand rows are bad by more than 30 %
 * ends with a question and changes nothing; the answer starts it again, `anyway`.
 */
export function importTask(deps: ImportTaskDeps): TaskKind<ImportTaskInput, ImportCursor> {
	return {
		kind: importTaskName,
		async open(input, cursor, context) {
			const stored = await readStored(context.db, input.importId);
			if (!deps.readFile && !(await readFileFacts(context.db, stored.fileId))) throw new TaskFailure('file-expired');
			const names = await readImportNames(context.db);
			const plan = planRows(stored.setup, stored.headers, names);
			const readFile = deps.readFile ?? readFileFrom;
			const reader = openRows((offset) => readFile(context.db, stored.fileId, offset), stored.setup.format, {
				offset: cursor?.offset ?? 0,
				line: cursor?.line ?? 1,
			});
			if (!cursor && stored.setup.format.header) await reader.next(1);
			return new ImportWork(deps, context, stored, names, plan, reader, cursor === null && !input.anyway);
		},
	};
}

interface StoredImport {
	readonly id: string;
	readonly fileId: string;
	readonly fileSize: number;
	readonly headers: readonly string[];
	readonly setup: ImportSetup;
}

async function readStored(db: Db, id: string): Promise<StoredImport> {
	const row = await db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirst();
	if (!row) throw new TaskFailure('import-unknown');
	return {
		id,
		fileId: row.fileId,
		fileSize: row.fileSize,
		headers: row.headers as string[],
		setup: { kind: row.kind, format: row.format, columns: row.columns, settings: row.settings } as ImportSetup,
	};
}

interface ParsedBatch {
	readonly rows: readonly ImportRow[];
	readonly faults: readonly RowFault[];
	readonly refused: number;
	readonly read: number;
	readonly next: ImportCursor;
	readonly ended: boolean;
	/** Reading had to stop at this line. */
	readonly unreadable: number | null;
}

class ImportWork implements TaskWork<ImportCursor> {
	readonly #deps: ImportTaskDeps;
	readonly #context: TaskContext;
	readonly #stored: StoredImport;
	readonly #names: ImportNames;
	readonly #plan: RowPlan;
	readonly #reader: RowReader;
	readonly #batchRows: number;
	#probes: boolean;
	#ranges: NumberRanges | undefined;
	/** Read and checked while Postgres works on the batch before. */
	#ahead: Promise<ParsedBatch> | null = null;

	constructor(
		deps: ImportTaskDeps,
		context: TaskContext,
		stored: StoredImport,
		names: ImportNames,
		plan: RowPlan,
		reader: RowReader,
		probes: boolean,
	) {
		this.#deps = deps;
		this.#batchRows = deps.batchRows ?? BATCH;
		this.#context = context;
		this.#stored = stored;
		this.#names = names;
		this.#plan = plan;
		this.#reader = reader;
		this.#probes = probes;
	}

	async next(tx: Tx): Promise<TaskStep<ImportCursor>> {
		const batch = await (this.#ahead ?? this.#parse(this.#probes ? PROBE : this.#batchRows));
		this.#ahead = batch.ended ? null : this.#parse(this.#batchRows);
		// A fault of reading shows when the batch is asked for.
		this.#ahead?.catch(() => {});
		this.#ranges = await readNumberRanges(tx, this.#ranges);
		if (this.#probes) await sql`savepoint probe`.execute(tx);
		const outcome = await this.#apply(tx, batch);
		if (this.#probes && outcome.counts.refused > batch.read * BAD_SHARE) return this.#ask(tx, batch, outcome);
		this.#probes = false;
		return this.#finishStep(tx, batch, outcome);
	}

	async close(): Promise<void> {
		await this.#ahead?.catch(() => {});
		await this.#reader.close();
	}

	async #parse(max: number): Promise<ParsedBatch> {
		const read = await this.#read(max);
		const rows: ImportRow[] = [];
		const faults: RowFault[] = [];
		let refused = 0;
		for (const [index, row] of read.rows.entries()) {
			// Postgres's answers must not wait for a whole batch to be checked.
			if (index % SLICE === SLICE - 1) await setImmediate();
			const parsed = this.#plan.parse(row);
			if ('row' in parsed) rows.push(parsed.row);
			else {
				faults.push(...parsed.faults);
				refused++;
			}
		}
		await this.#makeMonths(rows);
		return {
			rows,
			faults,
			refused,
			read: read.rows.length,
			next: read.next,
			ended: read.ended,
			unreadable: read.unreadable,
		};
	}

	async #read(max: number) {
		try {
			return { ...(await this.#reader.next(max)), unreadable: null };
		} catch (error) {
			if (!(error instanceof UnreadableFile)) throw error;
			const rows: ReadRow[] = [];
			return { rows, next: { offset: this.#stored.fileSize, line: error.line }, ended: true, unreadable: error.line };
		}
	}

	/** Before the transaction that needs them: making one inside would lock their parent. */
	async #makeMonths(rows: readonly ImportRow[]): Promise<void> {
		const { settings } = this.#stored.setup;
		const issues = rows.some((row) => row.template ?? row.templateOfChange) || settings.templateId !== null;
		if (!issues) return;
		const moments = new Set(rows.flatMap((row) => row.actionAt?.slice(0, 7) ?? []));
		const { rows: now } = await sql<{ now: Date }>`select volna.now_exact() as now`.execute(this.#context.db);
		const dates = [now[0]!.now, ...[...moments].map((month) => new Date(`${month}-01T00:00:00Z`))];
		if (settings.occurredAt) dates.push(new Date(settings.occurredAt));
		// Month by month: the months between two moments far apart are nobody's.
		for (const date of dates) await ensureActionMonths(this.#context.db, [date]);
	}

	async #apply(tx: Tx, batch: ParsedBatch): Promise<BatchOutcome> {
		const outcome = await importBatch(tx, batch.rows, {
			importId: this.#stored.id,
			setup: this.#stored.setup,
			plan: this.#plan,
			names: this.#names,
			ranges: this.#ranges!,
			startRuns: this.#stored.setup.settings.startsFlows ? this.#deps.startRuns : null,
		});
		return {
			counts: { ...outcome.counts, refused: outcome.counts.refused + batch.refused },
			faults: [...batch.faults, ...outcome.faults].sort((one, other) => one.line - other.line),
		};
	}

	async #ask(tx: Tx, batch: ParsedBatch, outcome: BatchOutcome): Promise<TaskStep<ImportCursor>> {
		await sql`rollback to savepoint probe`.execute(tx);
		const question = { code: 'many-bad-rows', rows: batch.read, refused: outcome.counts.refused };
		await sql`update import set question = ${JSON.stringify(question)}::jsonb where id = ${this.#stored.id}`.execute(
			tx,
		);
		return {
			cursor: { offset: 0, line: 1 },
			done: 0,
			errors: outcome.faults,
			finished: true,
			outcome: { question },
		};
	}

	async #finishStep(tx: Tx, batch: ParsedBatch, { counts, faults }: BatchOutcome): Promise<TaskStep<ImportCursor>> {
		const { rows: updated } = await sql<{ rowsRead: number }>`
			update import
			set rows_read = rows_read + ${batch.read}::bigint, created = created + ${counts.created}::bigint,
				updated = updated + ${counts.updated}::bigint, unchanged = unchanged + ${counts.unchanged}::bigint,
				refused = refused + ${counts.refused}::bigint, remarked = remarked + ${counts.remarked}::bigint,
				actions = actions + ${counts.actions}::bigint, added = added + ${counts.added}::bigint,
				moved = moved + ${counts.moved}::bigint,
				finished_at = case when ${batch.ended}::boolean then volna.now_exact() end
			where id = ${this.#stored.id}
			returning rows_read as "rowsRead"`.execute(tx);
		const rowsRead = updated[0]!.rowsRead;
		// Until the end it is a guess by how much of the file is read.
		const total = batch.ended ? rowsRead : Math.round((rowsRead * this.#stored.fileSize) / batch.next.offset);
		const stop =
			batch.unreadable === null
				? []
				: [{ line: batch.unreadable, code: 'quote-open' as const, column: null, value: null }];
		return {
			cursor: batch.next,
			done: batch.read,
			total,
			results: counts,
			errors: [...faults, ...stop],
			finished: batch.ended,
			...(batch.unreadable === null ? {} : { outcome: { stoppedAtLine: batch.unreadable } }),
		};
	}
}
