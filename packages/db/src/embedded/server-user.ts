import { createHash } from 'node:crypto';
import {
	accessSync,
	chownSync,
	constants,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The unprivileged user a server runs as when we are root; Postgres refuses root. */
export interface ServerUser {
	uid: number;
	gid: number;
	name: string;
}

/** Where a server's files and data lie, and who runs it. `movedTo` is set when they could not lie in the checkout. */
export interface ServerPlace {
	user: ServerUser | null;
	binFolder: string;
	dataFolder: string;
	movedTo: string | null;
}

/** Who runs the server: null when we are not root ourselves. Throws when the machine has no unprivileged user. */
export function serverUser(): ServerUser | null {
	if (process.getuid?.() !== 0) return null;
	const entries = readFileSync('/etc/passwd', 'utf8')
		.split('\n')
		.map((line) => line.split(':'));
	for (const name of ['postgres', 'nobody', 'daemon']) {
		const entry = entries.find((fields) => fields[0] === name);
		if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
	}
	throw new Error('Postgres does not run as root, and /etc/passwd names none of: postgres, nobody, daemon. Add one.');
}

/**
 * Decides where a server can live. Started as root, the server's user must be able to enter every folder above its
 * files and data; where it cannot, both go below a folder that everybody may enter, never by changing permissions of
 * folders that are not ours.
 */
export function placeServer(nativeFolder: string, wantedDataFolder: string): ServerPlace {
	const user = serverUser();
	const wanted = resolve(wantedDataFolder);
	if (!user) return { user, binFolder: join(nativeFolder, 'bin'), dataFolder: wanted, movedTo: null };
	const nativeReachable = canEnter(user, nativeFolder);
	const dataReachable = canEnter(user, dirname(wanted));
	if (nativeReachable && dataReachable) {
		return { user, binFolder: join(nativeFolder, 'bin'), dataFolder: wanted, movedTo: null };
	}
	// Keyed by what lies there: one copy of the server's files for a checkout, one data folder for a wanted place.
	const binFolder = nativeReachable
		? join(nativeFolder, 'bin')
		: copyNative(nativeFolder, openHome(user, nativeFolder));
	if (dataReachable) return { user, binFolder, dataFolder: wanted, movedTo: dirname(dirname(binFolder)) };
	const home = openHome(user, wanted);
	return { user, binFolder, dataFolder: join(home, 'data'), movedTo: home };
}

function openHome(user: ServerUser, of: string): string {
	const name = `volna-${createHash('sha256').update(of).digest('hex').slice(0, 12)}`;
	for (const parent of ['/var/lib', '/var/tmp', tmpdir()]) {
		if (!existsSync(parent) || !canEnter(user, parent) || !isWritable(parent)) continue;
		const home = join(parent, name);
		mkdirSync(home, { recursive: true, mode: 0o755 });
		if (statSync(home).uid !== 0)
			throw new Error(`${home} exists and is not ours. Remove it, or start from another folder.`);
		return home;
	}
	throw new Error(
		'No folder found that the database server could enter: tried /var/lib, /var/tmp and the temporary folder.',
	);
}

function copyNative(nativeFolder: string, home: string): string {
	const target = join(home, 'server');
	if (!existsSync(join(target, 'bin', 'postgres'))) {
		const partial = `${target}.${process.pid}`;
		cpSync(nativeFolder, partial, { recursive: true, verbatimSymlinks: true });
		// Another start may have copied it meanwhile; then ours is not needed.
		if (existsSync(target)) rmSync(partial, { recursive: true, force: true });
		else renameSync(partial, target);
	}
	return join(target, 'bin');
}

/** Makes `folder` the server user's own, where there is one. */
export function giveTo(user: ServerUser | null, folder: string): void {
	if (user) chownSync(folder, user.uid, user.gid);
}

function canEnter(user: ServerUser, folder: string): boolean {
	let at = resolve(folder);
	while (!existsSync(at)) at = dirname(at);
	for (;;) {
		const found = statSync(at);
		const bit = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
		if ((found.mode & bit) === 0) return false;
		if (at === dirname(at)) return true;
		at = dirname(at);
	}
}

function isWritable(folder: string): boolean {
	try {
		accessSync(folder, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}
