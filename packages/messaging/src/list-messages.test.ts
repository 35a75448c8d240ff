import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../tests/world.ts';
import { listMessages, type MessageQuery } from './list-messages.ts';

const OTHER_ACCOUNT = '0192f000-0000-7000-8000-000000000002';
let world: World;

beforeAll(async () => {
	// One session, so that its counters can be flushed by hand.
	world = await openWorld({ max: 1 });
});
beforeEach(async () => {
	await sql`delete from message`.execute(world.db);
});
afterAll(() => world?.close());

const found = async (query: Partial<MessageQuery>) =>
	(await listMessages(world.db, { limit: 50, ...query })).map(({ id }) => id);

describe('a search', () => {
	it.each([
		['whole', '+79161230045'],
		['as people write it', '8 (916) 123-00-45'],
		['without the country', '916 123 00 45'],
		['without the plus', '79161230045'],
		['by its beginning', '+7 916 123'],
		['by its beginning after an eight', '8916123'],
		['by its beginning without the country', '916123'],
	])('finds the messages to a phone %s', async (_name, q) => {
		const id = await world.newMessage({ customerId: await world.newCustomer({ phone: '+79161230045' }) });
		await world.newMessage({ customerId: await world.newCustomer({ phone: '+79031230045' }) });
		expect(await found({ q })).toEqual([id]);
	});

	it('finds a message by the phone it went to, whatever phone its customer has now', async () => {
		const customerId = await world.newCustomer({ phone: '+79161230046' });
		const id = await world.newMessage({ customerId });
		await sql`update customer set phone = '+79031230046' where id = ${customerId}`.execute(world.db);
		expect(await found({ q: '+79161230046' })).toEqual([id]);
		expect(await found({ q: '+79031230046' })).toEqual([]);
	});

	it('finds the messages of the customer with a number', async () => {
		const customerId = await world.newCustomer();
		const id = await world.newMessage({ customerId });
		await world.newMessage();
		expect(await found({ q: String(customerId) })).toEqual([id]);
	});

	it.each(['Яна', 'ян', 'ЯРЦЕВА яна', 'алёна', 'Алена'])('finds by the beginnings of names: %s', async (q) => {
		const customerId = await world.newCustomer({ firstName: q.toLowerCase().startsWith('ал') ? 'Алёна' : 'Яна' });
		await sql`update customer set last_name = 'Ярцева' where id = ${customerId}`.execute(world.db);
		const id = await world.newMessage({ customerId });
		await world.newMessage();
		expect(await found({ q })).toEqual([id]);
	});

	it.each(['%', '_', '\\', '(', '-', '+'])('takes %s as it is written', async (q) => {
		await world.newMessage();
		expect(await found({ q })).toEqual([]);
	});

	it('that finds more than can be sorted quickly answers the newest', async () => {
		const customerId = await world.newCustomer({ phone: '+79997770001' });
		const id = await world.newMessage({ customerId });
		await fill(2_100, '+7999777');
		const newest = await world.newMessage({ customerId });
		const page = await found({ q: '+7999777', limit: 1 });
		expect(page).toEqual([newest]);
		expect(await found({ q: '+79997770001' })).toEqual([newest, id]);
	});
});

describe('a list', () => {
	it('holds the messages of a group, newest first, of one account or of all, page after page', async () => {
		const ids = await world.newMessages(5);
		await sql`update message set account_id = ${OTHER_ACCOUNT} where id = any (${ids.slice(0, 2)}::uuid[])`.execute(
			world.db,
		);
		await world.db
			.insertInto('smsAccount')
			.values({ id: OTHER_ACCOUNT, name: 'b', baseUrl: 'https://b/api' })
			.execute();
		const waiting = ids.toSorted().reverse();
		expect(await found({ group: 'waiting' })).toEqual(waiting);
		expect(await found({ group: 'waiting', limit: 2 })).toEqual(waiting.slice(0, 2));
		expect(await found({ group: 'waiting', after: waiting[1]! })).toEqual(waiting.slice(2));
		expect(await found({ group: 'waiting', accountId: OTHER_ACCOUNT })).toEqual(ids.slice(0, 2).toSorted().reverse());
		expect(await found({ accountId: OTHER_ACCOUNT })).toEqual(ids.slice(0, 2).toSorted().reverse());
		expect(await found({ group: 'unknown' })).toEqual([]);
	});

	it('holds what was not sent of every state and reason of the group', async () => {
		const noPhone = await world.newMessage({ customerId: await world.newCustomer({ phone: null }) });
		const refused = await world.newMessage({
			profile: 'marketing',
			customerId: await world.newCustomer({ subscribed: false }),
		});
		const cancelled = await world.newMessage();
		await sql`update message set state = 'cancelled', reason = 'cancelled_person' where id = ${cancelled}`.execute(
			world.db,
		);
		await world.newMessage();
		expect(await found({ group: 'not_sent' })).toEqual([noPhone, refused, cancelled].toSorted().reverse());
		expect(await found({ group: 'not_sent', reason: 'no_phone' })).toEqual([noPhone]);
		expect(await found({ group: 'not_sent', flowId: world.flowId, nodeId: 'sms' })).toHaveLength(3);
		expect(await found({ group: 'not_sent', flowId: OTHER_ACCOUNT })).toEqual([]);
	});

	it('reads no table whole for what is rare, among many messages', async () => {
		const customerId = await world.newCustomer({ phone: '+79161239999' });
		await world.newMessage({ customerId });
		await fill(20_000, '+7903');
		await sql`analyze message, customer`.execute(world.db);
		const before = await wholeReads();
		for (const query of [
			{ q: '+79161239999' },
			{ q: '916123' },
			{ q: String(customerId) },
			{ q: 'Зюзин' },
			{ q: '+79161239999', group: 'delivered' },
			{ reason: 'no_phone' },
			{ group: 'unknown' },
			{ group: 'waiting' },
			{ group: 'undelivered' },
			{ group: 'not_sent' },
			{ group: 'waiting', accountId: OTHER_ACCOUNT },
		] satisfies Partial<MessageQuery>[]) {
			await found(query);
		}
		expect(await wholeReads()).toEqual(before);
	});
});

/** Delivered messages and their customers, in bulk. */
async function fill(count: number, beginning: string): Promise<void> {
	await sql`
		with people as (
			insert into customer (phone, first_name, last_name)
			select ${beginning} || lpad(n::text, ${12 - beginning.length}, '0'), 'Анна', 'Фамилия' || n
			from generate_series(100, ${count + 99}::int) n
			returning id, phone
		)
		insert into message (account_id, campaign_id, lane, state, profile, customer_id, planned_for, run_id, flow_id, version_id,
			node_id, visit, sender, phone, text, hours, zone, due_at, not_after)
		select ${world.accountId}, ${world.campaignId}, 1, 'delivered', 'transactional', id, id, uuidv7(), ${world.flowId},
			${world.versionId}, 'sms', 1, 'VOLNA', phone, 'x', '{}', 'Europe/Moscow', volna.now_exact(), volna.now_exact()
		from people`.execute(world.db);
}

async function wholeReads(): Promise<Record<string, number>> {
	await sql`select pg_stat_force_next_flush()`.execute(world.db);
	const { rows } = await sql<{ name: string; scans: number }>`
		select relname as name, seq_scan as scans from pg_stat_user_tables
		where relname = any (array['message', 'customer'])`.execute(world.db);
	return Object.fromEntries(rows.map((row) => [row.name, row.scans]));
}
