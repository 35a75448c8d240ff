import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { failpoint } from '#failpoint';
import { accountOfCallback } from './accounts.ts';
import { createBatcher } from './batcher.ts';

/**
 * Stores a provider's callback as it came; whoever answers the provider does so after this, and the tracker applies it.
 * The caller has checked the secret, the content type and the size.
 */
export async function receiveCallback(db: Db, accountId: string, body: unknown): Promise<void> {
	await db
		.insertInto('callbackInbox')
		.values({ accountId, body: sql`${storable(body)}::jsonb` })
		.execute();
	failpoint('callback.stored');
}

/** As JSON without NUL and halves of surrogate pairs, which `jsonb` refuses, and with them every body of the same statement. */
function storable(body: unknown): string {
	const text = JSON.stringify(body);
	return /\\u(0000|d[89a-f])/i.test(text) ? JSON.stringify(body, withoutUnstorable) : text;
}

function withoutUnstorable(_key: string, value: unknown): unknown {
	if (typeof value === 'string') return clean(value);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, each]) => [clean(key), each]));
}

const clean = (text: string) => text.replaceAll('\0', '').toWellFormed();

/** How long an account's secret is remembered: a rotated one is refused within this time. */
const SECRET_MS = 5_000;

/** Takes callbacks in: whose they are, and the inbox. Two thousand a second cost a few statements. */
export interface CallbackReceiver {
	/** Stores a body under the account of its secret; false for a secret of none. Resolves once it is durable. */
	receive(secret: string, body: unknown): Promise<boolean>;
}

/** Opens the receiver of a process. Bodies that arrive while a commit is under way are stored together by the next. */
export function openCallbackReceiver(db: Db): CallbackReceiver {
	const remembered = new Map<string, { accountId: string; until: number }>();
	const inbox = createBatcher<{ accountId: string; body: unknown }, undefined>(async (batch) => {
		await sql`
			insert into callback_inbox (account_id, body)
			select account_id, body
			from unnest(${batch.map((entry) => entry.accountId)}::uuid[], ${batch.map((entry) => storable(entry.body))}::jsonb[])
				as given (account_id, body)
		`.execute(db);
		failpoint('callback.stored');
		return batch.map(() => undefined);
	}, 500);
	return {
		async receive(secret, body) {
			const known = remembered.get(secret);
			let accountId = known && known.until > performance.now() ? known.accountId : null;
			if (accountId === null) {
				accountId = await accountOfCallback(db, secret);
				remembered.delete(secret);
				if (accountId === null) return false;
				remembered.set(secret, { accountId, until: performance.now() + SECRET_MS });
			}
			await inbox.add({ accountId, body });
			return true;
		},
	};
}
