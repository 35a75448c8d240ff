import { setImmediate } from 'node:timers/promises';
import { type CsvError, type Parser, parse } from 'csv-parse';
import { FileDecoder } from './decode-file.ts';
import type { ImportEncoding } from './import-states.ts';

export interface FileFormat {
	readonly encoding: ImportEncoding;
	/** One character. */
	readonly delimiter: string;
	/** Cells may stand in double quotes; false where quotes are letters like others. */
	readonly quotes: boolean;
}

/** Where reading begins: a byte of the file, and the number of the line there, from 1. */
export interface FilePlace {
	readonly offset: number;
	readonly line: number;
}

export interface ReadRow {
	/** The line that the row begins in, from 1. */
	readonly line: number;
	readonly cells: readonly string[];
	/** Set where the line could not be read as a row; `cells` is empty then. */
	readonly problem: 'quote-open' | 'row-too-long' | null;
}

export interface RowBatch {
	readonly rows: readonly ReadRow[];
	/** Where the next row begins. */
	readonly next: FilePlace;
	readonly ended: boolean;
}

export interface RowReader {
	/** The next rows, at most `max`; fewer only at the end. Rows without anything in them are left out. */
	next(max: number): Promise<RowBatch>;
	close(): Promise<void>;
}

/** Bytes of a row at most, in UTF-8. */
const MAX_ROW = 64 * 1024;
const PIECE = 64 * 1024;
/** Each line with a fault like this is read twice; a file full of them is of another format. */
const MAX_FAULTS = 200;

/** Throws `UnreadableFile` when too many lines cannot be read as rows. */
export class UnreadableFile extends Error {
	readonly line: number;
	constructor(line: number) {
		super(`too many lines cannot be read as rows, the last of them ${line}`);
		this.line = line;
	}
}

/**
 * Reads a file of delimited text as rows, in constant memory. A line whose quote is never closed, or that is longer than
 * 64 KB, is given with its problem, and reading goes on after it. Line ends may be `\n`, `\r\n` or `\r`, and stand in
 * quotes.
 *
 * @param open gives the bytes of the file from an offset on
 */
export function openRows(
	open: (offset: number) => AsyncIterable<Uint8Array>,
	format: FileFormat,
	from: FilePlace = { offset: 0, line: 1 },
): RowReader {
	return new Reader(open(from.offset), format, from);
}

interface QueuedRow extends ReadRow {
	/** In the UTF-8 stream. */
	endsAt: number;
	nextLine: number;
}

class Reader implements RowReader {
	readonly #source: AsyncIterator<Uint8Array>;
	readonly #decoder: FileDecoder;
	readonly #format: FileFormat;
	readonly #queue: QueuedRow[] = [];
	#ended = false;
	#parser: Parser;
	/** Pieces since the end of the last row read, to begin anew in after a fault. */
	#tail: { at: number; bytes: Buffer }[] = [];
	#parserAt = 0;
	#rowAt = 0;
	#line: number;
	#emptyLines = 0;
	#skipping = false;
	#faults = 0;
	#next: FilePlace;
	#leftover: Uint8Array | null = null;

	constructor(source: AsyncIterable<Uint8Array>, format: FileFormat, from: FilePlace) {
		this.#source = source[Symbol.asyncIterator]();
		this.#decoder = new FileDecoder(format.encoding, from.offset);
		this.#format = format;
		this.#line = from.line;
		this.#next = from;
		this.#parser = this.#newParser();
	}

	async next(max: number): Promise<RowBatch> {
		while (this.#queue.length < max && !this.#ended) {
			await this.#readMore();
			// Writing to the parser never leaves the current tick, and whoever waits for Postgres besides waits as well.
			await setImmediate();
		}
		const rows = this.#queue.splice(0, max);
		const last = rows.at(-1);
		if (last) this.#next = { offset: this.#decoder.fileOffsetOf(last.endsAt), line: last.nextLine };
		return { rows, next: this.#next, ended: this.#ended && this.#queue.length === 0 };
	}

	async close(): Promise<void> {
		this.#parser.destroy();
		await this.#source.return?.();
	}

	#newParser(): Parser {
		this.#emptyLines = 0;
		const parser = parse({
			delimiter: this.#format.delimiter,
			quote: this.#format.quotes ? '"' : null,
			escape: this.#format.quotes ? '"' : null,
			record_delimiter: ['\r\n', '\n', '\r'],
			relax_quotes: true,
			relax_column_count: true,
			skip_empty_lines: true,
			max_record_size: MAX_ROW,
			// Nothing goes through the stream's readable side: rows are taken as they are found.
			on_record: (cells: string[], context) => {
				this.#found(cells, context.bytes, context.empty_lines);
				return null;
			},
		});
		parser.on('error', () => {});
		parser.resume();
		return parser;
	}

	#found(cells: readonly string[], bytes: number, emptyLines: number): void {
		this.#line += emptyLines - this.#emptyLines;
		this.#emptyLines = emptyLines;
		const line = this.#line;
		let breaks = 0;
		let filled = false;
		for (const cell of cells) {
			if (cell === '') continue;
			filled = true;
			if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(/\r\n|\n|\r/g)!.length;
		}
		this.#line += 1 + breaks;
		this.#rowAt = this.#parserAt + bytes;
		if (filled) this.#queue.push({ line, cells, problem: null, endsAt: this.#rowAt, nextLine: this.#line });
	}

	async #readMore(): Promise<void> {
		const bytes = this.#leftover ?? (await this.#pull());
		if (!bytes) {
			await this.#end();
			return;
		}
		this.#leftover = bytes.byteLength > PIECE ? bytes.subarray(PIECE) : null;
		const piece = this.#decoder.push(bytes.byteLength > PIECE ? bytes.subarray(0, PIECE) : bytes);
		this.#tail.push(piece);
		if (this.#skipping) await this.#skipLine();
		else await this.#parse(piece.bytes);
	}

	/** The first bytes come together, so that a byte order mark is whole. */
	async #pull(): Promise<Uint8Array | null> {
		let held: Uint8Array | null = null;
		for (;;) {
			const { done, value } = await this.#source.next();
			if (done) return held;
			held = held ? Buffer.concat([held, value]) : value;
			if (held.byteLength >= 4) return held;
		}
	}

	async #parse(bytes: Buffer): Promise<void> {
		const fault = await written(this.#parser, bytes);
		if (fault) await this.#recover(fault);
		else this.#forget();
	}

	async #end(): Promise<void> {
		if (this.#skipping) {
			this.#ended = true;
			return;
		}
		const fault = await finished(this.#parser);
		if (!fault) {
			this.#ended = true;
			return;
		}
		await this.#recover(fault);
		await this.#end();
	}

	/** Gives the line that could not be read with its problem, and begins anew after it. */
	async #recover(fault: CsvError): Promise<void> {
		if (!['CSV_MAX_RECORD_SIZE', 'CSV_QUOTE_NOT_CLOSED'].includes(fault.code)) throw fault;
		if (typeof fault.empty_lines === 'number') this.#line += fault.empty_lines - this.#emptyLines;
		this.#faults++;
		if (this.#faults > MAX_FAULTS) throw new UnreadableFile(this.#line);
		const problem = this.#quoteStandsOpen() ? 'quote-open' : 'row-too-long';
		this.#parser.destroy();
		this.#queue.push({ line: this.#line, cells: [], problem, endsAt: this.#rowAt, nextLine: this.#line });
		await this.#skipLine();
	}

	/** The fault's line holds an odd number of quotes. */
	#quoteStandsOpen(): boolean {
		const rest = this.#rest().subarray(0, MAX_ROW);
		const end = lineEnd(rest);
		let quotes = 0;
		for (const byte of end === -1 ? rest : rest.subarray(0, end)) if (byte === 0x22) quotes++;
		return quotes % 2 === 1;
	}

	#rest(): Buffer {
		this.#forget();
		const all = Buffer.concat(this.#tail.map((piece) => piece.bytes));
		return all.subarray(Math.max(0, this.#rowAt - (this.#tail[0]?.at ?? 0)));
	}

	async #skipLine(): Promise<void> {
		const rest = this.#rest();
		// Empty lines before the fault's line were counted and lie before it.
		const start = rest.findIndex((byte) => byte !== 10 && byte !== 13);
		const end = lineEnd(rest, this.#skipping ? 0 : Math.max(0, start));
		const at = this.#tail.at(-1);
		if (end === -1) {
			this.#skipping = true;
			this.#rowAt = at ? at.at + at.bytes.byteLength : this.#rowAt;
			this.#tail = [];
			return;
		}
		this.#skipping = false;
		const from = this.#rowAt + end;
		const after = rest.subarray(end);
		this.#line++;
		this.#rowAt = from;
		this.#parserAt = from;
		const faulty = this.#queue.at(-1);
		if (faulty?.problem) {
			faulty.endsAt = from;
			faulty.nextLine = this.#line;
		}
		this.#tail = [{ at: from, bytes: after }];
		this.#parser = this.#newParser();
		if (after.byteLength > 0) await this.#parse(after);
	}

	#forget(): void {
		while (this.#tail.length > 0 && this.#tail[0]!.at + this.#tail[0]!.bytes.byteLength <= this.#rowAt)
			this.#tail.shift();
	}
}

/** Where the line after the first line's end begins; -1 where no line ends. */
function lineEnd(bytes: Buffer, from = 0): number {
	const [feed, carriage] = [bytes.indexOf(10, from), bytes.indexOf(13, from)];
	if (carriage === -1 || (feed !== -1 && feed < carriage)) return feed === -1 ? -1 : feed + 1;
	return bytes[carriage + 1] === 10 ? carriage + 2 : carriage + 1;
}

function written(parser: Parser, bytes: Buffer): Promise<CsvError | null> {
	return new Promise((resolve) => {
		parser.write(bytes, (error) => resolve((error as CsvError | null | undefined) ?? null));
	});
}

function finished(parser: Parser): Promise<CsvError | null> {
	return new Promise((resolve) => {
		const onEnd = () => resolve(null);
		parser.once('end', onEnd);
		parser.once('error', (error) => resolve(error as CsvError));
		parser.end();
	});
}
