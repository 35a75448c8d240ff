import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../tests/world.ts';
import { ensureAccountRate, recoverRates, slowDown } from './account-rate.ts';
import { type ClaimRequest, claimMessages } from './claim-messages.ts';
import { intendHandOffs } from './intend-hand-offs.ts';
import { returnLeases } from './reap-messages.ts';

let world: World;
beforeAll(async () => {
	world = await openWorld({ max: 20 });
});
beforeEach(async () => {
	await sql`delete from message`.execute(world.db);
	await sql`delete from hold`.execute(world.db);
	await sql`delete from rate_limit`.execute(world.db);
});
afterAll(() => world?.close());

function claim(more: Partial<ClaimRequest> = {}) {
	return claimMessages(world.db, {
		accountId: world.accountId,
		lane: 1,
		limit: 100,
		workerId: randomUUID(),
		leaseMs: 10_000,
		limited: false,
		...more,
	});
}

const idsOf = (claimed: Awaited<ReturnType<typeof claim>>) => claimed.messages.map((message) => message.id);

/** When each of `count` messages is granted its slot by four claimers at once, ms on one clock, in order. */
async function grantedTimes(count: number): Promise<number[]> {
	const at: number[] = [];
	const claimer = async () => {
		while (at.length < count) {
			const taken = await claim({ limited: true, limit: 40 });
			const answeredAt = performance.now();
			for (const { waitUs } of taken.messages) at.push(answeredAt + waitUs / 1000);
			await new Promise((resolve) => setTimeout(resolve, Math.min(taken.nextMs ?? 5, 20)));
		}
	};
	await Promise.all([claimer(), claimer(), claimer(), claimer()]);
	return at.sort((a, b) => a - b);
}

describe('a claim', () => {
	it('takes what is due in the order it came due, and nothing of another lane or account', async () => {
		const [first, second] = [await world.newMessage(), await world.newMessage()];
		const code = await world.newMessage({ profile: 'code' });
		await world.newMessage({ hours: await closedNow() });
		expect(idsOf(await claim())).toEqual([first, second]);
		expect(idsOf(await claim({ lane: 0, accountId: randomUUID() }))).toEqual([]);
		expect(idsOf(await claim({ lane: 0 }))).toEqual([code]);
	});

	it('is given each message to one claimer only', async () => {
		const ids = await world.newMessages(100);
		const claims = await Promise.all([1, 2, 3, 4, 5].map(() => claim({ limit: 30 })));
		const taken = claims.flatMap(idsOf);
		expect(new Set(taken).size).toBe(taken.length);
		const rest = idsOf(await claim());
		expect([...taken, ...rest].sort()).toEqual([...ids].sort());
	});

	it('leaves held messages out and goes past them', async () => {
		const held = await world.newMessage({ sender: 'HELD' });
		const free = await world.newMessage();
		const key = `sender:${world.accountId}:HELD`;
		await world.db.insertInto('hold').values({ key, reason: 'sender_held' }).execute();
		expect(idsOf(await claim())).toEqual([free]);
		expect(idsOf(await claim({ trialOf: key, limit: 1 }))).toEqual([held]);
	});

	it('a trial does not pass a second hold', async () => {
		await world.newMessage({ sender: 'HELD' });
		const key = `sender:${world.accountId}:HELD`;
		await world.db.insertInto('hold').values({ key, reason: 'sender_held' }).execute();
		await world.db
			.insertInto('hold')
			.values({ key: `flow:${world.flowId}`, reason: 'flow_paused' })
			.execute();
		expect(idsOf(await claim({ trialOf: key, limit: 1 }))).toEqual([]);
	});

	it('says when the next message comes due', async () => {
		await world.newMessage({ hours: await closedNow() });
		const { messages, nextMs } = await claim();
		expect(messages).toEqual([]);
		expect(nextMs).toBeGreaterThan(60_000);
	});

	it('finds due messages by its index', async () => {
		const { rows } = await world.db.transaction().execute(async (tx) => {
			await sql`set local enable_seqscan = off`.execute(tx);
			return sql<{ 'QUERY PLAN': string }>`
				explain select id from message m
				where m.lane = 1 and m.stream is null and m.account_id = ${world.accountId}
					and m.state in ('scheduled', 'queued') and m.due_at <= statement_timestamp()
				order by m.due_at, m.id limit 100`.execute(tx);
		});
		const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
		expect(plan).toContain('message_claim_lane');
		expect(plan).toMatch(/Index Cond: .*account_id.*lane.*due_at/);
		expect(plan).not.toContain('Sort');
	});
});

describe('a lease', () => {
	it('F-02 that ends before the intent returns its message to the queue, attempt 0, and another claims it', async () => {
		const id = await world.newMessage();
		const [first] = (await claim()).messages;
		await world.moveClock(10_500);
		expect(await returnLeases(world.db)).toBe(1);
		expect(await world.message(id)).toMatchObject({ state: 'queued', attempt: 0 });
		const [second] = (await claim()).messages;
		expect(second).toMatchObject({ id, fence: first!.fence + 1 });
	});

	it('F-03 gives no intent to a worker that slept past it, whoever has the message now', async () => {
		const id = await world.newMessage();
		const [slept] = (await claim()).messages;
		await world.moveClock(10_500);
		expect((await intendHandOffs(world.db, [slept!])).size).toBe(0);
		await returnLeases(world.db);
		expect((await intendHandOffs(world.db, [slept!])).size).toBe(0);
		const [awake] = (await claim()).messages;
		expect((await intendHandOffs(world.db, [slept!])).size).toBe(0);
		expect((await intendHandOffs(world.db, [awake!])).get(awake!)).toMatchObject({ attempt: 1 });
		expect((await intendHandOffs(world.db, [awake!])).size).toBe(0);
		expect((await world.message(id)).attempt).toBe(1);
	});
});

describe('the rate', () => {
	it('is kept by four claimers together: at most one more than the limit in any second, and the mean reached', async () => {
		await ensureAccountRate(world.db, world.accountId, 100);
		await world.newMessages(320);
		const at = await grantedTimes(300);
		const most = Math.max(...at.map((start) => at.filter((one) => one >= start && one < start + 1_000).length));
		// The slots are exact in the database; the answers' round trips are these claimers' own.
		expect(most).toBeLessThanOrEqual(108);
		expect(at[299]! - at[0]!).toBeGreaterThan(2_700);
		expect(at[299]! - at[0]!).toBeLessThan(3_600);
	});

	it('costs nothing where nothing is due, and closes where its row is missing', async () => {
		await ensureAccountRate(world.db, world.accountId, 1);
		const before = await world.db.selectFrom('rateLimit').selectAll().executeTakeFirstOrThrow();
		await claim({ limited: true });
		expect(await world.db.selectFrom('rateLimit').selectAll().executeTakeFirstOrThrow()).toEqual(before);
		await world.newMessage();
		await world.db.deleteFrom('rateLimit').execute();
		expect(idsOf(await claim({ limited: true }))).toEqual([]);
	});

	it('counts parts where the provider does, and a heavy message passes once its first unit fits', async () => {
		await ensureAccountRate(world.db, world.accountId, 1);
		const ids = await world.newMessages(2);
		await sql`update message set weight = 3 where id = ${ids[0]!}`.execute(world.db);
		expect(idsOf(await claim({ limited: true }))).toEqual([ids[0]]);
		expect(idsOf(await claim({ limited: true }))).toEqual([]);
		const row = await world.db.selectFrom('rateLimit').selectAll().executeTakeFirstOrThrow();
		expect(row.tat.getTime() - Date.now()).toBeGreaterThan(2_000);
	});

	it('F-33 is halved by a 429 once a second however many say so, obeys Retry-After and recovers by twentieths', async () => {
		await ensureAccountRate(world.db, world.accountId, 10);
		await world.moveClock(1_100);
		await Promise.all([1, 2, 3].map(() => slowDown(world.db, world.accountId, null)));
		const row = () => world.db.selectFrom('rateLimit').selectAll().executeTakeFirstOrThrow();
		expect((await row()).factor).toBeCloseTo(0.5);
		await world.newMessage();
		await slowDown(world.db, world.accountId, 5_000);
		expect(idsOf(await claim({ limited: true }))).toEqual([]);
		await world.moveClock(5_100);
		expect(idsOf(await claim({ limited: true }))).toHaveLength(1);
		for (let second = 0; second < 10; second++) {
			await world.moveClock(1_100);
			await recoverRates(world.db);
		}
		expect((await row()).factor).toBe(1);
	});

	it('that is edited keeps the slots already granted', async () => {
		await ensureAccountRate(world.db, world.accountId, 10);
		await world.newMessage();
		await claim({ limited: true });
		const before = await world.db.selectFrom('rateLimit').selectAll().executeTakeFirstOrThrow();
		await ensureAccountRate(world.db, world.accountId, 20);
		const after = await world.db.selectFrom('rateLimit').selectAll().executeTakeFirstOrThrow();
		expect(after).toMatchObject({ emissionUs: 50_000, tat: before.tat });
		await ensureAccountRate(world.db, world.accountId, null);
		expect(await world.db.selectFrom('rateLimit').selectAll().execute()).toEqual([]);
	});
});

/** Hours that open hours from now, wherever the test's clock stands. */
async function closedNow() {
	const { rows } = await sql<{ now: Date }>`select volna.now_exact() as now`.execute(world.db);
	const hour = Number(
		new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: 'Europe/Moscow' }).format(rows[0]!.now),
	);
	const at = (shift: number) => `${String((hour + shift) % 24).padStart(2, '0')}:00`;
	return { from: at(4), to: at(6), days: [1, 2, 3, 4, 5, 6, 7] };
}
