/**
 * An unsigned 32-bit integer drawn from a message's key and the place of a call in its template: the same on every
 * repeat, spread evenly over messages, independent between calls. FNV-1a, then murmur's final mix, since FNV alone
 * leaves the low bits of similar keys alike.
 */
export function drawForMessage(messageKey: string, call: number): number {
	let hash = 0x811c9dc5;
	for (const text of [messageKey, `#${call}`]) {
		for (let index = 0; index < text.length; index++) {
			hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
		}
	}
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return (hash ^ (hash >>> 16)) >>> 0;
}
