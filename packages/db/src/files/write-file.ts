import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../open-database.ts';
import { CHUNK_BYTES, inChunks } from './in-chunks.ts';

export interface NewFile {
	/** As people see it; cleaned by `fileName`. */
	readonly name: string;
	readonly contentType: string;
	/** Its owner, who alone can fetch it. */
	readonly staffId: string | null;
	/** The right its owner must hold to fetch it. */
	readonly neededRight: string;
	/** From its end on. */
	readonly expiresInHours: number;
}

/** A file that nobody goes on writing is removed after so long: an upload whose api died (F-66). */
const LEFT_ALONE_HOURS = 1 / 60;

/**
 * Begins a file that is written piece by piece, for instance by the batches of a task.
 *
 * @param writtenWithinHours it is removed when it is not closed by then, and nobody has just written
 */
export async function beginFile(
	tx: Db | Tx,
	file: Omit<NewFile, 'expiresInHours'>,
	writtenWithinHours: number,
): Promise<string> {
	const { id } = await tx
		.insertInto('file')
		.values({
			name: fileName(file.name),
			contentType: file.contentType,
			staffId: file.staffId,
			neededRight: file.neededRight,
			expiresAt: sql<Date>`volna.now_exact() + make_interval(secs => ${writtenWithinHours * 3600}::float8)`,
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

/** Adds bytes to the end of a file that is not closed. Returns its size then. Throws when it is closed or unknown. */
export async function appendToFile(tx: Db | Tx, fileId: string, bytes: Uint8Array): Promise<number> {
	const pieces: Buffer[] = [];
	for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) {
		pieces.push(Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(CHUNK_BYTES, bytes.byteLength - at)));
	}
	let size = -1;
	// One statement a piece: a parameter is copied whole several times on its way.
	for (const piece of pieces.length > 0 ? pieces : [null]) {
		const { rows } = await sql<{ size: number }>`
			with piece as (
				select ${piece}::bytea as bytes
			), grown as (
				update file
				set size = size + coalesce(octet_length(piece.bytes), 0),
					expires_at = greatest(expires_at,
						volna.now_exact() + make_interval(secs => ${LEFT_ALONE_HOURS * 3600}::float8))
				from piece
				where id = ${fileId} and closed_at is null
				returning id, size
			), added as (
				insert into file_chunk (file_id, start_at, bytes)
				select grown.id, grown.size - octet_length(piece.bytes), piece.bytes
				from grown, piece
				where piece.bytes is not null
			)
			select size from grown`.execute(tx);
		if (!rows[0]) throw new Error(`File ${fileId} is closed or unknown.`);
		size = rows[0].size;
	}
	return size;
}

/** Closes a file: from now on it can be fetched, and not be written. */
export async function closeFile(
	tx: Db | Tx,
	fileId: string,
	end: { readonly expiresInHours: number; readonly sha256?: Buffer },
): Promise<void> {
	await sql`
		update file
		set closed_at = volna.now_exact(), sha256 = ${end.sha256 ?? null}::bytea,
			expires_at = volna.now_exact() + make_interval(secs => ${end.expiresInHours * 3600}::float8)
		where id = ${fileId} and closed_at is null`.execute(tx);
}

/**
 * Writes a whole file in pieces of 1 MiB, reading the source no faster than Postgres takes it. When the source or the
 * database throws, nothing of the file is left, and the error goes on.
 */
export async function writeFile(
	db: Db,
	file: NewFile,
	source: AsyncIterable<Uint8Array>,
): Promise<{ fileId: string; size: number; sha256: string }> {
	const fileId = await beginFile(db, file, LEFT_ALONE_HOURS);
	try {
		const hash = createHash('sha256');
		let size = 0;
		for await (const piece of inChunks(source)) {
			hash.update(piece);
			size = await appendToFile(db, fileId, piece);
		}
		const sha256 = hash.digest();
		await closeFile(db, fileId, { sha256, expiresInHours: file.expiresInHours });
		return { fileId, size, sha256: sha256.toString('hex') };
	} catch (error) {
		// What stays when the database is away is removed with what expired.
		await sql`delete from file where id = ${fileId}`.execute(db).catch(() => {});
		throw error;
	}
}

/** A name for people's disks: no folders, no control or direction characters, 150 characters at most (S-37). */
export function fileName(name: string): string {
	const last = name.split(/[/\\]/).at(-1) ?? '';
	const clean = last
		.toWellFormed()
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
		.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069"<>|?*:]/g, '')
		.replace(/^\.+/, '')
		.trim();
	return clean.slice(-150) || 'file';
}
