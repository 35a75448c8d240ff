import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const web = join(import.meta.dirname, '..');

/** A folder with the built stories: the one `VOLNA_STORIES_DIST` names, else a build of its own, removed by `dispose`. */
export async function builtStories(): Promise<{ folder: string; dispose(): Promise<void> }> {
	const given = process.env.VOLNA_STORIES_DIST;
	if (given) return { folder: given, dispose: async () => {} };
	const folder = await mkdtemp(join(tmpdir(), 'volna-stories-'));
	const storybook = join(web, 'node_modules/storybook/dist/bin/dispatcher.js');
	await promisify(execFile)(
		process.execPath,
		[storybook, 'build', '--quiet', '--disable-telemetry', '--output-dir', folder],
		{ cwd: web, env: { ...process.env, NODE_ENV: 'production' } },
	);
	return { folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}
