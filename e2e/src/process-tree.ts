import { readdirSync, readFileSync } from 'node:fs';

/** Bears a mark in its environment, or names the folder in its command: whatever was started below something marked. */
export interface Marked {
	/** Name of an environment variable and its value. */
	readonly mark: readonly [name: string, value: string];
	readonly folder: string;
}

/** Ids of the processes that were started under a mark, however they have been detached since. Linux only. */
export function markedProcesses({ mark, folder }: Marked): number[] {
	const wanted = `${mark[0]}=${mark[1]}`;
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
		.filter(
			(name) =>
				readOr(`/proc/${name}/environ`).split('\0').includes(wanted) ||
				readOr(`/proc/${name}/cmdline`).includes(folder),
		)
		.map(Number);
}

/**
 * Ends what was started under a mark: `asked` says which process to ask first and how long all may take; whatever is left
 * then is killed. Answers how many had to be.
 */
export async function endMarked(marked: Marked, asked: { pid: number | undefined; withinMs: number }): Promise<number> {
	if (asked.pid !== undefined) signal(asked.pid, 'SIGTERM');
	const end = performance.now() + asked.withinMs;
	while (markedProcesses(marked).length > 0 && performance.now() < end) await pause(200);
	const left = markedProcesses(marked);
	for (let round = 0; round < 20; round++) {
		const alive = markedProcesses(marked);
		if (alive.length === 0) break;
		for (const pid of alive) signal(pid, 'SIGKILL');
		await pause(100);
	}
	return left.length;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// It has ended by itself.
	}
}

function readOr(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
