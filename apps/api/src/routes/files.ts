import { audit, type StaffMember } from '@volna/access';
import { fromId, type routes, toId } from '@volna/contract';
import { type Db, type FileFacts, fileUse, readFileFacts, readFileFrom, writeFile } from '@volna/db';
import type { HandlerInput } from '../http/bind-route.ts';
import { Refusal } from '../http/refuse.ts';
import { sendFile } from './send-file.ts';

type Input<K extends keyof typeof routes> = HandlerInput<(typeof routes)[K]>;

const KEPT_HOURS = 7 * 24;
/** An upload that sends nothing for so long is given up. */
const STALL_MS = 60_000;

export interface UploadLimits {
	/** Bytes of one file. */
	readonly mostBytes: number;
	/** What a person's files may take up together. */
	readonly files: number;
	readonly bytes: number;
}

const LIMITS: UploadLimits = { mostBytes: 2 * 1024 ** 3, files: 100, bytes: 10 * 1024 ** 3 };

/** Files: uploads as they come, downloads for their owners. */
export function fileHandlers({ db, uploadLimits = LIMITS }: { db: Db; uploadLimits?: UploadLimits }) {
	return {
		async uploadFile({ query, staff, context }: Input<'uploadFile'>) {
			const { mostBytes } = uploadLimits;
			const type = context.req.header('content-type') ?? '';
			if (!/^application\/octet-stream\b/i.test(type)) throw new Refusal('body-not-bytes');
			if (Number(context.req.header('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes);
			const use = await fileUse(db, staff.id);
			if (use.files >= uploadLimits.files || use.bytes >= uploadLimits.bytes)
				throw new Refusal('file-quota', { values: { files: uploadLimits.files, bytes: uploadLimits.bytes } });
			const { body } = context.req.raw;
			if (!body) throw new Refusal('file-empty');
			const most = Math.min(mostBytes, uploadLimits.bytes - use.bytes);
			const file = {
				name: query.name,
				contentType: 'application/octet-stream',
				staffId: staff.id,
				neededRight: 'import',
				expiresInHours: KEPT_HOURS,
			};
			const { fileId } = await writeFile(db, file, received(body, most, mostBytes));
			return describeFile((await readFileFacts(db, fileId))!);
		},

		async readFile({ params, staff }: Input<'readFile'>) {
			return describeFile(await own(db, params.file, staff));
		},

		async downloadFile({ params, staff, context, requestId }: Input<'downloadFile'>) {
			const file = await own(db, params.file, staff);
			if (file.neededRight === 'export') {
				await db.transaction().execute((tx) =>
					audit(tx, {
						staffId: staff.id,
						act: 'export.download',
						subject: `file:${file.id}`,
						details: { size: file.size },
						requestId,
					}),
				);
			}
			return sendFile(context, file, readFileFrom(db, file.id));
		},
	};
}

/** A closed file of one's own, while one holds the right it needs; another's is as if there were none. */
async function own(db: Db, id: string, staff: StaffMember): Promise<FileFacts> {
	const file = await readFileFacts(db, fromId('file', id));
	if (!file?.closedAt || file.staffId !== staff.id) throw new Refusal('file-expired');
	const right = file.neededRight as StaffMember['rights'][number];
	if (!staff.rights.includes(right)) throw new Refusal('right-missing', { values: { right } });
	return file;
}

export function describeFile({ id, name, size, sha256, createdAt, expiresAt }: FileFacts) {
	return { id: toId('file', id), name, size, sha256, createdAt, expiresAt };
}

function tooLarge(mostBytes: number): Refusal {
	return new Refusal('file-too-large', { values: { megabytes: Math.floor(mostBytes / 1024 ** 2) } });
}

/**
 * The bytes of a body, no more of them than `most` whatever its headers say, read as fast as they are stored. A body
 * that ends early or stalls is a refusal, and nothing of it is kept.
 */
async function* received(
	body: ReadableStream<Uint8Array>,
	most: number,
	mostOfOne: number,
): AsyncGenerator<Uint8Array> {
	const reader = body.getReader();
	let size = 0;
	try {
		for (;;) {
			const { done, value } = await withinTime(reader.read());
			if (done) break;
			size += value.byteLength;
			if (size > mostOfOne) throw tooLarge(mostOfOne);
			if (size > most) throw new Refusal('file-quota', { values: { files: LIMITS.files, bytes: LIMITS.bytes } });
			yield value;
		}
		if (size === 0) throw new Refusal('file-empty');
	} finally {
		await reader.cancel().catch(() => {});
	}
}

async function withinTime<T>(read: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const stall = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Refusal('file-broke-off')), STALL_MS);
	});
	try {
		return await Promise.race([read, stall]);
	} catch (cause) {
		throw cause instanceof Refusal ? cause : new Refusal('file-broke-off', { cause });
	} finally {
		clearTimeout(timer);
	}
}
