import { join } from 'node:path';
import { contractCases, readFixtures } from '@volna/node-sdk/testing';
import { describe, it } from 'vitest';
import { releasedManifest } from '../../tests/released-manifest.ts';
import { locales } from '../locales.ts';
import { end } from './end.def.ts';

describe('volna.end', () => {
	const files = {
		locales,
		fixtures: readFixtures(join(import.meta.dirname, 'fixtures')),
		released: releasedManifest(end.type),
	};
	for (const { name, run } of contractCases(end, null, files)) it(name, run);
});
