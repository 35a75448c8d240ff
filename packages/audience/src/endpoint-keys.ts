import { createHash, randomInt } from 'node:crypto';
import type { Db } from '@volna/db';
import { sql } from 'kysely';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 43 letters of 62 hold 256 bits. */
const LETTERS = 43;

export interface EndpointKeyInfo {
	id: string;
	name: string;
	/** The secret's last four letters. */
	hint: string;
	mode: 'live' | 'test';
	createdAt: Date;
	lastUsedAt: Date | null;
}

export type CreatedKey = { status: 'created'; key: EndpointKeyInfo; secret: string } | { status: 'endpoint-unknown' };

/** Makes a key of an endpoint. The secret is returned here and nowhere else: only its SHA-256 is stored. */
export async function createEndpointKey(
	db: Db,
	input: { endpointId: string; name: string; mode?: 'live' | 'test'; staffId?: string | null },
): Promise<CreatedKey> {
	const mode = input.mode ?? 'live';
	const secret = `vk_${mode}_${Array.from({ length: LETTERS }, () => BASE62[randomInt(62)]).join('')}`;
	const key = await db
		.insertInto('endpointKey')
		.columns(['endpointId', 'name', 'mode', 'hash', 'hint', 'createdBy'])
		.expression((eb) =>
			eb
				.selectFrom('endpoint')
				.select((of) => [
					'endpoint.id as endpointId',
					of.val(input.name).as('name'),
					of.val(mode).as('mode'),
					of.val(hashOfSecret(secret)).as('hash'),
					of.val(secret.slice(-4)).as('hint'),
					of.val(input.staffId ?? null).as('createdBy'),
				])
				.where('endpoint.id', '=', input.endpointId)
				.where('endpoint.archivedAt', 'is', null),
		)
		.returning(['id', 'name', 'hint', 'mode', 'createdAt', 'lastUsedAt'])
		.executeTakeFirst();
	return key ? { status: 'created', key, secret } : { status: 'endpoint-unknown' };
}

/** SHA-256 of a secret. Secrets are 256 random bits, so no slow hash is needed. */
export function hashOfSecret(secret: string): Buffer {
	return createHash('sha256').update(secret, 'utf8').digest();
}

/** The key of a secret and its endpoint; undefined when there is none or it was revoked. */
export async function findKey(
	db: Db,
	secret: string,
): Promise<{ id: string; endpointId: string; mode: 'live' | 'test' } | undefined> {
	return db
		.selectFrom('endpointKey')
		.select(['id', 'endpointId', 'mode'])
		.where('hash', '=', hashOfSecret(secret))
		.where('revokedAt', 'is', null)
		.executeTakeFirst();
}

/** Revokes a key; calls with it are refused from this commit on. False when there is no such key, or it was revoked. */
export async function revokeKey(db: Db, keyId: string): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('endpointKey')
		.set({ revokedAt: sql<Date>`volna.now_exact()` })
		.where('id', '=', keyId)
		.where('revokedAt', 'is', null)
		.executeTakeFirst();
	return Number(numUpdatedRows) === 1;
}

/** The live keys of an endpoint, the oldest first. */
export async function listKeys(db: Db, endpointId: string): Promise<EndpointKeyInfo[]> {
	return db
		.selectFrom('endpointKey')
		.select(['id', 'name', 'hint', 'mode', 'createdAt', 'lastUsedAt'])
		.where('endpointId', '=', endpointId)
		.where('revokedAt', 'is', null)
		.orderBy('createdAt')
		.execute();
}

/** Notes that keys were used, at most once a minute each. */
export async function noteKeysUsed(db: Db, keyIds: readonly string[]): Promise<void> {
	await sql`
		update endpoint_key set last_used_at = volna.now_exact()
		where id = any(${keyIds as string[]}::uuid[])
		  and (last_used_at is null or last_used_at < volna.now_stable() - interval '1 minute')`.execute(db);
}
