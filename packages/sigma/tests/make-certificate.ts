import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** A certificate and its key, as a server takes them. */
export interface Certified {
	cert: string;
	key: string;
}

export interface Authority extends Certified {
	/** Issues a certificate for a host name. */
	issue(host: string, valid?: { from: Date; until: Date }): Certified;
}

const YEAR_MS = 365 * 24 * 3_600_000;
const now = () => ({ from: new Date(Date.now() - YEAR_MS), until: new Date(Date.now() + YEAR_MS) });

/** An authority of a test's own. Nothing trusts it unless told to. */
export function makeAuthority(name = 'Test authority'): Authority {
	const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	return {
		...makeCertificate({
			subject: name,
			issuer: name,
			authority: true,
			publicKey: own.publicKey,
			signedBy: own.privateKey,
			valid: now(),
		}),
		key: pem(own.privateKey),
		issue(host, valid = now()) {
			const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
			const made = makeCertificate({
				subject: host,
				issuer: name,
				host,
				publicKey: pair.publicKey,
				signedBy: own.privateKey,
				valid,
			});
			return { ...made, key: pem(pair.privateKey) };
		},
	};
}

/** A certificate that a server has made for itself. */
export function makeSelfSigned(host: string): Certified {
	const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const made = makeCertificate({
		subject: host,
		issuer: host,
		host,
		publicKey: pair.publicKey,
		signedBy: pair.privateKey,
		valid: now(),
	});
	return { ...made, key: pem(pair.privateKey) };
}

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

interface Parts {
	subject: string;
	issuer: string;
	host?: string;
	authority?: boolean;
	publicKey: KeyObject;
	signedBy: KeyObject;
	valid: { from: Date; until: Date };
}

/** X.509 v3 by RFC 5280, as much of it as a handshake looks at. */
function makeCertificate(parts: Parts): { cert: string } {
	const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
	const basicConstraints = sequence(oid(0x55, 0x1d, 0x13), octets(parts.authority ? sequence(bool(true)) : sequence()));
	const altName =
		parts.host && sequence(oid(0x55, 0x1d, 0x11), octets(sequence(tagged(0x82, Buffer.from(parts.host)))));
	const body = sequence(
		tagged(0xa0, integer(Buffer.from([2]))),
		integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
		ecdsaWithSha256,
		commonName(parts.issuer),
		sequence(time(parts.valid.from), time(parts.valid.until)),
		commonName(parts.subject),
		parts.publicKey.export({ type: 'spki', format: 'der' }),
		tagged(0xa3, sequence(basicConstraints, ...(altName ? [altName] : []))),
	);
	const signature = createSign('sha256').update(body).sign(parts.signedBy);
	const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
	const lines = der.toString('base64').match(/.{1,64}/g)!;
	return { cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n` };
}

function tagged(tag: number, content: Buffer): Buffer {
	const { length } = content;
	const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...items: Buffer[]) => tagged(0x30, Buffer.concat(items));
const integer = (value: Buffer) => tagged(0x02, value);
const oid = (...bytes: number[]) => tagged(0x06, Buffer.from(bytes));
const octets = (content: Buffer) => tagged(0x04, content);
const bool = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));
const time = (at: Date) => tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
const commonName = (name: string) =>
	sequence(tagged(0x31, sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(name)))));
