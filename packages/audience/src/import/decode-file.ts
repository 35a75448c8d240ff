import { markLength } from './detect-encoding.ts';
import type { ImportEncoding } from './import-states.ts';

/** A part of a file as UTF-8. */
export interface DecodedPiece {
	readonly bytes: Buffer;
	/** Where its first byte lies in the UTF-8 stream, which begins at 0 where reading began. */
	readonly at: number;
	/** Where its first character lies in the file. */
	readonly fileAt: number;
}

/**
 * Turns the bytes of a file, from `offset` on, into UTF-8, and tells where in the file each place of it came from, so that
 * reading can begin again there. UTF-8 passes as it is; the other encodings have one or two bytes for each UTF-16 unit.
 */
export class FileDecoder {
	readonly #encoding: ImportEncoding;
	readonly #width: 1 | 2;
	readonly #decoder: TextDecoder | null;
	#begun: boolean;
	#at = 0;
	#fileAt: number;
	#pieces: DecodedPiece[] = [];

	constructor(encoding: ImportEncoding, offset: number) {
		this.#encoding = encoding;
		this.#width = encoding.startsWith('utf-16') ? 2 : 1;
		this.#decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { ignoreBOM: true });
		this.#begun = offset > 0;
		this.#fileAt = offset;
	}

	/** The first bytes must hold a whole byte order mark, if there is one. */
	push(bytes: Uint8Array): DecodedPiece {
		let rest = bytes;
		if (!this.#begun) {
			const mark = markLength(bytes, this.#encoding);
			rest = bytes.subarray(mark);
			this.#fileAt += mark;
			this.#begun = true;
		}
		if (!this.#decoder) return this.#keep(Buffer.from(rest.buffer, rest.byteOffset, rest.byteLength), rest.byteLength);
		const text = this.#decoder.decode(rest, { stream: true });
		return this.#keep(Buffer.from(text, 'utf8'), text.length * this.#width);
	}

	#keep(bytes: Buffer, fileBytes: number): DecodedPiece {
		const piece = { bytes, at: this.#at, fileAt: this.#fileAt };
		this.#at += bytes.byteLength;
		this.#fileAt += fileBytes;
		this.#pieces.push(piece);
		return piece;
	}

	/** Where in the file a place of the UTF-8 stream came from. Places before the last one asked for are forgotten. */
	fileOffsetOf(at: number): number {
		while (this.#pieces.length > 1 && this.#pieces[1]!.at <= at) this.#pieces.shift();
		const piece = this.#pieces[0];
		if (!piece) return this.#fileAt;
		const within = at - piece.at;
		if (!this.#decoder) return piece.fileAt + within;
		return piece.fileAt + piece.bytes.toString('utf8', 0, within).length * this.#width;
	}
}
