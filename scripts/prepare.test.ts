import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';

const folders: string[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A checkout with one app, whose npm only notes that it was called. */
function newCheckout() {
	const folder = mkdtempSync(join(tmpdir(), 'volna-prepare-'));
	folders.push(folder);
	for (const made of ['scripts', 'packages', 'apps/api', 'other']) mkdirSync(join(folder, made), { recursive: true });
	for (const file of ['package-lock.json', 'apps/api/package.json']) writeFileSync(join(folder, file), '{}');
	writeFileSync(join(folder, 'other', 'kept'), '');
	const npm = join(folder, 'npm.cjs');
	writeFileSync(
		npm,
		`require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'called'))}, ''); process.exit(7);`,
	);
	const script = join(folder, 'scripts', 'prepare.mjs');
	copyFileSync(fileURLToPath(new URL('prepare.mjs', import.meta.url)), script);
	return {
		folder,
		prepare: () =>
			spawnSync(process.execPath, ['-e', `import('${pathToFileURL(script)}').then((m) => m.prepare())`], {
				env: { ...process.env, npm_execpath: npm },
				encoding: 'utf8',
			}),
		called: () => existsSync(join(folder, 'called')),
	};
}

it.each(['node_modules', 'apps/api/node_modules'])(
	'nothing is installed behind a link to the dependencies of another checkout: %s',
	(link) => {
		const { folder, prepare, called } = newCheckout();
		symlinkSync(join(folder, 'other'), join(folder, link));
		const done = prepare();
		expect(done.status).toBe(1);
		expect(done.stderr).toContain(`${join(folder, link)} is a symbolic link`);
		expect(called()).toBe(false);
		expect(existsSync(join(folder, 'other', 'kept'))).toBe(true);
	},
);

it('a folder of its own is installed into, and the status of npm is the end’s', () => {
	const { prepare, called } = newCheckout();
	expect(prepare().status).toBe(7);
	expect(called()).toBe(true);
});
