import { createHash } from 'node:crypto';
import { type Db, readFileFrom } from '@volna/db';
import { sql } from 'kysely';
import { detectDelimiter } from './detect-delimiter.ts';
import { detectEncoding, hasLetters, markLength } from './detect-encoding.ts';
import { readImportNames } from './import-names.ts';
import type { ImportFormat } from './import-settings.ts';
import { openRows } from './read-rows.ts';
import { suggestColumns } from './suggest-columns.ts';

export interface FilePreview {
	/** As found, or as chosen. */
	readonly format: ImportFormat;
	/** Of a file without a header row: '1', '2' and so on. */
	readonly headers: readonly string[];
	/** The first 20 rows after the header. */
	readonly rows: readonly {
		readonly line: number;
		readonly cells: readonly string[];
		readonly problem: string | null;
	}[];
	/** What each column probably is. */
	readonly columns: readonly (string | null)[];
	/** They were chosen by people for a file with the same headers. */
	readonly remembered: boolean;
	/** What columns may be, besides the fixed ones. */
	readonly targets: {
		readonly fields: readonly { readonly systemName: string; readonly name: string; readonly type: string }[];
		readonly topics: readonly { readonly systemName: string; readonly name: string }[];
		readonly systems: readonly string[];
	};
}

const ROWS = 20;
const SAMPLE = 256 * 1024;
/** A file that begins with plain ASCII is read so far for a letter that tells its encoding. */
const SEARCH = 16 * 1024 * 1024;

/**
 * The first rows of a stored file, read in the chosen encoding and with the chosen delimiter, or in those it seems to have,
 * with a proposal for its columns. Nothing is written.
 */
export async function previewFile(db: Db, fileId: string, chosen: Partial<ImportFormat>): Promise<FilePreview> {
	const open = (offset: number) => readFileFrom(db, fileId, offset);
	const names = await readImportNames(db);
	const { start, letters } = await readSample(open);
	const encoding = chosen.encoding ?? detectEncoding(letters);
	const text = new TextDecoder(encoding).decode(start.subarray(markLength(start, encoding)), { stream: true });
	const detected = { encoding, delimiter: chosen.delimiter ?? detectDelimiter(text), quotes: chosen.quotes ?? true };
	const read = await firstRows(open, detected);
	const first = read[0]?.cells ?? [];
	const format = { ...detected, header: chosen.header ?? looksLikeHeader(first) };
	const headers = format.header ? first.map((cell) => cell.trim()) : first.map((_, index) => String(index + 1));
	const remembered = format.header ? await rememberedColumns(db, headers) : null;
	return {
		format,
		headers,
		rows: format.header ? read.slice(1, ROWS + 1) : read.slice(0, ROWS),
		columns: remembered ?? (format.header ? suggestColumns(headers, names) : suggestByCells(first)),
		remembered: remembered !== null,
		targets: {
			fields: [...names.fields.values()].map(({ systemName, name, type }) => ({ systemName, name, type })),
			topics: [...names.topics.values()],
			systems: [...names.systems.values()].map((system) => system.name),
		},
	};
}

async function readSample(open: (offset: number) => AsyncIterable<Uint8Array>) {
	const chunks: Uint8Array[] = [];
	let [size, at] = [0, 0];
	let letters: Uint8Array | null = null;
	for await (const chunk of open(0)) {
		at += chunk.byteLength;
		if (size < SAMPLE) {
			chunks.push(chunk.subarray(0, SAMPLE - size));
			size += chunk.byteLength;
		}
		if (hasLetters(chunk)) {
			letters = chunk;
			break;
		}
		if (at >= SEARCH) break;
	}
	const start = Buffer.concat(chunks);
	return { start, letters: hasLetters(start) ? start : (letters ?? start) };
}

async function firstRows(open: (offset: number) => AsyncIterable<Uint8Array>, format: Omit<ImportFormat, 'header'>) {
	const reader = openRows(open, format);
	try {
		return (await reader.next(ROWS + 1)).rows;
	} finally {
		await reader.close();
	}
}

/** Headers have no phones, addresses or numbers among them. */
function looksLikeHeader(cells: readonly string[]): boolean {
	return !cells.some((cell) => /^[+\d][\d\s()-]{4,}$/.test(cell.trim()) || /@/.test(cell));
}

function suggestByCells(cells: readonly string[]): (string | null)[] {
	const used = new Set<string>();
	const once = (column: string) => (used.has(column) ? null : used.add(column) && column);
	return cells.map((cell) => {
		if (/@/.test(cell)) return once('Email');
		return /^[+\d][\d\s()-]{9,}$/.test(cell.trim()) ? once('MobilePhone') : null;
	});
}

async function rememberedColumns(db: Db, headers: readonly string[]): Promise<(string | null)[] | null> {
	const row = await db
		.selectFrom('importColumns')
		.select('columns')
		.where('headersHash', '=', hashOf(headers))
		.executeTakeFirst();
	return row ? (row.columns as (string | null)[]) : null;
}

/** Keeps what people said the columns under these headers are. */
export async function rememberColumns(
	db: Db,
	headers: readonly string[],
	columns: readonly (string | null)[],
): Promise<void> {
	await sql`
		insert into import_columns (headers_hash, columns, used_at)
		values (${hashOf(headers)}, ${JSON.stringify(columns)}::jsonb, volna.now_exact())
		on conflict (headers_hash) do update set columns = excluded.columns, used_at = excluded.used_at`.execute(db);
}

function hashOf(headers: readonly string[]): Buffer {
	return createHash('sha256')
		.update(JSON.stringify(headers.map((header) => header.trim().toLowerCase())))
		.digest();
}
