import type { Db } from '@volna/db';
import type { Filter } from '@volna/node-sdk';
import { maskEmail, maskPhone } from '../mask-personal.ts';
import type { CustomerRow, SmsSubscription } from './describe-customers.ts';
import { findCustomers } from './find-customers.ts';

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
	/** Beginnings of names, a phone in any spelling, e-mail, external or order id, Volna id. */
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
	const { q: search, filter, masked } = query;
	const limit = Math.min(query.limit ?? 25, 200);
	const items: CustomerSummary[] = [];
	let cursor = query.cursor ?? null;
	for (;;) {
		const found = await findCustomers(db, { search, filter, masked, cursor, limit: limit - items.length });
		if (found.status !== 'found') throw new Error(`customers could not be listed: ${found.status}`);
		items.push(...found.items.map(summaryOf));
		if (found.rest === null) return { items, next: found.next, asOf: found.asOf };
		cursor = found.rest;
	}
}

function summaryOf(row: CustomerRow): CustomerSummary {
	const { id, name, phone, email, area, timeZone, smsSubscription, createdAt, lastActivityAt } = row;
	const segments = row.segments.map((segment) => segment.name).sort();
	return { id, name, phone, email, area, timeZone, smsSubscription, segments, createdAt, lastActivityAt };
}

/** The same customer with phone and e-mail masked. */
export function maskSummary<T extends { phone: string | null; email: string | null }>(customer: T): T {
	return {
		...customer,
		phone: customer.phone && maskPhone(customer.phone),
		email: customer.email && maskEmail(customer.email),
	};
}
