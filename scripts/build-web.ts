import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runCommand } from './run-command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = join(root, 'apps', 'web', 'dist', '.built-from');
const sources = [
	'apps/web',
	'packages/ui',
	'packages/contract',
	'packages/flow',
	'packages/node-sdk',
	'packages/nodes',
	'packages/template',
];

/** Builds the web app when its sources are newer than what was built. Throws with the build's output when it fails. */
export async function buildWeb(): Promise<'built' | 'fresh'> {
	const wanted = sourceHash();
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'fresh';
	const result = await runCommand(
		join(root, 'node_modules', '.bin', 'turbo'),
		['run', 'build', '--filter=@volna/web', '--output-logs=errors-only'],
		{
			cwd: root,
			env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
		},
	);
	if (result.status !== 0) throw new Error(`The web app does not build:\n${result.output}`);
	writeFileSync(stamp, wanted);
	return 'built';
}

function sourceHash(): string {
	const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
	for (const folder of sources) addFolder(hash, join(root, folder));
	return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
	for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		if (['node_modules', 'dist', '.turbo', 'storybook-static', 'tests'].includes(entry.name)) continue;
		const path = join(folder, entry.name);
		if (entry.isDirectory()) addFolder(hash, path);
		else hash.update(entry.name).update(readFileSync(path));
	}
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(`web app: ${await buildWeb()}`);
