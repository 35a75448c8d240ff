import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing.ts';
import { fileUse, forgetFiles } from './forget-files.ts';
import { CHUNK_BYTES, inChunks } from './in-chunks.ts';
import { readFileFacts, readFileFrom } from './read-file.ts';
import { appendToFile, beginFile, closeFile, fileName, writeFile } from './write-file.ts';

let database: TestDatabase;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
	await database.pool.query('truncate file, file_chunk');
});

const about = { name: 'a.csv', contentType: 'text/csv', staffId: 'a', neededRight: 'import', expiresInHours: 24 };

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(id: string, offset?: number): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of readFileFrom(database.db, id, offset)) parts.push(part);
	return Buffer.concat(parts);
}

describe('a file', () => {
	it.each([
		['empty', 0, 1],
		['small', 5, 3],
		['of exactly a chunk', CHUNK_BYTES, 65_536],
		['of several chunks', 2 * CHUNK_BYTES + 17, 100_003],
		['in one piece of several chunks', 2 * CHUNK_BYTES + 17, 3 * CHUNK_BYTES],
	])('%s is read as it was written, with its size and hash', async (_, size, piece) => {
		const bytes = randomBytes(size);
		const written = await writeFile(database.db, about, pieces(bytes, piece));
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		expect(written).toMatchObject({ size, sha256 });
		expect((await readAll(written.fileId)).equals(bytes)).toBe(true);
		expect(await readFileFacts(database.db, written.fileId)).toMatchObject({
			name: 'a.csv',
			contentType: 'text/csv',
			staffId: 'a',
			neededRight: 'import',
			size,
			sha256,
			closedAt: expect.any(Date),
		});
	});

	it('is read from any byte on', async () => {
		const bytes = randomBytes(2 * CHUNK_BYTES + 17);
		const { fileId } = await writeFile(database.db, about, pieces(bytes, 100_003));
		for (const offset of [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, bytes.byteLength - 1, bytes.byteLength]) {
			expect((await readAll(fileId, offset)).equals(bytes.subarray(offset)), String(offset)).toBe(true);
		}
	});

	it('written piece by piece lies in order, and a piece whose transaction is undone leaves nothing', async () => {
		const id = await beginFile(database.db, about, 1);
		expect(await appendToFile(database.db, id, Buffer.from('one '))).toBe(4);
		await database.db
			.transaction()
			.execute(async (tx) => {
				await appendToFile(tx, id, Buffer.from('lost '));
				throw new Error('undone');
			})
			.catch(() => {});
		expect(await appendToFile(database.db, id, Buffer.alloc(0))).toBe(4);
		await appendToFile(database.db, id, Buffer.from('two'));
		await closeFile(database.db, id, { expiresInHours: 24 });
		expect(String(await readAll(id))).toBe('one two');
		await expect(appendToFile(database.db, id, Buffer.from('late'))).rejects.toThrow(/closed/);
	});

	it('whose source breaks off leaves nothing', async () => {
		const broken = async function* () {
			yield randomBytes(CHUNK_BYTES + 1);
			throw new Error('cut');
		};
		await expect(writeFile(database.db, about, broken())).rejects.toThrow('cut');
		expect(await fileUse(database.db, 'a')).toEqual({ files: 0, bytes: 0 });
		const { rows } = await database.pool.query('select count(*)::integer as n from file_chunk');
		expect(rows[0].n).toBe(0);
	});

	it('that its writer left alone is removed within a minute, one that a task writes when its time is over', async () => {
		await database.db.transaction().execute(async () => {
			const upload = await beginFile(database.db, about, 1 / 60);
			await appendToFile(database.db, upload, Buffer.from('half'));
		});
		const byTask = await beginFile(database.db, about, 48);
		await database.moveClock(61_000);
		expect(await forgetFiles(database.db)).toBe(1);
		expect(await fileUse(database.db, 'a')).toEqual({ files: 1, bytes: 0 });
		await closeFile(database.db, byTask, { expiresInHours: 24 });
		await database.moveClock(24 * 3_600_000 + 1_000);
		expect(await readFileFacts(database.db, byTask)).toBeNull();
		expect(await forgetFiles(database.db)).toBe(1);
	});

	it('is read no faster than it is asked for, and written no faster than it is stored', async () => {
		let given = 0;
		const source = async function* () {
			for (; given < 3; given++) {
				const { rows } = await database.pool.query('select count(*)::integer as n from file_chunk');
				// All pieces before the last one asked for are stored by now.
				expect(rows[0].n).toBe(given);
				yield randomBytes(CHUNK_BYTES);
			}
		};
		await writeFile(database.db, about, source());
		expect(given).toBe(3);
	});
});

it('pieces of a source are the same bytes, all of one size but the last', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.uint8Array({ maxLength: 20 })),
			fc.integer({ min: 1, max: 9 }),
			async (parts, size) => {
				const source = async function* () {
					yield* parts;
				};
				const got: Uint8Array[] = [];
				for await (const piece of inChunks(source(), size)) got.push(piece);
				expect(Buffer.concat(got)).toEqual(Buffer.concat(parts));
				for (const piece of got.slice(0, -1)) expect(piece.byteLength).toBe(size);
				if (got.length > 0) expect(got.at(-1)!.byteLength).toBeGreaterThan(0);
			},
		),
	);
});

it.each([
	['clients.csv', 'clients.csv'],
	['../../etc/passwd', 'passwd'],
	['C:\\Users\\a\\клиенты.csv', 'клиенты.csv'],
	['a\0b\r\n.csv', 'ab.csv'],
	['\u202Egpj.exe', 'gpj.exe'],
	['a"b<c>.csv', 'abc.csv'],
	['...', 'file'],
	['', 'file'],
	[`${'x'.repeat(300)}.csv`, `${'x'.repeat(146)}.csv`],
])('the name %j is kept as %j', (name, kept) => {
	expect(fileName(name)).toBe(kept);
});
