import { join } from 'node:path';
import { contractCases, readFixtures } from '@volna/node-sdk/testing';
import { describe, it } from 'vitest';
import { releasedManifest } from '../../tests/released-manifest.ts';
import { locales } from '../locales.ts';
import { condition } from './condition.def.ts';
import { conditionServer } from './condition.server.ts';

describe('volna.condition', () => {
	const files = {
		locales,
		fixtures: readFixtures(join(import.meta.dirname, 'fixtures')),
		released: releasedManifest(condition.type),
	};
	for (const { name, run } of contractCases(condition, conditionServer, files)) it(name, run);
});
