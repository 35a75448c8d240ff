import { spawn } from 'node:child_process';

export interface CommandResult {
	status: number;
	output: string;
	seconds: number;
}

/** Runs a command to its end. With `show` its output goes to the terminal, else it is returned. */
export function runCommand(
	command: string,
	args: readonly string[],
	options: { cwd: string; show?: boolean; env?: NodeJS.ProcessEnv },
): Promise<CommandResult> {
	const startedAt = performance.now();
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd: options.cwd,
			env: { ...process.env, ...options.env },
			stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		child.stdout?.on('data', (chunk) => {
			output += chunk;
		});
		child.stderr?.on('data', (chunk) => {
			output += chunk;
		});
		const end = (status: number) => resolve({ status, output, seconds: (performance.now() - startedAt) / 1000 });
		child.on('error', (error) => {
			output += error.message;
			end(1);
		});
		child.on('exit', (code) => end(code ?? 1));
	});
}
