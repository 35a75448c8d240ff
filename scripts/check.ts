import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.ts';

/** `npm run check`: format, lint with import boundaries, types, unused code, registry drift, links in documents. */
const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

const checks: readonly { name: string; run: () => Promise<{ status: number; output: string }> }[] = [
	{
		name: 'format, lint, import boundaries',
		run: () => runCommand(bin('biome'), ['ci', '--colors=off', '--error-on-warnings', '.'], { cwd: root }),
	},
	{ name: 'boundaries refuse a planted import', run: plantedImport },
	{ name: 'types', run: () => runCommand(bin('tsc'), ['-p', 'tsconfig.json'], { cwd: root }) },
	{ name: 'types of the web app', run: () => runCommand(bin('tsc'), ['-p', 'apps/web/tsconfig.json'], { cwd: root }) },
	{
		name: 'types of the web tests',
		run: () => runCommand(bin('tsc'), ['-p', 'apps/web/tsconfig.tests.json'], { cwd: root }),
	},
	{ name: 'unused code', run: () => runCommand(bin('knip'), ['--no-progress', '--no-config-hints'], { cwd: root }) },
	{
		name: 'node registry',
		run: () => runCommand(process.execPath, ['scripts/nodes-sync.ts', '--check'], { cwd: root }),
	},
	{ name: 'links in documents', run: links },
	{ name: 'raw SQL only in db', run: rawSql },
];

const startedAt = performance.now();
const results = await Promise.all(checks.map(async (check) => ({ name: check.name, ...(await check.run()) })));
for (const result of results) {
	console.log(`${result.status === 0 ? '✓' : '✗'} ${result.name}`);
	if (result.status !== 0) console.log(result.output.trimEnd().slice(-6000));
}
const failed = results.filter((result) => result.status !== 0).length;
console.log(
	`${failed === 0 ? 'checks passed' : `${failed} checks failed`} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
);
process.exit(failed === 0 ? 0 : 1);

/** The gate must be able to fail: audience importing messaging has to be refused, by the rules as they stand. */
async function plantedImport(): Promise<{ status: number; output: string }> {
	const folder = mkdtempSync(join(tmpdir(), 'volna-planted-'));
	try {
		const { vcs: _, ...rules } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
		writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, $schema: undefined }));
		mkdirSync(join(folder, 'packages/audience/src'), { recursive: true });
		writeFileSync(join(folder, 'packages/audience/src/planted.ts'), "export { x } from '@volna/messaging';\n");
		const { output } = await runCommand(bin('biome'), ['lint', '--colors=off', '.'], { cwd: folder });
		if (output.includes('audience stands beside')) return { status: 0, output };
		return { status: 1, output: `The import was not refused:\n${output}` };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

async function links(): Promise<{ status: number; output: string }> {
	const { output } = await runCommand('git', ['ls-files', '*.md'], { cwd: root });
	const broken: string[] = [];
	for (const file of output.split('\n').filter(Boolean)) {
		if (!existsSync(join(root, file))) continue;
		const text = readFileSync(join(root, file), 'utf8');
		for (const match of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
			const target = match[1]!;
			if (/^[a-z]+:/.test(target)) continue;
			if (!existsSync(join(root, dirname(file), target))) broken.push(`${file}: ${target}`);
		}
	}
	return { status: broken.length === 0 ? 0 : 1, output: broken.join('\n') };
}

async function rawSql(): Promise<{ status: number; output: string }> {
	const { output } = await runCommand(
		'git',
		['grep', '-nE', '\\bsql\\.(raw|ref|id)\\(', '--', 'packages', 'apps', ':!packages/db'],
		{ cwd: root },
	);
	return {
		status: output.trim() === '' ? 0 : 1,
		output: `Names reach SQL through Kysely, values are bound; sql.raw, sql.ref and sql.id stay in db:\n${output}`,
	};
}
