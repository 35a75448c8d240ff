import type { Db } from '@volna/db';
import { json } from '@volna/db';
import { failpoint } from '#failpoint';

/**
 * Stores a provider's callback as it came; whoever answers the provider does so after this, and the tracker applies it.
 * The caller has checked the secret, the content type and the size.
 */
export async function receiveCallback(db: Db, accountId: string, body: unknown): Promise<void> {
	await db
		.insertInto('callbackInbox')
		.values({ accountId, body: json(body) })
		.execute();
	failpoint('callback.stored');
}
