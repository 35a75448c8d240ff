import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../capabilities.ts';

/**
 * The saved configs below a folder: `<folder>/v1/*.json`, `<folder>/v2/*.json` …
 *
 * @example readFixtures(join(import.meta.dirname, 'fixtures'))
 */
export function readFixtures(folder: string): Readonly<Record<number, Readonly<Record<string, Json>>>> {
	const versions = readdirSync(folder).filter((name) => /^v\d+$/.test(name));
	return Object.fromEntries(
		versions.map((version) => {
			const names = readdirSync(join(folder, version)).filter((name) => name.endsWith('.json'));
			const configs = names.map((name) => [
				name,
				JSON.parse(readFileSync(join(folder, version, name), 'utf8')) as Json,
			]);
			return [Number(version.slice(1)), Object.fromEntries(configs)];
		}),
	);
}
