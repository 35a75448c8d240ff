import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A copy with its keys in one order, absent and undefined ones alike: equal values become copies that are written with
 * equal bytes.
 *
 * @throws on what JSON cannot carry (functions, infinite numbers)
 */
export function canonicalCopy<T>(value: T): T {
	return copy(value) as T;
}

function copy(value: unknown): unknown {
	if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	if (Array.isArray(value)) return value.map(copy);
	if (typeof value !== 'object') throw new TypeError(`${String(value)} (${typeof value}) is no JSON`);
	const record = value as Readonly<Record<string, unknown>>;
	const entries: [string, unknown][] = [];
	for (const key of Object.keys(record).sort()) {
		if (record[key] !== undefined) entries.push([key, copy(record[key])]);
	}
	return Object.fromEntries(entries);
}

/** JSON of the canonical copy: equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
	return JSON.stringify(copy(value));
}

/** SHA-256 of the canonical JSON, in hex. The same in browser and Node. */
export function contentHash(value: unknown): string {
	return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** Whether two values are equal as JSON. */
export function isSameJson(a: unknown, b: unknown): boolean {
	return a === b || canonicalJson(a) === canonicalJson(b);
}
