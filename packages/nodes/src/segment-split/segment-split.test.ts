import { join } from 'node:path';
import { contractCases, readFixtures } from '@volna/node-sdk/testing';
import { describe, it } from 'vitest';
import { releasedManifest } from '../../tests/released-manifest.ts';
import { locales } from '../locales.ts';
import { segmentSplit } from './segment-split.def.ts';
import { segmentSplitServer } from './segment-split.server.ts';

describe('volna.segment-split', () => {
	const files = {
		locales,
		fixtures: readFixtures(join(import.meta.dirname, 'fixtures')),
		released: releasedManifest(segmentSplit.type),
	};
	for (const { name, run } of contractCases(segmentSplit, segmentSplitServer, files)) it(name, run);
});
