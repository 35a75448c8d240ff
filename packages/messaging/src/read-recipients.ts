import { type Db, prepared, type Tx } from '@volna/db';
import { sql } from 'kysely';
import type { Recipient } from './gates.ts';
import type { HashPhone } from './hash-phone.ts';

/** A customer as a message needs one: what the gates look at and what texts print. */
export interface RecipientFacts extends Recipient {
	readonly firstName: string | null;
	readonly lastName: string | null;
	readonly middleName: string | null;
	readonly email: string | null;
	readonly sex: string | null;
	readonly birthDate: string | null;
	readonly area: string | null;
	readonly timeZone: string | null;
	readonly custom: Readonly<Record<string, unknown>>;
	readonly phoneHash: Buffer | null;
}

interface Row extends Omit<RecipientFacts, 'phoneHash' | 'phoneStopped'> {
	readonly asked: number;
}

/**
 * Reads customers by the ids they were asked for under, former ids included; unknown ones are left out. Two statements
 * for any number.
 */
export async function readRecipients(
	db: Db | Tx,
	customerIds: readonly number[],
	hashPhone: HashPhone,
): Promise<ReadonlyMap<number, RecipientFacts>> {
	const ids = [...new Set(customerIds)];
	if (ids.length === 0) return new Map();
	const { rows } = await sql<Row>`${prepared}
		select asked.id as asked, c.id, c.deleted_at is not null as deleted, c.phone, c.phone_status,
			c.first_name, c.last_name, c.middle_name, c.email, c.sex, c.birth_date, c.area, c.time_zone, c.custom,
			s.state as subscription,
			case when given.valid then 'valid' when given.valid is null then 'missing' else 'expired' end as consent
		from unnest(${ids}::bigint[]) as asked (id)
		left join customer_alias a on a.id = asked.id
		join customer c on c.id = coalesce(a.survivor_id, asked.id)
		left join subscription s on s.customer_id = c.id and s.channel = 'sms' and s.topic = ''
		left join lateral (
			select bool_or(valid_until is null or valid_until > volna.now_stable()) as valid
			from consent
			where customer_id = c.id and channel = 'sms' and topic = ''
		) given on true`.execute(db);
	const hashes = new Map(rows.flatMap(({ phone }) => (phone ? [[phone, hashPhone(phone)] as const] : [])));
	const stopped = await readStopped(db, [...hashes.values()]);
	return new Map(
		rows.map(({ asked, ...row }) => {
			const phoneHash = row.phone ? hashes.get(row.phone)! : null;
			const phoneStopped = phoneHash !== null && stopped.has(phoneHash.toString('hex'));
			return [asked, { ...row, phoneHash, phoneStopped }];
		}),
	);
}

async function readStopped(db: Db | Tx, hashes: readonly Buffer[]): Promise<ReadonlySet<string>> {
	if (hashes.length === 0) return new Set();
	const { rows } = await sql<{ hash: string }>`${prepared}
		select encode(phone_hash, 'hex') as hash from stop_list where phone_hash = any (${hashes}::bytea[])`.execute(db);
	return new Set(rows.map((row) => row.hash));
}
