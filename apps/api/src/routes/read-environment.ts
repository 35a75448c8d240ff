import type { Db } from '@volna/db';

/** Where hand-offs go just now, and why nothing leaves when nothing does. */
export async function readEnvironment(db: Db, phonesUrl: string | undefined) {
	const account = await db
		.selectFrom('smsAccount')
		.select(['id', 'isEmulator', 'balance', 'balanceAt'])
		.where('isActive', '=', true)
		.executeTakeFirst();
	if (!account) return { kind: 'none' as const, balance: null, balanceAt: null, held: null, phonesUrl: null };
	const hold = await db
		.selectFrom('hold')
		.select(['detail', 'reason'])
		.where('key', '=', `account:${account.id}`)
		.executeTakeFirst();
	return {
		kind: account.isEmulator ? ('emulator' as const) : ('provider' as const),
		balance: account.balance,
		balanceAt: account.balanceAt,
		held: hold ? (hold.detail ?? hold.reason) : null,
		phonesUrl: account.isEmulator ? (phonesUrl ?? null) : null,
	};
}
