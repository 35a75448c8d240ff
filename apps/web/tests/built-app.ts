import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * A folder with the built app: the one `VOLNA_WEB_DIST` names, else a build of its own, made now (10 s) and removed by
 * `dispose`. `dist` itself is left alone: a server may be serving it.
 */
export async function builtApp(): Promise<{ folder: string; dispose(): Promise<void> }> {
	const given = process.env.VOLNA_WEB_DIST;
	if (given) return { folder: given, dispose: async () => {} };
	const folder = await mkdtemp(join(tmpdir(), 'volna-web-'));
	const vite = join(import.meta.dirname, '../../../node_modules/vite/bin/vite.js');
	await promisify(execFile)(
		process.execPath,
		[vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
		{
			cwd: join(import.meta.dirname, '..'),
			env: { ...process.env, NODE_ENV: 'production' },
		},
	);
	return { folder, dispose: () => rm(folder, { recursive: true, force: true }) };
}
