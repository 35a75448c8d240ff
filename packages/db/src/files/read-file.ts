import { sql } from 'kysely';
import type { Db } from '../open-database.ts';

export interface FileFacts {
	readonly id: string;
	readonly name: string;
	readonly contentType: string;
	readonly staffId: string | null;
	readonly neededRight: string;
	readonly size: number;
	/** In hex; null for what was written piece by piece. */
	readonly sha256: string | null;
	readonly createdAt: Date;
	/** Null while it is being written. */
	readonly closedAt: Date | null;
	readonly expiresAt: Date;
}

/** What is known of a file; null when it is unknown or over. */
export async function readFileFacts(db: Db, fileId: string): Promise<FileFacts | null> {
	const { rows } = await sql<FileFacts>`
		select id, name, content_type, staff_id, needed_right, size, encode(sha256, 'hex') as sha256,
			created_at, closed_at, expires_at
		from file where id = ${fileId} and expires_at > volna.now_stable()`.execute(db);
	return rows[0] ?? null;
}

/**
 * The bytes of a file from an offset on, a chunk at a time, fetched as they are asked for. Throws when the file ends
 * before its size says so: it expired meanwhile.
 */
export async function* readFileFrom(db: Db, fileId: string, offset = 0): AsyncGenerator<Buffer> {
	const { rows: facts } = await sql<{ size: number }>`select size from file where id = ${fileId}`.execute(db);
	if (!facts[0]) throw new Error(`File ${fileId} is unknown.`);
	const { size } = facts[0];
	for (let at = offset; at < size; ) {
		const { rows } = await sql<{ startAt: number; bytes: Buffer }>`
			select start_at, bytes from file_chunk
			where file_id = ${fileId} and start_at <= ${at}::bigint
			order by start_at desc limit 1`.execute(db);
		const chunk = rows[0];
		const bytes = chunk?.bytes.subarray(at - chunk.startAt);
		if (!bytes || bytes.byteLength === 0) throw new Error(`File ${fileId} ends at ${at} of ${size} bytes.`);
		yield bytes;
		at += bytes.byteLength;
	}
}
