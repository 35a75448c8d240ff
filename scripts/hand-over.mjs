import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const LOOK_MS = 500;

/**
 * Runs a script on the project's Node 24 in place of this process: same terminal, same signals, same status. The script
 * has a channel to us that closes when we are gone. What npm started stops with npm, whichever way that goes.
 */
export function handOver({ root, node }, script, args) {
	const child = spawn(node, [join(root, script), ...args], {
		cwd: root,
		stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
		env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` },
	});
	// Ctrl-C reaches the child by the terminal; a signal sent to us alone is passed on.
	process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
	for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	if (process.env.npm_lifecycle_event) whenOrphaned(() => child.kill('SIGTERM'));
	child.on('error', (error) => {
		console.error(error.message);
		process.exit(1);
	});
	child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/**
 * npm passes a signal to the shell it runs us in, and a shell passes none on; and neither of them passes on what kills
 * it. So both are looked at, and one of them missing is the end. Some shells give their place to what they run: then
 * there is npm alone, and what is above it is none of our business.
 */
function whenOrphaned(act) {
	const isShell = commandOf(process.ppid).includes(process.env.npm_lifecycle_script ?? ' ');
	const above = () => `${process.ppid} ${isShell ? parentOf(process.ppid) : ''}`;
	const first = above();
	const timer = setInterval(() => {
		if (above() === first) return;
		clearInterval(timer);
		act();
	}, LOOK_MS);
	timer.unref();
}

function commandOf(pid) {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
	} catch {
		return '';
	}
}

/** Null where the system does not tell. */
function parentOf(pid) {
	try {
		return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? 0);
	} catch {
		return null;
	}
}
