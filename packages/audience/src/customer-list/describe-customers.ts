import type { Db } from '@volna/db';
import { sql } from 'kysely';
import { maskEmail, maskPhone } from '../mask-personal.ts';

export type SmsSubscription = 'subscribed' | 'unsubscribed' | 'requires_confirmation' | 'no_data';

/** A row of the list. What its columns do not ask for is null or empty. */
export interface CustomerRow {
	readonly id: number;
	/** Last, first and middle name, as far as known. */
	readonly name: string | null;
	readonly phone: string | null;
	readonly email: string | null;
	readonly area: string | null;
	readonly timeZone: string | null;
	readonly smsSubscription: SmsSubscription;
	/** Segments of launched segmentations, by the segmentation's name. */
	readonly segments: readonly { readonly segmentationId: string; readonly name: string }[];
	readonly createdAt: Date;
	readonly lastActivityAt: Date | null;
	readonly source: string | null;
	readonly sex: 'female' | 'male' | null;
	/** `1990-05-20`. */
	readonly birthDate: string | null;
	readonly orders: number | null;
	readonly ordersTotal: number | null;
	readonly lastAction: { readonly template: string; readonly at: Date } | null;
	/** By the field's system name, those asked for. */
	readonly custom: Readonly<Record<string, unknown>>;
	readonly selected: boolean;
}

/** The rows of these customers, in their order; personal data masked if so wanted. */
export async function describeCustomers(
	db: Db,
	ids: readonly number[],
	columns: readonly string[],
	masked: boolean,
): Promise<CustomerRow[]> {
	if (ids.length === 0) return [];
	const orders = columns.includes('orders') || columns.includes('ordersTotal');
	const lastAction = columns.includes('lastAction');
	const custom = columns.flatMap((column) => (column.startsWith('custom:') ? [column.slice('custom:'.length)] : []));
	const { rows } = await sql<CustomerRow>`
		select c.id, nullif(concat_ws(' ', c.last_name, c.first_name, c.middle_name), '') as name, c.phone, c.email, c.area,
			c.time_zone as "timeZone", coalesce(u.state, 'no_data') as "smsSubscription",
			coalesce(g.list, '[]') as segments, c.created_at as "createdAt", c.last_activity_at as "lastActivityAt",
			c.source, c.sex, c.birth_date as "birthDate", o.n as orders, o.total as "ordersTotal",
			case when a.at is null then null else jsonb_build_object('template', a.template, 'at', a.at) end as "lastAction",
			(select coalesce(jsonb_object_agg(f.name, c.custom -> f.name), '{}') from unnest(${custom}::text[]) as f(name)
				where c.custom ? f.name) as custom,
			false as selected
		from unnest(${ids as number[]}::bigint[]) with ordinality as d(id, place)
		join customer c on c.id = d.id
		left join subscription u on u.customer_id = c.id and u.channel = 'sms' and u.topic = ''
		left join lateral (
			select jsonb_agg(jsonb_build_object('segmentationId', n.id, 'name', s.name) order by n.name) as list
			from segment_member m
			join segment s on s.id = m.segment_id
			join segmentation n on n.id = m.segmentation_id and n.state = 'launched'
			where m.customer_id = c.id
		) g on true
		left join lateral (
			select count(*) as n, sum(r.total) as total from customer_order r where r.customer_id = c.id
		) o on ${orders}::boolean
		left join lateral (
			select coalesce(t.name, '') as template, l.occurred_at as at
			from (select x.template_id, x.occurred_at from action x where x.customer_id = c.id
				order by x.occurred_at desc, x.id desc limit 1) l
			left join action_template t on t.id = l.template_id
		) a on ${lastAction}::boolean
		order by d.place`.execute(db);
	return masked ? rows.map(mask) : rows;
}

function mask(row: CustomerRow): CustomerRow {
	return {
		...row,
		phone: row.phone && maskPhone(row.phone),
		email: row.email && maskEmail(row.email),
		birthDate: null,
		custom: {},
	};
}
