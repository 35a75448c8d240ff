import { join } from 'node:path';
import { contractCases, readFixtures } from '@volna/node-sdk/testing';
import { describe, it } from 'vitest';
import { releasedManifest } from '../../tests/released-manifest.ts';
import { locales } from '../locales.ts';
import { onAction } from './on-action.def.ts';

describe('volna.on-action', () => {
	const files = {
		locales,
		fixtures: readFixtures(join(import.meta.dirname, 'fixtures')),
		released: releasedManifest(onAction.type),
	};
	for (const { name, run } of contractCases(onAction, null, files)) it(name, run);
});
