import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';
import { accountFlags } from './account-flags.ts';
import type { AccountFlags, GatewayAccount } from './gateway.ts';

/** Seals and unseals stored secrets; `place` names the row and column. The app passes `access`'s. */
export interface SecretSeal {
	seal(text: string, place?: string): Buffer;
	unseal(sealed: Buffer, place?: string): string;
}

export interface AccountChange {
	baseUrl: string;
	isEmulator: boolean;
	/** Secrets left out stay as they are; a token replaces user and password, and the other way round. */
	token?: string;
	username?: string;
	password?: string;
	flags?: Partial<AccountFlags>;
}

export interface StoredAccount {
	id: string;
	name: string;
	baseUrl: string;
	isEmulator: boolean;
	access: 'token' | 'password' | 'none';
	username: string | null;
	flags: AccountFlags;
	balance: number | null;
	balanceAt: Date | null;
	checkedAt: Date | null;
	checkProblem: string | null;
}

const placeOf = (id: string, column: string) => `sms_account:${id}:${column}`;

/** The account that new messages are planned for, without secrets; null when there is none. */
export async function activeAccount(db: Db | Tx): Promise<StoredAccount | null> {
	const row = await db.selectFrom('smsAccount').selectAll().where('isActive', '=', true).executeTakeFirst();
	return row ? describe(row) : null;
}

type AccountRow = NonNullable<Awaited<ReturnType<typeof readRow>>>;

function readRow(db: Db | Tx, id: string) {
	return db.selectFrom('smsAccount').selectAll().where('id', '=', id).executeTakeFirst();
}

function describe(row: AccountRow): StoredAccount {
	return {
		id: row.id,
		name: row.name,
		baseUrl: row.baseUrl,
		isEmulator: row.isEmulator,
		access: row.tokenSealed ? 'token' : row.passwordSealed ? 'password' : 'none',
		username: row.username,
		flags: accountFlags(row),
		balance: row.balance,
		balanceAt: row.balanceAt,
		checkedAt: row.checkedAt,
		checkProblem: row.checkProblem,
	};
}

/** What opens a gateway for a stored account; null when it is gone. Its secrets are unsealed: keep it in memory only. */
export async function openableAccount(db: Db | Tx, id: string, seal: SecretSeal): Promise<GatewayAccount | null> {
	const row = await readRow(db, id);
	if (!row) return null;
	return {
		id: row.id,
		baseUrl: row.baseUrl,
		emulator: row.isEmulator,
		token: row.tokenSealed ? seal.unseal(row.tokenSealed, placeOf(id, 'token')) : null,
		username: row.username,
		password: row.passwordSealed ? seal.unseal(row.passwordSealed, placeOf(id, 'password')) : null,
		flags: accountFlags(row),
	};
}

/**
 * Stores access to the provider. The same address changes the active account; another address, or another user at it once
 * the account has handed something off, makes another account active, because a message never leaves by an account it was
 * not planned for. What waits at the one that is left is for `listFormerAccounts`. Answers `address-not-https` for a plain
 * address that is neither loopback nor marked as an emulator.
 */
export async function saveAccount(
	tx: Tx,
	change: AccountChange,
	seal: SecretSeal,
): Promise<{ ok: true; id: string; switched: boolean } | { ok: false; problem: 'address-not-https' }> {
	const baseUrl = change.baseUrl.replace(/\/+$/, '');
	if (!isAddressAllowed(baseUrl, change.isEmulator)) return { ok: false, problem: 'address-not-https' };
	const active = await tx
		.selectFrom('smsAccount')
		.selectAll()
		.where('isActive', '=', true)
		.forUpdate()
		.executeTakeFirst();
	if (active && (await isSameAccount(tx, active, baseUrl, change.username))) {
		await writeAccess(tx, active.id, change, seal);
		await holdWhileDemo(tx, active.id, change.isEmulator);
		return { ok: true, id: active.id, switched: false };
	}
	const known = await findLeft(tx, baseUrl, change.username);
	const id = known?.id ?? (await insertAccount(tx, baseUrl, change.isEmulator, seal)).id;
	await leaveAccounts(tx);
	await tx
		.updateTable('smsAccount')
		.set({ isActive: true, isEmulator: change.isEmulator, leftAt: null, leftDecision: null, leftDecidedAt: null })
		.where('id', '=', id)
		.execute();
	await writeAccess(tx, id, change, seal);
	await holdWhileDemo(tx, id, change.isEmulator);
	return { ok: true, id, switched: true };
}

/** A key says nothing of whose it is: at the same address it is taken for a new key of the same account. */
async function isSameAccount(
	tx: Tx,
	active: Pick<AccountRow, 'id' | 'baseUrl' | 'username'>,
	baseUrl: string,
	username: string | undefined,
): Promise<boolean> {
	if (active.baseUrl !== baseUrl) return false;
	if (username === undefined || active.username === null || active.username === username) return true;
	// A mistyped name that nothing has left by yet is put right, unless it is that of an account we know.
	const other = await sql`
		select from message where account_id = ${active.id} and accepted_at is not null
		union all
		select from sms_account where base_url = ${baseUrl} and username = ${username} and not is_active
		limit 1`.execute(tx);
	return other.rows.length === 0;
}

/** An account that was left and that these are the address and the user of. */
async function findLeft(tx: Tx, baseUrl: string, username: string | undefined): Promise<{ id: string } | undefined> {
	return tx
		.selectFrom('smsAccount')
		.select('id')
		.where('baseUrl', '=', baseUrl)
		.where('isActive', '=', false)
		.$if(username !== undefined, (q) =>
			q.where((where) => where.or([where('username', 'is', null), where('username', '=', username!)])),
		)
		.orderBy('username', (by) => by.asc().nullsLast())
		.orderBy('createdAt', 'desc')
		.limit(1)
		.executeTakeFirst();
}

/** What was to move to the account that is left now is for a person to decide anew; what was to be cancelled is cancelled. */
async function leaveAccounts(tx: Tx): Promise<void> {
	await sql`
		update sms_account
		set is_active = false, left_at = volna.now_exact(), left_decision = null, left_decided_at = null
		where is_active or left_decision = 'move'`.execute(tx);
}

function isAddressAllowed(baseUrl: string, isEmulator: boolean): boolean {
	if (!URL.canParse(baseUrl)) return false;
	const url = new URL(baseUrl);
	if (url.protocol === 'https:') return true;
	if (url.protocol !== 'http:') return false;
	return isEmulator || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

async function writeAccess(tx: Tx, id: string, change: AccountChange, seal: SecretSeal): Promise<void> {
	const set: Record<string, unknown> = { isEmulator: change.isEmulator };
	if (change.token !== undefined) {
		Object.assign(set, {
			tokenSealed: seal.seal(change.token, placeOf(id, 'token')),
			username: null,
			passwordSealed: null,
		});
	}
	if (change.username !== undefined) Object.assign(set, { username: change.username, tokenSealed: null });
	if (change.password !== undefined) {
		Object.assign(set, { passwordSealed: seal.seal(change.password, placeOf(id, 'password')), tokenSealed: null });
	}
	await tx.updateTable('smsAccount').set(set).where('id', '=', id).execute();
	if (change.flags) {
		await tx
			.updateTable('smsAccount')
			.set({ flags: sql`flags || ${JSON.stringify(change.flags)}::jsonb` })
			.where('id', '=', id)
			.execute();
	}
}

/** The demo's phones could be somebody's: while demo customers exist a real account is held, and no longer. */
export async function holdWhileDemo(tx: Tx, accountId: string, isEmulator: boolean): Promise<void> {
	const key = `account:${accountId}`;
	if (!isEmulator && (await hasDemoCustomers(tx))) {
		await tx
			.insertInto('hold')
			.values({ key, reason: 'account_held', detail: 'demo_customers' })
			.onConflict((conflict) =>
				conflict.column('key').doUpdateSet({ reason: 'account_held', detail: 'demo_customers', nextTrialAt: null }),
			)
			.execute();
		return;
	}
	await tx.deleteFrom('hold').where('key', '=', key).where('detail', '=', 'demo_customers').execute();
}

/**
 * Holds real accounts because of demo customers who came, or lets them go because those have gone: called in the
 * transaction that loads or removes them.
 */
export async function settleDemoHolds(tx: Tx): Promise<void> {
	await lockDemo(tx);
	const accounts = await tx.selectFrom('smsAccount').select(['id', 'isEmulator']).orderBy('id').execute();
	for (const { id, isEmulator } of accounts) await holdWhileDemo(tx, id, isEmulator);
}

/** An account that is saved while demo customers come or go waits for that, and judges by what it left. */
async function lockDemo(tx: Tx): Promise<void> {
	await sql`select from project for no key update`.execute(tx);
}

async function hasDemoCustomers(tx: Tx): Promise<boolean> {
	await lockDemo(tx);
	const { rows } = await sql`
		select from project
		where demo_loaded_at is not null
			and exists (select from customer where source = 'demo' and deleted_at is null)`.execute(tx);
	return rows.length > 0;
}

async function insertAccount(
	tx: Tx,
	baseUrl: string,
	isEmulator: boolean,
	seal: SecretSeal,
): Promise<{ id: string; callbackSecret: string }> {
	const made = await tx
		.insertInto('smsAccount')
		.values({ name: isEmulator ? 'Эмулятор SIGMA' : 'SIGMA', baseUrl, isEmulator })
		.returning('id')
		.executeTakeFirstOrThrow();
	const callbackSecret = randomBytes(32).toString('base64url');
	await tx
		.updateTable('smsAccount')
		.set({
			callbackSecretHash: hashOf(callbackSecret),
			callbackSecretSealed: seal.seal(callbackSecret, placeOf(made.id, 'callback')),
		})
		.where('id', '=', made.id)
		.execute();
	return { id: made.id, callbackSecret };
}

/**
 * The account of the emulator that runs beside us: made active when no account is; its address follows the emulator's
 * port. Answers the secret of its callbacks.
 */
export async function ensureEmulatorAccount(
	db: Db,
	emulator: { baseUrl: string; username: string; password: string; senders: readonly string[] },
	seal: SecretSeal,
): Promise<{ id: string; callbackSecret: string }> {
	return db.transaction().execute(async (tx) => {
		const baseUrl = emulator.baseUrl.replace(/\/+$/, '');
		const known = await tx
			.selectFrom('smsAccount')
			.selectAll()
			.where('isEmulator', '=', true)
			.orderBy('createdAt')
			.limit(1)
			.executeTakeFirst();
		const made = known
			? { id: known.id, callbackSecret: seal.unseal(known.callbackSecretSealed!, placeOf(known.id, 'callback')) }
			: await insertAccount(tx, baseUrl, true, seal);
		await writeAccess(
			tx,
			made.id,
			{ baseUrl, isEmulator: true, username: emulator.username, password: emulator.password },
			seal,
		);
		await tx.updateTable('smsAccount').set({ baseUrl }).where('id', '=', made.id).execute();
		const active = await tx.selectFrom('smsAccount').select('id').where('isActive', '=', true).executeTakeFirst();
		if (!active) await tx.updateTable('smsAccount').set({ isActive: true }).where('id', '=', made.id).execute();
		for (const name of emulator.senders) {
			await tx
				.insertInto('sender')
				.values({ accountId: made.id, name, moderation: 'approved' })
				.onConflict((conflict) => conflict.columns(['accountId', 'name']).doNothing())
				.execute();
		}
		return made;
	});
}

/** The account whose callbacks carry this secret; null for a wrong one. Compared by hash, in constant time. */
export async function accountOfCallback(db: Db, secret: string): Promise<string | null> {
	const given = Buffer.from(hashOf(secret), 'hex');
	const rows = await db.selectFrom('smsAccount').select(['id', 'callbackSecretHash']).execute();
	const found = rows.filter((row) => {
		const stored = Buffer.from(row.callbackSecretHash, 'hex');
		return stored.length === given.length && timingSafeEqual(stored, given);
	});
	return found[0]?.id ?? null;
}

/** The secret part of an account's callback address, for the person who enters it at the provider. */
export async function callbackSecretOf(db: Db, accountId: string, seal: SecretSeal): Promise<string | null> {
	const row = await readRow(db, accountId);
	return row?.callbackSecretSealed ? seal.unseal(row.callbackSecretSealed, placeOf(accountId, 'callback')) : null;
}

function hashOf(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** Stores what a check found. */
export async function recordCheck(
	db: Db,
	accountId: string,
	found: { balance: number | null; problem: string | null },
): Promise<void> {
	await db
		.updateTable('smsAccount')
		.set({
			checkedAt: sql<Date>`volna.now_exact()`,
			checkProblem: found.problem,
			...(found.balance === null ? {} : { balance: found.balance, balanceAt: sql<Date>`volna.now_exact()` }),
		})
		.where('id', '=', accountId)
		.execute();
}

/** What stands before the messages of an account: holds with how many of those whose time has come wait behind each. */
export async function listHolds(db: Db, accountId: string) {
	return db
		.selectFrom('hold')
		.select(['key', 'reason', 'detail', 'since', 'nextTrialAt'])
		.select(
			sql<number>`(select count(*) from message m where m.account_id = ${accountId} and m.hold_keys @> array[hold.key]
				and m.state in ('planned', 'scheduled', 'queued', 'leased') and m.due_at <= volna.now_stable())`.as('waiting'),
		)
		.where((where) =>
			where.or([where('key', '=', `account:${accountId}`), where('key', 'like', `sender:${accountId}:%`)]),
		)
		.orderBy('since')
		.execute();
}

/** Messages of an account that wait for a hand-off now, those that wait for their own time, and unknown outcomes. */
export async function countOpen(
	db: Db,
	accountId: string,
): Promise<{ waiting: number; scheduled: number; unknown: number }> {
	// Each part has an index of its own; together they would be read out of the whole table.
	const { rows } = await sql<{ waiting: number; scheduled: number; unknown: number }>`
		with open as (
			select due_at <= volna.now_stable() as is_due, count(*) as n from message
			where account_id = ${accountId} and mode = 'live' and state in ('planned', 'scheduled', 'queued', 'leased')
			group by 1
			union all
			select true, count(*) from message where account_id = ${accountId} and mode = 'live' and state = 'submitting'
		)
		select coalesce(sum(n) filter (where is_due), 0)::int as waiting,
			coalesce(sum(n) filter (where not is_due), 0)::int as scheduled,
			(select count(*)::int from message where account_id = ${accountId} and mode = 'live' and state = 'unknown') as unknown
		from open`.execute(db);
	return rows[0]!;
}
