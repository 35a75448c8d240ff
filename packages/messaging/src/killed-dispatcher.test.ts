import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, scriptedGateway, until, type World } from '../tests/world.ts';
import type { Failpoint } from './failpoint.ts';
import type { ProviderReport, SmsGateway } from './gateway.ts';
import { reconcileUnknown } from './reconcile-unknown.ts';

const script = join(import.meta.dirname, '../tests/killable-dispatcher.ts');
const children: ChildProcess[] = [];
let world: World;

beforeAll(async () => {
	world = await openWorld();
	await world.pool.query(`create table ledger (seq bigint generated always as identity, provider_id text,
		message_id uuid, attempt integer, phone text, sender text, text text, created_at timestamptz)`);
});
beforeEach(async () => {
	await sql`delete from message`.execute(world.db);
	await sql`delete from ledger`.execute(world.db);
});
afterEach(async () => {
	for (const child of children.splice(0))
		if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
});
afterAll(() => world?.close());

function spawnDispatcher(failpoints = ''): ChildProcess {
	const child = spawn(process.execPath, ['--conditions=failpoints', script, world.url, world.accountId], {
		env: { ...process.env, FAILPOINTS: failpoints },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	children.push(child);
	return child;
}

interface Entry {
	providerId: string;
	messageId: string;
	phone: string;
	sender: string;
	text: string;
	createdAt: Date;
}

async function ledger(): Promise<readonly Entry[]> {
	return (await sql<Entry>`select * from ledger order by seq`.execute(world.db)).rows;
}

/** The provider's list, read from the ledger. */
function listedGateway(): SmsGateway {
	const { gateway } = scriptedGateway(world.accountId);
	return {
		...gateway,
		async list({ from, until: end, offset, limit }) {
			const inside = (await ledger()).filter(({ createdAt }) => createdAt >= from && createdAt <= end);
			const reports = inside.slice(offset, offset + limit).map(
				(entry): ProviderReport => ({
					...entry,
					word: 'sent',
					rank: 4,
					state: 'sent',
					seen: false,
					reason: null,
					reasonText: null,
					price: null,
					refunded: null,
				}),
			);
			return { class: 'page', reports, more: offset + limit < inside.length };
		},
	};
}

/** What must hold whatever happened: nothing lost, nothing twice, and every state true. */
async function checkTruth(ids: readonly string[]): Promise<void> {
	const entries = await ledger();
	const taken = entries.map((entry) => entry.messageId);
	expect(new Set(taken).size).toBe(taken.length);
	const rows = await world.db
		.selectFrom('message')
		.select(['id', 'state', 'attempt'])
		.where('id', 'in', [...ids])
		.execute();
	expect(rows).toHaveLength(ids.length);
	for (const { id, state } of rows) {
		// One that was just killed may have left `submitting`, of which only time makes `unknown`.
		if (taken.includes(id)) expect(['submitting', 'submitted', 'sent', 'unknown'], id).toContain(state);
		else expect(['queued', 'leased', 'submitting', 'unknown'], id).toContain(state);
	}
}

describe('F-02 a process killed', () => {
	const points: readonly [Failpoint, number][] = [
		['message.claimed', 1],
		['message.intended', 1],
		['message.intended', 3],
		['message.called', 7],
		['message.answered', 7],
		['message.recorded', 2],
	];

	it.each(points)('at %s, passage %i, loses nothing and hands off nothing twice', async (point, nth) => {
		const ids = await world.newMessages(100);
		const killed = spawnDispatcher(`${point}=kill#${nth}`);
		const [, signal] = await once(killed, 'exit');
		expect(signal).toBe('SIGKILL');
		await checkTruth(ids);

		// Everything that lay with the dead process is over; another one goes on.
		await world.moveClock(16_000);
		spawnDispatcher();
		await until('nothing is under way', async () => {
			const { queued = 0, leased = 0, submitting = 0 } = await world.states(ids);
			return queued + leased + submitting === 0;
		});
		await checkTruth(ids);
		const { unknown = 0 } = await world.states(ids);
		// A kill leaves at most the lane's permits unknown.
		expect(unknown).toBeLessThanOrEqual(20);
		if (point === 'message.claimed') expect(unknown).toBe(0);

		const gateway = listedGateway();
		await reconcileUnknown(world.db, { ...world.deps, gatewayOf: async () => gateway });
		const taken = new Set((await ledger()).map((entry) => entry.messageId));
		const rows = await world.db.selectFrom('message').select(['id', 'state']).where('id', 'in', ids).execute();
		for (const { id, state } of rows) {
			if (taken.has(id)) expect(['submitted', 'sent'], id).toContain(state);
			else expect(state, id).toBe('unknown');
		}
	});
});

it('F-04 a process whose event loop stalls past its leases hands off nothing of what others took', async () => {
	const ids = await world.newMessages(40);
	const sleeper = spawnDispatcher('message.claimed=stop:4s#1');
	await until('it has claimed and sleeps', async () => ((await world.states(ids)).leased ?? 0) > 0);
	await world.moveClock(11_000);
	spawnDispatcher();
	await until('the other has handed off everything', async () => (await world.states(ids)).submitted === 40);
	// It wakes with leases that are not its own any more.
	await new Promise((resolve) => setTimeout(resolve, 4_000));
	expect(sleeper.exitCode).toBeNull();
	await checkTruth(ids);
	expect(await ledger()).toHaveLength(40);
});

it('F-04 a process whose event loop stalls between intent and call writes no byte afterwards', async () => {
	const ids = await world.newMessages(20);
	spawnDispatcher('message.intended=stop:4s#1');
	await until('all are handed off', async () => (await world.states(ids)).submitted === 20);
	await checkTruth(ids);
	const rows = await world.db.selectFrom('message').select(['attempt', 'refusals']).where('id', 'in', ids).execute();
	expect(rows.some((row) => row.attempt > 1)).toBe(true);
	expect(rows.every((row) => row.refusals === 0)).toBe(true);
});

it('F-03 a process stopped in the middle of its hand-offs and continued later hands off nothing twice', async () => {
	const ids = await world.newMessages(300);
	const stopped = spawnDispatcher();
	await until('it is in the middle', async () => (await ledger()).length > 30);
	stopped.kill('SIGSTOP');
	await world.moveClock(20_000);
	spawnDispatcher();
	// Rows of a transaction that was stopped half-way stay locked; everything else goes on.
	await until('the other has taken over', async () => {
		const { queued = 0, leased = 0 } = await world.states(ids);
		return queued + leased === 0;
	});
	await new Promise((resolve) => setTimeout(resolve, 3_200));
	stopped.kill('SIGCONT');
	// What it could not start in time it gives back; what it had called it records.
	await until('nothing is open', async () => (await world.states(ids)).submitted === 300);
	await checkTruth(ids);
	expect(await ledger()).toHaveLength(300);
});

it('F-05 code that throws after the answer changes nothing: accepted, logged, not called again', async () => {
	const ids = await world.newMessages(10);
	const child = spawnDispatcher('message.answered=throw#3');
	let said = '';
	child.stderr!.on('data', (data) => {
		said += data;
	});
	await until('all are accepted', async () => (await world.states(ids)).submitted === 10);
	expect(await ledger()).toHaveLength(10);
	expect(said).toContain('answer_handling_threw');
});

it('F-06 SIGTERM ends it with 0, and no outcome is unknown', async () => {
	const ids = await world.newMessages(200);
	const child = spawnDispatcher();
	await until('it is in the middle', async () => (await ledger()).length > 20);
	child.kill('SIGTERM');
	const [code] = await once(child, 'exit');
	expect(code).toBe(0);
	const { unknown = 0, submitting = 0, leased = 0 } = await world.states(ids);
	expect([unknown, submitting, leased]).toEqual([0, 0, 0]);
	await checkTruth(ids);
});
