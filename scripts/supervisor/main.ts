import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isPortFree } from './ports.ts';
import { claimData } from './single-start.ts';
import { startSystem } from './start-system.ts';
import { whenAlone } from './when-alone.ts';

/** `npm start`: everything under one supervisor, until Ctrl-C. */
const startedAt = performance.now();
const dataFolder = process.env.VOLNA_DATA ?? fileURLToPath(new URL('../../.data/', import.meta.url));
const port = readPort('PORT', 3000);
const emulatorPort = readPort('EMULATOR_PORT', 3001);

const claim = claimData(dataFolder);
if (claim.held) {
	console.error(
		`  Volna already runs from this folder (process ${claim.by}). Stop it first, with Ctrl-C where it was started.`,
	);
	process.exit(1);
}

const stopping = Promise.withResolvers<void>();
let stopAsked = false;
const askStop = () => {
	if (stopAsked) return;
	stopAsked = true;
	console.log('\n  stopping …');
	stopping.resolve();
};
process.on('SIGINT', askStop);
process.on('SIGTERM', askStop);
process.on('SIGHUP', askStop);
whenAlone(askStop);

try {
	await refuseBusyPorts();
	const system = await startSystem({
		dataFolder,
		port,
		emulatorPort,
		databaseUrl: process.env.DATABASE_URL,
		demo: process.env.VOLNA_DEMO === '1',
		onTrouble: (line) => console.log(`  ! ${line}`),
	});
	announce(system.url, system.emulatorUrl, system.setupUrl);
	await stopping.promise;
	await system.stop();
	console.log('  stopped');
	claim.release();
	process.exit(0);
} catch (error) {
	console.error(`\n  ${error instanceof Error ? error.message : String(error)}`);
	if (error instanceof Error && error.cause) console.error(`  ${String(error.cause)}`);
	claim.release();
	process.exit(1);
}

function announce(url: string, emulatorUrl: string, setupUrl: string | null): void {
	const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
	console.log(`\n  Volna is ready (${seconds} s)\n`);
	if (setupUrl) console.log(`  make the first account   ${setupUrl}   (one-time link)`);
	else console.log(`  open                     ${url}`);
	console.log(`  phones of the emulator   ${emulatorUrl}`);
	console.log(`  the API                  ${url}/api/docs`);
	console.log(`\n  Ctrl-C stops everything. Logs: ${join(dataFolder, 'logs')}\n`);
}

async function refuseBusyPorts(): Promise<void> {
	for (const [name, value, what] of [
		['PORT', port, 'Volna'],
		['EMULATOR_PORT', emulatorPort, 'the SIGMA emulator'],
	] as const) {
		if (!(await isPortFree(value))) {
			throw new Error(
				`Port ${value} is taken by another program, and ${what} needs it. Stop that program, or choose another: ${name}=${value + 100} npm start`,
			);
		}
	}
}

function readPort(name: string, fallback: number): number {
	const text = process.env[name];
	const value = text === undefined || text === '' ? fallback : Number(text);
	if (!Number.isInteger(value) || value < 1 || value > 65_535) {
		console.error(`  ${name} must be a port, 1 to 65535; it is "${text}".`);
		process.exit(1);
	}
	return value;
}
