import { createHmac } from 'node:crypto';

/** The keyed hash by which the stop list knows a phone after its customer was erased. */
export type HashPhone = (phone: string) => Buffer;

/** HMAC-SHA-256 of an E.164 phone. One key for the installation: another one would open the stop list. */
export function phoneHasher(key: Buffer): HashPhone {
	return (phone) => createHmac('sha256', key).update(phone).digest();
}
