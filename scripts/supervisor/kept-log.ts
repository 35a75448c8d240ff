import { createWriteStream, openSync, renameSync, statSync, type WriteStream } from 'node:fs';

export interface KeptLog {
	/** Never throws, and never waits: what cannot be written is left out. */
	write(chunk: Buffer): void;
	end(): void;
}

const MAX_BYTES = 20 * 1024 * 1024;
/** What a slow disk may owe before lines are left out. */
const MAX_OWED = 8 * 1024 * 1024;
const AGAIN_MS = 10_000;

/**
 * A log file of a process. At `maxBytes` it becomes `<file>.1`, in place of the one before. A disk that is full or gone is
 * told once, tried again every ten seconds, and stops nobody.
 */
export function openKeptLog(file: string, onTrouble: (line: string) => void, maxBytes = MAX_BYTES): KeptLog {
	let stream: WriteStream | null = null;
	let written = 0;
	let tryAt = 0;
	let told = false;

	const give = (error: unknown) => {
		stream?.destroy();
		stream = null;
		written = 0;
		tryAt = performance.now() + AGAIN_MS;
		if (!told) onTrouble(`a log cannot be written, so its lines are lost: ${file} (${codeOf(error)})`);
		told = true;
	};
	const open = (): WriteStream | null => {
		if (performance.now() < tryAt) return null;
		try {
			// What was just written may not lie on the disk yet.
			written = Math.max(written, sizeOf(file));
			if (written >= maxBytes) {
				renameSync(file, `${file}.1`);
				written = 0;
			}
			const opened = createWriteStream(file, { fd: openSync(file, 'a', 0o600) });
			opened.on('error', (error) => opened === stream && give(error));
			return opened;
		} catch (error) {
			give(error);
			return null;
		}
	};

	return {
		write(chunk) {
			if (stream && written >= maxBytes) {
				stream.end();
				stream = null;
			}
			stream ??= open();
			if (!stream || stream.writableLength > MAX_OWED) return;
			const current = stream;
			current.write(chunk, (error) => {
				if (!error && current === stream) told = false;
			});
			written += chunk.length;
		},
		end: () => stream?.end(),
	};
}

function sizeOf(file: string): number {
	return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? String(error);
}
