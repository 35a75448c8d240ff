import type { Db, Tx } from '@volna/db';
import { sql } from 'kysely';

/** The source of customers who were made up for the demo. */
export const demoSource = 'demo';

/** How many made-up customers there are: while there is one, no real account hands anything off. */
export async function countDemoCustomers(db: Db): Promise<number> {
	const { count } = await db
		.selectFrom('customer')
		.select((eb) => eb.fn.countAll<number>().as('count'))
		.where('source', '=', demoSource)
		.where('deletedAt', 'is', null)
		.executeTakeFirstOrThrow();
	return count;
}

/**
 * Removes the made-up customers: what finds and describes them goes, an empty row stays for what was counted about them.
 * Whoever calls lifts in the same transaction what held real accounts for their sake. Returns how many were removed.
 */
export async function removeDemoCustomers(tx: Tx): Promise<number> {
	const { rows } = await sql<{ id: number }>`
		select id from customer where source = ${demoSource} and deleted_at is null order by id for update`.execute(tx);
	const ids = rows.map((row) => row.id);
	if (ids.length === 0) return 0;
	await sql`
		with ids as (select unnest(${ids}::bigint[]) as id),
			a as (delete from identifier where customer_id in (select id from ids)),
			b as (delete from subscription where customer_id in (select id from ids)),
			c as (delete from consent where customer_id in (select id from ids)),
			d as (delete from customer_order where customer_id in (select id from ids)),
			e as (delete from segment_member where customer_id in (select id from ids)),
			f as (delete from segment_move where customer_id in (select id from ids)),
			g as (delete from action where customer_id in (select id from ids))
			update customer
			set first_name = null, last_name = null, middle_name = null, sex = null, birth_date = null, area = null,
				phone = null, email = null, custom = '{}', deleted_at = volna.now_exact(), updated_at = volna.now_exact()
			where id in (select id from ids)`.execute(tx);
	return ids.length;
}
