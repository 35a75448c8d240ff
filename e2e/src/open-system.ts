import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type System, startSystem } from '../../scripts/supervisor/start-system.ts';
import { freePort } from './free-port.ts';

export interface OpenSystem extends System {
	dataFolder: string;
}

/** The whole of Volna as `npm start` brings it up, on free ports and with data of its own. */
export async function openSystem(
	options: { workerEnv?: Record<string, string>; nodeOptions?: readonly string[] } = {},
): Promise<OpenSystem> {
	const dataFolder = mkdtempSync(join(tmpdir(), 'volna-e2e-'));
	// Ours to open: as root the database's own user has to enter it.
	chmodSync(dataFolder, 0o755);
	const system = await startSystem({
		dataFolder,
		skipWeb: true,
		port: await freePort(),
		emulatorPort: await freePort(),
		...options,
		onTrouble: (line) => console.log(`  ! ${line}`),
	});
	return {
		...system,
		dataFolder,
		async stop() {
			await system.stop();
			rmSync(dataFolder, { recursive: true, force: true });
		},
	};
}
