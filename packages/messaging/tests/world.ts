import { randomUUID } from 'node:crypto';
import { json } from '@volna/db';
import { type TestDatabase, testDatabase } from '@volna/db/testing';
import type { MessageProfile, MessageRequest, SendingHours } from '@volna/node-sdk';
import { sql } from 'kysely';
import type { AccountFlags, HandOffOutcome, HandOffRequest, SmsGateway } from '../src/gateway.ts';
import { phoneHasher } from '../src/hash-phone.ts';
import type { MessagingLog } from '../src/log.ts';
import type { MessageMove } from '../src/message-move.ts';
import { installMoveGuard } from '../src/move-guard.ts';
import { requestMessages } from '../src/request-messages.ts';
import type { MessageState } from '../src/states.ts';

/** What a test says of a message; the rest is an ordinary one that may go at once. */
export interface MessageParts {
	profile?: MessageProfile;
	text?: string;
	hours?: SendingHours;
	relevance?: string;
	sender?: string;
	customerId?: number;
	maxParts?: number;
	mode?: 'live' | 'test';
}

export interface CustomerParts {
	phone?: string | null;
	firstName?: string | null;
	timeZone?: string | null;
	subscribed?: boolean;
	consented?: boolean;
}

/**
 * A database of its own with a project, one active account and one flow, the move guard on, and builders. Nothing is
 * shared between files; within a file each test makes its own customers and messages.
 */
export async function openWorld(options: { max?: number } = {}) {
	const test: TestDatabase = await testDatabase({ max: 20, ...options });
	const { db, pool } = test;
	await installMoveGuard(pool);
	const hashPhone = phoneHasher(Buffer.alloc(32, 7));
	const accountId = randomUUID();
	await db
		.insertInto('smsAccount')
		.values({ id: accountId, name: 'test', baseUrl: 'http://127.0.0.1/api', isEmulator: true, isActive: true })
		.execute();
	const campaign = await db
		.insertInto('campaign')
		.values({ name: 'All', systemName: `c${accountId.slice(0, 8)}` })
		.returning('id')
		.executeTakeFirstOrThrow();
	const flow = await db
		.insertInto('flow')
		.values({
			campaignId: campaign.id,
			name: 'Orders',
			systemName: `f${accountId.slice(0, 8)}`,
			state: 'active',
			document: json({}),
			documentHash: '',
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const version = await db
		.insertInto('flowVersion')
		.values({
			flowId: flow.id,
			number: 1,
			document: json({}),
			documentHash: '',
			plan: json({}),
			planHash: '',
		})
		.returning('id')
		.executeTakeFirstOrThrow();

	let phones = 79_160_000_000;
	const moves: MessageMove[] = [];
	const logged: string[] = [];
	const log: MessagingLog = {
		info: (_, message) => logged.push(message),
		warn: (_, message) => logged.push(message),
		error: (_, message) => logged.push(message),
	};
	const messagesMoved = async (_: unknown, moved: readonly MessageMove[]) => {
		moves.push(...moved);
	};

	async function newCustomer(parts: CustomerParts = {}): Promise<number> {
		const { phone = `+${++phones}`, firstName = 'Анна', timeZone = null } = parts;
		const { id } = await db
			.insertInto('customer')
			.values({ phone, firstName, timeZone })
			.returning('id')
			.executeTakeFirstOrThrow();
		if (phone) {
			await db
				.insertInto('identifier')
				.values({ kind: 'phone', value: phone, customerId: id })
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		}
		if (parts.subscribed ?? true) {
			await db.insertInto('subscription').values({ customerId: id, state: 'subscribed', source: 'test' }).execute();
		}
		if (parts.consented ?? true) {
			await db
				.insertInto('consent')
				.values({ customerId: id, source: 'test', givenAt: new Date(0) })
				.execute();
		}
		return id;
	}

	async function newRun(customerId: number, mode: 'live' | 'test' = 'live'): Promise<string> {
		const run = await db
			.insertInto('run')
			.values({ flowId: flow.id, versionId: version.id, customerId, mode, state: 'waiting', dueAt: new Date() })
			.returning('id')
			.executeTakeFirstOrThrow();
		return run.id;
	}

	function requestOf(runId: string, customerId: number, parts: MessageParts = {}): MessageRequest {
		return {
			run: { id: runId, customerId, nodeId: 'sms', visit: 1, key: `${runId}:sms:1`, values: {} },
			profile: parts.profile ?? 'transactional',
			sender: parts.sender ?? 'VOLNA',
			text: parts.text ?? 'Заказ готов',
			hours: parts.hours ?? { any: true },
			relevance: parts.relevance ?? 'P1D',
			tags: [],
			maxParts: parts.maxParts ?? 4,
		};
	}

	/** Asks for `count` messages, each of a customer of its own unless one is named; answers their ids. */
	async function newMessages(count: number, parts: MessageParts = {}): Promise<string[]> {
		const requests: MessageRequest[] = [];
		for (let n = 0; n < count; n++) {
			const customerId = parts.customerId ?? (await newCustomer());
			requests.push(requestOf(await newRun(customerId, parts.mode), customerId, parts));
		}
		const made = await db.transaction().execute((tx) => requestMessages(tx, { hashPhone }, requests));
		return requests.map(({ run }) => made.get(run.id)!.messageId);
	}

	const newMessage = async (parts: MessageParts = {}): Promise<string> => (await newMessages(1, parts))[0]!;

	const message = (id: string) => db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

	async function states(ids: readonly string[]): Promise<Partial<Record<MessageState, number>>> {
		const rows = await db
			.selectFrom('message')
			.select('state')
			.where('id', 'in', [...ids])
			.execute();
		const counts: Partial<Record<MessageState, number>> = {};
		for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
		return counts;
	}

	async function events(id: string): Promise<string[]> {
		const rows = await db
			.selectFrom('messageEvent')
			.select(['fromState', 'toState', 'cause'])
			.where('messageId', '=', id)
			.orderBy('at')
			.orderBy('id')
			.execute();
		return rows.map(({ fromState, toState, cause }) => `${fromState ?? '-'}>${toState ?? '-'} ${cause}`);
	}

	async function setFlags(flags: Partial<AccountFlags>): Promise<void> {
		await sql`update sms_account set flags = flags || ${json(flags)} where id = ${accountId}`.execute(db);
	}

	return {
		...test,
		accountId,
		campaignId: campaign.id,
		flowId: flow.id,
		versionId: version.id,
		hashPhone,
		moves,
		logged,
		log,
		messagesMoved,
		deps: { db, hashPhone, messagesMoved, log },
		newCustomer,
		newRun,
		requestOf,
		newMessage,
		newMessages,
		message,
		states,
		events,
		setFlags,
	};
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export interface Call extends HandOffRequest {
	readonly at: number;
}

/** A gateway that answers as a test says and keeps every call; `taken` are those the provider has. */
export function scriptedGateway(
	accountId: string,
	answer: (call: Call, nth: number) => HandOffOutcome | Promise<HandOffOutcome> = (call) => acceptedAs(call.messageId),
) {
	const calls: Call[] = [];
	const gateway: SmsGateway = {
		accountId,
		capabilities: {
			list: true,
			listProvesAbsence: false,
			listLagSeconds: 0,
			callbacks: true,
			perMessageCallback: false,
			externalId: false,
			idempotencyKey: false,
		},
		async handOff(request, onSending) {
			if (performance.now() > request.intendedAtMs + request.startWithinMs) return notStarted;
			onSending?.();
			const call = { ...request, at: performance.now() };
			calls.push(call);
			return answer(call, calls.length);
		},
		read: async () => ({ class: 'absent' }),
		list: async () => ({ class: 'page', reports: [], more: false }),
		balance: async () => ({ class: 'known', balance: 100, username: 'test', userId: '1', active: true }),
		senders: async () => ({ class: 'known', senders: [] }),
		close: async () => {},
	};
	return { gateway, calls };
}

export function acceptedAs(providerId: string): HandOffOutcome {
	return { class: 'accepted', providerId: `p-${providerId}`, providerStatus: 'pending' };
}

export const ambiguous: HandOffOutcome = { class: 'ambiguous', evidence: { code: 'timeout' } };
export const unreachable: HandOffOutcome = {
	class: 'not_sent',
	throttled: false,
	evidence: { code: 'ECONNREFUSED' },
};
const notStarted: HandOffOutcome = { class: 'not_sent', throttled: false, evidence: { code: 'NOT_STARTED' } };

/** Waits for a condition, at most 20 s. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
	const end = performance.now() + 20_000;
	while (!(await holds())) {
		if (performance.now() > end) throw new Error(`It did not happen in 20 s: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
