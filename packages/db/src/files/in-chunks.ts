/** Bytes of a chunk at most, as the table says. */
export const CHUNK_BYTES = 1_048_576;

/** The same bytes in pieces of exactly `size`, but for the last. */
export async function* inChunks(
	source: AsyncIterable<Uint8Array>,
	size: number = CHUNK_BYTES,
): AsyncGenerator<Uint8Array> {
	let chunk = Buffer.allocUnsafe(size);
	let filled = 0;
	for await (const bytes of source) {
		for (let at = 0; at < bytes.byteLength; ) {
			const taken = Math.min(size - filled, bytes.byteLength - at);
			chunk.set(bytes.subarray(at, at + taken), filled);
			filled += taken;
			at += taken;
			if (filled === size) {
				yield chunk;
				// Whoever took the piece may still hold it.
				chunk = Buffer.allocUnsafe(size);
				filled = 0;
			}
		}
	}
	if (filled > 0) yield chunk.subarray(0, filled);
}
