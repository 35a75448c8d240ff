import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeManifest } from '@volna/node-sdk';

/** A node's manifest in the last release; undefined for a node that is new since. */
export function releasedManifest(type: string): NodeManifest | undefined {
	const text = readFileSync(join(import.meta.dirname, '..', 'generated', 'released.json'), 'utf8');
	return (JSON.parse(text) as readonly NodeManifest[]).find((one) => one.type === type);
}
