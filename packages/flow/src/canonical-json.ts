import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * JSON with object keys sorted, absent and undefined ones alike: equal values give equal bytes.
 *
 * @throws on what JSON cannot carry (functions, infinite numbers)
 */
export function canonicalJson(value: unknown): string {
	if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON`);
		return JSON.stringify(value);
	}
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (typeof value === 'object') {
		const record = value as Readonly<Record<string, unknown>>;
		const parts: string[] = [];
		for (const key of Object.keys(record).sort()) {
			if (record[key] !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(record[key])}`);
		}
		return `{${parts.join(',')}}`;
	}
	throw new TypeError(`a ${typeof value} is no JSON`);
}

/** SHA-256 of the canonical JSON, in hex. The same in browser and Node. */
export function contentHash(value: unknown): string {
	return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}

/** Whether two values are equal as JSON. */
export function isSameJson(a: unknown, b: unknown): boolean {
	return a === b || canonicalJson(a) === canonicalJson(b);
}
