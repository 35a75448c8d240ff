import type { Db, Tx } from '@volna/db';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { normalisePhone } from '../normalise-phone.ts';

export interface CustomerSearch {
	/** Over `c`, the customer's row. */
	readonly predicate: RawBuilder<SqlBool>;
	/** All that can be found, when they are few; the predicate then asks for these. Null when they are many. */
	readonly ids: readonly number[] | null;
}

/** With so many of one word's customers a list is read backward sooner than they are fetched and sorted. */
const FEW = 2_000;
const WORDS_MOST = 5;

/** True for a text that searches for something. */
export function isSearch(text: string | null | undefined): text is string {
	return text !== undefined && text !== null && text.replaceAll('\0', '').trim() !== '';
}

/**
 * Whom a text means: the one with such an identifier (a phone in any spelling, e-mail, external or order id), with such a
 * Volna id, now or formerly, and those each of whose words begins a name. The names' indexes know beginnings only: parts
 * out of the middle would need an extension that not every Postgres has, and a slower write of every customer.
 */
export async function searchCustomers(db: Db | Tx, text: string): Promise<CustomerSearch> {
	const cleaned = text.replaceAll('\0', '').trim();
	const words = cleaned.split(/\s+/).slice(0, WORDS_MOST).map(likeBeginning);
	const [known, few] = await Promise.all([findKnown(db, cleaned), findFew(db, words)]);
	const named = sql<SqlBool>`(${sql.join(words.map(begins), sql` and `)})`;
	if (few === null) return { predicate: sql`(c.id = any(${known}::bigint[]) or ${named})`, ids: null };
	const { rows } = await sql<{ id: number }>`
		select c.id from customer c where c.id = any(${few}::bigint[]) and ${named}`.execute(db);
	const ids = [...new Set([...known, ...rows.map((row) => row.id)])];
	return { predicate: sql`(c.id = any(${ids}::bigint[]))`, ids };
}

/** Systems are few, so that the index is skipped through by them. */
async function findKnown(db: Db | Tx, text: string): Promise<number[]> {
	const phone = normalisePhone(text);
	const values = [...new Set([text, text.toLowerCase(), ...(phone.ok ? [phone.phone] : [])])];
	const id = /^\d{1,15}$/.test(text) ? Number(text) : null;
	const { rows } = await sql<{ id: number }>`
		select coalesce(l.survivor_id, k.id) as id
		from (
			select i.customer_id as id
			from unnest(array['unique', 'movable', 'phone', 'email', 'order']) as w(kind)
			cross join lateral (
				select i.customer_id from identifier i
				where i.kind = w.kind and i.value = any(${values}::text[])
			) as i
			union all
			select ${id}::bigint where ${id}::bigint is not null
		) as k
		left join customer_alias l on l.id = k.id`.execute(db);
	return rows.map((row) => row.id);
}

/** Customers one of the words finds, when some word finds few. */
async function findFew(db: Db | Tx, words: readonly string[]): Promise<number[] | null> {
	for (const word of [...words].sort((a, b) => b.length - a.length)) {
		const each = nameColumns.map(
			(column) => sql`(select c.id from customer c where ${column} like ${word} limit ${FEW + 1})`,
		);
		const { rows } = await sql<{ ids: number[] | null }>`
			select case when count(*) <= ${FEW} then coalesce(jsonb_agg(distinct f.id), '[]') end as ids
			from (${sql.join(each, sql` union all `)}) as f`.execute(db);
		if (rows[0]!.ids) return rows[0]!.ids;
	}
	return null;
}

/** As the indexes say it, word for word. */
const nameColumns = [sql`c.last_name`, sql`c.first_name`, sql`c.middle_name`].map(
	(column) => sql<string>`translate(lower(${column} collate "pg_c_utf8"), 'ё', 'е')`,
);

function begins(word: string): RawBuilder<SqlBool> {
	return sql<SqlBool>`(${sql.join(
		nameColumns.map((column) => sql`${column} like ${word}`),
		sql` or `,
	)})`;
}

function likeBeginning(word: string): string {
	return `${word
		.toLowerCase()
		.replaceAll('ё', 'е')
		.replace(/[\\%_]/g, '\\$&')}%`;
}
