import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lost, neverArrived, openTrackedWorld, type TrackedWorld } from '../tests/tracked-world.ts';
import { type SecretSeal, saveAccount } from './accounts.ts';
import { claimMessages } from './claim-messages.ts';
import { decideLeftMessages, type LeftDecision, listFormerAccounts, settleFormerAccounts } from './former-accounts.ts';
import { accountKey, senderKey } from './hold-keys.ts';
import { intendHandOffs } from './intend-hand-offs.ts';
import { reconcileUnknown } from './reconcile-unknown.ts';
import { recordAnswers } from './record-answers.ts';

const seal: SecretSeal = { seal: (text) => Buffer.from(text), unseal: (sealed) => sealed.toString() };
const HOUR_MS = 3_600_000;
let world: TrackedWorld;
let old: string;

beforeAll(async () => {
	world = await openTrackedWorld();
	old = world.accountId;
});
beforeEach(async () => {
	await world.reset();
	await sql`delete from sender`.execute(world.db);
	await sql`delete from sms_account where id <> ${old}`.execute(world.db);
	await sql`update sms_account set is_active = true, username = null, left_at = null, left_decision = null`.execute(
		world.db,
	);
});
afterEach(async () => expect(await world.broken()).toEqual([]));
afterAll(() => world?.close());

/** Another account becomes the active one; it may send under these names. */
async function switchAccount(senders: readonly string[] = ['VOLNA'], baseUrl = 'https://other.example/api') {
	const done = await world.db
		.transaction()
		.execute((tx) => saveAccount(tx, { baseUrl, isEmulator: false, token: 'key' }, seal));
	if (!done.ok) throw new Error(done.problem);
	for (const name of senders) {
		await world.db
			.insertInto('sender')
			.values({ accountId: done.id, name, moderation: 'approved' })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
	}
	return done;
}

const decide = (decision: LeftDecision, accountId = old) =>
	world.db.transaction().execute((tx) => decideLeftMessages(tx, accountId, decision));
const settle = () => settleFormerAccounts(world.db, world.messagesMoved);
const claim = async (accountId: string, limit = 100) =>
	(
		await claimMessages(world.db, {
			accountId,
			lane: 1,
			limit,
			workerId: randomUUID(),
			leaseMs: 10_000,
			limited: false,
		})
	).messages;

describe('a switch of account', () => {
	it('leaves what waits and what is uncertain at the account it was planned for, and names both', async () => {
		world.gateway.script(lost);
		await world.newMessage();
		await world.handOffAll();
		await world.newMessages(2);
		await world.newMessage({ sender: 'B-Media' });
		await switchAccount();
		expect(await listFormerAccounts(world.db)).toMatchObject([
			{
				id: old,
				waiting: 3,
				movable: 2,
				missingSenders: [{ name: 'B-Media', count: 1 }],
				unknown: 1,
				decision: null,
			},
		]);
		await settle();
		expect(await listFormerAccounts(world.db)).toMatchObject([{ waiting: 3, unknown: 1 }]);
	});

	it('says nothing of an account at which nothing is open', async () => {
		await world.newAccepted();
		await switchAccount();
		expect(await listFormerAccounts(world.db)).toEqual([]);
	});

	it('back to the former account lets its messages go on as if nothing had been', async () => {
		const id = await world.newMessage();
		await switchAccount();
		await decide('cancel');
		await switchAccount([], 'http://127.0.0.1/api');
		expect(await listFormerAccounts(world.db)).toEqual([]);
		await settle();
		expect((await claim(old)).map((message) => message.id)).toEqual([id]);
	});

	it('is one of user too, once something has left: the same address with another name is another account', async () => {
		const save = (username: string) =>
			world.db
				.transaction()
				.execute((tx) =>
					saveAccount(tx, { baseUrl: 'http://127.0.0.1/api', isEmulator: true, username, password: 'p' }, seal),
				);
		expect(await save('dmeo')).toMatchObject({ id: old, switched: false });
		expect(await save('demo')).toMatchObject({ id: old, switched: false });
		await world.newAccepted();
		expect(await save('demo')).toMatchObject({ id: old, switched: false });
		const other = await save('other');
		expect(other).toMatchObject({ switched: true });
		expect(await save('demo')).toMatchObject({ id: old, switched: true });
		expect(await save('other')).toMatchObject({ id: (other as { id: string }).id, switched: true });
	});

	it('has its unknown outcomes settled by the account that handed them off', async () => {
		world.gateway.script(lost);
		const id = await world.newMessage();
		await world.handOffAll();
		await switchAccount();
		await decide('cancel');
		await settle();
		const asked: string[] = [];
		const gatewayOf = async (accountId: string) => {
			asked.push(accountId);
			return world.gateway;
		};
		await reconcileUnknown(world.db, { ...world.track, gatewayOf });
		expect(asked).toEqual([old]);
		expect(await world.message(id)).toMatchObject({ accountId: old, state: 'submitted' });
	});
});

describe('messages that a person moves', () => {
	it('leave by the active account, under its holds, once', async () => {
		const ids = await world.newMessages(3);
		const { id: other } = await switchAccount();
		expect(await decide('move')).toEqual({ waiting: 3, unknown: 0 });
		await settle();
		expect(await claim(old)).toEqual([]);
		expect((await claim(other)).map((message) => message.id).sort()).toEqual([...ids].sort());
		const { holdKeys } = await world.message(ids[0]!);
		expect(holdKeys).toEqual(expect.arrayContaining([accountKey(other), senderKey(other, 'VOLNA')]));
		expect(holdKeys.join()).not.toContain(old);
		expect(await listFormerAccounts(world.db)).toEqual([]);
		expect(world.moves).toEqual([]);
	});

	it('stay where the active account may not send under their name, until it may', async () => {
		const id = await world.newMessage({ sender: 'B-Media' });
		const { id: other } = await switchAccount();
		await world.db.insertInto('sender').values({ accountId: other, name: 'B-Media', moderation: 'pending' }).execute();
		await decide('move');
		await settle();
		expect((await world.message(id)).accountId).toBe(old);
		await world.db.updateTable('sender').set({ moderation: 'approved' }).where('name', '=', 'B-Media').execute();
		await settle();
		expect((await world.message(id)).accountId).toBe(other);
	});

	it('are no longer the claim’s that had them: it writes no intent', async () => {
		const id = await world.newMessage();
		const claimed = await claim(old);
		const { id: other } = await switchAccount();
		await decide('move');
		await settle();
		expect((await intendHandOffs(world.db, claimed)).size).toBe(0);
		const again = await claim(other);
		expect((await intendHandOffs(world.db, claimed)).size).toBe(0);
		expect((await intendHandOffs(world.db, again)).size).toBe(1);
		expect(await world.message(id)).toMatchObject({ accountId: other, state: 'submitting', attempt: 1 });
	});

	it('are never ones whose intent is committed', async () => {
		const id = await world.newMessage();
		await intendHandOffs(world.db, await claim(old));
		await switchAccount();
		await decide('move');
		await settle();
		expect(await world.message(id)).toMatchObject({ accountId: old, state: 'submitting' });
	});

	it('may be ones that the old account has surely refused', async () => {
		const id = await world.newMessage();
		world.gateway.script({
			taken: false,
			answer: { class: 'account_problem', problem: 'no_funds', scope: 'account', evidence: { code: 'http_402' } },
		});
		await world.handOffAll();
		const { id: other } = await switchAccount();
		await decide('move');
		await settle();
		expect(await world.message(id)).toMatchObject({ accountId: other, state: 'queued', attempt: 1 });
		// What holds the old account does not hold it any more.
		expect(await claim(other)).toHaveLength(1);
	});

	it('are never ones of which an earlier hand-off may still turn out to have happened', async () => {
		const id = await world.newMessage();
		world.gateway.script(neverArrived);
		await world.handOffAll();
		await sql`
			with again as (update message set state = 'queued', due_at = volna.now_exact() where id = ${id} returning id)
			insert into message_event (message_id, from_state, to_state, cause, attempt)
			select id, 'unknown', 'queued', 'gates', 1 from again`.execute(world.db);
		await switchAccount();
		expect(await listFormerAccounts(world.db)).toMatchObject([{ waiting: 1, movable: 0, missingSenders: [] }]);
		await decide('move');
		await settle();
		expect((await world.message(id)).accountId).toBe(old);
	});

	it('and hand-offs that begin meanwhile share the messages: each has one account, and none is handed off by two', async () => {
		const ids = await world.newMessages(300);
		const claimed = await claim(old, 200);
		const { id: other } = await switchAccount();
		await decide('move');
		const intended = new Map<string, string[]>();
		const intend = async (accountId: string, batch: typeof claimed) => {
			for (const { id } of (await intendHandOffs(world.db, batch)).values()) {
				intended.set(id, [...(intended.get(id) ?? []), accountId]);
			}
		};
		const movers = Array.from({ length: 3 }, async () => {
			while ((await settle()) > 0);
		});
		const oldOnes = Array.from({ length: 20 }, (_, n) => intend(old, claimed.slice(n * 10, n * 10 + 10)));
		const newOnes = Array.from({ length: 4 }, async () => {
			for (let round = 0; round < 10; round++) await intend(other, await claim(other, 20));
		});
		await Promise.all([...movers, ...oldOnes, ...newOnes]);
		await settle();
		for (const batch of [await claim(other, 300)]) await intend(other, batch);
		const rows = await world.db.selectFrom('message').select(['id', 'accountId', 'state', 'attempt']).execute();
		expect(rows).toHaveLength(ids.length);
		for (const { id, accountId, state, attempt } of rows) {
			expect({ id, by: intended.get(id), state, attempt }).toEqual({
				id,
				by: [accountId],
				state: 'submitting',
				attempt: 1,
			});
		}
	});

	it('wait for a person anew when yet another account becomes the active one', async () => {
		await world.newMessage({ sender: 'B-Media' });
		await switchAccount();
		await decide('move');
		await settle();
		await switchAccount(['B-Media'], 'https://third.example/api');
		await settle();
		expect(await listFormerAccounts(world.db)).toMatchObject([{ id: old, decision: null, movable: 1 }]);
	});
});

describe('messages that a person cancels', () => {
	it('end, their runs are told, and a step that still plans for the old account changes nothing', async () => {
		const ids = await world.newMessages(2);
		await switchAccount();
		expect(await decide('cancel')).toEqual({ waiting: 2, unknown: 0 });
		await settle();
		expect(world.moves.map((move) => move.messageId).sort()).toEqual([...ids].sort());
		expect(await world.message(ids[0]!)).toMatchObject({
			state: 'cancelled',
			reason: 'cancelled_person',
			detail: 'account_left',
		});
		// Its step had read the account before the switch.
		const late = await world.newMessage();
		await sql`update message set account_id = ${old} where id = ${late}`.execute(world.db);
		await settle();
		expect(await world.stateOf(late)).toBe('cancelled');
	});

	it('are never ones whose hand-off has begun: its own answer comes', async () => {
		const id = await world.newMessage();
		const intended = [...(await intendHandOffs(world.db, await claim(old))).values()];
		await switchAccount();
		await decide('cancel');
		await settle();
		await recordAnswers(
			world.db,
			world.messagesMoved,
			old,
			intended.map(({ attempt, sender }) => ({
				id,
				attempt,
				sender,
				trialOf: null,
				outcome: { class: 'accepted', providerId: 'p-1', providerStatus: 'pending' },
			})),
		);
		expect(await world.stateOf(id)).toBe('submitted');
	});

	it('are also those that nobody decided about within a day', async () => {
		const id = await world.newMessage({ relevance: 'P7D' });
		await switchAccount();
		await world.later(23 * HOUR_MS);
		await settle();
		expect(await world.stateOf(id)).toBe('queued');
		await world.later(2 * HOUR_MS);
		await settle();
		expect(await world.stateOf(id)).toBe('cancelled');
	});
});

it('nothing is decided about messages of the active account, nor of one that does not exist', async () => {
	const id = await world.newMessage();
	expect(await decide('cancel')).toBeNull();
	expect(await decide('move', randomUUID())).toBeNull();
	await settle();
	expect(await world.stateOf(id)).toBe('queued');
});
