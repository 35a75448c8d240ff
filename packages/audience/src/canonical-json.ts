import { createHash } from 'node:crypto';

const DEPTH = 64;

/** JSON nested deeper than 64. */
export class TooDeep extends Error {}

/** The text of a JSON value with its keys sorted, so that two spellings of one body are one. Throws `TooDeep`. */
export function canonicalJson(value: unknown, depth = 0): string {
	if (depth > DEPTH) throw new TooDeep('JSON nested too deep');
	if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
	if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
	const parts = Object.keys(value)
		.sort()
		.map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key], depth + 1)}`);
	return `{${parts.join(',')}}`;
}

/** SHA-256 of the canonical text. */
export function hashOfJson(value: unknown): Buffer {
	return createHash('sha256').update(canonicalJson(value)).digest();
}
