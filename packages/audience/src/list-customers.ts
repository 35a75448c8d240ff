import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { compileFilter } from './filters/compile-filter.ts';
import { readFilterClock } from './filters/read-filter-clock.ts';
import { maskEmail, maskPhone } from './mask-personal.ts';
import { normalisePhone } from './normalise-phone.ts';

export type SmsSubscription = 'subscribed' | 'unsubscribed' | 'requires_confirmation' | 'no_data';

export interface CustomerSummary {
	id: number;
	/** Last, first and middle name, as far as known. */
	name: string | null;
	phone: string | null;
	email: string | null;
	area: string | null;
	timeZone: string | null;
	smsSubscription: SmsSubscription;
	/** Names of segments. */
	segments: string[];
	createdAt: Date;
	lastActivityAt: Date | null;
}

export interface CustomerPage {
	items: CustomerSummary[];
	/** Cursor of the next page; null at the end. */
	next: string | null;
	asOf: Date;
}

export interface CustomerQuery {
	/** Name, phone in any spelling, e-mail, external or order id, Volna id. */
	q?: string;
	/** A checked filter over customers. */
	filter?: Filter;
	cursor?: string | null;
	/** 25 by default, 200 at most. */
	limit?: number;
	/** Phones and e-mails are masked. */
	masked?: boolean;
}

/** A page of living customers, the newest first. An unreadable cursor begins at the beginning. */
export async function listCustomers(db: Db, query: CustomerQuery = {}): Promise<CustomerPage> {
	const limit = Math.min(Math.max(query.limit ?? 25, 1), 200);
	const before = cursorId(query.cursor);
	const clock = await readFilterClock(db);
	const wanted = query.filter ? compileFilter(query.filter, { ...clock, reach: 'scan' }) : sql<SqlBool>`true`;
	const { rows } = await sql<CustomerSummary>`
		with page as (
			select c.* from customer c
			where c.deleted_at is null and c.id < ${before}::bigint and ${searched(query.q)} and ${wanted}
			order by c.id desc
			limit ${limit + 1}
		)
		select c.id, nullif(concat_ws(' ', c.last_name, c.first_name, c.middle_name), '') as name, c.phone, c.email, c.area,
			c.time_zone as "timeZone", coalesce(u.state, 'no_data') as "smsSubscription",
			coalesce(g.names, '[]') as segments, c.created_at as "createdAt", c.last_activity_at as "lastActivityAt"
		from page c
		left join subscription u on u.customer_id = c.id and u.channel = 'sms' and u.topic = ''
		left join lateral (
			select jsonb_agg(s.name order by n.name) as names
			from segment_member m
			join segment s on s.id = m.segment_id
			join segmentation n on n.id = m.segmentation_id and n.state = 'launched'
			where m.customer_id = c.id
		) g on true
		order by c.id desc`.execute(db);
	const items = rows.slice(0, limit);
	return {
		items: query.masked ? items.map(maskSummary) : items,
		next: rows.length > limit ? Buffer.from(String(items.at(-1)!.id)).toString('base64url') : null,
		asOf: new Date(clock.now.epochMilliseconds),
	};
}

/** The same customer with phone and e-mail masked. */
export function maskSummary<T extends { phone: string | null; email: string | null }>(customer: T): T {
	return {
		...customer,
		phone: customer.phone && maskPhone(customer.phone),
		email: customer.email && maskEmail(customer.email),
	};
}

function cursorId(cursor: string | null | undefined): number {
	const id = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : Number.NaN;
	return Number.isSafeInteger(id) && id > 0 ? id : Number.MAX_SAFE_INTEGER;
}

/** Found by identifiers, or by every word of the text being in the name. */
function searched(q: string | undefined): RawBuilder<SqlBool> {
	const text = q?.replaceAll('\0', '').trim() ?? '';
	if (text === '') return sql`true`;
	const phone = normalisePhone(text);
	const values = [text, text.toLowerCase(), ...(phone.ok ? [phone.phone] : [])];
	const id = /^\d{1,15}$/.test(text) ? Number(text) : null;
	const words = text.split(/\s+/).slice(0, 5);
	const named = words.map(
		(word) => sql<SqlBool>`position(lower(${word} collate "pg_c_utf8") in
			lower(concat_ws(' ', c.last_name, c.first_name, c.middle_name) collate "pg_c_utf8")) > 0`,
	);
	return sql`(
		c.id in (
			select coalesce(l.survivor_id, i.customer_id)
			from identifier i left join customer_alias l on l.id = i.customer_id
			where i.kind in ('unique', 'movable', 'phone', 'email', 'order') and i.value = any(${values}::text[])
		)
		or c.id = (select coalesce((select survivor_id from customer_alias where id = ${id}::bigint), ${id}::bigint))
		or (${sql.join(named, sql` and `)})
	)`;
}
