import type { ImportEncoding } from './import-states.ts';

/** A text as the bytes of an encoding; what the encoding has no place for becomes `?`. `marked` puts a byte order mark first. */
export function bytesOf(text: string, encoding: ImportEncoding, marked = false): Buffer {
	switch (encoding) {
		case 'utf-8':
			return Buffer.from(marked ? `\ufeff${text}` : text, 'utf8');
		case 'utf-16le':
			return Buffer.from(marked ? `\ufeff${text}` : text, 'utf16le');
		case 'utf-16be':
			return Buffer.from(marked ? `\ufeff${text}` : text, 'utf16le').swap16();
		default: {
			const table = new Map<string, number>();
			const decoded = new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
			for (let byte = 255; byte >= 0; byte--) table.set(decoded[byte]!, byte);
			return Buffer.from(Array.from(text, (char) => table.get(char) ?? 0x3f));
		}
	}
}
