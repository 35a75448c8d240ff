/**
 * Writes the registries of the apps from the packages named in `volna.nodes.ts`: `npm run nodes:sync`. With `--check`
 * nothing is written, and a registry that is not what it would be is an error. With `--release` each package of this
 * repository also gets its `generated/released.json`: the manifests later changes are compared with.
 *
 * Every definition that may ask the server must have a server half and no other: here, by `satisfies` in the written
 * files, and once more when an app starts.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnyDefinition, type AnyServerHalf, checkServerHalves, manifestOf } from '@volna/node-sdk';
import { nodePackages } from '../volna.nodes.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

interface NodePackage {
	readonly name: string;
	/** Its name as a TypeScript identifier. */
	readonly alias: string;
	readonly definitions: readonly AnyDefinition[];
	readonly serverHalves: Readonly<Record<string, AnyServerHalf>>;
}

async function loadPackage(name: string): Promise<NodePackage> {
	const manifest = JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
		volna?: { sdk: number; namespace: string };
	};
	if (manifest.volna?.sdk !== 1) throw new Error(`${name}: package.json says no "volna": { "sdk": 1, "namespace": … }`);
	const { definitions } = (await import(`${name}/definitions`)) as { definitions: readonly AnyDefinition[] };
	const { serverHalves } = (await import(`${name}/server`)) as { serverHalves: NodePackage['serverHalves'] };
	const foreign = definitions.find((one) => !one.type.startsWith(`${manifest.volna?.namespace}.`));
	if (foreign) throw new Error(`${name}: ${foreign.type} is not of its namespace ${manifest.volna.namespace}`);
	const alias = name.replace(/^@/, '').replace(/[^A-Za-z0-9]+(.)/g, (_, letter: string) => letter.toUpperCase());
	return { name, alias, definitions, serverHalves };
}

const head = '// Written by `npm run nodes:sync` from volna.nodes.ts; not edited by hand.';

function lines(parts: readonly string[]): string {
	return `${parts.join('\n')}\n`;
}

function webRegistry(packages: readonly NodePackage[]): string {
	return lines([
		head,
		"import type { AnyDefinition, NodeLocales } from '@volna/node-sdk';",
		...packages.flatMap(({ name, alias }) => [
			`import { definitions as ${alias}Definitions } from '${name}/definitions';`,
			`import { locales as ${alias}Locales } from '${name}/locales';`,
		]),
		'',
		'export const definitions = [',
		...packages.map(({ alias }) => `\t...${alias}Definitions,`),
		'] as const satisfies readonly AnyDefinition[];',
		'',
		'export const nodeLocales = {',
		...(['ru', 'en'] as const).map(
			(language) => `\t${language}: { ${packages.map(({ alias }) => `...${alias}Locales.${language}`).join(', ')} },`,
		),
		'} satisfies NodeLocales;',
	]);
}

function serverRegistry(packages: readonly NodePackage[]): string {
	return lines([
		head,
		"import type { AnyDefinition, AnyServerHalf, ServerHalvesOf } from '@volna/node-sdk';",
		"import { checkServerHalves } from '@volna/node-sdk';",
		...packages.flatMap(({ name, alias }) => [
			`import { definitions as ${alias}Definitions } from '${name}/definitions';`,
			`import { serverHalves as ${alias}Halves } from '${name}/server';`,
		]),
		'',
		'export const definitions = [',
		...packages.map(({ alias }) => `\t...${alias}Definitions,`),
		'] as const satisfies readonly AnyDefinition[];',
		'',
		'const halves = {',
		...packages.flatMap(({ alias, serverHalves }) =>
			Object.keys(serverHalves)
				.sort()
				.map((type) => `\t'${type}': ${alias}Halves['${type}'],`),
		),
		'} satisfies ServerHalvesOf<typeof definitions>;',
		'',
		'/** By node type. A missing or extra half stops the process here. */',
		'export const serverHalves: Readonly<Record<string, AnyServerHalf>> = checkServerHalves(definitions, halves);',
	]);
}

const packages = await Promise.all(nodePackages.map(loadPackage));
const definitions = packages.flatMap((one) => one.definitions);
checkServerHalves(definitions, Object.assign({}, ...packages.map((one) => one.serverHalves)));

const server = serverRegistry(packages);
const files = {
	'apps/web/src/registry.gen.ts': webRegistry(packages),
	'apps/api/src/registry.gen.ts': server,
	'apps/worker/src/registry.gen.ts': server,
};

const drifted: string[] = [];
for (const [path, text] of Object.entries(files)) {
	const present = await readFile(join(root, path), 'utf8').catch(() => '');
	if (present === text) continue;
	drifted.push(path);
	if (!isCheck) await writeFile(join(root, path), text);
}

if (process.argv.includes('--release')) {
	for (const one of packages) {
		const manifests = one.definitions.map(manifestOf);
		await writeFile(
			join(root, 'node_modules', one.name, 'generated', 'released.json'),
			`${JSON.stringify(manifests, null, '\t')}\n`,
		);
	}
}

if (isCheck && drifted.length > 0) {
	console.error(`Out of step with volna.nodes.ts: ${drifted.join(', ')}. Run: npm run nodes:sync`);
	process.exitCode = 1;
} else if (!isCheck) {
	console.log(drifted.length > 0 ? `written: ${drifted.join(', ')}` : 'nothing to write');
}
