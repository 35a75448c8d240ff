import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** Runs a script on the project's Node 24 in place of this process: same terminal, same signals, same status. */
export function handOver({ root, node }, script, args) {
	const child = spawn(node, [join(root, script), ...args], {
		cwd: root,
		stdio: 'inherit',
		env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` },
	});
	// Ctrl-C reaches the child by the terminal; a signal sent to us alone is passed on.
	process.on('SIGINT', () => {});
	for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	child.on('error', (error) => {
		console.error(error.message);
		process.exit(1);
	});
	child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
