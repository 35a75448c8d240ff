import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Claims `.data/` for this process. Answers the process that holds it, when that one lives; a dead one's claim is taken over. */
export function claimData(folder: string): { held: false; release: () => void } | { held: true; by: number } {
	mkdirSync(folder, { recursive: true });
	const file = join(folder, 'supervisor.pid');
	if (existsSync(file)) {
		const pid = Number(readFileSync(file, 'utf8'));
		if (Number.isInteger(pid) && pid !== process.pid && isSupervisor(pid)) return { held: true, by: pid };
	}
	writeFileSync(file, String(process.pid));
	return { held: false, release: () => rmSync(file, { force: true }) };
}

function isSupervisor(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('supervisor');
	} catch {
		return process.platform !== 'linux';
	}
}
