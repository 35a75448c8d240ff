import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the preparation is told. */
export interface Preparation {
	databaseUrl: string;
	dataFolder: string;
	/** Load the demo. */
	demo: boolean;
	emulatorApiUrl: string;
}

export interface Prepared {
	/** Secret part of the address the emulator posts statuses to. */
	callbackSecret: string;
	/** Token of the one-time link; null when somebody has an account. */
	setupToken: string | null;
}

const script = fileURLToPath(new URL('prepare-child.ts', import.meta.url));

/**
 * Migrates, makes the emulator's account, loads the demo and makes the setup link, in a process of its own that ends
 * afterwards: the supervisor stays as small as what it does. Rejects with the child's message.
 */
export function prepareSystem(preparation: Preparation): Promise<Prepared> {
	return new Promise((resolve, reject) => {
		const child = fork(script, [JSON.stringify(preparation)], {
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
			execArgv: [],
		});
		let answer: { prepared: Prepared } | { problem: string } | null = null;
		child.on('message', (message) => {
			answer = message as typeof answer;
		});
		child.on('error', reject);
		child.on('exit', (code) => {
			if (answer && 'prepared' in answer) resolve(answer.prepared);
			else reject(new Error(answer?.problem ?? `The preparation ended with ${code}.`));
		});
	});
}
