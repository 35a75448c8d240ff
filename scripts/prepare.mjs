// Runs on whatever Node is there (20 or newer): installs what the lock file says, then names the Node 24 of the project.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'node_modules', '.volna-installed');

/** Installs the dependencies when they are not those of the lock file. Ends the process with npm's status when npm fails. */
export function prepare() {
	refuseOldNode();
	const wanted = lockHash();
	if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) install(wanted);
	return { root, node: nodePath() };
}

function refuseOldNode() {
	const major = Number(process.versions.node.split('.')[0]);
	if (major < 20) {
		console.error(`Volna needs Node 20 or newer to start; this is ${process.versions.node}.`);
		process.exit(1);
	}
}

function lockHash() {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const file of ['package-lock.json', ...workspaces()]) hash.update(readFileSync(join(root, file)));
	return hash.digest('hex');
}

function workspaces() {
	const folders = ['apps', 'packages'].flatMap((parent) =>
		readdirSync(join(root, parent)).map((name) => join(parent, name)),
	);
	return [...folders, 'e2e']
		.map((folder) => join(folder, 'package.json'))
		.filter((file) => existsSync(join(root, file)));
}

/** `npm ci` first empties node_modules, and behind a link that is another checkout's. */
function refuseLinks() {
	for (const folder of ['.', ...workspaces().map((file) => dirname(file))]) {
		const modules = join(root, folder, 'node_modules');
		if (!lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) continue;
		console.error(
			`${modules} is a symbolic link, and its dependencies are not those of the lock file.\n` +
				'Installing would empty the folder it points to. Remove the link and start again.',
		);
		process.exit(1);
	}
}

function install(wanted) {
	refuseLinks();
	const startedAt = Date.now();
	console.log('  installing the dependencies (about a minute, once) …');
	const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
	const done = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
		cwd: root,
		stdio: ['ignore', 'ignore', 'inherit'],
		shell: process.platform === 'win32',
	});
	if (done.status !== 0) {
		console.error('  npm ci failed. Its message is above; run `npm ci` to see all of it.');
		process.exit(done.status ?? 1);
	}
	writeFileSync(stamp, wanted);
	console.log(`  installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

function nodePath() {
	const file = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	if (!existsSync(file)) {
		console.error(`The project's own Node is missing (${file}). Delete node_modules and start again.`);
		process.exit(1);
	}
	return file;
}
