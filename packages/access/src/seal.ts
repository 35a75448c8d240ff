import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Seals secrets for storage. `place` names the row and column a secret belongs to: sealed text opens nowhere else. */
export interface Seal {
	seal(text: string, place?: string): Buffer;
	/** Throws when the bytes were sealed with another key, for another place, or were changed. */
	unseal(sealed: Buffer, place?: string): string;
}

const VERSION = 1;

/** AES-256-GCM with a 32-byte key kept outside the database. */
export function openSeal(key: Buffer): Seal {
	if (key.length !== 32)
		throw new Error('The key for secrets must be 32 bytes. Make one with: openssl rand -base64 32');
	return {
		seal(text, place = '') {
			const nonce = randomBytes(12);
			const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
			const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
			return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]);
		},
		unseal(sealed, place = '') {
			if (sealed[0] !== VERSION) throw new Error('A stored secret has an unknown format.');
			const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13)).setAAD(Buffer.from(place));
			decipher.setAuthTag(sealed.subarray(13, 29));
			return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8');
		},
	};
}

/** The key of `VOLNA_KEY` (base64 of 32 bytes), or the one kept in `file`, made there once. */
export function readKey(given: string | undefined, file: string): Buffer {
	if (given) return Buffer.from(given, 'base64');
	if (!existsSync(file)) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
		chmodSync(file, 0o600);
	}
	return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
}

/** 32 bytes for one purpose out of the installation's key: `session cookies`, `phones`. The same purpose gives the same bytes. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
	return Buffer.from(hkdfSync('sha256', key, '', purpose, 32));
}
