import { join } from 'node:path';
import { contractCases, readFixtures } from '@volna/node-sdk/testing';
import { describe, it } from 'vitest';
import { releasedManifest } from '../../tests/released-manifest.ts';
import { locales } from '../locales.ts';
import { wait } from './wait.def.ts';

describe('volna.wait', () => {
	const files = {
		locales,
		fixtures: readFixtures(join(import.meta.dirname, 'fixtures')),
		released: releasedManifest(wait.type),
	};
	for (const { name, run } of contractCases(wait, null, files)) it(name, run);
});
